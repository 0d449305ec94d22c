"""A film from clips: a recipe says what is cut, segments are rendered once and kept, and joining them encodes nothing.

Start with `recipe.py` (what is asked for), then `cutting.py` (the door), `segments.py` (what is rendered, what is reused). `turns.py`
lets one voice speak at a time, `silences.py` finds the words of a text in its sound, `sound/` is all that is heard.
"""
