"""One line on every page, for admins, while something fires that nobody has acknowledged. Otherwise nothing at all."""

import streamlit as st

from studio import alerts
from studio.access import Visitor
from studio.alerts import AlertLine
from studio.database import reading
from studio.tables import Access, now
from studio.ui.badges import show_remark
from studio.ui.places import ANALYTICS


def show_line(visitor: Visitor) -> None:
    if not visitor.may(Access.ADMIN):
        return
    with reading() as session:
        line = alerts.line(session, now())
    if line:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="alert_line"):
            show_remark(words_of(line), "red" if line.is_grave else "orange", "notifications_active")
            st.page_link(
                ANALYTICS, label="See alerts", icon=":material/monitoring:", width="content",
                query_params={"section": "Alerts"},
            )  # fmt: skip


def words_of(line: AlertLine) -> str:
    return f"{line.sentence} And {line.more:,} more." if line.more else line.sentence
