"""What Analytics asks: how many, how well, how fast and for how much, in a window of time. It only reads.

`window.py` and `filter.py` say of what, `counted.py` reads the tallies once; each other file answers for one matter from that, and
`money.py` from the ledger.
"""
