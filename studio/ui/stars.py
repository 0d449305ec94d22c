"""The stars of a clip. Every place that shows them shows what is stored, whoever gave them last."""

import streamlit as st

from studio import ratings
from studio.tables import Asset
from studio.ui import acting, fields


def show_stars(asset: Asset, place: str) -> None:
    """`place` tells apart several of one asset on a page."""
    key = f"{place}_stars_{asset.id}"
    fields.put(key, asset.rating and asset.rating - 1)
    st.feedback("stars", key=key, on_change=keep_stars, args=(asset.id, key))


def keep_stars(asset_id: str, key: str) -> None:
    given: int | None = st.session_state[key]
    stars = None if given is None else given + 1
    acting.succeeds(lambda session, one: ratings.rate(session, one, stars), asset_id)
