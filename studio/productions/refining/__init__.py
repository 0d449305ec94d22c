"""Refining: a scene is generated and reviewed, round by round with the writer's better prompt, until a take is good enough.

`asking.py` is what people ask of it, `offering.py` what it would cost, `history.py` what they look at. `states.py` says where one is in
its life, `rounds.py` keeps its rounds, each with its take. An engine leases one (`leases.py`) and makes its moves (`steps.py`): a round
begins (`beginning.py`), its take is made (`generating.py`) and reviewed (`reviews.py`; `silence.py` is how long another engine is waited
for), within the limit (`limit.py`), until it ends (`ending.py`). Each move is one transaction, and whatever is paid is written down
before it is asked for.
"""
