"""The head of a movie: its title, the look of the whole, what it costs, undo, redo and versions."""

from functools import partial

import streamlit as st

from studio.brief import Operation
from studio.errors import NotFound
from studio.productions import editing
from studio.productions.outline import LONGEST_PROMPT, LONGEST_TITLE, Look
from studio.providers import catalogue
from studio.ui import fields
from studio.ui.forms.models import with_price
from studio.ui.movies import address, carrying, costs, edits, versions
from studio.ui.movies.seen import SeenMovie
from studio.ui.words import literal

SAID = {
    "model": "Changed the model of the whole.",
    "resolution": "Changed the resolution of the whole.",
    "ratio": "Changed the shape of the whole.",
    "style": "Changed the style of the whole.",
}


def show_head(seen: SeenMovie) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Movies", key="all_movies", icon=":material/arrow_back:", type="tertiary", on_click=address.close_movie
        )
        st.title(literal(seen.production.title), width="stretch")
        with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
            show_history(seen)
            carrying.show_save(seen)
            show_look(seen)
            costs.show_costs(seen)


def show_history(seen: SeenMovie) -> None:
    undoes, redoes, may = seen.opened.undoes, seen.opened.redoes, edits.can_edit()
    st.button(
        "Undo", key="undo_edit", icon=":material/undo:", type="tertiary", disabled=undoes is None or not may,
        help=literal(undoes) if undoes else None, on_click=edits.undo,
    )  # fmt: skip
    st.button(
        "Redo", key="redo_edit", icon=":material/redo:", type="tertiary", disabled=redoes is None or not may,
        help=literal(redoes) if redoes else None, on_click=edits.redo,
    )  # fmt: skip
    st.button("Versions", key="open_versions", icon=":material/history:", type="tertiary", on_click=versions.ask)


def show_look(seen: SeenMovie) -> None:
    look, is_fixed = seen.outline.look, not edits.can_edit()
    with st.popover(f"Look · {catalogue.label_of(look.model)}", icon=":material/palette:", key="look"):
        fields.put("movie_title", seen.outline.title)
        st.text_input(
            "Title", seen.outline.title, key="movie_title", max_chars=LONGEST_TITLE, disabled=is_fixed, placeholder="Untitled",
            on_change=rename,
        )  # fmt: skip
        show_model(look, is_fixed)
        show_sizes(look, is_fixed)
        fields.put("look_style", look.style)
        st.text_area(
            "Style words, behind every prompt", look.style, key="look_style", height=90, max_chars=LONGEST_PROMPT,
            disabled=is_fixed, placeholder="35 mm film, warm evening light, muted colours", on_change=change_style,
        )  # fmt: skip
        st.caption("All scenes share this. A scene can have a model, a resolution and a shape of its own.")


def able_models() -> list[str]:
    return list(dict.fromkeys(one.id for one in catalogue.models(Operation.MAKE)))


def show_model(look: Look, is_fixed: bool) -> None:
    able = able_models()
    offered = able if look.model in able else [look.model, *able]
    fields.put("look_model", look.model)
    st.selectbox(
        "Model", offered, offered.index(look.model), key="look_model", disabled=is_fixed,
        format_func=partial(model_words, able=able), on_change=change_look, args=("model",),
    )  # fmt: skip


def model_words(model_id: str, able: list[str]) -> str:
    """With its least price; one that has left the catalogue by its id."""
    return with_price(model_id, Operation.MAKE) if model_id in able else model_id


def show_sizes(look: Look, is_fixed: bool) -> None:
    try:
        known = catalogue.model(look.model)
    except NotFound:
        return
    with st.container(horizontal=True, gap="small"):
        for name, label, able in (("resolution", "Resolution", known.resolutions), ("ratio", "Shape", known.ratios)):
            value: str = getattr(look, name)
            if able:
                offered = able if value in able else (value, *able)
                fields.put(f"look_{name}", value)
                st.selectbox(
                    label, offered, offered.index(value), key=f"look_{name}", disabled=is_fixed, width=150,
                    on_change=change_look, args=(name,),
                )  # fmt: skip


def change_look(name: str) -> None:
    value = st.session_state[f"look_{name}"]
    edits.edit(lambda outline: editing.change_look(outline, **{name: value}), SAID[name])


def change_style() -> None:
    typed = st.session_state["look_style"] or ""
    edits.edit_typed("look_style", lambda outline: editing.change_look(outline, style=typed), SAID["style"], typed)


def rename() -> None:
    typed = st.session_state["movie_title"] or ""
    edits.edit_typed("movie_title", lambda outline: editing.rename(outline, typed), "Changed the title.", typed)
