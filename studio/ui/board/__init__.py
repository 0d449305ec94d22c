"""The board on the screen: cards and links on a canvas, tools above it, and beside it all that is known of the chosen card.

`opened.py` is which board and which card. `canvas.py` alone knows the component that draws. `toolbar.py` is above it and `panel.py`
beside it, with a file for each kind of card (`prompt_card.py`, `made_card.py`, `note_card.py`, `production_card.py`) and `moving.py` for
its place. `adding.py` puts on a board what is there, `deeds.py` is what buttons do, `whereabouts.py` the way from a clip to its card.
"""
