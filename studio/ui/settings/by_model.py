"""Settings > Defaults: what new briefs for one model start with, where that is not what all others do."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from studio import saved_settings
from studio.brief import Operation
from studio.database import reading, writing
from studio.errors import StudioError
from studio.providers import catalogue
from studio.settings import ModelDefaults, Settings
from studio.ui import acting, who
from studio.ui.words import literal


def show_by_model(settings: Settings) -> None:
    with st.container(border=True, key="by_model"):
        st.subheader("But for this model", anchor=False)
        if not settings.model_defaults:
            st.caption("No model has defaults of its own: all begin as above. Choose one here to give it some.")
        for model_id, own in settings.model_defaults.items():
            show_own(model_id, own)
        show_new()


def show_own(model_id: str, own: ModelDefaults) -> None:
    facts = [f"{own.duration_s:g} s" if own.duration_s else "", own.resolution, own.ratio]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        told = ", ".join(fact for fact in facts if fact)
        st.markdown(f"**{literal(catalogue.label_of(model_id))}** {literal(told)}", width="content")
        st.button(
            "Remove", key=f"forget_{model_id}", icon=":material/close:", type="tertiary", on_click=forget,
            args=(model_id,),
        )  # fmt: skip


def show_new() -> None:
    """What the model can make is offered, so nothing wrong can be saved."""
    models = [known.id for known in catalogue.models(Operation.MAKE)]
    model_id = st.selectbox(
        "Model", models, format_func=catalogue.label_of, index=None, key="own_model", placeholder="Choose a model"
    )
    if not model_id:
        return
    known = catalogue.model(model_id, Operation.MAKE)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        lengths = known.durations_s
        st.selectbox("Length", lengths, format_func=lambda s: f"{s:g} s", key=f"own_duration_s_{model_id}", width=120)
        if known.resolutions:
            st.selectbox("Resolution", known.resolutions, key=f"own_resolution_{model_id}", width=130)
        if known.ratios:
            st.selectbox("Shape", known.ratios, key=f"own_ratio_{model_id}", width=110)
        st.button("Save", key="save_own", icon=":material/save:", on_click=save, args=(model_id,))


def save(model_id: str) -> None:
    own = {name: st.session_state.get(f"own_{name}_{model_id}") or "" for name in ModelDefaults.model_fields}
    _keep({model_id: own}, "Saved")
    st.session_state["own_model"] = None


def forget(model_id: str) -> None:
    _keep({model_id: None}, "It begins as all others do")


def _keep(changed: Mapping[str, dict[str, Any] | None], said: str) -> None:
    try:
        admin = who.admin()
        with reading() as session:
            before = saved_settings.current(session).model_defaults
        kept = {**{model: own.model_dump() for model, own in before.items()}, **changed}
        wanted = {model: own for model, own in kept.items() if own is not None}
        with writing() as session:
            saved_settings.save(session, {"model_defaults": wanted}, who=admin)
    except StudioError as reason:
        acting.refuse(reason)
    else:
        acting.say(said)
