"""A new movie: from an idea or a text that the writer makes scenes of, looked at before it is kept; or empty."""

from dataclasses import dataclass, replace

import streamlit as st

from studio import database, productions, saved_settings, writing
from studio.errors import StudioError
from studio.productions import from_writer, sample
from studio.productions.outline import LONGEST_IDEA, LONGEST_PROMPT, LONGEST_TITLE, MOST_SCENES, Look, Outline
from studio.providers import catalogue
from studio.ui import acting, badges, camera_moves, who, writers
from studio.ui.acting import close
from studio.ui.movies import address, planned
from studio.ui.writers import Errand
from studio.writers.outline import Limits, Wish
from studio.writers.outline import Outline as Planned
from studio.writers.tasks import BreakUp, MakeOutline, Task

STATE = "new_movie_state"
IDEA, TEXT, EMPTY = "An idea", "A story or screenplay", "No scenes yet"
VERBS = {IDEA: "Outline it", TEXT: "Break it up"}
ASKS = {
    IDEA: "A paper boat sails through a flooded city until a girl finds it.",
    TEXT: "Paste a story, or a screenplay in Fountain. Its scenes are made of it in its own order.",
}
LONGEST_MOVIE_S = 6 * 60 * 60


@dataclass(frozen=True)
class Form:
    """All that was typed. Each field is a widget, `new_movie_title` ..."""

    way: str = IDEA
    title: str = ""
    text: str = ""
    style: str = ""
    seconds: int = 60
    scenes: int | None = None

    @property
    def outline(self) -> Outline:
        """Before there are scenes."""
        return Outline(title=self.title.strip(), idea=self.text, look=Look(style=self.style.strip()))


@dataclass
class Beginning:
    """How far somebody is: at the form, asked before money, waiting, or looking at what was written."""

    form: Form = Form()
    errand: Errand[Planned] | None = None
    wrong: str = ""


def ask() -> None:
    """For a callback."""
    st.session_state[STATE] = Beginning()
    put(Form())


def forget() -> None:
    st.session_state.pop(STATE, None)


def show_button() -> None:
    st.button("New movie", key="new_movie", type="primary", icon=":material/add:", on_click=ask)


def show_sample_button() -> None:
    st.button(
        "Show me", key="show_me", icon=":material/play_circle:", on_click=start_sample,
        help="A sample movie of six scenes makes itself, free and without a key, in about two minutes",
    )  # fmt: skip


def start_sample() -> None:
    try:
        visitor = who.require_maker()
        with database.writing() as session:
            started = sample.start(session, asked_by=visitor)
    except StudioError as reason:
        acting.refuse(reason)
        return
    address.open_movie(started.id, "Cut")


def show_dialog() -> None:
    """From when the writer is asked, a click beside it does not throw away what was paid for."""
    if beginning := begun():
        can_go = beginning.errand is None or beginning.errand.answer is None
        icon = ":material/movie:"
        opened = st.dialog("New movie", width="large", icon=icon, dismissible=can_go, on_dismiss=forget)
        opened(show_step)()


def begun() -> Beginning | None:
    return st.session_state.get(STATE)


def show_step() -> None:
    beginning = begun()
    if beginning is None:
        return
    errand = beginning.errand
    if errand is None:
        show_form(beginning)
    elif errand.answer is None:
        writers.show_confirmation(errand, VERBS[beginning.form.way], send, go_back)
    elif errand.is_waiting:
        writers.show_waiting(errand)
    else:
        show_answer(beginning, errand)


# -- the form ------------------------------------------------------------------------------------------------


def show_form(beginning: Beginning) -> None:
    for name in names():  # a field that was not drawn for a while has lost what it said
        st.session_state.setdefault(f"new_movie_{name}", getattr(beginning.form, name))
    st.segmented_control("Begin with", [IDEA, TEXT, EMPTY], key="new_movie_way", required=True)
    form = typed()
    hint = "The boat" if form.way == EMPTY else "Left empty, the writer finds one"
    st.text_input("Title", key="new_movie_title", placeholder=hint, max_chars=LONGEST_TITLE)
    if form.way != EMPTY:
        show_text(form)
        show_wish(form)
        writers.show_quote(task_of(form))
    if beginning.wrong:
        badges.show_remark(beginning.wrong, "orange")
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("Close", key="close_new_movie", on_click=close, args=(forget,))
        show_way_on(form)


def show_text(form: Form) -> None:
    st.text_area(
        "Idea" if form.way == IDEA else "Story or screenplay",
        key="new_movie_text",
        height=110 if form.way == IDEA else 240,
        max_chars=LONGEST_IDEA,
        placeholder=ASKS[form.way],
    )


def show_wish(form: Form) -> None:
    with st.container(horizontal=True):
        st.text_input(
            "Style", key="new_movie_style", max_chars=LONGEST_PROMPT, placeholder="35 mm film, muted colours",
            help="It holds for every scene. Left empty, the writer chooses one.",
        )  # fmt: skip
        if form.way == IDEA:
            st.number_input("Length in s", 5, LONGEST_MOVIE_S, step=5, key="new_movie_seconds", width=150)
        st.number_input(
            "Scenes", 1, MOST_SCENES, value=None, key="new_movie_scenes", width=150, placeholder="As it needs"
        )


def show_way_on(form: Form) -> None:
    if form.way == EMPTY:
        st.button(
            "Start the movie", key="start_movie", type="primary", icon=":material/movie:", on_click=close, args=(start,)
        )
        return
    st.button(
        writers.priced(VERBS[form.way], task_of(form)), key="write_outline", type="primary",
        icon=":material/edit_note:", on_click=close, args=(write,),
    )  # fmt: skip


def typed() -> Form:
    """What the widgets say now; those that are not drawn, what they said."""
    beginning = begun() or Beginning()
    values = {name: st.session_state.get(f"new_movie_{name}", getattr(beginning.form, name)) for name in names()}
    beginning.form = replace(beginning.form, **values)
    return beginning.form


def names() -> list[str]:
    return list(Form.__dataclass_fields__)


def put(form: Form) -> None:
    """Into the widgets. Only before they are drawn."""
    for name in names():
        st.session_state[f"new_movie_{name}"] = getattr(form, name)


# -- asked, and answered -------------------------------------------------------------------------------------


def task_of(form: Form) -> Task[Planned]:
    wish = Wish(style=form.style.strip(), seconds=form.seconds or 60, scenes=form.scenes, limits=limits())
    return MakeOutline(form.text, wish) if form.way == IDEA else BreakUp(form.text, wish)


def limits() -> Limits:
    """Of the model that a new movie begins with."""
    model = Look().model
    with database.reading() as session:
        settings = saved_settings.current(session)
    moves = camera_moves.listed(catalogue.model(model).provider, settings)
    return from_writer.limits_here(writing.limits_of(model, moves))


def write() -> None:
    """It is asked at once where it is free, and otherwise after a question."""
    if beginning := begun():
        form, beginning.wrong = typed(), ""
        try:
            beginning.errand = writers.begin(task_of(form))
        except StudioError as reason:
            beginning.wrong = str(reason)


def send() -> None:
    if (beginning := begun()) and beginning.errand:
        try:
            writers.send(beginning.errand)
        except StudioError as reason:
            go_back(str(reason))


def go_back(wrong: str = "") -> None:
    """To the form, with all that was typed."""
    if beginning := begun():
        beginning.errand, beginning.wrong = None, wrong
        put(beginning.form)


def show_answer(beginning: Beginning, errand: Errand[Planned]) -> None:
    try:
        written = errand.written
    except StudioError as reason:
        go_back(str(reason))
        st.rerun()
    made = from_writer.outline_of(written.kept, beginning.form.outline)
    planned.show_outline(made)
    writers.show_written(written)
    if beginning.wrong:
        badges.show_remark(beginning.wrong, "orange")
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("Back", key="back_to_form", icon=":material/arrow_back:", on_click=close, args=(go_back,))
        st.button(
            "Start the movie", key="start_movie", type="primary", icon=":material/movie:", on_click=close,
            args=(keep, made),
        )  # fmt: skip


def start() -> None:
    """With no scenes."""
    keep(replace(typed(), text="", style="").outline)


def keep(outline: Outline) -> None:
    try:
        visitor = who.require_maker()
        with database.writing() as session:
            started = productions.create(session, outline, asked_by=visitor)
    except StudioError as reason:
        if beginning := begun():
            beginning.wrong = str(reason)
        return
    forget()
    count = sum(1 for _ in outline.scenes())
    acting.say(f"Started with {count} scene{'s' * (count != 1)}" if count else "Started")
    address.open_movie(started.id)
