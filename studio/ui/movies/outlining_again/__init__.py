"""Outline again: what is to be otherwise, its price, and then the scenes as they are beside those that the writer would have.

`asking.py` says how far somebody is, and is the form; `comparing.py` is the old beside the new, of which one takes what one wants;
`dialog.py` is all of it together.
"""

from studio.ui.movies.outlining_again.dialog import show_button, show_dialog, show_kept

__all__ = ["show_button", "show_dialog", "show_kept"]
