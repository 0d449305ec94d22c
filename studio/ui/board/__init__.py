"""The board on the screen: cards and links on a canvas, tools above it, and beside it all that is known of the chosen card.

`canvas.py` alone knows the component that draws. `toolbar.py` is above it and `panel.py` beside it, with a file for each kind of card.
"""
