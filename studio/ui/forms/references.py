"""Pictures that guide the look: a character, a style, an object."""

import streamlit as st

from studio import library
from studio.brief import Reference, Role
from studio.database import reading
from studio.errors import NotFound
from studio.providers.catalogue import Model
from studio.ui import draft, fields, frames
from studio.ui.words import first_words

STILL = 96  # pixels
ROLES = {Role.CHARACTER: "Character", Role.STYLE: "Style", Role.OBJECT: "Object"}


def show_references(known: Model) -> None:
    """What is set stays on the screen where the model takes none, to be taken away."""
    chosen: tuple[Reference, ...] = st.session_state.get("references") or ()
    if not (known.references or chosen):
        return
    st.caption(f"References · {len(chosen)} of {known.references}" if known.references else "References")
    with st.container(horizontal=True, gap="small", key="references_shown"):
        for number, reference in enumerate(chosen):
            show_one(number, reference, known)
        if len(chosen) < known.references:
            frames.show_button("Add a reference", "choose_references", "palette", frames.start_choosing, "references")
    if len(chosen) < known.references and "address" in known.pictures:
        st.text_input(
            "Reference by address", key="reference_url", placeholder="https:// address of a picture", icon=":material/palette:",
            validate=frames.ADDRESS, label_visibility="collapsed", on_change=take_address,
        )  # fmt: skip


def show_one(number: int, reference: Reference, known: Model) -> None:
    with st.container(width=STILL + 60, gap="xsmall", key=f"reference_{number}"):
        poster = _poster(reference)
        if poster:
            st.image(library.address(poster), width=STILL, alt=f"Reference {number + 1}")
        else:
            st.text(first_words(reference.url or "No longer in the library", 40))
        if len(known.roles) > 1:
            fields.put(f"role_{number}", reference.role if reference.role in known.roles else known.roles[0])
            st.selectbox(
                "Is a picture of", known.roles, format_func=ROLES.__getitem__, key=f"role_{number}",
                label_visibility="collapsed", on_change=take_role, args=(number,),
            )  # fmt: skip
        frames.show_button("Remove", f"remove_reference_{number}", "close", remove, number)


def _poster(reference: Reference) -> str | None:
    if not reference.asset_id:
        return None
    try:
        with reading() as session:
            return library.get(session, reference.asset_id).asset.poster
    except NotFound:
        return None


def take_address() -> None:
    address = (st.session_state.get("reference_url") or "").strip()
    if address:
        add(Reference(url=address, role=draft.known().roles[0]))
        st.session_state["reference_url"] = ""


def take_role(number: int) -> None:
    kept: list[Reference] = list(st.session_state["references"])
    kept[number] = kept[number].model_copy(update={"role": st.session_state[f"role_{number}"]})
    st.session_state["references"] = tuple(kept)


def remove(number: int) -> None:
    kept = list(st.session_state["references"])
    del kept[number]
    st.session_state["references"] = tuple(kept)


def add(reference: Reference) -> None:
    st.session_state["references"] = (*(st.session_state.get("references") or ()), reference)
