"""Who makes clips: a company behind its SDK, or the animatic of this machine.

`interface.py` is what a provider is, `registry.py` which one stands behind a name, `catalogue/` what each model can do and costs. Each
provider is a folder with its words both ways (`luma/`, `runway/`). None sees the database; none waits. `refusals.py` says
what a no of theirs means, `stainless.py` how one family of SDKs tells it; `fitting.py` makes one model's brief another's;
`camera_moves.py` keeps the camera moves that each lists.
"""
