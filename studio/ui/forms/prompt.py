"""The words of a brief."""

from functools import partial

import streamlit as st

from studio.brief import Operation
from studio.providers import camera_moves, catalogue
from studio.providers.catalogue import Model
from studio.settings import Settings
from studio.ui import draft, enhancing, who
from studio.ui.words import literal
from studio.writers.tasks import Change, Enhance, Surroundings

ASKS = {
    Operation.MAKE: "Describe the shot: subject, action, light, mood",
    Operation.PICTURE: "Describe the picture: subject, light, mood",
    Operation.MODIFY: "What should change? For example: turn the day into a snowy night",
    Operation.EXTEND: "How does it go on?",
    Operation.ADD_AUDIO: "What should be heard? For example: rain on a tin roof",
}


def show_prompt(known: Model, house_style: str) -> None:
    if not known.takes_prompt:
        st.session_state.setdefault("prompt", "")
        return
    st.text_area(
        "Prompt",
        key="prompt",
        height=132,
        max_chars=max(one.prompt_chars[1] for one in catalogue.models()),
        placeholder=ASKS.get(known.operation, "Describe what you want"),
    )
    if house_style and house_style not in st.session_state["prompt"]:
        st.button(
            "Add the house style", key="add_style", icon=":material/brush:", type="tertiary", on_click=add_style,
            args=(house_style,), help=literal(house_style),
        )  # fmt: skip
    if known.negative_prompt:
        st.text_input(
            "Leave out",
            key="negative_prompt",
            placeholder="What should not be there: text, blur, people ...",
            max_chars=1000,
        )


def show_enhance(known: Model, settings: Settings) -> None:
    """Of what makes a shot: instructions for a clip that is there are the person's own."""
    if known.operation not in (Operation.MAKE, Operation.PICTURE):
        return
    moves = camera_moves.listed(known.provider, settings) if known.camera_moves else []
    whose: str = st.session_state.get(draft.WHOSE, draft.OWN)
    task = partial(task_of, tuple(moves), known.prompt_chars[1])
    enhancing.show_button(task, partial(take_words, whose), f"enhance {who.own(whose)}")


def task_of(moves: tuple[str, ...], longest_prompt: int) -> Enhance:
    chosen: list[str] = st.session_state.get("camera_moves") or []
    surroundings = Surroundings(camera_move=next(iter(chosen), ""), camera_moves=moves, longest_prompt=longest_prompt)
    return Enhance(st.session_state["prompt"], surroundings)


def take_words(whose: str, change: Change, is_new: bool) -> bool:
    """What the writer would have in that field; or again what was there. False: another brief stands in the form by now."""
    if st.session_state.get(draft.WHOSE, draft.OWN) != whose:
        return False
    text = change.becomes if is_new else change.was
    if change.field == "prompt":
        st.session_state["prompt"] = text
    else:
        others: list[str] = (st.session_state.get("camera_moves") or [])[1:]
        st.session_state["camera_moves"] = [move for move in dict.fromkeys((text, *others)) if move]
    return True


def add_style(house_style: str) -> None:
    """Behind what stands there, where everybody sees it."""
    written: str = st.session_state["prompt"].rstrip()
    joined = f"{written}{'' if not written or written.endswith(('.', ',', '!', '?')) else ','} {house_style}"
    st.session_state["prompt"] = joined.strip()
