"""Who makes clips: a company behind its SDK, or the animatic of this machine.

`interface.py` is what a provider is, `registry.py` which one stands behind a name (`guests.py`: of another package), `catalogue/` what each
model can do and costs. Each provider is a folder with its words both ways (`animatic/`, `google/`, `luma/`, `luma_agents/`, `runway/`).
None sees the database; none waits.

What several of them need: `connections.py` leads there and `plain_download.py` back, `data_uri.py` puts a picture into a request,
`in_time.py` keeps what comes before a paid call short. `refusals.py` says what a no of theirs means, `stainless.py` how one family of SDKs
tells it; `fitting.py` makes one model's brief another's; `camera_moves.py` keeps
the camera moves that each lists.
"""
