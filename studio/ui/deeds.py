"""Buttons below a generation. Each does one deed; what may be paid twice is asked about once more."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from studio.tables import Generation
from studio.ui import acting


@dataclass(frozen=True)
class GenerationDeed:
    """`warning`: what to know before one says yes."""

    key: str
    label: str
    icon: str
    do: Callable[[str], None]  # by the generation's id
    is_possible: bool = True
    warning: str = ""


def once(deed: acting.DeedFunction, said: str) -> Callable[[str], None]:
    """In a transaction of its own; `said` when it is done."""

    def do(generation_id: str) -> None:
        acting.act(deed, generation_id, said)

    return do


def show_deeds(generation: Generation, *deeds: GenerationDeed) -> None:
    with st.container(horizontal=True, gap="small"):
        for deed in deeds:
            if deed.warning:
                show_question(generation, deed)
            else:
                show_button(generation, deed, deed.label)


def show_question(generation: Generation, deed: GenerationDeed) -> None:
    with st.popover(deed.label, icon=f":material/{deed.icon}:", key=f"ask_{deed.key}_{generation.id}", wrap=True):
        st.markdown(deed.warning)
        show_button(generation, deed, f"Yes: {deed.label[0].lower()}{deed.label[1:]}")


def show_button(generation: Generation, deed: GenerationDeed, label: str) -> None:
    st.button(
        label,
        key=f"{deed.key}_{generation.id}",
        icon=f":material/{deed.icon}:",
        type="primary" if deed.warning else "secondary",
        disabled=not deed.is_possible,
        on_click=deed.do,
        args=(generation.id,),
        wrap=True,  # on a narrow screen too the price on it is read whole
    )
