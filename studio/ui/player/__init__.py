"""One clip, picture or sound: the player, its recipe, and what one can do with it.

`choosing.py` says which one, `seen.py` is one look at it, `showing.py` what one sees of it, `video.py` a clip behind
its poster, and `deeds.py` what one can do with it; `dialog.py` is all of it together.
"""

from studio.ui.player.choosing import CHOSEN, choose
from studio.ui.player.deeds import compare_with, show_download, show_undo, use_again
from studio.ui.player.dialog import show_chosen
from studio.ui.player.seen import SeenAsset, look
from studio.ui.player.showing import show_history, show_media, show_recipe

__all__ = [
    "CHOSEN",
    "SeenAsset",
    "choose",
    "compare_with",
    "look",
    "show_chosen",
    "show_download",
    "show_history",
    "show_media",
    "show_recipe",
    "show_undo",
    "use_again",
]
