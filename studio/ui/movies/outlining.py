"""Outline again: what is to be otherwise, its price, and then the scenes as they are beside those that the writer would have."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from studio import database, saved_settings
from studio.errors import NotFound, StudioError
from studio.productions import again, from_writer
from studio.productions.again import ScenePair, What
from studio.productions.outline import MOST_SCENES, Outline, Scene
from studio.providers import camera_moves, catalogue
from studio.ui import acting, badges, changes, writers
from studio.ui.acting import close
from studio.ui.badges import Badge
from studio.ui.movies import edits, planned
from studio.ui.movies.scene import save_typed
from studio.ui.movies.seen import SeenMovie
from studio.ui.words import counted, literal, running_time
from studio.ui.writers import Errand
from studio.writers.outline import PlannedOutline
from studio.writers.tasks import OutlineAgain
from studio.writings.kept_answers import UntakenAnswer

STATE = "outlining_again"
LONGEST_S = 6 * 60 * 60
BADGES = {
    What.KEPT: Badge("UntakenAnswer", "check", "gray"),
    What.CHANGED: Badge("Changed", "edit", "blue"),
    What.NEW: Badge("New", "add", "green"),
    What.GONE: Badge("Gone", "remove", "orange"),
}
DEEDS = {What.CHANGED: "Take the change", What.NEW: "Add it", What.GONE: "Remove it"}


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


def show_button(seen: SeenMovie) -> None:
    if next(seen.outline.scenes(), None):
        st.button(
            "Outline again …", key="outline_again", icon=":material/edit_note:", type="tertiary",
            disabled=not edits.can_edit(), on_click=ask, args=(seen.production.id,),
            help="The writer plans the scenes anew, as you ask. You see what would change, and take what you want of it",
        )  # fmt: skip


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


def show_dialog(seen: SeenMovie) -> None:
    """From when the writer is asked, a click beside it does not throw away what was paid for."""
    if begun := begun_for(seen.production.id):
        can_go = begun.errand is None or begun.errand.answer is None
        icon = ":material/edit_note:"
        st.dialog("Outline again", width="large", icon=icon, dismissible=can_go, on_dismiss=forget)(show_step)(seen)


def show_step(seen: SeenMovie) -> None:
    begun = begun_for(seen.production.id)
    if begun is None:
        return
    errand = begun.errand
    if errand is None:
        show_form(begun)
    elif errand.answer is None:
        writers.show_confirmation(errand, "Outline again", send, go_back)
    elif errand.is_waiting:
        writers.show_waiting(errand)
    else:
        show_answer(begun, errand, seen.outline)


# -- the form ------------------------------------------------------------------------------------------------


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


# -- the old beside the new ----------------------------------------------------------------------------------


def show_answer(begun: Again, errand: Errand[PlannedOutline], outline: Outline) -> None:
    try:
        written = errand.written
    except StudioError as reason:
        go_back(str(reason))
        st.rerun()
    if begun.compared != outline:  # which is free, so somebody else's edit costs no second plan
        begun.compared, begun.pairs = outline, again.compare(outline, written.kept, begun.asked)
    show_counts(begun.pairs)
    with st.container(height=420, key="again_scenes_list", gap="small"):
        for place in range(len(begun.pairs)):
            show_pair(begun.pairs, place)
    writers.show_written(written)
    if begun.wrong:
        badges.show_remark(begun.wrong, "orange")
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("Back", key="back_to_again", icon=":material/arrow_back:", on_click=close, args=(go_back,))
        st.button("Leave all as it is", key="refuse_again", on_click=close, args=(forget,))
        st.button(
            "Take what is ticked", key="accept_again", type="primary", icon=":material/check:", on_click=close,
            args=(accept,),
        )  # fmt: skip


def show_counts(pairs: tuple[ScenePair, ...]) -> None:
    counts = [(what, sum(pair.what == what for pair in pairs)) for what in What]
    coming = [pair.new for pair in pairs if pair.new]
    told = " · ".join(f"{count} {what.value}" for what, count in counts if count)
    whole = f"{counted(len(coming), 'scene')} · {running_time(sum(scene.duration_s for scene in coming))}"
    st.caption(literal(f"{whole} · {told}"))


def show_pair(pairs: tuple[ScenePair, ...], place: int) -> None:
    pair = pairs[place]
    with st.container(border=True, key=f"again_{place}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            BADGES[pair.what].show()
            if pair.what in DEEDS:
                st.checkbox(DEEDS[pair.what], True, key=tick_of(pairs, place))
        if pair.old and pair.new and pair.what == What.CHANGED:
            show_both(pair.old, pair.new)
        elif scene := pair.new or pair.old:
            show_one(scene)


def tick_of(pairs: tuple[ScenePair, ...], place: int) -> str:
    """The same one of a scene wherever it stands by now."""
    old = pairs[place].old
    return f"again_take_{old.id if old else sum(pair.old is None for pair in pairs[:place])}"


def show_one(scene: Scene) -> None:
    title = f"**{literal(scene.title)}** " if scene.title else ""
    st.markdown(f"{title}:small[{literal(planned.facts(scene))}]")
    st.markdown(f":small[{literal(scene.prompt)}]")
    if scene.narration:
        st.caption(f":material/record_voice_over: {literal(scene.narration)}")


def show_both(old: Scene, new: Scene) -> None:
    """The old words struck out where they give way to the new."""
    if old.title or new.title:
        st.markdown(f"**{changes.in_words(old.title, new.title)}**")
    was, becomes = planned.facts(old), planned.facts(new)
    st.markdown(f":small[{literal(was) if was == becomes else f'{literal(was)} → {literal(becomes)}'}]")
    st.markdown(f":small[{changes.in_words(old.prompt, new.prompt)}]")
    if old.narration or new.narration:
        words = changes.in_words(old.narration, new.narration)
        st.markdown(f":small[:material/record_voice_over: {words}]")


def accept() -> None:
    begun: Again | None = st.session_state.get(STATE)
    if begun is None:
        return
    pairs = begun.pairs
    taken = {place for place in range(len(pairs)) if st.session_state.get(tick_of(pairs, place), True)}
    if edits.edit(lambda outline: again.take(outline, pairs, taken), again.EDIT):
        forget()
        acting.say("Outlined again: Undo brings the scenes back", "edit_note")


# -- kept from before the page was reloaded ------------------------------------------------------------------


def show_kept(movie: str) -> None:
    if begun_for(movie) is None:
        writers.show_kept(from_writer.place_of(movie), "outline", lambda kept: take_up(movie, kept))


def take_up(movie: str, kept: UntakenAnswer) -> None:
    given = kept.given
    st.session_state[STATE] = Again(
        movie, str(given.get("request", "")), given.get("scenes"), int(given.get("seconds", 60)), writers.taken_up(kept),
        asked=tuple(given.get("asked", ())),
    )  # fmt: skip
