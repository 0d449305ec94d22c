"""From a clip that is named somewhere to where it can be seen: its card on this board, or the Library."""

import streamlit as st

from studio.boards.snapshot import Snapshot
from studio.ui import acting, player
from studio.ui.board import opened
from studio.ui.places import LIBRARY

SHOWN = "cards_of_assets"  # in the session: the card of each asset that is on the screen


def remember(seen: Snapshot) -> None:
    st.session_state[SHOWN] = {one.asset.id: one.id for one in seen.cards if one.asset}


def go_to_asset(asset_id: str) -> None:
    if card_id := st.session_state.get(SHOWN, {}).get(asset_id):
        opened.choose(card_id)
    else:
        open_in_library(asset_id)


def open_in_library(asset_id: str) -> None:
    acting.go_to(LIBRARY, {player.CHOSEN: asset_id})
