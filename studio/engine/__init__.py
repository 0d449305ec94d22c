"""What moves generations while nobody watches: the same steps, in the server or on many machines.

One generation, one step (`steps.py`)
    admission.py     whether it may begin: the only door to a paid call
    submission.py    the paid call, sent once; `materials.py` looks up before what its brief points at
    checking.py      how far it is
    download.py      the clip, fetched and looked at
    lost.py          a paid call whose answer nobody knows
    backoff.py       how long to wait before the next try

Who takes steps
    look.py          whether there is anything to do, asked many times a second
    embedded.py      threads in the server's own process; `ownership.py` lets one engine alone have a SQLite file
    distributed.py   engines on as many machines as wanted, on PostgreSQL

What every engine does beside them
    housekeeping.py  what is short: it tells that it lives, counts, looks at alerts
    beside.py        what may take its time, each in a thread of its own: `sending.py` (notices), `cutting.py` (films), `composing.py`
                     (music), `speaking.py` (narration), `refining.py`, `sweeping.py` (what is of no use any more)

`tools.py` is what all of them work with: time, chance and the outside come in from there. `notebook.py` writes down together what needs
no transaction of its own.
"""
