"""Settings > Defaults: what a new brief starts with, and how the engine works."""

import streamlit as st

from studio.brief import Operation
from studio.providers import catalogue
from studio.settings import Settings
from studio.ui.settings.by_model import show_by_model
from studio.ui.settings.groups import show_group

NEW_BRIEFS = ("default_model", "default_duration_s", "default_resolution", "default_ratio", "house_style", "autosave")
ENGINE = ("automatic_retries", "timeout_minutes", "least_check_s", "animatic_max_running", "calls_kept_days")
LONGEST_STYLE = 500


def show_section(settings: Settings, saved: set[str]) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        show_new_briefs(settings, saved)
        show_by_model(settings)
    with right:
        show_engine(settings, saved)


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
            st.text_input(
                "House style", key="house_style", max_chars=LONGEST_STYLE, placeholder="35 mm film, soft light, muted colours",
                help="Words that Create offers to put behind a prompt, for a look that all clips share.",
            )  # fmt: skip
            st.toggle(
                "Keep what is typed", key="autosave", help="So that a brief is still there after a reload or a restart."
            )

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
                    "Seconds between checks, at least", 0.0, 600.0, key="least_check_s", width=200, step=1.0, format="%g",
                    help="How often a provider is asked how far it is. 0: as each of them likes it.",
                )  # fmt: skip
                st.number_input(
                    "Animatics at the same time", 1, 64, key="animatic_max_running", width=200,
                    help="Each is drawn on this machine.",
                )  # fmt: skip
                st.number_input(
                    "Days that single calls are kept", 2, 3650, key="calls_kept_days", width=200,
                    help="What Analytics counted of them stays.",
                )  # fmt: skip

        show_group("engine", ENGINE, settings, saved, draw)
