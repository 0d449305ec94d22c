"""Edits on the page. Each is saved at once; what somebody typed while another edited the same movie is kept beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st
from sqlmodel import Session

from studio import productions
from studio.access import Visitor
from studio.database import writing
from studio.errors import StudioError
from studio.productions import editing
from studio.productions.outline import Outline
from studio.productions.shelf import OpenProduction
from studio.tables import Access, Production
from studio.ui import acting, badges, who
from studio.ui.words import literal

SEEN = "movie_seen"  # the production with its outline, as they were when the page was drawn
UNSAVED, MAY_EDIT = "movie_unsaved", "movie_may_edit"

Change = Callable[[Outline], Outline]


@dataclass(frozen=True)
class Unsaved:
    """What somebody typed and could not be saved. Its `change` can be tried again."""

    typed: str
    change: Change
    sentence: str


def hold(opened: OpenProduction) -> None:
    """What the next edit begins with."""
    st.session_state[SEEN] = opened


def movie_id() -> str:
    """Of the movie that was drawn: the address may name another one by now."""
    return st.session_state[SEEN].production.id


def outline() -> Outline:
    """As it was drawn."""
    return st.session_state[SEEN].outline


def number_of(scene_id: str) -> int:
    return outline().number(scene_id)


def see_visitor() -> None:
    """Once for each drawing of the page: who looks is looked up in the database."""
    st.session_state[MAY_EDIT] = who.visitor().may(Access.MAKER)


def can_edit() -> bool:
    """What a viewer cannot press is grey. Every edit asks again."""
    return st.session_state.get(MAY_EDIT, False)


def edit(change: Change, sentence: str) -> bool:
    """For callbacks. `sentence`: what undo is to call it."""

    def save(session: Session, seen: Production, visitor: Visitor) -> None:
        outline = change(productions.get(session, seen.id).outline)
        productions.save(session, seen, outline, sentence, asked_by=visitor, is_typing=True)

    return succeeds(save)


def edit_typed(field: str, change: Change, sentence: str, typed: str) -> None:
    """As `edit`; what was typed into that field is not lost when it fails."""
    if not edit(change, sentence):
        unsaved()[movie_id(), field] = Unsaved(typed, change, sentence)


def change_scene(scene_id: str, sentence: str, **values: Any) -> bool:
    return edit(lambda outline: editing.change(outline, scene_id, **values), sentence)


def undo() -> None:
    _step(productions.undo, "Undone")


def redo() -> None:
    _step(productions.redo, "Done again")


def _step(step: Callable[..., str], said: str) -> None:
    def take(session: Session, seen: Production, visitor: Visitor) -> None:
        acting.say(f"{said}: {step(session, seen, asked_by=visitor)}", "history")

    succeeds(take)


def succeeds(deed: Callable[[Session, Production, Visitor], object]) -> bool:
    """In a transaction of its own, on the production as it was seen; or the screen says why not."""
    try:
        visitor = who.require_maker()
        with writing() as session:
            deed(session, st.session_state[SEEN].production, visitor)
            opened = productions.get(session, st.session_state[SEEN].production.id)
    except StudioError as reason:
        acting.refuse(reason)
        return False
    hold(opened)
    return True


# -- what could not be saved ---------------------------------------------------------------------------------


def unsaved() -> dict[tuple[str, str], Unsaved]:
    """By movie and field: what is typed into one takes the place of nothing else."""
    return st.session_state.setdefault(UNSAVED, {})


def show_unsaved() -> None:
    for (movie, field), its in unsaved().items():
        if movie == movie_id():
            show_one_unsaved(field, its)


def show_one_unsaved(field: str, its: Unsaved) -> None:
    with st.container(border=True, key=f"unsaved_{field}"):
        badges.show_remark("This was not saved. It is kept here until you decide.", "orange", "edit_off")
        st.caption(literal(its.sentence))
        st.code(its.typed, language=None, wrap_lines=True)
        with st.container(horizontal=True):
            which = movie_id(), field
            st.button("Save mine", key=f"save_unsaved_{field}", type="primary", on_click=save_unsaved, args=which)
            st.button("Leave it", key=f"drop_unsaved_{field}", type="tertiary", on_click=drop_unsaved, args=which)


def save_unsaved(movie: str, field: str) -> None:
    """Where that movie is still the one that is seen."""
    its = unsaved().get((movie, field))
    if its and movie == movie_id() and edit(its.change, its.sentence):
        drop_unsaved(movie, field)


def drop_unsaved(movie: str, field: str) -> None:
    unsaved().pop((movie, field), None)
