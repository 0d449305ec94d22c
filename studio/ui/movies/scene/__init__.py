"""The chosen scene. Saved as one types.

`order.py` is where it stands in the movie, `words.py` what is typed, `spoken.py` how its narration goes with its pictures and
`enhance.py` what the writer would make of its words; `settings.py` is what its model is told besides, `own.py` what it has in place of
the look's. `choice.py` is a list and `deed.py` a button of any of them. `whole.py` is all of it together.
"""

from studio.ui.movies.scene.order import show_no_scene
from studio.ui.movies.scene.whole import show_scene
from studio.ui.movies.scene.words import save_typed

__all__ = ["save_typed", "show_no_scene", "show_scene"]
