"""Settings that are saved together: a form with its Save, and a way back to the defaults."""

from collections.abc import Callable, Sequence

import streamlit as st

from studio import saved_settings
from studio.database import writing
from studio.errors import StudioError
from studio.settings import Settings
from studio.ui import acting, who
from studio.ui.settings import refusals


def show_group(group: str, names: Sequence[str], settings: Settings, saved: set[str], draw: Callable[[], None]) -> None:
    """A form with its Save, and a way back when something of it was saved here."""
    for name in names:
        if name not in st.session_state:
            st.session_state[name] = getattr(settings, name)
    with st.form(f"{group}_form", border=False):
        draw()
        st.form_submit_button("Save", key=f"save_{group}", on_click=save, args=(group, names), icon=":material/save:")
    refusals.show(group)
    if saved & set(names):
        st.button(
            "Back to the defaults", key=f"reset_{group}", type="tertiary", icon=":material/undo:", on_click=reset,
            args=(group, names),
        )  # fmt: skip


def save(group: str, names: Sequence[str]) -> None:
    if refusals.attempt(group, lambda: _save(names)):
        acting.say("Saved")


def _save(names: Sequence[str]) -> None:
    admin = who.admin()
    with writing() as session:
        saved_settings.save(session, {name: st.session_state[name] for name in names}, who=admin)


def reset(group: str, names: Sequence[str]) -> None:
    try:
        admin = who.admin()
        with writing() as session:
            saved_settings.forget(session, *names, who=admin)
    except StudioError as reason:
        acting.refuse(reason)
        return
    refusals.forget(group)
    for name in names:
        st.session_state.pop(name, None)
    acting.say("Back to the defaults", "undo")
