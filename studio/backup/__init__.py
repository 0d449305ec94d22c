"""A copy of the whole studio in one file: made while it works, looked through, and put back.

`making.py` makes one, `contents.py` is what a database holds and `manifest.py` what a backup says of itself, `checking.py` looks through
one, `resting.py` says where it may go, and `restoring.py` puts it there, with `postgres.py` where that is the database; `standstill.py` is
what a restored studio must not do by itself.
"""
