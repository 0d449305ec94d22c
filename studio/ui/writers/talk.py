"""An errand in a dialog of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic

import streamlit as st

from studio.errors import StudioError
from studio.ui import acting, badges
from studio.ui.acting import close
from studio.ui.writers.errands import Answer, Errand, begin, let_go, send, taken_up
from studio.ui.writers.showing import show_confirmation, show_waiting, show_written
from studio.writers.tasks import Task
from studio.writings.kept_answers import UntakenAnswer

TALK = "talk_with_writer"


@dataclass
class Talk(Generic[Answer]):
    """An errand with a dialog to itself: `show` puts on the screen what came of it. `taken`: what of that is in use by now."""

    title: str
    verb: str
    errand: Errand[Answer]
    show: "Callable[[Talk[Answer]], None]"
    taken: set[str] = field(default_factory=set)


def open_talk(
    title: str,
    verb: str,
    task: Callable[[], Task[Answer]],
    show: Callable[[Talk[Answer]], None],
    place: str = "",
    given: Callable[[Task[Answer]], Mapping[str, Any]] = lambda _: {},
    *,
    production_id: str | None = None,
) -> None:
    """For a callback. `task` is made when it is pressed: of what stands there then. `given`: what shows its answer again at
    that place, should the page be reloaded meanwhile."""
    try:
        asked = task()
        st.session_state[TALK] = Talk(title, verb, begin(asked, place, given(asked), production_id=production_id), show)
    except StudioError as reason:
        acting.refuse(reason)


def end_talk() -> None:
    if talk := st.session_state.pop(TALK, None):
        let_go(talk.errand)


def show_talk() -> None:
    """At the end of a page. While it waits for what is paid it stays open."""
    talk: Talk[Any] | None = st.session_state.get(TALK)
    if talk:
        icon, can_go = ":material/edit_note:", not talk.errand.is_waiting
        opened = st.dialog(talk.title, width="medium", icon=icon, dismissible=can_go, on_dismiss=end_talk)
        opened(show_step)(talk)


def show_step(talk: Talk[Any]) -> None:
    errand = talk.errand
    if errand.answer is None:
        show_confirmation(errand, talk.verb, send_talk, end_talk)
    elif errand.is_waiting:
        show_waiting(errand)
    else:
        show_answer(talk)


def send_talk() -> None:
    try:
        send(st.session_state[TALK].errand)
    except StudioError as reason:
        acting.refuse(reason)


def show_answer(talk: Talk[Any]) -> None:
    try:
        written = talk.errand.written
    except StudioError as reason:
        badges.show_remark(str(reason), "orange")
    else:
        talk.show(talk)
        show_written(written)
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("Close", key="end_talk", on_click=close, args=(end_talk,))


def take_up_talk(title: str, verb: str, show: "Callable[[Talk[Any]], None]", kept: UntakenAnswer) -> None:
    """For `show_kept`: the dialog is open again, with the answer."""
    st.session_state[TALK] = Talk(title, verb, taken_up(kept), show)
