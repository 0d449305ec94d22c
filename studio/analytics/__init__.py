"""What Analytics asks: how many, how well, how fast and for how much, in a window of time. It only reads.

`window.py` and `filter.py` say of what, `counted.py` reads the tallies once, into the tables of `table.py`. From that each other file
answers for one matter: `headline.py`, `outcomes.py`, `speed.py`, `failures.py`, and `line.py` for what waits; `money.py` from the ledger.
"""
