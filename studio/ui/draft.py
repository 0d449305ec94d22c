"""The brief that is being written on Create. It is kept as one types, so it is there after a reload and after a restart."""

from dataclasses import dataclass
from typing import Any

import streamlit as st
from pydantic import ValidationError

from studio import orders, saved_settings
from studio.brief import Brief, Keyframe, Operation
from studio.database import reading, writing
from studio.errors import NotFound
from studio.providers import catalogue, fitting
from studio.providers.catalogue import ITS_OWN, Model
from studio.settings import Settings
from studio.ui import who

NAME = "draft.create"
WIDGETS = (
    "prompt", "negative_prompt", "model", "duration_s", "resolution", "ratio", "strength", "loop", "seed", "sound", "hdr",
)  # fmt: skip
CHOSEN = ("operation", "source", "references", "continues_id")  # not widgets: buttons and dialogs set them
FRAMES = ("first_frame", "last_frame")
WHOSE, OWN = "draft_of", "create"  # in the session: whose brief stands in the form, Create's own or a card's by its id


@dataclass(frozen=True)
class Draft:
    """All that stands in the form: the brief, how many takes of it, and the other models that are to make it too."""

    brief: Brief
    takes: int = 1
    also: tuple[str, ...] = ()


def open_draft() -> None:
    """Put what was kept into the widgets, once per visit of the page."""
    if is_open(OWN):
        return
    with reading() as session:
        kept, settings = saved_settings.kept(session, who.own(NAME)), saved_settings.current(session)
    draft = _read(kept, settings)
    put(draft)
    st.session_state[WHOSE], st.session_state["kept_draft"] = OWN, as_kept(draft)


def is_open(whose: str) -> bool:
    return "prompt" in st.session_state and "model" in st.session_state and st.session_state.get(WHOSE, OWN) == whose


def open_of(whose: str, draft: Draft) -> None:
    """Another brief into the same widgets, on another page; it is put there once, and then edited."""
    if not is_open(whose):
        put(draft)
        st.session_state[WHOSE] = whose


def keep_draft(settings: Settings) -> None:
    """To the database, if anything has changed and drafts are to be kept."""
    value = as_kept(on_screen())
    if settings.autosave and value != st.session_state.get("kept_draft"):
        name = who.own(NAME)  # before the transaction: that somebody is here may be written down in another
        with writing() as session:
            saved_settings.keep(session, name, value)
        st.session_state["kept_draft"] = value


def start_from(brief: Brief) -> None:
    """Fill the page with another brief; what stood there before can be brought back. For callbacks."""
    open_draft()
    st.session_state["earlier_draft"] = on_screen()
    put(Draft(fitting.fit(brief, brief.model).brief))


def bring_back() -> None:
    put(st.session_state.pop("earlier_draft"))


def change_model() -> None:
    """What the new model can make stays; what gives way is said, and can be taken back."""
    chosen, before = st.session_state["model"], on_screen()
    earlier = before.brief.model_copy(update={"model": st.session_state["model_before"]})
    fitted = fitting.fit(earlier, chosen)
    put(Draft(fitted.brief, before.takes, tuple(one for one in before.also if one != chosen)))
    st.session_state["changes"] = fitted.changes
    st.session_state["before_switch"] = Draft(earlier, before.takes, before.also)


def take_switch_back() -> None:
    put(st.session_state["before_switch"])


def change_operation(operation: Operation) -> None:
    """A clip or a picture: by the first model that makes one, where the present one does not. Works on no clip any more."""
    draft = on_screen()
    able = [known.id for known in catalogue.models(operation)]
    model = draft.brief.model if draft.brief.model in able else able[0]
    asked = draft.brief.model_copy(update={"operation": operation, "source": None, "strength": ""})
    put(Draft(fitting.fit(asked, model).brief, draft.takes))


def put(draft: Draft) -> None:
    """Into the widgets. Only before they are drawn."""
    state, brief = st.session_state, draft.brief
    for name in (*WIDGETS, *CHOSEN):
        state[name] = getattr(brief, name)
    for name in FRAMES:
        frame: Keyframe | None = getattr(brief, name)
        state[name] = frame if frame and not frame.url else None
        state[f"{name}_url"] = frame.url if frame and frame.url else ""
    state["camera_moves"] = list(brief.camera_moves)
    state["takes"], state["also"] = draft.takes, list(draft.also)
    state["model_before"], state["changes"], state["before_switch"] = brief.model, (), None


def known() -> Model:
    """The entry of the catalogue that the form is drawn from."""
    state = st.session_state
    try:
        return catalogue.model(state["model"], state["operation"])
    except NotFound:  # the model has left the catalogue while the page stood open
        put(Draft(Brief()))
        return catalogue.model(state["model"])


def on_screen() -> Draft:
    """What the widgets say now; perhaps more than the model can make."""
    state = st.session_state
    asked: dict[str, Any] = {name: state[name] for name in (*WIDGETS, *CHOSEN) if state.get(name) is not None}
    for name in FRAMES:
        url = (state.get(f"{name}_url") or "").strip()
        asked[name] = Keyframe(url=url) if url else state.get(name)
    brief = Brief(**asked, camera_moves=tuple(state.get("camera_moves") or ()))
    if known().durations_s == ITS_OWN:
        brief = brief.model_copy(update={"duration_s": 0})
    return Draft(brief, state.get("takes") or 1, tuple(state.get("also") or ()))


def as_kept(draft: Draft) -> dict[str, Any]:
    brief = draft.brief.model_dump(mode="json", exclude_none=True)
    return {"brief": brief, "takes": draft.takes, "also": list(draft.also)}


def _read(kept: Any, settings: Settings) -> Draft:
    """What was kept, if this version still understands it; otherwise a new brief."""
    try:
        brief = Brief.model_validate(kept["brief"])
        able = {one.id for one in catalogue.models(brief.operation)}
        also = tuple(one for one in kept.get("also", ()) if one in able)
        return Draft(fitting.fit(brief, brief.model).brief, int(kept["takes"]), also)
    except (TypeError, KeyError, ValueError, ValidationError, NotFound, AttributeError):
        return Draft(new_brief(settings))


def new_brief(settings: Settings) -> Brief:
    """As the settings say, as far as the model can."""
    try:
        return orders.brief_of({}, settings)
    except NotFound:  # a default that this version no longer knows
        return Brief()
