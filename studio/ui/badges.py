"""Small coloured words: where a generation is in its life, and who makes it."""

from dataclasses import dataclass
from typing import Literal as OneOf

import streamlit as st

from studio.brief import State
from studio.errors import FailureKind
from studio.providers import catalogue
from studio.tables import Generation
from studio.ui.words import ago, first_words, literal

Colour = OneOf["red", "orange", "yellow", "blue", "green", "violet", "gray", "grey", "primary"]


@dataclass(frozen=True)
class Badge:
    label: str
    icon: str
    colour: Colour

    def show(self) -> None:
        st.badge(self.label, icon=f":material/{self.icon}:", color=self.colour)


STATES: dict[State, Badge] = {
    State.QUEUED: Badge("Queued", "schedule", "gray"),
    State.SUBMITTING: Badge("Submitting", "upload", "blue"),
    State.UNCLEAR: Badge("Unclear", "help", "orange"),
    State.RUNNING: Badge("Running", "progress_activity", "blue"),
    State.DOWNLOADING: Badge("Downloading", "download", "blue"),
    State.SUCCEEDED: Badge("Ready", "check_circle", "green"),
    State.FAILED: Badge("Failed", "error", "red"),
    State.CANCELLED: Badge("Cancelled", "block", "gray"),
}
FAILURES: dict[FailureKind, Badge] = {
    FailureKind.FILTERED: Badge("Filtered", "policy", "violet"),
    FailureKind.BLOCKED: Badge("Blocked", "link_off", "orange"),
    FailureKind.TIMED_OUT: Badge("Timed out", "timer_off", "orange"),
}
PROVIDER_COLOURS: dict[str, Colour] = {
    "animatic": "green",
    "luma": "violet",
    "luma_agents": "violet",
    "runway": "blue",
    "google": "orange",
    "veo": "orange",
}


def show_state(generation: Generation) -> None:
    badge = STATES[generation.state]
    if generation.state == State.FAILED and generation.failure:
        badge = FAILURES.get(generation.failure, badge)
    badge.show()


def show_head(generation: Generation) -> None:
    """Where it is, who makes it, what was asked for."""
    brief = generation.brief
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        show_state(generation)
        length = f"{brief.duration_s:g} s" if brief.duration_s else ""
        facts = [catalogue.label_of(generation.model), length, brief.resolution, ago(generation.created_at)]
        st.caption(literal(" · ".join(fact for fact in facts if fact)), width="content")
    st.text(first_words(generation.prompt) or "Without a prompt")


def show_remark(text: str, colour: Colour, icon: str = "") -> None:
    """A sentence in small coloured letters. Its text is shown letter by letter, whoever wrote it."""
    mark = f":material/{icon}: " if icon else ""
    st.markdown(f":small[:{colour}[{mark}{literal(text)}]]")


def show_model(model_id: str) -> None:
    """`LUMA RAY 2`."""
    provider = model_id.partition(":")[0]
    st.badge(catalogue.label_of(model_id).upper(), color=PROVIDER_COLOURS.get(provider, "gray"))
