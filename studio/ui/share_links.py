"""Share: a link to one film or clip for people without a login, made, copied and revoked where it is played; and the list of all."""

from collections.abc import Sequence

import streamlit as st

from studio import saved_settings, share_links
from studio.access import Visitor
from studio.database import reading, writing
from studio.errors import StudioError
from studio.files import Files
from studio.productions.cut import link_words
from studio.settings import Settings, load
from studio.share_links import DAYS, LONGEST_TITLE, LinkWords
from studio.tables import Access, Asset, Generation, ShareLink, now
from studio.ui import badges, who
from studio.ui.settings import opened
from studio.ui.words import ago, counted, literal, span

WRONG = "share_wrong"  # the sentence of what could not be done, beside the button
USUAL_DAYS = 7
HERE_ALONE = ("127.0.0.1", "localhost", "[::1]")
HONEST = "Who has the link can watch, and with some skill keep a copy: view only is a wish, not a lock."


def show_share(asset: Asset, made: Generation | None = None) -> None:
    """For makers: others do not see it."""
    visitor = who.visitor()
    if not visitor.may(Access.MAKER):
        return
    with st.popover("Share", icon=":material/link:", key="share", type="tertiary"):
        st.caption(HONEST)
        show_form(asset, made)
        if wrong := st.session_state.get(WRONG):
            badges.show_remark(wrong, "orange")
        with reading() as session:
            living = share_links.list_living(session, visitor, asset.id)
            settings = saved_settings.current(session)
        for link in living:
            show_link(link, visitor, settings)
        if living:
            show_reach(settings)


def show_form(asset: Asset, made: Generation | None) -> None:
    st.text_input("Title", asset.title, key=f"share_title_{asset.id}", max_chars=LONGEST_TITLE, placeholder="None")
    if made and made.prompt:
        st.checkbox("Show the prompt too", key=f"share_prompt_{asset.id}")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "Lasts", DAYS, DAYS.index(USUAL_DAYS), format_func=lambda days: counted(days, "day"), key="share_days",
            width=140,
        )  # fmt: skip
        st.button(
            "Make a link", key="make_share_link", type="primary", icon=":material/add_link:", on_click=make,
            args=(asset.id, made.prompt if made else ""),
        )  # fmt: skip


def make(asset_id: str, prompt: str) -> None:
    """What its page tells is worked out first, outside of the transaction."""
    state = st.session_state
    state[WRONG] = ""
    try:
        visitor = who.require_maker()
        words = words_of(
            asset_id, state[f"share_title_{asset_id}"] or "", prompt if state.get(f"share_prompt_{asset_id}") else ""
        )
        with writing() as session:
            share_links.make(session, asset_id, state["share_days"], words, asked_by=visitor)
    except StudioError as reason:
        state[WRONG] = str(reason)


def words_of(asset_id: str, title: str, prompt: str) -> LinkWords:
    """Without chapters and subtitles where what the film was made of cannot be read any more."""
    settings = load()
    with reading() as session:
        film = link_words.look(session, Files(settings.media), asset_id)
    words, st.session_state[WRONG] = link_words.words_or_reason(film, settings.cuts, title, prompt)
    return words


# -- living links --------------------------------------------------------------------------------------------


def show_link(link: ShareLink, visitor: Visitor, settings: Settings) -> None:
    with st.container(border=True, key=f"share_link_{link.id}", gap="small"):
        st.code(share_links.address(link, base(), settings), language=None, wrap_lines=True)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(literal(facts_of(link, visitor)), width="stretch")
            st.button(
                "Revoke", key=f"revoke_{link.id}", icon=":material/link_off:", type="tertiary", on_click=opened.turn,
                args=(link.id, "revoke"),
            )  # fmt: skip
        if opened.is_open(link.id, "revoke"):
            show_revoke(link)


def facts_of(link: ShareLink, visitor: Visitor) -> str:
    """`Ends in 7 days · opened twice, last 5 min ago`."""
    whose = "" if link.created_by == visitor.name else f"by {link.created_by}"
    seen = f"opened {counted(link.views, 'time')}, last {ago(link.seen_at)}" if link.seen_at else "not opened yet"
    return " · ".join(part for part in (ends_in(link), whose, seen) if part)


def ends_in(link: ShareLink) -> str:
    seconds = (link.ends_at - now()).total_seconds()
    days = round(seconds / 86_400)
    return f"Ends in {counted(days, 'day')}" if seconds > 2 * 86_400 else f"Ends in {span(max(seconds, 60))}"


def show_revoke(link: ShareLink) -> None:
    words = "Whoever has it can no longer watch. It cannot be brought back; a new one can be made."
    opened.show_question(link.id, "revoke", words, "Revoke the link", revoke, None)


def revoke(link_id: str) -> None:
    opened.close()
    try:
        visitor = who.visitor()
        with writing() as session:
            share_links.revoke(session, link_id, asked_by=visitor)
    except StudioError as reason:
        st.session_state[WRONG] = str(reason)


def show_reach(settings: Settings) -> None:
    """Whether others get there at all."""
    if settings.public_url:
        return
    if any(host in base() for host in HERE_ALONE):
        badges.show_remark(
            "This address leads to your own machine, where others do not get: PUBLIC_URL says how the world reaches the studio.",
            "orange",
            "public_off",
        )
    else:
        st.caption("It works for whoever reaches the studio as you do now.")


def base() -> str:
    """How this browser reaches the studio."""
    scheme, _, rest = (st.context.url or load().address).partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def show_all(visitor: Visitor) -> None:
    """Settings > Access: one's own, and everybody's for an admin."""
    with reading() as session:
        living: Sequence[ShareLink] = share_links.list_living(session, visitor)
        settings = saved_settings.current(session)
    if not living and not visitor.may(Access.MAKER):
        return
    st.subheader("Share links", anchor=False)
    st.caption("Films and clips that anybody can watch who has the address. They are made where one plays: Share.")
    for link in living:
        st.markdown(f"**{literal(link.title) or 'Without a title'}**")
        show_link(link, visitor, settings)
    if not living:
        st.caption("None now.")
