"""Settings > Audit: who did what, when, the newest first."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from studio import audit
from studio.audit import AuditFilter
from studio.database import LONGEST_SEARCH, reading, writing
from studio.tables import AuditEntry, Deed, now
from studio.ui import who
from studio.ui.words import counted

PER_PAGE = 50
TALLEST = 560  # pixels, of the table


def show_section() -> None:
    with reading() as session:
        people = audit.people(session)
    wanted = show_filters(people)
    with reading() as session:
        found = audit.count(session, wanted)
    if not found:
        st.caption("Nothing has been noted yet." if wanted == AuditFilter() else "Nothing here matches.")
        return
    table = st.container()
    page, pages = 1, -(-found // PER_PAGE)
    if pages > 1:
        with st.container(horizontal_alignment="center"):
            page = min(st.pagination(pages, key="audit_page"), pages)
    with reading() as session:
        entries = audit.find(session, wanted, page=page, per_page=PER_PAGE)
    with table:
        show_count(found, wanted)
        show_table(entries)


def show_filters(people: Sequence[str]) -> AuditFilter:
    with st.container(horizontal=True, vertical_alignment="center"):
        text = st.text_input(
            "Search", key="audit_text", type="search", placeholder="Search words", label_visibility="collapsed",
            width=240, max_chars=LONGEST_SEARCH, live="400ms", on_change=to_first_page,
        )  # fmt: skip
        with st.container(width=180):
            deed = st.selectbox(
                "Deed", list(Deed), format_func=lambda deed: deed.value.capitalize(), index=None, key="audit_deed",
                placeholder="Any deed", label_visibility="collapsed", on_change=to_first_page,
            )  # fmt: skip
        with st.container(width=200):
            person = st.selectbox(
                "Who", people, index=None, key="audit_who", placeholder="Anybody", label_visibility="collapsed",
                on_change=to_first_page,
            )  # fmt: skip
    return AuditFilter(deed=deed, who=person or "", text=text or "")


def to_first_page() -> None:
    st.session_state["audit_page"] = 1


def show_count(found: int, wanted: AuditFilter) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(f"{counted(found, 'line')}, newest first. Times are UTC.", width="content")
        admin = who.visitor().name

        def csv() -> str:
            """Made when somebody asks for it: a long list does not lie in the memory of every visit."""
            with writing() as session:
                audit.note(session, admin, Deed.EXPORT, "audit list")
            with reading() as session:
                return audit.as_csv(session, wanted)

        st.download_button(
            "Download as CSV", csv, f"audit-{now():%Y-%m-%d}.csv", "text/csv", key="audit_csv",
            icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def show_table(entries: Sequence[AuditEntry]) -> None:
    shown = [
        {
            "When": _moment(entry.at),
            "Who": entry.who,
            "Deed": entry.deed.value.capitalize(),
            "About": entry.about,
            "What": entry.sentence,
        }
        for entry in entries
    ]
    st.dataframe(
        shown,
        hide_index=True,
        height="content" if len(shown) < 14 else TALLEST,
        key="audit_table",
        column_config={"Who": st.column_config.Column(width="medium")},
    )


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"
