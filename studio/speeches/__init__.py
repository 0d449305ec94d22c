"""Speeches: narrations that a voice has said, or is to say. Each is asked for once, with its price set aside; a paid one is kept for
good. All of it is part of the caller's transaction.

`asking.py` is what people ask for, `speaking.py` what an engine does with it, `giving_up.py` ends what will not be spoken; `keeping.py`
is what was said, and `paying.py` the call that all of them share where a voice costs something.
"""

from studio.speeches.asking import NO_KEY, queue, take_in
from studio.speeches.giving_up import LOST, STOPPED, cancel, hold, lose_dead, orphaned
from studio.speeches.keeping import GONE, KEEP_FREE, all_names, find, forget_free, get, is_there
from studio.speeches.speaking import finish, has_due, hold_on, let_go, stop, take_due

__all__ = [
    "GONE",
    "KEEP_FREE",
    "LOST",
    "NO_KEY",
    "STOPPED",
    "all_names",
    "cancel",
    "find",
    "finish",
    "forget_free",
    "get",
    "has_due",
    "hold",
    "hold_on",
    "is_there",
    "let_go",
    "lose_dead",
    "orphaned",
    "queue",
    "stop",
    "take_due",
    "take_in",
]
