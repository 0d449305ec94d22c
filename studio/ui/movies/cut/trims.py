"""The scenes as the cut shows them: of each what part of its take, and how it goes over into the next."""

import streamlit as st

from studio.media.film.recipe import Join
from studio.productions.outline import Finish, Scene
from studio.productions.takes import Taken
from studio.ui import badges, fields
from studio.ui.movies import edits, joints, posters
from studio.ui.movies.cut.finish import JOINS
from studio.ui.movies.seen import SeenMovie
from studio.ui.movies.strip import PER_PAGE
from studio.ui.words import first_words, literal

STILL, FIELD, LIST = 96, 130, 230  # pixels
LATEST_S = 3600.0


def show_scenes(seen: SeenMovie) -> None:
    numbered = list(enumerate(seen.outline.scenes(), start=1))
    st.subheader("Scenes in the cut")
    known = joints.find(seen)
    rows, page = st.container(key="cut_scenes", gap="xsmall"), 1
    if (pages := -(-len(numbered) // PER_PAGE)) > 1:
        with st.container(horizontal_alignment="center"):
            page = min(st.pagination(pages, key="cut_scenes_page"), pages)
    with rows:
        for number, scene in numbered[(page - 1) * PER_PAGE : page * PER_PAGE]:
            with st.container(border=True, key=f"cut_scene_{scene.id}", gap="xsmall"):
                show_scene(seen, scene, number, is_last=number == len(numbered))
                joints.show_joint(known.get(scene.id))


def show_scene(seen: SeenMovie, scene: Scene, number: int, is_last: bool) -> None:
    take = seen.take(scene)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width=STILL):
            posters.show_poster(take and take.clip, scene.ratio or seen.outline.look.ratio, 54)
        with st.container(width="stretch", gap="xsmall"):
            st.markdown(f"**{number}** {literal(first_words(scene.title or scene.prompt, 70)) or 'Without a prompt'}")
            show_take(seen, scene, take)
    with st.container(horizontal=True, gap="small"):
        show_moment("From", scene, "start_s", 0.0, None)
        show_moment("To", scene, "end_s", 0.1, take)
        if not is_last:
            show_join(scene, seen.outline.finish)


def show_take(seen: SeenMovie, scene: Scene, take: Taken | None) -> None:
    if take is None:
        badges.show_remark("It has no take: the cut leaves it out.", "orange")
    elif scene.id in seen.reasons:
        badges.show_remark("Out of date: the cut shows its old take.", "orange", "update")
    else:
        st.caption(f"{length_s(take):g} s of its take")


def length_s(take: Taken) -> float:
    return round((take.clip and take.clip.duration_s) or take.generation.brief.duration_s, 1)


def show_moment(label: str, scene: Scene, name: str, least: float, take: Taken | None) -> None:
    """An empty field: to the end of its take."""
    key = f"{name}_{scene.id}"
    fields.put(key, getattr(scene, name))
    st.number_input(
        f"{label}, s", least, LATEST_S, getattr(scene, name), step=0.5, format="%0.1f", key=key, width=FIELD,
        placeholder=f"{length_s(take):.1f}" if take else "its end", disabled=not edits.can_edit(), on_change=trim,
        args=(scene.id, name),
    )  # fmt: skip


def show_join(scene: Scene, finish: Finish) -> None:
    key = f"join_{scene.id}"
    offered = [None, *JOINS]
    fields.put(key, scene.join)
    st.selectbox(
        "Then", offered, offered.index(scene.join), key=key, width=LIST, disabled=not edits.can_edit(),
        placeholder=join_words(None, finish.join),
        format_func=lambda join: join_words(join, finish.join), on_change=change_join, args=(scene.id,),
    )  # fmt: skip


def join_words(join: Join | None, whole: Join) -> str:
    return JOINS[join] if join else f"As the whole · {JOINS[whole]}"


def trim(scene_id: str, name: str) -> None:
    value: float | None = st.session_state[f"{name}_{scene_id}"]
    value = value if name == "end_s" else value or 0.0
    edits.change_scene(scene_id, f"Trimmed scene {edits.number_of(scene_id)}.", **{name: value})


def change_join(scene_id: str) -> None:
    join: Join | None = st.session_state[f"join_{scene_id}"]
    edits.change_scene(scene_id, f"Changed what follows scene {edits.number_of(scene_id)}.", join=join)
