"""The command line. `studio/__main__.py` puts its commands together.

Commands stand together by what one does with them: `generate.py`, `batch.py`, `movie.py`, `looking.py`, `deciding.py`, `carrying.py`,
`prices.py`, `keeping.py` and `machine.py`. What they share: `door.py` is the studio they work on and how they print, `wishes.py` a
brief as options, `paying.py` the question before money, `copying.py` where files go. `breaking_up.py` and `voicing.py` are steps of
`movie`: a text becomes scenes, and what is missing of its narration is told and paid for.
"""
