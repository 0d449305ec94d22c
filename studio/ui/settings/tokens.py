"""Settings > Access, for everybody: the tokens that one's own programs show. A token is seen once, when it is made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import streamlit as st

from studio import access, budgets, money
from studio.access import Visitor
from studio.database import reading, writing
from studio.errors import StudioError
from studio.settings import load
from studio.tables import Access, AccessToken, Scope, now
from studio.ui import acting, who
from studio.ui.settings import opened
from studio.ui.words import ago, literal

MADE = "token_made"  # in the session, until the person has taken it
LASTS = {30: "30 days", 90: "90 days", 365: "A year", None: "Until it is revoked"}
MOST_USD = float(budgets.MOST_USD)


@dataclass(frozen=True)
class Made:
    name: str
    text: str


def show_tokens(visitor: Visitor) -> None:
    with reading() as session:
        tokens = access.list_tokens(session, visitor)
    st.subheader("Access tokens", anchor=False)
    st.caption("What a program shows to use the studio's REST API as you. Its role is never above your own.")
    if MADE in st.session_state:
        show_made(st.session_state[MADE])
    good = [token for token in tokens if token.is_good]
    for token in good:
        show_token(token, visitor)
    show_new(visitor, is_first=not good)
    show_gone([token for token in tokens if not token.is_good])


def show_made(made: Made) -> None:
    with st.container(border=True, key="token_made"):
        st.markdown(f":green[:material/key:] **{literal(made.name)}** Copy it now: it is not shown again.")
        st.code(made.text, language=None, wrap_lines=True)
        st.caption("For instance, the newest jobs:")
        st.code(
            f"curl {load().address}/api/v1/videos/jobs -H 'Authorization: Bearer {made.text}'", "bash", wrap_lines=True
        )
        st.button("I have it", key="take_token", icon=":material/check:", on_click=take)


def take() -> None:
    st.session_state.pop(MADE, None)


def show_token(token: AccessToken, visitor: Visitor) -> None:
    with st.container(border=True, key=f"token_{token.id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{literal(token.name)}** ends in {literal(token.last_four)}", width="content")
            st.badge(token.role.value.capitalize(), color="gray")
        st.caption(literal(_history(token, visitor)))
        st.button(
            "Revoke", key=f"revoke_{token.id}", icon=":material/block:", type="tertiary", on_click=opened.turn,
            args=(token.id, "revoke"),
        )  # fmt: skip
        if opened.is_open(token.id, "revoke"):
            show_revoke(token)


def _history(token: AccessToken, visitor: Visitor) -> str:
    whose = "" if token.created_by == visitor.name else f" by {token.created_by}"
    until = f"good until {token.expires_at:%d %b %Y}" if token.expires_at else "good until it is revoked"
    used = f"last used {ago(token.used_at)}" if token.used_at else "not used yet"
    return f"Made{whose} {ago(token.created_at)}, {until}, {used}."


def show_revoke(token: AccessToken) -> None:
    words = "Programs that show it are refused from now on."
    opened.show_question(token.id, "revoke", words, "Revoke the token", revoke, ":material/block:")


def revoke(token_id: str) -> None:
    opened.close()
    try:
        visitor = who.visitor()
        with writing() as session:
            access.revoke_token(session, token_id, visitor)
    except StudioError as reason:
        acting.refuse(reason)
    else:
        acting.say("Revoked")


def show_gone(gone: Sequence[AccessToken]) -> None:
    if not gone:
        return
    with st.expander(f"No longer good: {len(gone):,}", key="tokens_gone"):
        for token in gone[:50]:
            how = (
                f"revoked {ago(token.revoked_at)}" if token.revoked_at else f"ran out {ago(token.expires_at or now())}"
            )
            st.caption(literal(f"{token.name}, ended in {token.last_four}, {how}"))


def show_new(visitor: Visitor, *, is_first: bool) -> None:
    roles = [role for role in Access if visitor.may(role)]
    with (
        st.expander("Make a token", icon=":material/add:", expanded=is_first, key="make_token"),
        st.form("new_token_form", border=False),
    ):
        st.text_input("Name", key="token_name", placeholder="Nightly renders", max_chars=100, autocomplete="off")
        with st.container(horizontal=True):
            st.selectbox(
                "Role", roles, format_func=lambda role: role.value.capitalize(), key="token_role",
                index=min(len(roles) - 1, 1), width=160,
            )  # fmt: skip
            st.selectbox("Good for", list(LASTS), format_func=LASTS.__getitem__, key="token_days", index=1, width=160)
            if visitor.may(Access.MAKER):
                st.number_input(
                    "May spend, in USD", 0.0, MOST_USD, None, step=5.0, key="token_usd", placeholder="No limit", width=160,
                    help="In all. An admin changes it under Budgets.",
                )  # fmt: skip
        st.form_submit_button("Make it", key="save_token", icon=":material/key:", on_click=make)


def make() -> None:
    state = st.session_state
    days, usd = state["token_days"], state.get("token_usd")
    try:
        visitor = who.visitor()
        with writing() as session:
            until = now() + timedelta(days=days) if days else None
            token, text = access.make_token(session, state["token_name"], state["token_role"], visitor, until)
            if usd is not None:
                session.flush()
                budgets.set_limit(session, Scope.TOKEN, round(usd * money.MICRO), visitor.name, token.id)
    except StudioError as reason:
        acting.refuse(reason)
        return
    state[MADE] = Made(token.name, text)
    state["token_name"] = ""
