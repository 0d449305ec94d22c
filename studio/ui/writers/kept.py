"""What was asked for before a reload and has not been seen: to be looked at, or thrown away."""

from collections.abc import Callable, Sequence

import streamlit as st

from studio import database
from studio.access import OWNER
from studio.ui import badges, who
from studio.ui.acting import close
from studio.ui.words import ago
from studio.ui.writers.talk import TALK
from studio.writings import kept_answers
from studio.writings.kept_answers import UntakenAnswer

LOOK_AGAIN_S = 1.0


def show_kept(place: str, what: str, take_up: Callable[[UntakenAnswer], None]) -> None:
    """Of this person, at this place. While it is written, it looks itself."""
    found = _kept_at(place)
    if not found or TALK in st.session_state:  # the dialog is open and shows it
        return

    @st.fragment(run_every=LOOK_AGAIN_S if found[0].is_waiting else None, key=f"kept_{slug_of(what)}")
    def show_live() -> None:
        now = _kept_at(place)
        if [one.is_waiting for one in now] != [one.is_waiting for one in found]:
            st.rerun()
        for kept in now[:1]:
            show_one_kept(kept, what, take_up)

    show_live()


def _kept_at(place: str) -> Sequence[UntakenAnswer]:
    person: str = st.session_state.get(who.NAME) or OWNER.name
    with database.reading() as session:
        return kept_answers.list_for(session, person, place)


def show_one_kept(kept: UntakenAnswer, what: str, take_up: Callable[[UntakenAnswer], None]) -> None:
    asked = ago(kept.writing.sent_at)
    with st.container(border=True, key=f"kept_answer_{slug_of(what)}", gap="small"):
        if kept.is_waiting:
            st.markdown(f":material/edit_note: The {what} that you asked for {asked} is being written ...")
            return
        words = "is here" if kept.written else "did not come"
        st.markdown(f":material/edit_note: The {what} that you asked for {asked} {words}.")
        if kept.sentence:
            badges.show_remark(kept.sentence, "orange")
        with st.container(horizontal=True):
            if kept.written:
                st.button(
                    "Look at it", key=f"look_at_{slug_of(what)}", type="primary", icon=":material/visibility:", on_click=close,
                    args=(take_up, kept),
                )  # fmt: skip
            st.button(
                "Throw it away" if kept.written else "I have read it", key=f"throw_away_{slug_of(what)}", type="tertiary",
                on_click=close, args=(throw_away, kept.writing.id),
            )  # fmt: skip


def slug_of(what: str) -> str:
    return what.replace(" ", "_")


def throw_away(writing_id: str) -> None:
    with database.writing() as session:
        kept_answers.take(session, writing_id)
