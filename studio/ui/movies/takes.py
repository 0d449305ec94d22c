"""What the chosen scene shows: the clip of its take, why it is out of date, and its other takes beside it."""

from collections.abc import Sequence

import streamlit as st

from studio import generations, library
from studio.brief import Brief, State
from studio.database import reading
from studio.productions import staleness
from studio.productions.ordering import WantedTakes
from studio.productions.outline import Scene
from studio.productions.refining.rounds import percent
from studio.productions.standing import failure
from studio.productions.takes import Taken, under_way
from studio.tables import Asset
from studio.ui import badges, changes, picks, recipe, running, stars, unclear
from studio.ui.deeds import GenerationDeed, once, show_deeds
from studio.ui.forms import price
from studio.ui.forms.sizes import MOST_TAKES
from studio.ui.movies import edits, generating, posters, refining, reviewing, rounds
from studio.ui.movies.seen import SeenMovie
from studio.ui.words import ago, counted, literal

UPRIGHT_HEIGHT = 420  # pixels, of the player of an upright clip
SMALL = 96  # pixels, of the poster of an upright take
TOLD = {
    "model": "Model",
    "duration_s": "Length",
    "resolution": "Resolution",
    "ratio": "Shape",
    "camera_moves": "Camera",
}


def show_takes(seen: SeenMovie, scene: Scene) -> None:
    ready = [take for take in seen.made.get(scene.id, ()) if take.is_ready]
    shown = seen.take(scene)
    if shown and shown.clip:
        show_clip(shown.clip)
        show_facts(scene, shown, ready)
        show_age(seen, scene, shown)
    else:
        posters.show_empty_frame(scene.ratio or seen.outline.look.ratio, UPRIGHT_HEIGHT)
    show_under_way(scene, seen)
    show_failure(seen, scene)
    rounds.show_progress(seen, scene)
    show_generate(seen, scene)
    rounds.show_history(seen, scene)
    if len(ready) > 1 and shown:
        show_all(seen, scene, shown, ready)


def show_clip(clip: Asset) -> None:
    shape = clip.width / clip.height
    width = "stretch" if shape >= 1 else round(UPRIGHT_HEIGHT * shape)
    with st.container(horizontal_alignment="center", key="shown_take"):
        st.video(library.address(clip.name), width=width)


def show_facts(scene: Scene, shown: Taken, ready: Sequence[Taken]) -> None:
    generation = shown.generation
    number = [take.id for take in ready].index(shown.id) + 1
    facts = [f"Take {number} of {len(ready)}" if len(ready) > 1 else "", f"{generation.brief.duration_s:g} s"]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        badges.show_model(generation.model)
        facts.append(recipe.ELSEWHERE if generation.was_made_elsewhere else "")
        words = " · ".join(fact for fact in (*facts, ago(generation.created_at)) if fact)
        st.caption(literal(words), width="content")
        if shown.clip and len(ready) == 1:
            stars.show_stars(shown.clip, "take")
        if shown.clip:
            reviewing.show_button(scene, shown.clip)


# -- out of date ---------------------------------------------------------------------------------------------


def show_age(seen: SeenMovie, scene: Scene, shown: Taken) -> None:
    """Why its take is out of date, or that it is kept although it is."""
    wanted = staleness.wanted(seen.outline, scene, seen.made)
    if reasons := seen.reasons.get(scene.id):
        with st.container(border=True, key="out_of_date", gap="small"):
            badges.show_remark(f"Out of date. {' '.join(reasons)}", "orange", "update")
            show_changes(shown.generation.brief, wanted)
            show_keep("Keep the old one on purpose", "keep_take", scene, shown.id)
    elif scene.kept_id == shown.id and any(staleness.differences(shown.generation.brief, wanted)):
        with st.container(horizontal=True, vertical_alignment="center", key="kept_take"):
            st.caption("Kept on purpose, although the scene has changed since.", width="content")
            show_keep("No longer keep it", "let_go_take", scene, None)


def show_changes(made: Brief, wanted: Brief | None) -> None:
    """The old beside the new, where that can be told in words."""
    if wanted is None:
        return
    if made.prompt != wanted.prompt:
        st.markdown(f":small[{changes.in_words(made.prompt, wanted.prompt)}]")
    for name, label in TOLD.items():
        old, new = in_words(getattr(made, name)), in_words(getattr(wanted, name))
        if old != new:
            st.markdown(f":small[**{label}**  {literal(old) or '–'} → {literal(new) or '–'}]")


def in_words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value:g} s" if isinstance(value, float) else str(value)


def show_keep(label: str, key: str, scene: Scene, kept_id: str | None) -> None:
    st.button(
        label, key=key, icon=":material/push_pin:", type="tertiary", disabled=not edits.can_edit(), on_click=keep,
        args=(scene.id, kept_id),
    )  # fmt: skip


def keep(scene_id: str, kept_id: str | None) -> None:
    verb = "Kept the old take of scene" if kept_id else "No longer kept the old take of scene"
    edits.change_scene(scene_id, f"{verb} {edits.number_of(scene_id)}.", kept_id=kept_id)


# -- on its way, or failed -----------------------------------------------------------------------------------


def show_under_way(scene: Scene, seen: SeenMovie) -> None:
    for take in under_way(scene, seen.made):
        generation = take.generation
        with st.container(border=True, key=f"making_{generation.id}", gap="small"):
            badges.show_head(generation)
            if generation.state == State.UNCLEAR:
                unclear.show_unclear(generation)
                continue
            if generation.waits_for_id:
                st.caption("Waits for the take it goes on from")
            if generation.note:
                badges.show_remark(generation.note, "orange")
            cancel = once(generations.cancel, "Cancelling")
            show_deeds(generation, GenerationDeed("cancel", "Cancel", "close", cancel, not generation.is_cancel_asked))


def show_failure(seen: SeenMovie, scene: Scene) -> None:
    """Of the newest take: what happened, whether it was charged, and whether it is worth to look again."""
    failed = failure(scene, seen.made)
    if failed is None or under_way(scene, seen.made):
        return
    with st.container(border=True, key=f"ended_{failed.id}", gap="small"):
        badges.show_head(failed.generation)
        running.show_reason(failed.generation)
        show_deeds(failed.generation, *(way for way in running.ways_on(failed.generation) if way.key == "look"))


# -- generate it ---------------------------------------------------------------------------------------------


def show_generate(seen: SeenMovie, scene: Scene) -> None:
    each: int = st.session_state.get("takes_each") or 1
    wanted = WantedTakes((scene.id,), each)
    with reading() as session:
        plan = generating.make(session, seen, wanted)
    with st.container(horizontal=True, vertical_alignment="center", key="generate_scene"):
        generating.show_button(verb_of(seen, scene, each), "generate_this", plan, wanted, is_main=False)
        st.selectbox(
            "Takes", range(1, MOST_TAKES + 1), format_func=lambda many: counted(many, "take"), key="takes_each",
            label_visibility="collapsed", width=120, disabled=not edits.can_edit(),
        )  # fmt: skip
        refining.show_button("Refine …", "refine_scene", [scene.id], is_able=not seen.refining_of(scene))
    generating.show_freed(plan)
    for line in plan.lines:
        generating.show_reasons(line.reasons)
        if line.changes:
            badges.show_remark(" ".join(line.changes), "orange", "swap_horiz")
        elif line.order.estimate and line.order.estimate.usd:
            price.show_source(line.order.estimate)


def verb_of(seen: SeenMovie, scene: Scene, each: int) -> str:
    """`Generate this scene`, `Update this scene`, `Another take`, `3 more takes`."""
    if scene.id in seen.reasons:
        return "Update this scene" if each == 1 else f"Update this scene with {each} takes"
    if seen.take(scene) or under_way(scene, seen.made):
        return "Another take" if each == 1 else f"{each} more takes"
    return "Generate this scene" if each == 1 else f"Generate {each} takes"


# -- all takes -----------------------------------------------------------------------------------------------


def show_all(seen: SeenMovie, scene: Scene, shown: Taken, ready: Sequence[Taken]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{counted(len(ready), 'take')}**", width="content")
        newest = [take.clip.id for take in reversed(ready) if take.clip][: picks.MOST]
        st.button(
            "Play side by side", key="compare_takes", icon=":material/view_column:", type="tertiary",
            on_click=picks.compare_here, args=(newest,),
        )  # fmt: skip
    with st.grid("auto", min_column_width=150, gap="xsmall", key="takes"):
        for number, take in reversed(list(enumerate(ready, start=1))):
            with st.container(border=True, height="stretch", key=f"take_{take.id}", gap="xsmall"):
                show_take(scene, take, number, seen.score_of(take), is_shown=take.id == shown.id)


def show_take(scene: Scene, take: Taken, number: int, score: float | None, is_shown: bool) -> None:
    posters.show_poster(take.clip, take.generation.brief.ratio, SMALL)
    facts = [f"Take {number}", ago(take.generation.created_at), recipe.price_label(take.generation)]
    st.caption(" · ".join([*facts, *([f"score {percent(score)}"] if score is not None else [])]))
    if take.clip:
        stars.show_stars(take.clip, f"take_{take.id}")  # two takes may be the same clip
    st.space("stretch")
    is_chosen = is_shown and take.id == scene.chosen_id
    st.button(
        "Chosen" if is_chosen else "Shown: choose it" if is_shown else "Choose", key=f"choose_take_{take.id}",
        icon=f":material/radio_button_{'checked' if is_shown else 'unchecked'}:", width="stretch", wrap=True,
        disabled=is_chosen or not edits.can_edit(), on_click=choose, args=(scene.id, take.id, number),
    )  # fmt: skip


def choose(scene_id: str, generation_id: str, number: int) -> None:
    sentence = f"Chose take {number} of scene {edits.number_of(scene_id)}."
    edits.change_scene(scene_id, sentence, chosen_id=generation_id)
