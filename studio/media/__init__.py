"""Pictures and sound on this machine: look at files, fetch them, cut stills from them, write clips.

What comes from outside is only opened in a process of its own: start with `isolated.py`. `film/` puts films together, `music/` makes
music, `fetch/` follows links that others gave us.
"""
