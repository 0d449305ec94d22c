"""Analytics > Failures: why generations ended badly, the generations behind each kind, and the calls that failed."""

from collections.abc import Sequence

import streamlit as st

from studio.analytics import failures
from studio.analytics.failures import Failed
from studio.analytics.table import Table
from studio.database import reading
from studio.errors import FailureKind
from studio.providers import catalogue
from studio.tables import Access
from studio.ui import badges, charts, who
from studio.ui.analytics import opened
from studio.ui.analytics.cards import card, counted, fraction, show_chart, show_nothing, show_table, text
from studio.ui.analytics.figures import SeenWindow
from studio.ui.words import ago, first_words, literal

KINDS = {
    FailureKind.INVALID: "Not possible as asked",
    FailureKind.KEY: "Key refused",
    FailureKind.QUOTA: "Nothing left to spend",
    FailureKind.RATE: "Asked too often",
    FailureKind.FILTERED: "Filtered",
    FailureKind.PROVIDER: "Provider's fault",
    FailureKind.NETWORK: "Not reached",
    FailureKind.TIMED_OUT: "Timed out",
    FailureKind.MEDIA: "Not a clip",
    FailureKind.BLOCKED: "Blocked",
    FailureKind.CANCELLED: "Cancelled",
}
CLICKED, CHOSEN = "failure_kinds", "kind"
SHOWN_IN_FULL, TALL = 3, 420  # more than so many scroll in so many pixels


def show_section(seen: SeenWindow) -> None:
    table = failures.by_kind(seen.counted)
    left, right = st.columns([2, 3])
    with left, card("kinds", "Why generations failed", "Click a bar to see what is behind it."):
        chosen = show_kinds(table)
    with right, card("behind", f"{kind_words(chosen)}: the newest" if chosen else "The newest of all kinds"):
        show_behind(chosen, seen)
    with card("failed_calls", "Calls that failed", "Most are asked again by themselves: a failed check ends nothing."):
        show_calls(failures.of_calls(seen.counted), seen)


def show_kinds(table: Table) -> str | None:
    if table.empty:
        show_nothing("No generation failed in this window.")
        return None
    kinds = list(dict.fromkeys(table["outcome"]))
    bars = table.rename(columns={"outcome": "kind"}).assign(label=table["outcome"].map(kind_words))
    words = "Failed generations by kind of failure"
    chart = charts.kind_bars(bars, "count", "generations", st.session_state.get(CHOSEN))
    show_chart(chart, CLICKED, words, on_select=choose_clicked, selection_mode="kind")
    return st.pills(
        "Kind", kinds, format_func=kind_words, key=CHOSEN, label_visibility="collapsed", bind="query-params"
    )


def choose_clicked() -> None:
    """A bar was clicked, or clicked again."""
    found = st.session_state[CLICKED].selection.get("kind") or []
    st.session_state[CHOSEN] = found[0]["kind"] if found else None


def kind_words(kind: str) -> str:
    """Calls have kinds of their own besides."""
    return KINDS[FailureKind(kind)] if kind in list(FailureKind) else kind.replace("_", " ").capitalize()


def show_behind(kind: str | None, seen: SeenWindow) -> None:
    with reading() as session:
        found = failures.examples(session, seen.window, seen.wanted, FailureKind(kind) if kind else None)
    if not found:
        show_nothing("None.")
        return
    with st.container(height=TALL if len(found) > SHOWN_IN_FULL else "content", border=False):
        for failed in found:
            show_failed(failed)


def show_failed(failed: Failed) -> None:
    with st.container(key=f"failed_{failed.id}", gap="xsmall", border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.caption(literal(" · ".join(facts_of(failed))), width="content")
            st.button(
                "Open", key=f"open_{failed.id}", type="tertiary", icon=":material/open_in_full:",
                on_click=opened.choose, args=(failed.id,),
            )  # fmt: skip
        st.text(first_words(failed.prompt) or "Without a prompt")
        badges.show_remark(failed.sentence or "No reason was given.", "red")


def facts_of(failed: Failed) -> Sequence[str]:
    person = failed.person if who.visitor().may(Access.ADMIN) else ""
    facts = (
        kind_words(failed.kind),
        catalogue.label_of(failed.model),
        ago(failed.ended_at),
        "charged" if failed.was_charged else "",
        person,
    )
    return [fact for fact in facts if fact]


def show_calls(table: Table, seen: SeenWindow) -> None:
    if table.empty:
        show_nothing("No call failed in this window.")
        return
    shown = table.assign(
        label=[catalogue.PROVIDERS.get(name, name) for name in table["provider"]],
        call=table["operation"].str.capitalize(),
        why=table["outcome"].map(call_words),
    )
    columns = {
        "label": text("Provider"),
        "call": text("Call"),
        "why": text("Why"),
        "count": counted("Failed"),
        "fraction": fraction("Of all such calls", max(0.05, float(table["fraction"].max()))),
    }
    show_table(shown, "failed_calls", columns, seen.window, exported=table)


def call_words(kind: str) -> str:
    """Of a call, 429 is what who looks into it knows it by."""
    return f"{kind_words(kind)} (429)" if kind == FailureKind.RATE else kind_words(kind)
