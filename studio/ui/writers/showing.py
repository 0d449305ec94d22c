"""What the screen says of a writer: its price, the question before money, the wait, and what came."""

from collections.abc import Callable
from concurrent.futures import wait
from typing import Any

import streamlit as st

from studio import money, writings
from studio.errors import StudioError
from studio.ui import badges
from studio.ui.acting import close
from studio.ui.words import literal
from studio.ui.writers.errands import Errand
from studio.writers.interface import Written
from studio.writers.registry import BUILT_IN, name_of
from studio.writers.tasks import Task
from studio.writings import Quote

LOOK_S = 0.5  # between two looks whether it is there: so soon a click is taken up


def priced(verb: str, task: Task[Any]) -> str:
    """The label of a button: `Enhance`, or `Enhance · $0.002` where it costs something."""
    try:
        price = writings.quote(task).price
    except StudioError:  # what is wrong is said when it is pressed
        return verb
    return verb if price.usd == 0 else rf"{verb} · {_dollars(price.micro_usd)}"


def show_quote(task: Task[Any]) -> None:
    """Who writes, and for how much; or what is wrong with who does."""
    try:
        quote = writings.quote(task)
    except StudioError as wrong:
        badges.show_remark(str(wrong), "orange")
        return
    st.caption(f"{by_whom(quote)} {price_words(quote)} Choose another one under Settings > Writers.")


def by_whom(quote: Quote) -> str:
    """A sentence, as Markdown."""
    if quote.writer == BUILT_IN:
        return "The built-in writer writes it."
    return literal(f"{name_of(quote.writer)} writes it, with {quote.model}.")


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
    with st.spinner(f"{name_of(errand.quote.writer)} is writing ...", show_time=True):
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
    return money.usd(micro_usd).replace("$", r"\$")
