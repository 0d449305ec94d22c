"""The Movies page: the shelf of movies, and one movie with its scenes.

`shelf.py` is all of them and `starting/` a new one. Of one movie: `head.py` is on top, `strip.py` its scenes in a row, `scene/` the
words of the chosen one and `takes.py` its clips; `cut/` is its film, and `unseen_takes.py` what is still made of it out of sight.
`seen.py` is one look at all of it, `edits.py` saves what one types, and what costs money is asked about in `generating.py`,
`refining.py`, `reviewing.py`, `outlining_again/` and `speaking.py`.
"""
