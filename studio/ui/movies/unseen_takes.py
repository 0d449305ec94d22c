"""The unseen takes of a movie in a sentence, and the way to cancel what was not sent yet."""

from collections.abc import Collection

import streamlit as st
from sqlmodel import Session

from studio.errors import StudioError
from studio.productions import unseen_takes
from studio.productions.takes import Takes
from studio.productions.unseen_takes import UnseenTakes
from studio.ui import acting, badges, who
from studio.ui.movies import edits
from studio.ui.movies.seen import SeenMovie
from studio.ui.words import counted

HELP = "They were not sent yet, so they cost nothing. What is being made already ends by itself, and is kept in the library"


def show_of_removed(found: SeenMovie) -> None:
    """Undo brings the scene back, with its takes."""
    show(found.production.id, unseen_takes.of_removed(found.outline, found.made))


def show_of_deleted(movie: str, made: Takes) -> None:
    show(movie, unseen_takes.of_deleted(made))


def show(movie: str, found: UnseenTakes) -> None:
    if not found.under_way:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="unseen_takes"):
        badges.show_remark(found.sentence, "orange", "schedule")
        if found.unsent:
            st.button(
                f"Cancel {counted(found.unsent, 'take')}", key="cancel_unseen_takes", icon=":material/close:",
                type="tertiary", help=HELP, disabled=not edits.can_edit(), on_click=cancel, args=(movie, tuple(found.made)),
            )  # fmt: skip


def cancel(movie: str, scene_ids: Collection[str]) -> None:
    """For a callback."""

    def cancel_them(session: Session, production_id: str) -> None:
        count = unseen_takes.cancel(session, production_id, scene_ids, asked_by=visitor)
        acting.say(f"Cancelled {counted(count, 'take')}")

    try:
        visitor = who.require_maker()
    except StudioError as reason:
        acting.refuse(reason)
    else:
        acting.succeeds(cancel_them, movie)
