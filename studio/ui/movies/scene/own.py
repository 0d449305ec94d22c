"""What the chosen scene has in place of the look's: its own model, resolution and shape. `None` in a list: as the whole."""

from functools import partial
from typing import Any

import streamlit as st

from studio.errors import NotFound
from studio.productions import briefs
from studio.productions.outline import Outline, Scene
from studio.providers import catalogue
from studio.ui.movies.head import able_models, model_words
from studio.ui.movies.scene.choice import show_choice

OWN = {"model": "model", "resolution": "resolution", "ratio": "shape"}


def show_own(outline: Outline, scene: Scene) -> None:
    there = [label for name, label in OWN.items() if getattr(scene, name)]
    words = f"Its own {' and '.join(there)}" if there else "Model, resolution and shape as the whole"
    with st.expander(words, icon=":material/tune:", key="own"):
        able = able_models()
        offered = [None, *able] if scene.model in (None, *able) else [None, scene.model, *able]
        as_whole = partial(own_words, look=outline.look.model, words=partial(model_words, able=able))
        show_choice("Model", scene, "model", offered, 290, as_whole, "Changed the model of scene {}.")
        show_own_sizes(outline, scene)


def show_own_sizes(outline: Outline, scene: Scene) -> None:
    try:
        known = catalogue.model(briefs.own(outline.look, scene, "model"))
    except NotFound:
        return
    with st.container(horizontal=True, gap="small"):
        for name, label, able in (("resolution", "Resolution", known.resolutions), ("ratio", "Shape", known.ratios)):
            if able:
                offered = list(dict.fromkeys([None, *able, getattr(scene, name)]))
                as_whole = partial(own_words, look=getattr(outline.look, name), words=str)
                sentence = f"Changed the {OWN[name]} of scene {{}}."
                show_choice(label, scene, name, offered, 170, as_whole, sentence)


def own_words(value: str | None, look: str, words: Any) -> str:
    return f"As the whole · {words(look)}" if value is None else words(value)
