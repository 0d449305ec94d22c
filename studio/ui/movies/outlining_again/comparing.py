"""The old beside the new: the scenes as they are and as the writer would have them, of which one takes what one wants."""

import streamlit as st

from studio.errors import StudioError
from studio.productions import again
from studio.productions.again import Becomes, ScenePair
from studio.productions.outline import Outline, Scene
from studio.ui import acting, badges, changes, writers
from studio.ui.acting import close
from studio.ui.badges import Badge
from studio.ui.movies import edits, planned
from studio.ui.movies.outlining_again.asking import STATE, Again, forget, go_back
from studio.ui.words import counted, literal, running_time
from studio.ui.writers import Errand
from studio.writers.outline import PlannedOutline

BADGES = {
    Becomes.KEPT: Badge("Kept", "check", "gray"),
    Becomes.CHANGED: Badge("Changed", "edit", "blue"),
    Becomes.NEW: Badge("New", "add", "green"),
    Becomes.GONE: Badge("Gone", "remove", "orange"),
}
DEEDS = {Becomes.CHANGED: "Take the change", Becomes.NEW: "Add it", Becomes.GONE: "Remove it"}


def show_answer(begun: Again, errand: Errand[PlannedOutline], outline: Outline) -> None:
    try:
        written = errand.written
    except StudioError as reason:
        go_back(str(reason))
        st.rerun()
    if begun.compared != outline:  # which is free, so somebody else's edit costs no second plan
        begun.compared, begun.pairs = outline, again.compare(outline, written.kept, begun.asked)
    show_counts(begun.pairs)
    with st.container(height=420, key="again_scenes_list", gap="small"):
        for place in range(len(begun.pairs)):
            show_pair(begun.pairs, place)
    writers.show_written(written)
    if begun.wrong:
        badges.show_remark(begun.wrong, "orange")
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("Back", key="back_to_again", icon=":material/arrow_back:", on_click=close, args=(go_back,))
        st.button("Leave all as it is", key="refuse_again", on_click=close, args=(forget,))
        st.button(
            "Take what is ticked", key="accept_again", type="primary", icon=":material/check:", on_click=close,
            args=(accept,),
        )  # fmt: skip


def show_counts(pairs: tuple[ScenePair, ...]) -> None:
    counts = [(what, sum(pair.what == what for pair in pairs)) for what in Becomes]
    coming = [pair.new for pair in pairs if pair.new]
    told = " · ".join(f"{count} {what.value}" for what, count in counts if count)
    whole = f"{counted(len(coming), 'scene')} · {running_time(sum(scene.duration_s for scene in coming))}"
    st.caption(literal(f"{whole} · {told}"))


def show_pair(pairs: tuple[ScenePair, ...], place: int) -> None:
    pair = pairs[place]
    with st.container(border=True, key=f"again_{place}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            BADGES[pair.what].show()
            if pair.what in DEEDS:
                st.checkbox(DEEDS[pair.what], True, key=tick_of(pairs, place))
        if pair.old and pair.new and pair.what == Becomes.CHANGED:
            show_both(pair.old, pair.new)
        elif scene := pair.new or pair.old:
            show_one(scene)


def tick_of(pairs: tuple[ScenePair, ...], place: int) -> str:
    """The same one of a scene wherever it stands by now."""
    old = pairs[place].old
    return f"again_take_{old.id if old else sum(pair.old is None for pair in pairs[:place])}"


def show_one(scene: Scene) -> None:
    title = f"**{literal(scene.title)}** " if scene.title else ""
    st.markdown(f"{title}:small[{literal(planned.facts(scene))}]")
    st.markdown(f":small[{literal(scene.prompt)}]")
    if scene.narration:
        st.caption(f":material/record_voice_over: {literal(scene.narration)}")


def show_both(old: Scene, new: Scene) -> None:
    """The old words struck out where they give way to the new."""
    if old.title or new.title:
        st.markdown(f"**{changes.in_words(old.title, new.title)}**")
    was, becomes = planned.facts(old), planned.facts(new)
    st.markdown(f":small[{literal(was) if was == becomes else f'{literal(was)} → {literal(becomes)}'}]")
    st.markdown(f":small[{changes.in_words(old.prompt, new.prompt)}]")
    if old.narration or new.narration:
        words = changes.in_words(old.narration, new.narration)
        st.markdown(f":small[:material/record_voice_over: {words}]")


def accept() -> None:
    begun: Again | None = st.session_state.get(STATE)
    if begun is None:
        return
    pairs = begun.pairs
    taken = {place for place in range(len(pairs)) if st.session_state.get(tick_of(pairs, place), True)}
    if edits.edit(lambda outline: again.take(outline, pairs, taken), again.EDIT):
        forget()
        acting.say("Outlined again: Undo brings the scenes back", "edit_note")
