"""Settings > Access, for admins: who may come in, and what each may do."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st
from sqlmodel import Session

from studio import access
from studio.database import reading
from studio.settings import Settings
from studio.tables import Access, Person
from studio.ui import acting, fields
from studio.ui.words import ago, literal

ROLES = {
    Access.VIEWER: "Viewer: looks",
    Access.MAKER: "Maker: makes and spends",
    Access.ADMIN: "Admin: keys, settings and people too",
}
NEWCOMERS = {
    "nobody": "Only those on this list come in.",
    "viewer": "Whoever logs in comes in as a viewer.",
    "maker": "Whoever logs in comes in as a maker.",
}
WAYS = {
    "none": "Nobody logs in: the studio listens to this machine only. Set STUDIO_ACCESS to oidc or proxy to share it; "
    "whom you add here is known then.",
    "oidc": "People log in with your OpenID Connect provider.",
    "proxy": "The proxy in front of this studio says who comes.",
}


def show_people(settings: Settings) -> None:
    with reading() as session:
        people = access.list_people(session)
    st.subheader("People", anchor=False)
    newcomers = "" if settings.access == "none" else f" {NEWCOMERS[settings.newcomers]}"
    st.caption(WAYS[settings.access] + newcomers)
    for person in people:
        show_person(person)
    show_new(people)


def show_person(person: Person) -> None:
    with st.container(border=True, key=f"person_{person.id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.text(person.email, width="content")  # as it is, to be copied
            if person.is_blocked:
                st.badge("Blocked", icon=":material/block:", color="orange")
        st.caption(literal(_history(person)))
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            fields.put(f"role_{person.id}", person.role)
            st.selectbox(
                "Role", list(ROLES), format_func=ROLES.__getitem__, key=f"role_{person.id}", width=280,
                label_visibility="collapsed", on_change=change_role, args=(person.id, person.email),
            )  # fmt: skip
            label, icon = ("Let in again", "lock_open") if person.is_blocked else ("Block", "block")
            st.button(
                label, key=f"block_{person.id}", icon=f":material/{icon}:", type="tertiary", on_click=block,
                args=(person.email, not person.is_blocked),
            )  # fmt: skip


def _history(person: Person) -> str:
    seen = f"last seen {ago(person.seen_at)}" if person.seen_at else "not here yet"
    return f"{f'{person.name}, ' if person.name else ''}{seen}"


def change_role(person_id: str, email: str) -> None:
    role: Access = st.session_state[f"role_{person_id}"]
    change = partial(_change, role=role)
    acting.act_as_admin(change, email, f"Role changed to {role.value}")


def block(email: str, is_blocked: bool) -> None:
    said = "Blocked: they are out at once, and so are their tokens" if is_blocked else "They may come in again"
    acting.act_as_admin(partial(_change, blocked=is_blocked), email, said)


def _change(session: Session, email: str, admin: str, **how: Any) -> None:
    access.change_person(session, email, admin, **how)


def show_new(people: Sequence[Person]) -> None:
    with (
        st.expander("Add a person", icon=":material/person_add:", expanded=not people, key="add_person"),
        st.form("new_person_form", border=False),
    ):
        st.text_input(
            "E-mail address", key="new_person", placeholder="ada@example.org", max_chars=254, autocomplete="off",
            help="As their login tells it.",
        )  # fmt: skip
        st.selectbox(
            "Role", list(ROLES), format_func=ROLES.__getitem__, key="new_person_role", index=1 if people else 2
        )
        st.form_submit_button("Add", key="save_person", icon=":material/add:", on_click=add)


def add() -> None:
    role: Access = st.session_state["new_person_role"]

    def as_role(session: Session, email: str, admin: str) -> None:
        access.add_person(session, email, role, admin)

    if acting.act_as_admin(as_role, st.session_state["new_person"], f"Added as {role.value}"):
        st.session_state["new_person"] = ""
