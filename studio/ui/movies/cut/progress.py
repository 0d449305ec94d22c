"""How far the cuts are, and the way to cancel one."""

from itertools import count

import streamlit as st

from studio.database import reading, writing
from studio.errors import StudioError
from studio.productions import takes
from studio.productions.cut import awaiting, cuts
from studio.tables import Cut, CutState
from studio.ui import acting, badges, who
from studio.ui.movies import edits, joints, seen, speaking
from studio.ui.movies.cut.seen import Cuts, look
from studio.ui.movies.seen import SeenMovie
from studio.ui.running import IDLE_S, LIVE_S
from studio.ui.words import counted, literal


def show_live(first_seen: SeenMovie, first: Cuts) -> None:
    """Looks once a second while something is rendered or made, and every ten seconds for what others do."""
    production_id, looks, was_known = first_seen.production.id, count(), joints.are_all_known(first_seen)
    moves = first.open or first.spoken.under_way or first.music.is_coming or first_seen.under_way or not was_known

    @st.fragment(run_every=LIVE_S if moves else IDLE_S, key="cuts")
    def show() -> None:
        found, made = first_seen, first
        if next(looks) > 0:  # the first time it is drawn with the page itself
            again = seen.find(production_id)
            if again is None or again.has_changed != first_seen.has_changed or acting.has_to_say():
                st.rerun()
            with reading() as session:
                found, made = again, look(session, again)
            if made.has_changed != first.has_changed or joints.are_all_known(found) != was_known:
                st.rerun()
        speaking.show_progress(made.spoken)
        show_open(found, made)

    show()


def show_open(found: SeenMovie, made: Cuts) -> None:
    if (made.open or made.spoken.under_way) and not made.has_engine:
        what = "the cut" if made.open else "the voice"
        badges.show_remark(f"No engine is running: {what} waits until one is started.", "orange", "power_off")
    for cut in made.open:
        with st.container(horizontal=True, vertical_alignment="center", key=f"cut_{cut.id}"):
            st.progress(share_of(found, cut), text=literal(progress_words(found, cut)))
            st.button(
                "Cancel", key=f"cancel_cut_{cut.id}", icon=":material/close:", type="tertiary",
                disabled=cut.is_cancel_asked or not edits.can_edit(), on_click=cancel, args=(cut.id,),
            )  # fmt: skip
    if made.failed and not made.open:
        badges.show_remark(made.failed.sentence or "This cut could not be rendered.", "red", "error")


def share_of(found: SeenMovie, cut: Cut) -> float:
    if cut.state != CutState.WAITING:
        return min(1.0, max(0.0, cut.fraction))
    whole = sum(1 for _ in found.outline.scenes())
    ready = sum(1 for scene in found.outline.scenes() if takes.chosen(scene, found.made))
    return ready / whole if whole else 0.0


def progress_words(found: SeenMovie, cut: Cut) -> str:
    """`Preview · Scene 3 of 6 · 40 %`."""
    if cut.state == CutState.WAITING:
        missing = awaiting.still_missing(found.outline, found.made)
        return f"Waits for {counted(missing, 'take')}, then the film is rendered" if missing else "Waits for its sound"
    what = "Preview" if cut.is_preview else "Film"
    if cut.is_cancel_asked:
        return f"{what} · cancelling"
    if cut.state == CutState.QUEUED:
        return f"{what} · next in line"
    return " · ".join(part for part in (what, cut.sentence, f"{cut.fraction:.0%}".replace("%", " %")) if part)


def cancel(cut_id: str) -> None:
    try:
        visitor = who.require_maker()
        with writing() as session:
            cuts.cancel(session, cut_id, asked_by=visitor)
    except StudioError as reason:
        acting.refuse(reason)
