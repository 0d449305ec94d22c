"""The floor of all pages: Streamlit with an empty one, warmed up like the studio. `python -m benches.instruments.empty_app PORT`."""

import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from studio.server import warm_up


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    threading.Thread(target=warm_up, daemon=True).start()
    yield


app = st.App(Path(__file__).with_name("empty_page.py"), lifespan=lifespan)

if __name__ == "__main__":
    app.run(config={"server.port": int(sys.argv[1]), "server.address": "127.0.0.1"})
