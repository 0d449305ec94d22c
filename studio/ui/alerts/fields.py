"""The fields of a rule: those that its kind asks for. The rules themselves say what is wrong with what was typed."""

from typing import Any

import streamlit as st

from studio.alerts.kinds import CLIP, MEASURES, OPERATIONS, Measure
from studio.alerts.rules import RuleTerms
from studio.providers.catalogue import PROVIDERS
from studio.settings import load
from studio.tables import AlertKind

NARROW = 150
EMPTY = RuleTerms(threshold=10)


def show_fields(place: str, kind: AlertKind, terms: RuleTerms | None) -> None:
    """`terms` None: of a new one."""
    known, terms = MEASURES[kind], terms or EMPTY
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _show_number(place, "threshold", f"Fires {known.side}, in {known.unit}", terms.threshold, known.step)
        show_scope(place, kind, known, terms)
        if known.is_sampled:
            _show_number(place, "window_minutes", "Window, in min", terms.window_minutes, 5)
            _show_number(place, "least_count", "Of at least so many", terms.least_count, 5)
        _show_number(place, "for_minutes", "Must hold for, in min", terms.for_minutes, 1)
    show_quiet(place, terms)
    st.toggle(
        "Grave", terms.is_grave, key=_key(place, "is_grave"),
        help="The health address and the doctor say degraded while it fires.",
    )  # fmt: skip


def show_scope(place: str, kind: AlertKind, known: Measure, terms: RuleTerms) -> None:
    if kind == AlertKind.SLOW:
        st.selectbox(
            "What", OPERATIONS, max(0, _index(OPERATIONS, terms.operation)), key=_key(place, "operation"),
            format_func=_operation_words, width=200,
        )  # fmt: skip
    if known.of_provider:
        names = ("", *PROVIDERS)
        st.selectbox(
            "Provider", names, _index(names, terms.provider), key=_key(place, "provider"),
            format_func=_provider_words, width=200,
        )  # fmt: skip


def _operation_words(name: str) -> str:
    return "The clip as a whole" if name == CLIP else name.capitalize()


def _provider_words(name: str) -> str:
    return PROVIDERS.get(name, name) if name else "Each of them"


def show_quiet(place: str, terms: RuleTerms) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for name, label, value in (
            ("quiet_from", "Quiet from", terms.quiet_from),
            ("quiet_to", "Quiet to", terms.quiet_to),
        ):
            st.text_input(
                label, value, key=_key(place, name), placeholder="22:00" if name == "quiet_from" else "07:00",
                max_chars=5, width=NARROW, autocomplete="off", help=f"In the time zone {load().time_zone}. Empty: never.",
            )  # fmt: skip


def terms_on_screen(place: str, kind: AlertKind) -> RuleTerms:
    """For callbacks. What its kind does not ask for is as it is by nature."""
    names = [name for name in RuleTerms.__dataclass_fields__ if _key(place, name) in st.session_state]
    typed: dict[str, Any] = {name: st.session_state[_key(place, name)] for name in names}
    for name in ("window_minutes", "least_count"):
        if name in typed:
            typed[name] = int(typed[name] or 0)
    typed["for_minutes"] = typed.get("for_minutes") or 0
    typed["threshold"] = typed.get("threshold") or 0
    return RuleTerms(**typed)


def _show_number(place: str, name: str, label: str, value: float, step: float) -> None:
    st.number_input(label, 0.0, None, float(value), float(step), format="%g", key=_key(place, name), width=NARROW)


def _key(place: str, name: str) -> str:
    return f"rule_{place}_{name}"


def _index(names: tuple[str, ...], name: str) -> int:
    return names.index(name) if name in names else 0
