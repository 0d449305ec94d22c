"""The Movies page: the shelf of movies, and one movie with its scenes.

`shelf.py` is all of them, `starting/` a new one, `carrying.py` one as a file (`upload.py`). Of one movie: `head.py` is on top, with
`costs.py` and `versions.py`; `strip.py` is its scenes in a row, `scene/` the words of the chosen one, `pictures.py` how it begins and ends,
`takes.py` its clips, which `comparing.py` plays side by side; `cut/` is its film, with `joints.py` between two scenes, and
`unseen_takes.py` what is still made of it out of sight. `bringing.py` makes a scene of a clip, from any page.

`address.py` is where one is, `seen.py` one look at all of it, `edits.py` saves what one types; `posters.py` and `planned.py` show a scene
that is made and one that is not. What costs money is asked about in `generating.py`, `refining.py` (`rounds.py` is how far it is),
`reviewing.py`, `outlining_again/`, `speaking.py` and `listening.py`.
"""
