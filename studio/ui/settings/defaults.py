"""Settings > Defaults: what a new brief starts with, how the engine works, and whether it is well."""

from collections.abc import Sequence

import streamlit as st

from studio import health
from studio.brief import Operation
from studio.health import Check
from studio.providers import catalogue
from studio.providers.catalogue import PROVIDERS
from studio.settings import Settings
from studio.ui.settings.groups import show_group
from studio.ui.words import literal

NEW_BRIEFS = ("default_model", "default_duration_s", "default_resolution", "default_ratio")
ENGINE = ("automatic_retries", "timeout_minutes", "animatic_max_running")


def show_section(settings: Settings, saved: set[str]) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        show_new_briefs(settings, saved)
        show_engine(settings, saved)
    with right:
        show_health(health.examine(settings))


def show_new_briefs(settings: Settings, saved: set[str]) -> None:
    with st.container(border=True, key="new_briefs"):
        st.subheader("New briefs start with", anchor=False)

        def draw() -> None:
            known = catalogue.models(Operation.MAKE)
            st.selectbox("Model", [m.id for m in known], format_func=catalogue.label_of, key="default_model")
            with st.container(horizontal=True):
                lengths = sorted({seconds for model in known for seconds in model.durations_s})
                resolutions = list(dict.fromkeys(size for model in known for size in model.resolutions))
                ratios = list(dict.fromkeys(ratio for model in known for ratio in model.ratios))
                with st.container(width=130):
                    st.selectbox("Length", lengths, format_func=lambda s: f"{s:g} s", key="default_duration_s")
                with st.container(width=130):
                    st.selectbox("Resolution", resolutions, key="default_resolution")
                with st.container(width=130):
                    st.selectbox("Shape", ratios, key="default_ratio")
            st.caption("Where a model cannot make it, what comes nearest is taken.")

        show_group("new_briefs", NEW_BRIEFS, settings, saved, draw)


def show_engine(settings: Settings, saved: set[str]) -> None:
    with st.container(border=True, key="engine"):
        st.subheader("Engine", anchor=False)

        def draw() -> None:
            with st.container(horizontal=True):
                st.number_input(
                    "Automatic retries", 0, 10, key="automatic_retries", width=200,
                    help="Only of failures that surely cost nothing.",
                )  # fmt: skip
                st.number_input("Time-out in minutes", key="timeout_minutes", width=200, step=5.0, format="%g")
                st.number_input(
                    "Animatics at the same time", 1, 64, key="animatic_max_running", width=200,
                    help="Each is drawn on this machine.",
                )  # fmt: skip

        show_group("engine", ENGINE, settings, saved, draw)


def show_health(checks: Sequence[Check]) -> None:
    with st.container(border=True, key="health"):
        st.subheader("Health", anchor=False)
        for check in checks:
            icon = ":green[:material/check_circle:]" if check.is_ok else ":red[:material/error:]"
            is_provider = check.name in PROVIDERS  # its sentence begins with its name
            name = "" if is_provider else f"**{check.name.capitalize()}** "
            st.markdown(f"{icon} {name}{literal(check.sentence)}")
