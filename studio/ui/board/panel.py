"""Beside the canvas: the chosen card, with all that can be done with it."""

import streamlit as st

from studio.boards.lineage import LinkRole
from studio.settings import Settings
from studio.tables import CardKind
from studio.ui.board import made_card, moving, note_card, opened, production_card, prompt_card
from studio.ui.board.opened import OpenedBoard
from studio.ui.words import counted

SAID = {
    LinkRole.TAKE: "made of this prompt",
    LinkRole.SOURCE: "made from this clip",
    LinkRole.CONTINUES: "continues it",
    LinkRole.FIRST_FRAME: "begins on it",
    LinkRole.LAST_FRAME: "ends on it",
    LinkRole.REFERENCE: "looks like it",
    LinkRole.USED_IN: "shown in this movie",
    LinkRole.FILM: "a film of this movie",
}
COLOURS = {
    LinkRole.TAKE: "violet",
    LinkRole.SOURCE: "orange",
    LinkRole.CONTINUES: "green",
    LinkRole.FIRST_FRAME: "blue",
    LinkRole.LAST_FRAME: "red",
    LinkRole.REFERENCE: "yellow",
    LinkRole.USED_IN: "violet",
    LinkRole.FILM: "green",
}  # the nearest that Markdown has
HEADS = {
    CardKind.PROMPT: "Prompt",
    CardKind.CLIP: "Clip",
    CardKind.PICTURE: "Picture",
    CardKind.NOTE: "Note",
    CardKind.PRODUCTION: "Movie",
}


def show_panel(here: OpenedBoard, settings: Settings) -> None:
    chosen = here.chosen
    with st.container(border=True, key="panel", gap="small"):
        if chosen is None:
            show_legend(here)
            return
        show_head(chosen.card.kind)
        if chosen.card.kind == CardKind.PROMPT:
            prompt_card.show(here, chosen, settings)
        elif chosen.card.kind == CardKind.NOTE:
            note_card.show(here, chosen)
        elif chosen.card.kind == CardKind.PRODUCTION:
            production_card.show(chosen)
        else:
            made_card.show(here, chosen)
        if here.can_edit:
            moving.show_place(chosen.card)


def show_head(kind: CardKind) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False):
        st.markdown(f"**{HEADS[kind]}**", width="stretch")
        st.button(
            "Close", key="close_panel", icon=":material/close:", type="tertiary", on_click=opened.choose, args=(None,)
        )


def show_legend(here: OpenedBoard) -> None:
    """Nothing is chosen: how to look around, and what the colours of the links say."""
    count, roles = here.snapshot.total, {arrow.role for arrow in here.snapshot.arrows}
    hint = "Click one to see all of it here, and to go on from it." if count else "Put a first card on it."
    st.markdown(f"**{counted(count, 'card')}**")
    st.caption(hint)
    st.caption("Drag to look around; turn the wheel to come nearer.")
    with st.container(gap=None):
        for role in (role for role in LinkRole if role in roles):
            st.markdown(f":{COLOURS[role]}[:material/arrow_right_alt:] :small[{SAID[role]}]")
