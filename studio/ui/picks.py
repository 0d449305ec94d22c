"""Which clips are to stand side by side: picked one by one in the Library, then kept in the address, so it is a link."""

from collections.abc import Sequence

import streamlit as st

from studio.ui import acting
from studio.ui.places import LIBRARY

COMPARED = "compare"  # in the address: asset ids with commas between
PICKED = "picked"  # in the session
FEWEST, MOST = 2, 4


def compared() -> list[str]:
    """Those that the address names, each once."""
    named = [part.strip() for part in st.query_params.get(COMPARED, "").split(",")]
    return list(dict.fromkeys(part for part in named if part))[:MOST]


def compare(asset_ids: Sequence[str]) -> None:
    """For callbacks, on any page."""
    acting.go_to(LIBRARY, {COMPARED: ",".join(asset_ids[:MOST])})


def compare_here(asset_ids: Sequence[str]) -> None:
    """For callbacks on a page that shows them itself; what else its address says stays for the way back."""
    st.query_params[COMPARED] = ",".join(asset_ids[:MOST])


def compare_picked() -> None:
    """For a callback in the Library: its filters stay in the address for the way back."""
    st.query_params[COMPARED] = ",".join(picked())
    clear()


def stop_comparing() -> None:
    st.query_params.pop(COMPARED, None)


def picked() -> list[str]:
    return st.session_state.get(PICKED, [])


def turn(asset_id: str) -> None:
    """Pick it, or put it back."""
    others = [one for one in picked() if one != asset_id]
    st.session_state[PICKED] = others if asset_id in picked() else [*others, asset_id][:MOST]


def clear() -> None:
    st.session_state.pop(PICKED, None)


def show_pick(asset_id: str) -> None:
    is_picked = asset_id in picked()
    st.button(
        "Picked" if is_picked else "Compare",
        key=f"pick_{asset_id}",
        icon=f":material/{'check_box' if is_picked else 'check_box_outline_blank'}:",
        type="tertiary",
        disabled=not is_picked and len(picked()) >= MOST,
        on_click=turn,
        args=(asset_id,),
    )


def show_picked() -> None:
    """A bar that stays in sight while one looks for the next."""
    if not picked():
        return
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", key="picks"):
        count = len(picked())
        hint = "Pick another to compare it with." if count < FEWEST else f"{count} picked, {MOST} at most."
        st.caption(hint, width="stretch")
        st.button("Put back", key="clear_picks", on_click=clear)
        st.button(
            "Compare side by side", key="compare_picks", type="primary", icon=":material/view_column:",
            disabled=count < FEWEST, on_click=compare_picked,
        )  # fmt: skip
