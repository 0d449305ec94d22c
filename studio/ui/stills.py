"""Pictures by address: the browser fetches them from our own route, the page never holds them."""

import streamlit as st

from studio import library
from studio.tables import Asset

WIDE = 1.6  # from this shape on a still fills the width it has


def show_still(asset: Asset, name: str | None, upright_height: int, alt: str) -> None:
    """A narrower still gets the height that a wide one would have about, so that rows stay even."""
    if name:
        shape = asset.width / asset.height if asset.height else WIDE
        width = "stretch" if shape >= WIDE else round(upright_height * shape)
        with st.container(horizontal_alignment="center"):
            st.image(library.address(name), width=width, alt=alt)
