"""The Settings page: a file for each section, some with a second one.

Access is `people.py` and `tokens.py`; `providers.py` has its `saved_keys.py` and `prices.py`, `defaults.py` its `by_model.py`, `writers.py`
its `voices.py`; `budgets.py`, `notifications.py`, `audit_list.py` and `doctor.py` are alone.

`groups.py` are settings that are saved together, `opened.py` is what one is about to change, `refusals.py` what speaks against it;
`typed.py` is the field for a key: what is typed is used once and is nowhere else.
"""
