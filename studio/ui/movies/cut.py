"""The cut of a movie: render it, watch how far it is, play the film, and look at earlier ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import streamlit as st
from sqlmodel import Session

from studio import library
from studio.database import reading, writing
from studio.engine import housekeeping
from studio.errors import StudioError
from studio.productions import awaiting, cuts, exporting, recipes, takes
from studio.productions.cuts import OPEN
from studio.tables import Asset, Cut, CutState, now
from studio.ui import acting, badges, who
from studio.ui.movies import address, edits, finish, joins, seen, trims
from studio.ui.movies.seen import Seen
from studio.ui.running import IDLE_S, LIVE_S
from studio.ui.words import ago, counted, file_size, literal, running_time

EARLIER = 12  # films shown
UPRIGHT_HEIGHT = 480  # pixels, of the player of an upright film
CHOSEN = "film"  # the cut whose film is looked at, when it is not the newest


@dataclass(frozen=True)
class Cuts:
    """One look at all that was cut of a movie."""

    open: Sequence[Cut]
    films: Sequence[tuple[Cut, Asset]]
    failed: Cut | None  # the newest, where it failed
    has_engine: bool

    @property
    def has_changed(self) -> tuple[object, ...]:
        """Differs once there is something else to see than how far it is."""
        return *((cut.id, cut.state) for cut in self.open), *(film.id for _, film in self.films), self.failed is None


def look(session: Session, production_id: str) -> Cuts:
    every = cuts.list_all(session, production_id)
    newest = every[0] if every else None
    return Cuts(
        open=[cut for cut in every if cut.state in OPEN],
        films=cuts.list_films(session, production_id),
        failed=newest if newest and newest.state == CutState.FAILED else None,
        has_engine=bool(housekeeping.living(session, now())),
    )


def show_cut(found: Seen) -> None:
    with reading() as session:
        made = look(session, found.production.id)
    watch, form = st.columns([6, 4], gap="medium")
    with watch:
        show_film(made.films)
        show_buttons(found, any(cut.state == CutState.WAITING for cut in made.open))
        show_live(found, made)
        show_earlier(made.films)
    with form, st.container(border=True, key="finish"):
        finish.show_finish(found.outline.finish)
    trims.show_scenes(found)


# -- render it -----------------------------------------------------------------------------------------------


def show_buttons(found: Seen, is_waiting: bool) -> None:
    missing = recipes.left_out(found.outline, found.made)
    is_possible = edits.can_edit() and len(missing) < sum(1 for _ in found.outline.scenes())
    with st.container(horizontal=True, vertical_alignment="center", key="render_film"):
        show_button("Render the film · free", "render", "movie", is_possible, False, is_main=True)
        show_button("Preview", "preview", "speed", is_possible, True)
        if found.under_way and not is_waiting:
            st.button(
                "Render when the takes are ready", key="render_later", icon=":material/schedule:", type="tertiary",
                disabled=not edits.can_edit(), on_click=render_later,
            )  # fmt: skip
    for sentence in remarks(found, missing):
        badges.show_remark(sentence, "orange")


def show_button(label: str, key: str, icon: str, is_possible: bool, is_preview: bool, is_main: bool = False) -> None:
    st.button(
        label, key=key, icon=f":material/{icon}:", type="primary" if is_main else "secondary", disabled=not is_possible,
        on_click=render, args=(is_preview,), help="Small and quick, free too" if is_preview else None,
    )  # fmt: skip


def remarks(found: Seen, missing: list[int]) -> list[str]:
    """What the film will not show as somebody might expect."""
    stale = [found.outline.number(scene_id) for scene_id in found.reasons]
    if len(missing) == sum(1 for _ in found.outline.scenes()):
        return [] if found.under_way else ["There is nothing to cut yet: generate a scene first."]
    said = (
        [f"{awaiting.in_words(missing)} {have(missing)} no take: the cut leaves {it(missing)} out."] if missing else []
    )
    return [*said, f"{awaiting.in_words(stale)} {are(stale)} out of date."] if stale else said


def have(many: list[int]) -> str:
    return "has" if len(many) == 1 else "have"


def are(many: list[int]) -> str:
    return "is" if len(many) == 1 else "are"


def it(many: list[int]) -> str:
    return "it" if len(many) == 1 else "them"


def render(is_preview: bool) -> None:
    """As the outline is at this moment."""

    def queue(session: Session, production_id: str) -> None:
        found = seen.look(session, production_id)
        recipe = recipes.make(found.outline, found.made, is_preview=is_preview)
        cuts.queue(session, production_id, recipe, is_preview=is_preview, asked_by=visitor)

    visitor = who.visitor()
    st.session_state.pop(CHOSEN, None)
    acting.succeeds(queue, address.movie_id() or "")


def render_later() -> None:
    visitor = who.visitor()
    acting.succeeds(
        lambda session, production_id: cuts.queue_when_ready(session, production_id, asked_by=visitor),
        address.movie_id() or "",
    )


# -- how far it is -------------------------------------------------------------------------------------------


def show_live(first_seen: Seen, first: Cuts) -> None:
    """Looks once a second while something is rendered or made, and every ten seconds for what others do."""
    production_id, looks, was_known = first_seen.production.id, count(), joins.are_all_known(first_seen)
    moves = first.open or first_seen.under_way or not was_known

    @st.fragment(run_every=LIVE_S if moves else IDLE_S, key="cuts")
    def show() -> None:
        found, made = first_seen, first
        if next(looks) > 0:  # the first time it is drawn with the page itself
            again = seen.find(production_id)
            if again is None or again.has_changed != first_seen.has_changed or acting.has_to_say():
                st.rerun()
            with reading() as session:
                found, made = again, look(session, production_id)
            if made.has_changed != first.has_changed or joins.are_all_known(found) != was_known:
                st.rerun()
        show_open(found, made)

    show()


def show_open(found: Seen, made: Cuts) -> None:
    if made.open and not made.has_engine:
        badges.show_remark("No engine is running: the cut waits until one is started.", "orange", "power_off")
    for cut in made.open:
        with st.container(horizontal=True, vertical_alignment="center", key=f"cut_{cut.id}"):
            st.progress(share_of(found, cut), text=literal(progress_words(found, cut)))
            st.button(
                "Cancel", key=f"cancel_cut_{cut.id}", icon=":material/close:", type="tertiary",
                disabled=cut.is_cancel_asked or not edits.can_edit(), on_click=cancel, args=(cut.id,),
            )  # fmt: skip
    if made.failed and not made.open:
        badges.show_remark(made.failed.sentence or "This cut could not be rendered.", "red", "error")


def share_of(found: Seen, cut: Cut) -> float:
    if cut.state != CutState.WAITING:
        return min(1.0, max(0.0, cut.fraction))
    whole = sum(1 for _ in found.outline.scenes())
    ready = sum(1 for scene in found.outline.scenes() if takes.chosen(scene, found.made))
    return ready / whole if whole else 0.0


def progress_words(found: Seen, cut: Cut) -> str:
    """`Preview · Scene 3 of 6 · 40 %`."""
    if cut.state == CutState.WAITING:
        missing = awaiting.still_missing(found.outline, found.made)
        return f"Waits for {counted(missing, 'take')}, then the film is rendered" if missing else "Is about to begin"
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


# -- the films -----------------------------------------------------------------------------------------------


def show_film(films: Sequence[tuple[Cut, Asset]]) -> None:
    """The newest, or the one that somebody chose."""
    if not films:
        show_no_film()
        return
    chosen = st.session_state.get(CHOSEN)
    cut, film = next((one for one in films if one[0].id == chosen), films[0])
    shape = film.width / film.height
    with st.container(horizontal_alignment="center", key="shown_film"):
        st.video(library.address(film.name), width="stretch" if shape >= 1 else round(UPRIGHT_HEIGHT * shape))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(literal(facts_of(cut, film)), width="content")
        show_downloads(cut, film)


def show_downloads(cut: Cut, film: Asset) -> None:
    show_link("Download", library.address(film.name, as_file=True), "download")
    with st.popover("Export", icon=":material/ios_share:", key="export_film", type="tertiary"):
        if has_words(cut):
            show_link("Subtitles, SRT", exporting.address(cut.id, "srt"), "subtitles")
            show_link("Subtitles, WebVTT", exporting.address(cut.id, "vtt"), "subtitles")
        show_link("OpenTimelineIO, for programs that edit", exporting.address(cut.id, "otio"), "view_timeline")
        show_link("All of it in a zip, with the clips", exporting.address(cut.id, "zip"), "folder_zip")


def show_link(label: str, where: str, icon: str) -> None:
    st.link_button(label, where, icon=f":material/{icon}:", type="tertiary")


def has_words(cut: Cut) -> bool:
    return any(item.get("narration") or item.get("lines") for item in cut.recipe["reel"])


def show_no_film() -> None:
    with st.container(border=True, horizontal_alignment="center", key="no_film"):
        st.caption(
            "No film yet. Render it as often as you like: it costs nothing, and only what has changed is made anew."
        )


def facts_of(cut: Cut, film: Asset) -> str:
    """`Preview · 0:32 · 640 x 360 · 1.2 MB · 5 min ago`."""
    what = "Preview" if cut.is_preview else "Film"
    size = f"{film.width} x {film.height}"
    return " · ".join([what, running_time(film.duration_s or 0), size, file_size(film.size_bytes), ago(cut.created_at)])


def show_earlier(films: Sequence[tuple[Cut, Asset]]) -> None:
    if len(films) < 2:
        return
    with st.expander(f"All {len(films)} cuts", icon=":material/history:", key="earlier_cuts"):
        for cut, film in films[:EARLIER]:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.caption(literal(facts_of(cut, film)), width="stretch")
                st.button(
                    "Show", key=f"show_film_{cut.id}", icon=":material/play_arrow:", type="tertiary",
                    on_click=choose, args=(cut.id,),
                )  # fmt: skip
                show_link("Download", library.address(film.name, as_file=True), "download")


def choose(cut_id: str) -> None:
    st.session_state[CHOSEN] = cut_id
