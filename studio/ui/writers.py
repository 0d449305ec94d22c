"""A writer is asked from a page: its price on the button, a question before money, and a wait that the screen tells of."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import streamlit as st

from studio import costs, writing
from studio.errors import StudioError
from studio.ui import acting, badges, who
from studio.ui.acting import close
from studio.ui.words import literal
from studio.writers.interface import Written
from studio.writers.registry import LABELS
from studio.writers.tasks import Task
from studio.writing import Quote

Answer = TypeVar("Answer")
TALK = "talk_with_writer"
LOOK_S = 0.5  # between two looks whether it is there: so soon a click is taken up

_asking = ThreadPoolExecutor(8, thread_name_prefix="writers")


@dataclass
class Errand(Generic[Answer]):
    """One task of somebody at the page, from its price to what came of it."""

    task: Task[Answer]
    quote: Quote
    answer: Future[Written[Answer]] | None = None  # None: not asked yet, as it costs something

    @property
    def is_waiting(self) -> bool:
        return self.answer is not None and not self.answer.done()

    @property
    def written(self) -> Written[Answer]:
        """Raises what `writing.write` raises."""
        assert self.answer
        return self.answer.result()


def begin(task: Task[Answer]) -> Errand[Answer]:
    """Asked at once where it is free. Raises StudioError."""
    who.require_maker()
    errand = Errand(task, writing.quote(task))
    if errand.quote.price.usd == 0:
        send(errand)
    return errand


def send(errand: Errand[Any]) -> None:
    """Once. In the background: the answer is kept for whoever draws the page next. Raises NotAllowed."""
    if errand.answer is None:
        errand.answer = _asking.submit(writing.write, who.require_maker(), errand.task)


# -- in a dialog of its own ----------------------------------------------------------------------------------


@dataclass
class Talk(Generic[Answer]):
    """An errand with a dialog to itself: `show` puts on the screen what came of it. `taken`: what of that is in use by now."""

    title: str
    verb: str
    errand: Errand[Answer]
    show: "Callable[[Talk[Answer]], None]"
    taken: set[str] = field(default_factory=set)


def open_talk(title: str, verb: str, task: Callable[[], Task[Answer]], show: Callable[[Talk[Answer]], None]) -> None:
    """For a callback. `task` is made when it is pressed: of what stands there then."""
    try:
        st.session_state[TALK] = Talk(title, verb, begin(task()), show)
    except StudioError as reason:
        acting.refuse(reason)


def end_talk() -> None:
    st.session_state.pop(TALK, None)


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


# -- on the screen -------------------------------------------------------------------------------------------


def priced(verb: str, task: Task[Any]) -> str:
    """The label of a button: `Enhance`, or `Enhance · $0.002` where it costs something."""
    try:
        price = writing.quote(task).price
    except StudioError:  # what is wrong is said when it is pressed
        return verb
    return verb if price.usd == 0 else rf"{verb} · {_dollars(price.micro_usd)}"


def show_quote(task: Task[Any]) -> None:
    """Who writes, and for how much; or what is wrong with who does."""
    try:
        quote = writing.quote(task)
    except StudioError as wrong:
        badges.show_remark(str(wrong), "orange")
        return
    st.caption(f"{by_whom(quote)} {price_words(quote)} Choose another one under Settings > Writers.")


def by_whom(quote: Quote) -> str:
    """A sentence, as Markdown."""
    name = LABELS[quote.writer].partition(",")[0]
    return (
        "The built-in writer writes it."
        if quote.writer == "offline"
        else literal(f"{name} writes it, with {quote.model}.")
    )


def price_words(quote: Quote) -> str:
    """A sentence, as Markdown."""
    price = quote.price
    if price.usd == 0:
        return f"It is free: {literal(price.source)}."
    if price.usd is None:
        return f"Its price is unknown: {literal(price.source)}."
    day = f", {price.as_of:%d %b %Y}" if price.as_of else ""
    return f"About **{_dollars(price.micro_usd)}** ({literal(price.source)}{day})."


def show_confirmation(errand: Errand[Any], verb: str, accept: Callable[[], None], refuse: Callable[[], None]) -> None:
    """In a dialog, before money is spent."""
    st.markdown(f"{by_whom(errand.quote)} {price_words(errand.quote)}")
    st.caption("It is paid when it answers, whether you keep what it wrote or not.")
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("Do not ask it", key="refuse_writer", on_click=close, args=(refuse,))
        st.button(
            f"{verb} · {_dollars(errand.quote.price.micro_usd)}", key="accept_writer", type="primary",
            icon=":material/edit_note:", on_click=close, args=(accept,),
        )  # fmt: skip


def show_waiting(errand: Errand[Any]) -> None:
    """Until the answer is there; then the page is drawn anew."""
    with st.spinner(f"{LABELS[errand.quote.writer].partition(',')[0]} is writing ...", show_time=True):
        place = st.empty()
        while errand.is_waiting:
            wait([errand.answer] if errand.answer else [], timeout=LOOK_S)
            place.empty()  # where a rerun that somebody asked for meanwhile takes over
    st.rerun()


def show_written(written: Written[Any]) -> None:
    """What was changed of it, and all that came."""
    for remark in written.remarks:
        badges.show_remark(remark, "orange", "info")
    with st.expander("What the writer returned", icon=":material/data_object:", key="writer_returned"):
        st.code(written.raw, language=None, wrap_lines=True, height=240)


def _dollars(micro_usd: int | None) -> str:
    """In Markdown a `$` begins a formula."""
    return costs.usd(micro_usd).replace("$", r"\$")
