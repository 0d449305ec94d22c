"""The brief that is being written on Create. It is kept as one types, so it is there after a reload and after a restart."""

from typing import Any

import streamlit as st
from pydantic import ValidationError

from studio import saved_settings
from studio.brief import Brief, Keyframe
from studio.database import reading, writing
from studio.errors import NotFound
from studio.providers import fitting
from studio.settings import Settings

NAME = "draft.create"
WIDGETS = ("prompt", "model", "duration_s", "resolution", "ratio", "loop", "seed")
FRAMES = ("first_frame", "last_frame")


def open_draft() -> None:
    """Put what was kept into the widgets, once per visit of the page."""
    if "prompt" in st.session_state:
        return
    with reading() as session:
        kept, settings = saved_settings.kept(session, NAME), saved_settings.current(session)
    brief, takes = _read(kept, settings)
    put(brief, takes)
    st.session_state["kept_draft"] = as_kept(brief, takes)


def keep_draft() -> None:
    """To the database, if anything has changed."""
    value = as_kept(on_screen(), takes_on_screen())
    if value != st.session_state.get("kept_draft"):
        with writing() as session:
            saved_settings.keep(session, NAME, value)
        st.session_state["kept_draft"] = value


def start_from(brief: Brief) -> None:
    """Fill the page with another brief; what stood there before can be brought back. For callbacks."""
    open_draft()
    st.session_state["earlier_draft"] = (on_screen(), takes_on_screen())
    put(fitting.fit(brief, brief.model).brief, 1)


def bring_back() -> None:
    put(*st.session_state.pop("earlier_draft"))


def change_model() -> None:
    """What the new model can make stays; what gives way is said."""
    chosen = st.session_state["model"]
    before = on_screen().model_copy(update={"model": st.session_state["model_before"]})
    fitted = fitting.fit(before, chosen)
    put(fitted.brief, takes_on_screen())
    st.session_state["changes"] = fitted.changes


def put(brief: Brief, takes: int) -> None:
    """Into the widgets. Only before they are drawn."""
    state = st.session_state
    for name in WIDGETS:
        state[name] = getattr(brief, name)
    for name in FRAMES:
        frame: Keyframe | None = getattr(brief, name)
        state[name] = frame if frame and not frame.url else None
        state[f"{name}_url"] = frame.url if frame and frame.url else ""
    state["camera_moves"], state["continues_id"] = list(brief.camera_moves), brief.continues_id
    state["takes"], state["model_before"], state["changes"] = takes, brief.model, ()


def on_screen() -> Brief:
    """What the widgets say now; perhaps more than the model can make."""
    state = st.session_state
    asked: dict[str, Any] = {name: state[name] for name in WIDGETS if state.get(name) is not None}
    for name in FRAMES:
        url = (state.get(f"{name}_url") or "").strip()
        asked[name] = Keyframe(url=url) if url else state.get(name)
    return Brief(**asked, camera_moves=tuple(state.get("camera_moves") or ()), continues_id=state.get("continues_id"))


def takes_on_screen() -> int:
    return st.session_state.get("takes") or 1


def as_kept(brief: Brief, takes: int) -> dict[str, Any]:
    return {"brief": brief.model_dump(mode="json", exclude_none=True), "takes": takes}


def _read(kept: Any, settings: Settings) -> tuple[Brief, int]:
    """What was kept, if this version still understands it; otherwise a new brief."""
    try:
        brief = Brief.model_validate(kept["brief"])
        return fitting.fit(brief, brief.model).brief, int(kept["takes"])
    except (TypeError, KeyError, ValueError, ValidationError, NotFound):
        return new_brief(settings), 1


def new_brief(settings: Settings) -> Brief:
    """As the settings say, as far as the model can."""
    usual = Brief(
        model=settings.default_model,
        duration_s=settings.default_duration_s,
        resolution=settings.default_resolution,
        ratio=settings.default_ratio,
    )
    try:
        return fitting.fit(usual, usual.model).brief
    except NotFound:  # a default that this version no longer knows
        return Brief()
