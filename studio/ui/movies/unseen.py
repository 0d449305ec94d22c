"""What is made though nobody sees it any more, in a sentence, and the way to cancel what was not sent yet."""

from collections.abc import Collection

import streamlit as st
from sqlmodel import Session

from studio.errors import StudioError
from studio.productions import unseen
from studio.productions.takes import Takes
from studio.productions.unseen import StillMade
from studio.ui import acting, badges, who
from studio.ui.movies import edits
from studio.ui.movies.seen import SeenMovie
from studio.ui.words import counted

HELP = "They were not sent yet, so they cost nothing. What is being made already ends by itself, and is kept in the library"


def show_of_removed(found: SeenMovie) -> None:
    """Undo brings the scene back, with its takes."""
    show(found.production.id, unseen.of_removed(found.outline, found.made))


def show_of_deleted(movie: str, made: Takes) -> None:
    show(movie, unseen.of_deleted(made))


def show(movie: str, still: StillMade) -> None:
    if not still.under_way:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="unseen_takes"):
        badges.show_remark(still.sentence, "orange", "schedule")
        if still.unsent:
            st.button(
                f"Cancel {counted(still.unsent, 'take')}", key="cancel_unseen", icon=":material/close:", type="tertiary",
                help=HELP, disabled=not edits.can_edit(), on_click=cancel, args=(movie, tuple(still.made)),
            )  # fmt: skip


def cancel(movie: str, scene_ids: Collection[str]) -> None:
    """For a callback."""

    def cancel_them(session: Session, production_id: str) -> None:
        count = unseen.cancel(session, production_id, scene_ids, asked_by=visitor)
        acting.say(f"Cancelled {counted(count, 'take')}")

    try:
        visitor = who.require_maker()
    except StudioError as reason:
        acting.refuse(reason)
    else:
        acting.succeeds(cancel_them, movie)
