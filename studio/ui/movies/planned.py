"""An outline before it is kept: its title, its style, and what is to be seen in each scene."""

import streamlit as st

from studio.productions.outline import Continuity, Outline, Scene
from studio.ui.words import counted, literal, running_time

BEGINS = {Continuity.CONTINUE: "goes on from the scene before", Continuity.MATCH: "begins on a picture"}


def show_outline(outline: Outline) -> None:
    scenes = list(outline.scenes())
    st.markdown(f"**{literal(outline.title) or 'Untitled'}**")
    st.caption(f"{counted(len(scenes), 'scene')} · {running_time(outline.duration_s)}")
    if outline.look.style:
        st.caption(f"Style: {literal(outline.look.style)}")
    with st.container(height=320, key="planned_scenes"):
        for number, scene in enumerate(scenes, start=1):
            show_scene(number, scene)


def show_scene(number: int, scene: Scene) -> None:
    st.markdown(f"**{number}. {literal(scene.title)}** :small[{literal(facts(scene))}]")
    st.markdown(f":small[{literal(scene.prompt)}]")
    if scene.narration:
        st.caption(f":material/record_voice_over: {literal(scene.narration)}")


def facts(scene: Scene) -> str:
    """`8 s · pan left · goes on from the scene before`."""
    told = (f"{scene.duration_s:g} s", *scene.camera_moves, BEGINS.get(scene.continuity, ""))
    return " · ".join(one for one in told if one)
