"""A card's place on the board: by steps, by numbers, and off it."""

import streamlit as st

from studio.boards import cards
from studio.tables import Card
from studio.ui import fields
from studio.ui.board import deeds

STEPS = (
    ("Left", "arrow_back", -1, 0),
    ("Up", "arrow_upward", 0, -1),
    ("Down", "arrow_downward", 0, 1),
    ("Right", "arrow_forward", 1, 0),
)


def show_place(card: Card) -> None:
    with st.container(horizontal=True, gap="small"):
        show_move(card)
        show_remove(card)


def show_move(card: Card) -> None:
    with st.popover("Move", icon=":material/open_with:", key="move", type="tertiary"):
        with st.container(horizontal=True, gap="xsmall"):
            for label, icon, right, down in STEPS:
                st.button(
                    label, key=f"move_{label.lower()}", icon=f":material/{icon}:", on_click=deeds.move,
                    args=(card, right, down),
                )  # fmt: skip
        x_key, y_key = (f"{side}_{card.id}" for side in "xy")
        fields.put(x_key, card.x)
        fields.put(y_key, card.y)
        with st.container(horizontal=True, gap="small"):
            for label, key in (("From the left", x_key), ("From the top", y_key)):
                st.number_input(
                    label, -cards.FURTHEST, cards.FURTHEST, step=10, key=key, width=140, on_change=deeds.move_to,
                    args=(card.id, x_key, y_key),
                )  # fmt: skip


def show_remove(card: Card) -> None:
    st.button(
        "Take off the board", key="remove_card", icon=":material/backspace:", type="tertiary", on_click=deeds.remove, args=(card.id,),
        help="What was made stays in the library",
    )  # fmt: skip
