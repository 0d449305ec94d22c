"""What one waits for, on whichever page one is: a quiet word when it is ready, went wrong, or needs a decision."""

from collections.abc import Sequence

import streamlit as st

from studio import generations, notices
from studio.access import OWNER
from studio.database import reading, writing
from studio.tables import News, Notice
from studio.ui import who
from studio.ui.words import literal

LOOK_EVERY_S = 5.0
SHOWN = 3  # at once: who comes back after days is not shown a pile
ICONS = {
    News.MADE: "check_circle",
    News.FAILED: "error",
    News.UNCLEAR: "help",
    News.BUDGET: "savings",
    News.KEY_DUE: "key",
    News.ALERT: "notifications_active",
}


def show_news() -> None:
    """Looks by itself only while something of this person's is on its way. It draws nothing but toasts, so nothing on the page moves."""
    person: str = st.session_state.get(who.NAME) or OWNER.name
    with reading() as session:
        waits = generations.has_open(session, person)

    @st.fragment(run_every=LOOK_EVERY_S if waits else None, key="news")
    def show_unseen() -> None:
        with reading() as session:
            unseen = notices.list_unseen(session, person)
        if unseen:
            with writing() as session:
                unseen = notices.mark_seen(session, unseen)
        show_toasts(unseen)

    show_unseen()


def show_toasts(unseen: Sequence[Notice]) -> None:
    for notice in unseen[-SHOWN:]:
        st.toast(f"**{literal(notice.title)}**  \n{literal(notice.text)}", icon=f":material/{ICONS[notice.kind]}:")
    if len(unseen) > SHOWN:
        st.toast(f"And {len(unseen) - SHOWN:,} more since you were here.", icon=":material/notifications:")
