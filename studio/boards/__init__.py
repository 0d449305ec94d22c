"""Boards: prompt cards, clips, pictures and notes side by side, with links that say what came of what.

`shelf.py` keeps boards and `cards.py` what lies on them; `lineage.py` tells what came of what, `family.py` all of one clip's, with its
`family_cards.py`. `snapshot.py` is one look at a board: `things.py` is what its cards stand for, `arrows.py` leads from one to another,
`layout.py` says where they stand. `face.py`, `svg.py` and `sheet.py` draw it; `exchange.py` is a board as a file.
"""
