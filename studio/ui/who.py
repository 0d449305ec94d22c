"""Who looks at the page, and what they may do. Without login: whoever sits at this machine, who may do all."""

from datetime import datetime

import streamlit as st

from studio import access, visitors
from studio.access import OWNER, NotAllowed, NotKnown, Visitor
from studio.database import writing
from studio.errors import StudioError
from studio.settings import load
from studio.tables import Access
from studio.ui.words import literal

NAME = "visitor"  # in the session: whoever was let in when the page was last drawn


def visitor() -> Visitor:
    """Raises NotKnown, NotAllowed."""
    settings = load()
    if settings.access == "oidc":
        if not st.user.is_logged_in:
            raise NotKnown(visitors.LOG_IN)
        return visitors.of_login(str(st.user.get("email") or ""), str(st.user.get("name") or ""), settings, _since())
    return visitors.of_request({name.lower(): value for name, value in st.context.headers.items()}, {}, settings)


def _since() -> datetime | None:
    """When this login was made, by its cookie: one that was signed out since is no longer good."""
    return visitors.signed_in_at(st.context.cookies, load())


def own(name: str) -> str:
    """Of something that is kept for each person: its name for this one. Asks nobody, so it is safe in a transaction."""
    person: str = st.session_state.get(NAME) or OWNER.name
    return name if person == OWNER.name else f"{name} {person}"


def require_maker() -> Visitor:
    """For whatever costs money or changes something. Raises NotAllowed."""
    found = visitor()
    found.require(Access.MAKER)
    return found


def admin() -> str:
    """The name of an admin, for what only they may do. Before a transaction: that somebody is here may be written down.

    Raises NotAllowed for anybody else.
    """
    found = visitor()
    found.require(Access.ADMIN)
    return found.name


def is_known() -> bool:
    """Shows the way in, or why there is none, to whom is not let in."""
    try:
        st.session_state[NAME] = visitor().name
    except NotKnown:
        show_way_in()
    except NotAllowed as reason:
        show_refusal(reason)
    else:
        return True
    return False


def show_way_in() -> None:
    with st.container(horizontal_alignment="center", key="way_in"):
        st.title("Dailies", width="content")
        if load().access == "oidc":
            st.caption("A studio for AI video. Log in to see what your team makes.", width="content")
            st.button("Log in", key="log_in", type="primary", icon=":material/login:", on_click=st.login)
        else:
            st.caption(
                "The proxy in front of this studio has not said who you are: ask whoever runs it.", width="content"
            )


def show_refusal(reason: StudioError) -> None:
    with st.container(horizontal_alignment="center", key="refusal"):
        st.title("Dailies", width="content")
        st.caption(literal(str(reason)), width="content")
        if load().access == "oidc":
            st.button("Log in as somebody else", key="log_out", icon=":material/logout:", on_click=st.logout)


def show_visitor() -> None:
    """At the foot of the navigation: who one is, and the way out."""
    found = visitor()
    if found == OWNER:
        return
    with st.sidebar, st.container(key="visitor", gap="xsmall"):
        st.caption(f"{literal(found.name)} · {found.role.value}")
        if load().access == "oidc":
            st.button("Log out", key="log_out", type="tertiary", icon=":material/logout:", on_click=log_out)


def log_out() -> None:
    """Here too, not only in the browser: a cookie that somebody kept is then worth nothing."""
    name = visitor().name
    with writing() as session:
        access.sign_out(session, name)
    st.logout()
