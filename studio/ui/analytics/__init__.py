"""The Analytics page: a file for each section (`overview.py`, `speed.py`, `failures.py`, `spending.py`, `waiting.py`).

`asked.py` is the window and the filters, which stand in the address; `figures.py` is one look and the figures on top, `cards.py` what
every section is put together from, `opened.py` one generation that ended badly.
"""
