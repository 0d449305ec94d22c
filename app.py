"""Dailies: `python app.py` or `streamlit run app.py`, from any folder. Nothing may import this module."""

from pathlib import Path

import streamlit as st

from studio.server import lifespan, middleware, require_login_beyond, routes, secrets
from studio.settings import load

ROOT = Path(__file__).resolve().parent
settings = load()
is_run_directly = __name__ == "__main__"
require_login_beyond(settings, settings.host if is_run_directly else st.get_option("server.address") or "")

app = st.App(
    ROOT / "studio" / "ui" / "main.py",
    lifespan=lifespan,
    routes=routes(),
    middleware=middleware(settings),
    secrets=secrets(settings),
)

if is_run_directly:
    # Streamlit's own STREAMLIT_* variables are read by its command only, so ours say where to listen
    app.run(config={"server.port": settings.port, "server.address": settings.host})
