"""The cut of a production: what it is made of, asked for, kept, and taken elsewhere.

`recipes.py` makes the recipe, with the music (`music.py`) and the narration (`narrating.py`; `voicing.py` is how it stands with a paid
voice, `lasting.py` whether the film would be too long with it). `awaiting.py` asks for a cut whose takes may still be in the making,
`cuts.py` keeps it, `measuring.py` what was found out while it was rendered. `exporting.py` takes a film elsewhere, `link_words.py` is
what a share link tells of one.
"""
