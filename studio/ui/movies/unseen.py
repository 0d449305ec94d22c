"""What is made though nobody sees it any more: the takes of scenes that were removed, and of a movie that was deleted; and the way to
cancel those that were not sent yet."""

from collections.abc import Collection

import streamlit as st
from sqlmodel import Session

from studio.errors import StudioError
from studio.productions import takes
from studio.productions.takes import Takes
from studio.ui import acting, badges, who
from studio.ui.movies import edits
from studio.ui.movies.seen import SeenMovie
from studio.ui.words import counted

HELP = "They were not sent yet, so they cost nothing. What is being made already ends by itself, and is kept in the library"


def show_of_removed(found: SeenMovie) -> None:
    """Undo brings the scene back, with its takes."""
    show(found.production.id, takes.of_removed(found.outline, found.made), "removed scenes")


def show(movie: str, made: Takes, whose: str) -> None:
    under_way = [take for its in made.values() for take in its if take.is_under_way]
    if not under_way:
        return
    unsent = sum(len(its) for its in takes.unsent(made).values())
    are = "is" if len(under_way) == 1 else "are"
    stand = "in line" if unsent == len(under_way) else "being made"
    if unsent and unsent < len(under_way):
        stand = f"in line or being made, {unsent} of them not sent yet"
    with st.container(horizontal=True, vertical_alignment="center", key="unseen_takes"):
        badges.show_remark(f"{counted(len(under_way), 'take')} of {whose} {are} still {stand}.", "orange", "schedule")
        if unsent:
            st.button(
                f"Cancel {counted(unsent, 'take')}", key="cancel_unseen", icon=":material/close:", type="tertiary", help=HELP,
                disabled=not edits.can_edit(), on_click=cancel, args=(movie, tuple(made)),
            )  # fmt: skip


def cancel(movie: str, scene_ids: Collection[str]) -> None:
    """For a callback."""

    def cancel_them(session: Session, production_id: str) -> None:
        made = takes.list_all(session, production_id)
        theirs = takes.unsent({scene_id: made.get(scene_id, ()) for scene_id in scene_ids})
        count = takes.cancel_all(session, theirs, asked_by=visitor)
        acting.say(f"Cancelled {counted(count, 'take')}")

    try:
        visitor = who.require_maker()
    except StudioError as reason:
        acting.refuse(reason)
    else:
        acting.succeeds(cancel_them, movie)
