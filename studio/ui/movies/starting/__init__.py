"""A new movie: from an idea or a text that the writer makes scenes of, looked at before it is kept; or empty.

`form.py` is all that is typed and `drafts.py` keeps it, also over a reload; `new_movie.py` says how far somebody is, `asking.py` asks the
writer and `keeping.py` makes the movie; `fields.py` and `answer.py` are what one sees of it, `dialog.py` is all of it together.
`sample.py` is a movie that makes itself.
"""

from studio.ui.movies.starting.asking import show_kept
from studio.ui.movies.starting.dialog import show_button, show_dialog
from studio.ui.movies.starting.form import EMPTY, IDEA, TEXT
from studio.ui.movies.starting.sample import show_sample_button

__all__ = ["EMPTY", "IDEA", "TEXT", "show_button", "show_dialog", "show_kept", "show_sample_button"]
