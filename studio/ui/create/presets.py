"""Presets on Create: save what stands there, start from what was saved."""

import streamlit as st

from studio import presets
from studio.database import reading, writing
from studio.errors import NotFound, StudioError
from studio.providers import catalogue
from studio.tables import Preset
from studio.ui import acting, draft, who
from studio.ui.words import first_words, literal

DELETED = "deleted_preset"


def show_presets() -> None:
    with st.popover("Presets", icon=":material/bookmarks:", key="presets"):
        with reading() as session:
            saved = presets.list_all(session)
        if not saved:
            st.caption("None yet. Save what stands in the form to start from it another time.")
        for preset in saved:
            show_preset(preset)
        show_undo()
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input("Name", key="preset_name", placeholder="For example: night street", max_chars=60)
            st.button("Save this brief", key="save_preset", icon=":material/bookmark_add:", on_click=save)


def show_preset(preset: Preset) -> None:
    brief = preset.brief
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"preset_{preset.id}"):
        st.button(literal(preset.name), key=f"use_preset_{preset.id}", on_click=use, args=(preset.id,))
        st.caption(
            literal(f"{catalogue.label_of(brief.model)} · {first_words(brief.prompt, 50) or 'without a prompt'}"),
            width="stretch",
        )
        st.button(
            "Rename", key=f"rename_preset_{preset.id}", icon=":material/edit:", type="tertiary", on_click=rename,
            args=(preset.id,), help="Gives it the name that stands below",
        )  # fmt: skip
        st.button(
            "Delete", key=f"delete_preset_{preset.id}", icon=":material/delete:", type="tertiary", on_click=delete,
            args=(preset.id,),
        )  # fmt: skip


def show_undo() -> None:
    if preset_id := st.session_state.get(DELETED):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption("Deleted.")
            st.button("Undo", key="restore_preset", icon=":material/undo:", on_click=restore, args=(preset_id,))


def save() -> None:
    name: str = st.session_state["preset_name"]
    try:
        visitor = who.require_maker()
        with writing() as session:
            saved = presets.save(session, name, draft.on_screen().brief, visitor.name)
    except StudioError as reason:
        acting.refuse(reason)
    else:
        st.session_state["preset_name"] = ""
        acting.say(f"Saved as {saved.name}", "bookmark_added")


def use(preset_id: str) -> None:
    """The form is filled with it; what stood there can be brought back."""
    try:
        with reading() as session:
            brief = presets.get(session, preset_id).brief
        draft.start_from(brief)
    except NotFound as reason:  # it is gone, or its model is
        acting.refuse(reason)


def rename(preset_id: str) -> None:
    name: str = st.session_state["preset_name"]
    if acting.succeeds(lambda session, one: presets.rename(session, one, name), preset_id):
        st.session_state["preset_name"] = ""


def delete(preset_id: str) -> None:
    if acting.succeeds(presets.delete, preset_id):
        st.session_state[DELETED] = preset_id


def restore(preset_id: str) -> None:
    acting.act(presets.restore, preset_id, "It is back")
    st.session_state.pop(DELETED, None)
