"""The Settings page: a file for each section, some with a second one; Access is `people.py` and `tokens.py`.

`groups.py` are settings that are saved together, `typed.py` is the field for a key: what is typed is used once and is nowhere else.
"""
