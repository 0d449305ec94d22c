"""Many briefs at once: a dialog that takes a CSV or JSON file, shows every row with its price, and queues them together."""

from collections.abc import Sequence

import streamlit as st

from studio import batch, money, orders, saved_settings
from studio.batch import BadBatch, Row
from studio.database import reading, writing
from studio.errors import StudioError
from studio.orders import Order
from studio.providers import catalogue
from studio.ui import acting, badges, who
from studio.ui.acting import close
from studio.ui.words import counted, first_words, literal

OPEN = "batch_is_open"
TALLEST = 320  # pixels, of the table
FAULTS_SHOWN = 3


def show_batch() -> None:
    """The button, and the dialog once it was pressed."""
    st.button("Batch", key="open_batch", icon=":material/table_rows:", on_click=_open, help="Many briefs from a file")
    if st.session_state.get(OPEN):
        show_dialog()


def _open() -> None:
    st.session_state[OPEN] = True


def _forget() -> None:
    st.session_state.pop(OPEN, None)


@st.dialog("Generate a batch", width="large", icon=":material/table_rows:", on_dismiss=_forget)
def show_dialog() -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(
            "A CSV or JSON file with one brief in each row. The columns are those of the example.", width="stretch"
        )
        st.download_button(
            "Example", batch.EXAMPLE, "batch.csv", "text/csv", key="batch_example", icon=":material/download:",
            on_click="ignore",
        )  # fmt: skip
    given = _given()
    if not given:
        return
    try:
        with reading() as session:
            rows = batch.check(session, given, saved_settings.current(session))
    except BadBatch as reason:
        badges.show_remark(str(reason), "orange")
        return
    show_rows(rows)
    show_ways_on(rows)


def _given() -> bytes:
    """The file; where there is none, what was pasted."""
    uploaded = st.file_uploader("Upload", type=["csv", "json", "txt"], key="batch_file", max_upload_size=2)
    if uploaded is not None:
        return uploaded.getvalue()
    pasted = st.text_area("Or paste the rows", key="batch_text", height=120, placeholder=batch.EXAMPLE)
    return (pasted or "").strip().encode("utf-8", "replace")


def show_rows(rows: Sequence[Row]) -> None:
    shown = [
        {
            "Row": row.number,
            "Prompt": first_words(row.prompt, 60),
            "Model": catalogue.label_of(row.model),
            "Clips": row.takes,
            "Price": "" if row.reasons or not row.order else money.usd(row.order.micro_usd),
            "What is wrong": " ".join(row.reasons),
        }
        for row in rows
    ]
    if not any(row.reasons for row in rows):
        shown = [{name: value for name, value in line.items() if name != "What is wrong"} for line in shown]
    st.dataframe(shown, hide_index=True, height="content" if len(rows) < 8 else TALLEST, key="batch_rows")


def show_ways_on(rows: Sequence[Row]) -> None:
    """All rows or, where a person says so, the good ones only; the price on the button."""
    wanted, bad = batch.good(rows), [row for row in rows if row.reasons]
    leave_out = bool(bad and wanted) and st.toggle(
        f"Leave out {counted(len(bad), 'row')} that cannot be made", key="batch_leave_out"
    )
    total = orders.total(wanted)
    is_ready = bool(wanted) and (not bad or leave_out)
    if bad and not leave_out:
        show_faults(bad)
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        if wanted:
            st.caption(_sources(wanted), width="stretch")
        st.button("Close", key="batch_close", on_click=close, args=(_forget,))
        st.button(
            f"Generate {counted(total.takes, 'clip')} · {total.words}".replace("$", r"\$"),
            key="batch_generate",
            type="primary",
            icon=":material/auto_awesome:",
            disabled=not is_ready,
            on_click=close,
            args=(_queue, wanted),
        )


def show_faults(bad: Sequence[Row]) -> None:
    """The first few: the table may be wider than the screen."""
    for row in bad[:FAULTS_SHOWN]:
        badges.show_remark(row.words, "orange")
    if len(bad) > FAULTS_SHOWN:
        badges.show_remark(f"And {counted(len(bad) - FAULTS_SHOWN, 'more row')}.", "orange")


def _sources(wanted: Sequence[Order]) -> str:
    """How old the oldest price is, and whether all are the providers' own."""
    priced = [order.estimate for order in wanted if order.estimate and order.estimate.usd]
    if not priced:
        return ""
    doubt = "" if all(estimate.is_verified for estimate in priced) else ", not all verified"
    return literal(f"Estimate, list prices of {min(estimate.as_of for estimate in priced)} or later{doubt}")


def _queue(wanted: Sequence[Order]) -> None:
    if not st.session_state.pop(OPEN, None):
        return  # pressed twice
    try:
        visitor = who.require_maker()
        with writing() as session:
            made = batch.queue(session, wanted, visitor)
    except StudioError as reason:
        acting.refuse(reason)
    else:
        acting.say(f"Queued {counted(len(made), 'clip')}", "schedule")
