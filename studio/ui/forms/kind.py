"""What is to be made: a clip or a picture from nothing, or something of a clip that is there."""

import streamlit as st

from studio import library, reach
from studio.brief import FROM_NOTHING, Operation, Source
from studio.database import reading
from studio.errors import NotFound
from studio.providers import catalogue
from studio.providers.catalogue import Model
from studio.tables import Asset
from studio.ui import draft
from studio.ui.words import first_words

KINDS = {Operation.MAKE: "Clip", Operation.PICTURE: "Picture"}
WHAT = {
    Operation.MODIFY: "Changes this clip",
    Operation.EXTEND: "Makes this clip longer",
    Operation.REFRAME: "Gives this clip another shape",
    Operation.UPSCALE: "Gives this clip more pixels",
    Operation.ADD_AUDIO: "Gives this clip sound",
}
STILL = 120  # pixels


def show_kind(known: Model) -> None:
    if known.operation in FROM_NOTHING:
        if catalogue.models(Operation.PICTURE):
            st.session_state["kind"] = known.operation
            st.segmented_control(
                "Make", list(KINDS), format_func=KINDS.__getitem__, key="kind", required=True,
                label_visibility="collapsed", on_change=take_kind,
            )  # fmt: skip
    else:
        show_source(known)


def take_kind() -> None:
    draft.change_operation(st.session_state["kind"])


def show_source(known: Model) -> None:
    source: Source | None = st.session_state.get("source")
    asset, prompt = _of(source)
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="source_clip"):
        if asset and asset.poster:
            st.image(library.address(asset.poster), width=STILL, alt="The clip that is worked on")
        with st.container(gap=None):
            length = f" · {asset.duration_s:g} s, {asset.width} × {asset.height}" if asset and asset.duration_s else ""
            st.caption(f"{WHAT[known.operation]}{length}")
            st.text(first_words(prompt, 70))
        st.button(
            "Make a new clip instead", key="leave_source", icon=":material/close:", type="tertiary",
            on_click=draft.change_operation, args=(Operation.MAKE,),
        )  # fmt: skip


def _of(source: Source | None) -> tuple[Asset | None, str]:
    """The clip, if it is there, and some words for it."""
    if source is None:
        return None, "No clip is chosen: open one in the Library, and choose there what is to be done with it."
    if source.url:
        return None, source.url
    try:
        with reading() as session:
            maker, asset = reach.origin(session, source)
    except NotFound as gone:
        return None, str(gone)
    return asset, maker.prompt if maker else "A clip of the library"
