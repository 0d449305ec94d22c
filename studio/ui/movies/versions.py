"""Every version of the outline: look at one, and bring it back."""

from collections.abc import Sequence

import streamlit as st
from sqlmodel import Session

from studio import productions
from studio.access import Visitor
from studio.database import reading
from studio.errors import NotFound
from studio.productions.outline import Outline, Scene
from studio.tables import OutlineVersion, Production
from studio.ui.acting import close
from studio.ui.movies import edits
from studio.ui.movies.seen import SeenMovie
from studio.ui.words import ago, first_words, literal, running_time

OPEN = "versions_are_open"
MANY, TALL = 8, 380  # more scenes than this scroll in a list of so many pixels


def ask() -> None:
    """For a callback."""
    st.session_state[OPEN] = True


def forget() -> None:
    st.session_state.pop(OPEN, None)


def show_dialog(seen: SeenMovie) -> None:
    if st.session_state.get(OPEN):
        show_versions(seen)


@st.dialog("Versions of the outline", width="large", icon=":material/history:", on_dismiss=forget)
def show_versions(seen: SeenMovie) -> None:
    with reading() as session:
        kept = productions.list_versions(session, seen.production.id)
    by_number = {version.number: version for version in kept}
    if st.session_state.get("version") not in by_number:
        st.session_state["version"] = seen.production.version
    number: int = st.selectbox(
        "Version", list(by_number), format_func=lambda one: words_of(by_number[one], seen.production), key="version"
    )
    try:
        with reading() as session:
            outline = productions.outline_at(session, seen.production, number)
    except NotFound as gone:
        st.caption(literal(str(gone)))
        return
    show_outline(outline, seen.outline)
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("Close", key="close_versions", on_click=close, args=(forget,))
        st.button(
            "Bring this version back", key="bring_back_version", type="primary", icon=":material/history:",
            disabled=number == seen.production.version or not edits.can_edit(), on_click=close, args=(bring_back, number),
        )  # fmt: skip


def words_of(version: OutlineVersion, production: Production) -> str:
    """`12 · Changed the prompt of scene 3. · 5 min ago · now`."""
    whose = "" if version.edited_by == "local" else version.edited_by
    holds = "now" if version.number == production.version else ""
    parts = (str(version.number), first_words(version.edit, 70), ago(version.edited_at), whose, holds)
    return " · ".join(part for part in parts if part)


def show_outline(outline: Outline, now: Outline) -> None:
    scenes = list(outline.scenes())
    st.caption(f"{len(scenes)} scenes · {running_time(outline.duration_s)} · {literal(differences(scenes, now))}")
    with st.container(
        height=TALL if len(scenes) > MANY else "content", border=True, key="version_scenes", gap="xsmall"
    ):
        for number, scene in enumerate(scenes, start=1):
            st.markdown(
                f"**{number}** {literal(first_words(scene.prompt, 200)) or 'Without a prompt'}{mark(scene, now)}"
            )


def mark(scene: Scene, now: Outline) -> str:
    today = now.scene(scene.id)
    if today is None:
        return " :orange-badge[Not there now]"
    return " :blue-badge[Otherwise now]" if today != scene else ""


def differences(scenes: Sequence[Scene], now: Outline) -> str:
    """What would change if it came back."""
    ids = {scene.id for scene in scenes}
    gone = sum(now.scene(scene.id) is None for scene in scenes)
    new = sum(scene.id not in ids for scene in now.scenes())
    told = [f"brings back {gone}" if gone else "", f"leaves out {new} that came later" if new else ""]
    return ", ".join(part for part in told if part) or "the same scenes as now"


def bring_back(number: int) -> None:
    def take(session: Session, seen: Production, visitor: Visitor) -> None:
        productions.bring_back(session, seen, number, asked_by=visitor)

    if edits.succeeds(take):
        forget()
