"""A prompt in more of film's words: what would change, field by field, to be used or undone one by one."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from studio.ui import changes, writers
from studio.ui.acting import close
from studio.ui.writers import Talk
from studio.writers.tasks import Change, Enhance, Enhancement

LABELS = {"prompt": "Prompt", "camera_move": "Camera move"}
TITLE = "Enhance the prompt"
NOTHING = "The writer leaves it as it is."

# puts the new words into their field, or the old ones again; whether that was done
Take = Callable[[Change, bool], bool]


def show_button(
    task: Callable[[], Enhance], take: Take, place: str, *, is_able: bool = True, production_id: str | None = None
) -> None:
    """`place`: where an answer is kept that the page has not shown yet; `production_id`: what it is written for."""
    label = writers.priced("Enhance", task())
    st.button(
        label, key="enhance", icon=":material/edit_note:", type="tertiary", disabled=not is_able, on_click=begin,
        args=(task, take, place, production_id), help="The writer adds what it lacks to be a shot. You see each change before it is made",
    )  # fmt: skip
    with st.container():
        again = partial(writers.take_up_talk, TITLE, "Enhance", partial(show_enhancement, take))
        writers.show_kept(place, "enhanced prompt", again)


def begin(task: Callable[[], Enhance], take: Take, place: str, production_id: str | None) -> None:
    writers.open_talk(TITLE, "Enhance", task, partial(show_enhancement, take), place, production_id=production_id)


def show_enhancement(take: Take, talk: Talk[Enhancement]) -> None:
    changed = talk.errand.written.kept.changes
    for change in changed:
        show_change(take, talk, change)
    if not changed:
        st.caption(NOTHING)


def show_change(take: Take, talk: Talk[Any], change: Change) -> None:
    with st.container(border=True, key=f"change_{change.field}", gap="small"):
        st.markdown(f"**{LABELS.get(change.field, change.field)}**")
        st.markdown(changes.in_words(change.was, change.becomes))
        show_deed(take, talk, change)


def show_deed(take: Take, talk: Talk[Any], change: Change) -> None:
    is_taken = change.field in talk.taken
    st.button(
        "Undo" if is_taken else "Use it", key=f"{'undo' if is_taken else 'use'}_{change.field}",
        icon=":material/undo:" if is_taken else ":material/check:", type="secondary" if is_taken else "primary",
        on_click=close, args=(turn, take, talk, change),
    )  # fmt: skip


def turn(take: Take, talk: Talk[Any], change: Change) -> None:
    is_new = change.field not in talk.taken
    if take(change, is_new):
        (talk.taken.add if is_new else talk.taken.discard)(change.field)
