"""What is to be otherwise: how far somebody is, the form with its price, and the writer asked."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from studio import database, saved_settings
from studio.errors import NotFound, StudioError
from studio.productions import again, from_writer
from studio.productions.again import ScenePair
from studio.productions.outline import MOST_SCENES, Outline
from studio.providers import camera_moves, catalogue
from studio.ui import badges, writers
from studio.ui.acting import close
from studio.ui.movies import edits
from studio.ui.movies.scene import save_typed
from studio.ui.writers import Errand
from studio.writers.outline import PlannedOutline
from studio.writers.tasks import OutlineAgain

STATE = "outlining_again"
LONGEST_S = 6 * 60 * 60


@dataclass
class Again:
    """How far somebody is: at the form, asked before money, waiting, or looking at what was written."""

    movie: str
    request: str = ""
    scenes: int | None = None
    seconds: int = 60
    errand: Errand[PlannedOutline] | None = None
    wrong: str = ""
    asked: tuple[str, ...] = ()  # the ids of the scenes that the writer was shown
    compared: Outline | None = None  # with what it wrote; the pairs are of this one
    pairs: tuple[ScenePair, ...] = ()


def ask(movie: str) -> None:
    """For a callback."""
    save_typed()
    outline = edits.outline()
    st.session_state[STATE] = Again(movie, seconds=again.seconds_of(outline))


def forget() -> None:
    if (begun := st.session_state.pop(STATE, None)) and begun.errand:
        writers.let_go(begun.errand)


def begun_for(movie: str) -> Again | None:
    begun: Again | None = st.session_state.get(STATE)
    return begun if begun and begun.movie == movie else None


def show_form(begun: Again) -> None:
    st.session_state.setdefault("again_request", begun.request)
    st.text_area(
        "What is to be otherwise", key="again_request", height=110, max_chars=again.LONGEST_REQUEST,
        placeholder="Make it eight scenes, and let it end happier",
    )  # fmt: skip
    with st.container(horizontal=True):
        st.number_input("Length in s", 5, LONGEST_S, begun.seconds, 5, key="again_seconds", width=150)
        st.number_input(
            "Scenes", 1, MOST_SCENES, begun.scenes, key="again_scenes", width=150, placeholder="As it needs"
        )
    st.caption("Nothing is changed before you have seen it. Scenes that stay keep their takes.")
    task = show_task(typed(begun))
    if begun.wrong:
        badges.show_remark(begun.wrong, "orange")
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("Close", key="close_again", on_click=close, args=(forget,))
        st.button(
            writers.priced("Outline again", task) if task else "Outline again", key="write_again", type="primary",
            icon=":material/edit_note:", disabled=task is None, on_click=close, args=(write,),
        )  # fmt: skip


def show_task(begun: Again) -> OutlineAgain | None:
    """Who would write it, and for how much. None, with a sentence, where the model of the look has left the catalogue: what it can
    make is not known, so nothing can be planned for it."""
    try:
        task = task_of(begun)
    except NotFound as gone:
        badges.show_remark(f"{gone} It is chosen under Look.", "orange")
        return None
    writers.show_quote(task)
    return task


def typed(begun: Again) -> Again:
    """What the widgets say now."""
    begun.request = st.session_state.get("again_request") or ""
    begun.seconds = st.session_state.get("again_seconds") or begun.seconds
    begun.scenes = st.session_state.get("again_scenes")
    return begun


def task_of(begun: Again) -> OutlineAgain:
    outline = edits.outline()
    wish = again.wish_of(outline, begun.seconds, begun.scenes, moves(outline))
    return again.task_of(outline, begun.request or "As you think best", wish)


def moves(outline: Outline) -> Sequence[str]:
    """Of the model that the whole is made with. Raises NotFound once nobody knows it any more."""
    with database.reading() as session:
        settings = saved_settings.current(session)
    return camera_moves.listed(catalogue.model(outline.look.model).provider, settings)


def write() -> None:
    begun: Again | None = st.session_state.get(STATE)
    if begun is None:
        return
    typed(begun).wrong = ""
    if not begun.request.strip():
        begun.wrong = "Write what is to be otherwise first."
        return
    try:
        begun.asked = tuple(scene.id for scene in edits.outline().scenes())
        given = again.given_of(edits.outline(), begun.request, begun.seconds, begun.scenes)
        begun.errand = writers.begin(
            task_of(begun), from_writer.place_of(begun.movie), given, production_id=begun.movie
        )
    except StudioError as reason:
        begun.wrong = str(reason)


def send() -> None:
    begun: Again | None = st.session_state.get(STATE)
    if begun and begun.errand:
        try:
            writers.send(begun.errand)
        except StudioError as reason:
            go_back(str(reason))


def go_back(wrong: str = "") -> None:
    """To the form, with all that was typed."""
    begun: Again | None = st.session_state.get(STATE)
    if begun:
        if begun.errand:
            writers.let_go(begun.errand)
        begun.errand, begun.compared, begun.pairs, begun.wrong = None, None, (), wrong
        st.session_state["again_request"] = begun.request
