"""Dailies: `python app.py` or `streamlit run app.py`, from any folder. Nothing may import this module."""

from pathlib import Path

import streamlit as st

from studio.server import lifespan, middleware, routes
from studio.settings import load

ROOT = Path(__file__).resolve().parent
settings = load()

app = st.App(ROOT / "studio" / "ui" / "main.py", lifespan=lifespan, routes=routes(), middleware=middleware(settings))

if __name__ == "__main__":
    # Streamlit's own STREAMLIT_* variables are read by its command only, so ours say where to listen
    app.run(config={"server.port": settings.port, "server.address": settings.host})
