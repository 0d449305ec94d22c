"""A film or a clip behind its poster. Streamlit's player has none: it would show the first picture, and films begin in the dark."""

import json
from typing import Any

import streamlit as st

from studio import library
from studio.tables import Asset

# A player may be drawn a moment later, beside another of the same film. The poster lies beside what it plays, whatever the studio's
# address is. A player that has been sent to any moment shows no poster, and Streamlit's sends itself to its beginning: so it is
# loaded again, deaf to that.
HANG = """
(function hang(tries) {
  for (const one of document.querySelectorAll("video")) {
    if (!one.src.endsWith(%s)) continue;
    const poster = new URL(%s, one.src).href;
    if (one.poster === poster) continue;
    one.poster = poster;
    if (one.autoplay || !one.paused || one.currentTime) continue;
    Object.defineProperty(one, "currentTime", { configurable: true, get: () => 0, set: () => {} });
    one.addEventListener("loadedmetadata", () => delete one.currentTime, { once: true });
    one.load();
  }
  if (tries) setTimeout(hang, 100, tries - 1);
})(100);
"""


def show_video(asset: Asset, **options: Any) -> None:
    """`options`: as `st.video` takes them."""
    with st.container(horizontal_alignment="center", gap=None):
        st.video(library.address(asset.name), **options)
        if asset.poster:
            script = f"<script>{hang(asset.name, asset.poster)}</script>"
            st.html(script, unsafe_allow_javascript=True, width="content")


def hang(name: str, poster: str) -> str:
    return HANG % (_quoted(name), _quoted(poster))


def _quoted(words: str) -> str:
    """A text in a script in a page, which it cannot end."""
    return json.dumps(words).replace("<", "\\u003c")
