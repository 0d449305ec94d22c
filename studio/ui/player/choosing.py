"""Which one is open stands in the address: a link to it opens it anywhere."""

import streamlit as st

CHOSEN = "clip"  # in the address


def choose(asset_id: str) -> None:
    st.query_params[CHOSEN] = asset_id


def close() -> None:
    st.query_params.pop(CHOSEN, None)
