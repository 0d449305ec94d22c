"""The scenes in a row, live: a poster for each, and how it stands. A click chooses one."""

import re
from itertools import count

import streamlit as st
from sqlmodel import Session

from studio.brief import State
from studio.productions import standing, takes
from studio.productions.outline import Scene
from studio.productions.standing import SHOWN, Standing
from studio.ui import acting, badges, who
from studio.ui.badges import Badge
from studio.ui.movies import address, posters, rounds, seen
from studio.ui.movies.seen import SeenMovie
from studio.ui.running import IDLE_S, LIVE_S
from studio.ui.words import counted, first_words, literal, running_time

PER_PAGE = 12
CARD, POSTER_HEIGHT = 196, 92  # pixels
CSS_NAME = re.compile(r"[\w-]+")
# The chosen scene may stand beyond the edge. Only the strip is moved, never the page.
INTO_SIGHT = """
const row = document.querySelector('.st-key-strip_scenes'), card = row?.querySelector('.st-key-scene_%s')
if (card) {
  const [view, its] = [row.getBoundingClientRect(), card.getBoundingClientRect()]
  if (its.left < view.left || its.right > view.right) row.scrollLeft += its.left - view.left - (view.width - its.width) / 2
}
"""
BADGES = {
    Standing.NOTHING: Badge("Nothing yet", "hourglass_empty", "gray"),
    Standing.IN_LINE: Badge("In line", "schedule", "gray"),
    Standing.BEING_MADE: Badge("Being made", "progress_activity", "blue"),
    Standing.READY: Badge("Ready", "check_circle", "green"),
    Standing.FAILED: Badge("Failed", "error", "red"),
    Standing.OUT_OF_DATE: Badge("Out of date", "update", "orange"),
}
COUNTED = {
    Standing.READY: "ready",
    Standing.BEING_MADE: "being made",
    Standing.IN_LINE: "in line",
    Standing.OUT_OF_DATE: "out of date",
    Standing.FAILED: "failed",
}


def show_strip(first: SeenMovie, chosen: Scene | None) -> None:
    """Looks once a second while something is made or reviewed, and every ten seconds for what others do."""
    production_id, looks = first.production.id, count()

    @st.fragment(run_every=LIVE_S if first.under_way or first.refining else IDLE_S, key="strip")
    def show_live() -> None:
        is_first = next(looks) == 0  # with the page itself: there is no need to look again
        now = first if is_first else seen.find(production_id)
        if now is None or (not is_first and (now.has_changed != first.has_changed or acting.has_to_say())):
            st.rerun()  # the takes, the prices and what is said belong to the page
        show_whole(now)
        show_scenes(now, chosen)

    show_live()


# -- the whole -----------------------------------------------------------------------------------------------


def show_whole(found: SeenMovie) -> None:
    scenes = list(found.outline.scenes())
    if not scenes:
        return
    words = whole_words(found, scenes)
    if found.refining:
        rounds.show_whole(found)
    if not found.under_way:
        st.caption(words)
        return
    there = sum(found.standing(scene) in SHOWN for scene in scenes)
    told = standing.fraction(found.under_way) or 0
    with st.container(horizontal=True, vertical_alignment="center", key="whole"):
        st.progress(min(1.0, (there + told) / len(scenes)), text=words)
        st.button("Cancel all", key="cancel_all", icon=":material/close:", type="tertiary", on_click=cancel_all)


def whole_words(found: SeenMovie, scenes: list[Scene]) -> str:
    """`6 scenes · 0:32 · 4 ready · 1 being made`."""
    counts = standing.count(found.outline, found.made, found.reasons)
    told = [f"{counts[stands]} {words}" for stands, words in COUNTED.items() if counts[stands]]
    return " · ".join([counted(len(scenes), "scene"), running_time(found.outline.duration_s), *told])


def cancel_all() -> None:
    def cancel(session: Session, production_id: str) -> None:
        found = seen.look(session, production_id)
        count = takes.cancel_all(session, found.made, asked_by=visitor)
        acting.say(f"Cancelling {counted(count, 'take')}")

    visitor = who.visitor()
    acting.succeeds(cancel, address.movie_id() or "")


# -- the scenes ----------------------------------------------------------------------------------------------


def show_scenes(found: SeenMovie, chosen: Scene | None) -> None:
    numbered = list(enumerate(found.outline.scenes(), start=1))
    row = st.container(horizontal=True, wrap=False, key="strip_scenes", gap="xsmall")
    page = show_pages(found, chosen)
    with row:
        for number, scene in numbered[(page - 1) * PER_PAGE : page * PER_PAGE]:
            with st.container(border=True, width=CARD, height="stretch", gap="xsmall", key=f"scene_{scene.id}"):
                show_scene(found, scene, number, is_chosen=chosen is not None and scene.id == chosen.id)
        if chosen and CSS_NAME.fullmatch(chosen.id):
            st.html(f"<script>{INTO_SIGHT % chosen.id}</script>", unsafe_allow_javascript=True, width="content")


def show_pages(found: SeenMovie, chosen: Scene | None) -> int:
    """Begins with the page of the chosen scene: another scene is another widget."""
    pages = -(-sum(1 for _ in found.outline.scenes()) // PER_PAGE)
    if chosen is None or pages <= 1:
        return 1
    its = (found.outline.number(chosen.id) - 1) // PER_PAGE + 1
    with st.container(horizontal_alignment="center", key="strip_pages"):
        return min(st.pagination(pages, default=its, key=f"strip_page_{chosen.id}"), pages)


def show_scene(found: SeenMovie, scene: Scene, number: int, is_chosen: bool) -> None:
    take = found.take(scene)
    posters.show_poster(take and take.clip, scene.ratio or found.outline.look.ratio, POSTER_HEIGHT)
    st.button(
        f"**{number}** {literal(first_words(scene.title or scene.prompt, 60)) or 'Without a prompt'}",
        key=f"select_{scene.id}", type="primary" if is_chosen else "secondary", width="stretch", wrap=False,
        on_click=select, args=(scene.id,),
    )  # fmt: skip
    show_standing(found, scene)


def select(scene_id: str) -> None:
    address.select(scene_id)
    st.rerun()


def show_standing(found: SeenMovie, scene: Scene) -> None:
    stands = found.standing(scene)
    under_way = takes.under_way(scene, found.made)
    told = standing.fraction(under_way)
    if any(take.generation.state == State.UNCLEAR for take in under_way):
        badges.STATES[State.UNCLEAR].show()
    elif stands == Standing.BEING_MADE and told is not None:
        st.progress(min(1.0, max(0.0, told)), text=f"{told:.0%}".replace("%", " %"))
    else:
        BADGES[stands].show()
    if going_on := found.refining_of(scene):
        st.markdown(f":small[:violet[:material/auto_fix_high: {literal(rounds.round_words(going_on))}]]")
    if stands == Standing.OUT_OF_DATE:
        badges.show_remark(found.reasons[scene.id][0], "orange")
