"""A writer is asked from a page: its price on the button, a question before money, and a wait that the screen tells of.

`errands.py` is one task from its price to its answer, `talk.py` the dialog of one, `kept.py` what was asked for before a reload;
`showing.py` is what all of them put on the screen.
"""

from studio.ui.writers.errands import Errand, begin, let_go, send, taken_up
from studio.ui.writers.kept import show_kept
from studio.ui.writers.showing import (
    name_of,
    price_words,
    priced,
    show_confirmation,
    show_quote,
    show_waiting,
    show_written,
)
from studio.ui.writers.talk import Talk, open_talk, show_talk, take_up_talk

__all__ = [
    "Errand",
    "Talk",
    "begin",
    "let_go",
    "name_of",
    "open_talk",
    "price_words",
    "priced",
    "send",
    "show_confirmation",
    "show_kept",
    "show_quote",
    "show_talk",
    "show_waiting",
    "show_written",
    "take_up_talk",
    "taken_up",
]
