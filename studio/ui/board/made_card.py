"""A clip or a picture in the panel: how far it is, or the player, its recipe, and what can come of it."""

from collections.abc import Sequence

import streamlit as st

from studio import generations, outlook
from studio.boards.snapshot import Shown
from studio.brief import OPEN, State
from studio.database import reading
from studio.errors import NotFound
from studio.offers import PictureUse, uses_of_its_end
from studio.productions.usage import UseInProduction
from studio.tables import AssetKind, Card, Generation
from studio.ui import badges, lineage, player, running, stars, unclear, usage, ways_on
from studio.ui.board import deeds, opened, whereabouts
from studio.ui.board.opened import OpenedBoard
from studio.ui.deeds import GenerationDeed, once, show_deeds
from studio.ui.movies import bringing
from studio.ui.player import SeenAsset
from studio.ui.words import first_words, literal

LIVE_S = 1.0
ENDS = {
    PictureUse.FIRST_FRAME: ("Its end as first frame", "first_page"),
    PictureUse.LAST_FRAME: ("Its end as last frame", "last_page"),
}


def show(here: OpenedBoard, chosen: Shown) -> None:
    if chosen.asset:
        with reading() as session:
            seen = player.look(session, chosen.asset.id)
            ends = uses_of_its_end(session, seen.entry)
        show_made(here, chosen, seen, ends)
    elif chosen.generation and chosen.generation.state != State.SUCCEEDED:
        show_unmade(here, chosen.generation)
    else:
        st.caption("It is no longer in the library.")


# -- what is not there yet, or never will be -----------------------------------------------------------------


def show_unmade(here: OpenedBoard, made: Generation) -> None:
    if made.state not in OPEN:
        show_state(made)
    else:
        st.fragment(run_every=LIVE_S, key="chosen_live")(show_now)(made.id)
    show_history(made.id)
    show_family(here, made.id)


def show_now(generation_id: str) -> None:
    try:
        with reading() as session:
            made = generations.get(session, generation_id)
    except NotFound:
        return
    show_state(made)


def show_state(made: Generation) -> None:
    badges.show_head(made)
    if made.state == State.UNCLEAR:
        unclear.show_unclear(made)
    elif made.state == State.QUEUED:
        with reading() as session:
            place = None if made.waits_for_id else generations.place_in_queue(session, made)
        st.caption(literal(outlook.sentence(made, place)))
        show_deeds(
            made, GenerationDeed("cancel", "Cancel", "close", once(generations.cancel, "Cancelled: nothing was sent"))
        )
    elif made.state in OPEN:
        show_progress(made)
    else:
        running.show_reason(made)
        show_deeds(made, *(way for way in running.ways_on(made) if way.key not in ("hide", "rewrite")))


def show_progress(made: Generation) -> None:
    with reading() as session:
        pace = generations.time_to_clip(session, made.model, made.duration_s)
    running.show_progress(made, pace)
    if made.note:
        badges.show_remark(made.note, "orange")
    if made.state in (State.SUBMITTING, State.RUNNING):
        cancel = once(generations.cancel, "Cancelling")
        show_deeds(made, GenerationDeed("cancel", "Cancel", "close", cancel, not made.is_cancel_asked))


def show_history(generation_id: str) -> None:
    with reading() as session:
        events = generations.history(session, generation_id)
    player.show_history(events)


# -- what is there -------------------------------------------------------------------------------------------


def show_made(here: OpenedBoard, chosen: Shown, seen: SeenAsset, ends: Sequence[PictureUse]) -> None:
    player.show_media(seen.entry, autoplay=False)
    if seen.entry.generation:
        st.text(first_words(seen.entry.generation.prompt, 200) or "Without a prompt")
    stars.show_stars(seen.entry.asset, "board")
    if seen.use:
        show_use(here, chosen.card, seen.use)
    if here.can_edit:
        show_ways_on(chosen.card, seen, ends)
    with st.container(gap=None):
        show_comparison(seen)
        show_family(here, seen.entry.asset.id)
        st.button(
            "Open in the Library", key="open_in_library", icon=":material/video_library:", type="tertiary",
            on_click=whereabouts.open_in_library, args=(seen.entry.asset.id,),
        )  # fmt: skip
        player.show_download(seen.entry.asset)
    with st.expander("Recipe", icon=":material/receipt_long:", key="recipe"):
        player.show_recipe(seen)
        if seen.links:
            with st.container(gap=None):
                lineage.show(seen.links, whereabouts.go_to_asset)
    player.show_history(seen.events)


def show_use(here: OpenedBoard, card: Card, use: UseInProduction) -> None:
    """Where it is shown, and that movie beside it on the board unless it is there already."""
    usage.show(use)
    there = {one.production.production.id for one in here.snapshot.cards if one.production}
    if here.can_edit and not use.is_deleted and use.production.id not in there:
        st.button(
            "Put the movie on the board", key="put_its_movie", icon=":material/add_link:", type="tertiary",
            on_click=deeds.add_production, args=(card.board_id, use.production.id, card),
        )  # fmt: skip


def show_ways_on(card: Card, seen: SeenAsset, ends: Sequence[PictureUse]) -> None:
    """Each puts a new prompt card beside this one, where it is edited and its price agreed to."""
    made = seen.entry.generation
    if made and seen.entry.asset.kind == AssetKind.CLIP:
        st.button(
            "Continue from here", key="continue_from_here", icon=":material/line_end_arrow_notch:", width="stretch",
            on_click=deeds.continue_from, args=(card, made),
        )  # fmt: skip
        bringing.show_send(made.id)
    with st.container(gap=None):
        if made:
            _way("Redo with changes", "redo", "edit", deeds.redo, card, made)
            _way("Make variations", "make_variations", "shuffle", deeds.make_variations, card, made)
        for use in ends:
            label, icon = ENDS[use]
            _way(label, f"end_as_{use.name.lower()}", icon, deeds.use, card, seen.entry, use)
        for use in seen.uses:
            label, icon = ways_on.USES[use]
            _way(label, f"use_as_{use.name.lower()}", icon, deeds.use, card, seen.entry, use)
        for offer in seen.offers:
            label, icon = ways_on.LABELS[offer.operation]
            words = f"{label} · {ways_on.price_words(offer)}"
            _way(words, f"offer_{offer.operation.value}", icon, deeds.go_on, card, offer.brief)


def _way(label: str, key: str, icon: str, deed: object, *arguments: object) -> None:
    st.button(label, key=key, icon=f":material/{icon}:", type="tertiary", on_click=deed, args=arguments)  # pyright: ignore[reportArgumentType]


def show_comparison(seen: SeenAsset) -> None:
    if count := len(seen.siblings):
        words = "Compare with its sibling" if count == 1 else f"Compare with its {count} siblings"
        siblings = [one.asset.id for one in seen.siblings]
        _way(words, "compare_siblings", "view_column", player.compare_with, seen.entry.asset.id, siblings)


def show_family(here: OpenedBoard, id_: str) -> None:
    if here.board:
        st.button(
            "Its family", key="open_family", icon=":material/account_tree:", type="tertiary", on_click=opened.open_family,
            args=(id_,), help="All that it came of, and all that came of it",
        )  # fmt: skip
