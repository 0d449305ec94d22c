"""The player in a dialog of its own, opened by the address."""

import streamlit as st

from studio.database import reading
from studio.errors import NotFound
from studio.ui import lineage, stars, usage
from studio.ui.player.choosing import CHOSEN, choose, close
from studio.ui.player.deeds import restore, show_deeds
from studio.ui.player.seen import look
from studio.ui.player.showing import show_heard_in, show_history, show_media, show_recipe
from studio.ui.words import literal


def show_chosen() -> None:
    """Opens the player when the address names a clip."""
    if asset_id := st.query_params.get(CHOSEN):
        play(asset_id)


@st.dialog("From the library", width="large", on_dismiss=close)
def play(asset_id: str) -> None:
    try:
        with reading() as session:
            seen = look(session, asset_id)
    except NotFound as gone:
        st.caption(literal(str(gone)))
        return
    if seen.entry.asset.deleted_at:
        st.caption("This was deleted. It can be brought back for a day.")
        st.button("Bring it back", key="restore_here", icon=":material/undo:", on_click=restore, args=(asset_id,))
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        show_media(seen.entry)
        stars.show_stars(seen.entry.asset, "player")
        show_deeds(seen)
    with right:
        show_recipe(seen)
        if seen.heard_in:
            with st.container(gap=None, key="heard_in"):
                show_heard_in(seen.heard_in)
        if seen.use:
            usage.show(seen.use)
        if seen.links:
            with st.container(gap=None):
                lineage.show(seen.links, jump)
        show_history(seen.events)


def jump(asset_id: str) -> None:
    """From one to another, inside the player."""
    choose(asset_id)
    st.rerun()
