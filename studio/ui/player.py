"""One clip or picture: the player, its recipe, and what one can do with it. Which one it is stands in the address."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from sqlmodel import Session

from studio import costs, generations, library, offers
from studio.brief import Brief
from studio.database import reading
from studio.errors import NotFound
from studio.library import Entry
from studio.offers import Offer, Use
from studio.tables import Asset, Event, Generation
from studio.ui import acting, badges, draft, lineage, picks, recipe, stars, ways_on
from studio.ui.lineage import Link
from studio.ui.movies import bringing
from studio.ui.places import BOARD, CREATE
from studio.ui.words import file_size, literal

CHOSEN = "clip"  # in the address
UPRIGHT_HEIGHT = 560  # pixels, of the player of an upright clip


def choose(asset_id: str) -> None:
    st.query_params[CHOSEN] = asset_id


def jump(asset_id: str) -> None:
    """From one to another, inside the player."""
    choose(asset_id)
    st.rerun()


def close() -> None:
    st.query_params.pop(CHOSEN, None)


def show_chosen() -> None:
    """Opens the player when the address names a clip."""
    if asset_id := st.query_params.get(CHOSEN):
        play(asset_id)


@dataclass(frozen=True)
class Seen:
    """One look at a clip, and at all that is told of it."""

    entry: Entry
    events: Sequence[Event]
    charged_micro_usd: int
    siblings: Sequence[Entry]
    offers: Sequence[Offer]
    uses: Sequence[Use]
    links: Sequence[Link]


def look(session: Session, asset_id: str) -> Seen:
    """Raises NotFound."""
    entry = library.get(session, asset_id)
    made = entry.generation
    return Seen(
        entry=entry,
        events=generations.history(session, made.id) if made else [],
        charged_micro_usd=costs.charged(session, made.id) if made else 0,
        siblings=library.siblings(session, entry),
        offers=offers.for_clip(session, entry),
        uses=offers.uses_of(session, entry),
        links=lineage.look(session, made.brief) if made else [],
    )


@st.dialog("From the library", width="large", on_dismiss=close)
def play(asset_id: str) -> None:
    try:
        with reading() as session:
            seen = look(session, asset_id)
    except NotFound as gone:
        st.caption(literal(str(gone)))
        return
    if seen.entry.asset.deleted_at:
        st.caption("This was deleted. It can be brought back for a day.")
        st.button("Bring it back", key="restore_here", icon=":material/undo:", on_click=restore, args=(asset_id,))
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        show_media(seen.entry)
        stars.show_stars(seen.entry.asset, "player")
        show_deeds(seen)
    with right:
        show_recipe(seen)
        if seen.links:
            with st.container(gap=None):
                lineage.show(seen.links, jump)
        show_history(seen.events)


def show_media(entry: Entry, *, autoplay: bool = True) -> None:
    asset = entry.asset
    if asset.is_moving:
        is_loop = bool(entry.generation and entry.generation.brief.loop)
        shape = asset.width / asset.height
        width = "stretch" if shape >= 1 else round(UPRIGHT_HEIGHT * shape)
        with st.container(horizontal_alignment="center"):
            st.video(library.address(asset.name), autoplay=autoplay, loop=is_loop, width=width)
    else:
        st.image(library.address(asset.name), width="stretch", alt="Picture of the library")


def show_deeds(seen: Seen) -> None:
    with st.container(horizontal=True, gap="small"):
        show_ways_on(seen)
        show_comparison(seen)
        show_family(seen.entry.asset.id)
    with st.container(horizontal=True, gap="small"):
        show_file(seen.entry.asset)


def show_ways_on(seen: Seen) -> None:
    asset, generation = seen.entry.asset, seen.entry.generation
    if generation:
        st.button("Use again", key="use_again", icon=":material/replay:", on_click=use_again, args=(generation.brief,))
    if generation and asset.kind == "clip":
        st.button(
            "Continue from here", key="continue_from_here", icon=":material/line_end_arrow_notch:",
            on_click=continue_from, args=(generation,),
        )  # fmt: skip
        bringing.show_send(generation.id)
    ways_on.show_offers(seen.offers, close)
    ways_on.show_uses(seen.uses, asset.id, close)


def show_family(asset_id: str) -> None:
    st.button(
        "Show its family", key="show_family", icon=":material/account_tree:", on_click=open_family, args=(asset_id,),
        help="What it came of and what came of it, on a board",
    )  # fmt: skip


def open_family(asset_id: str) -> None:
    close()
    acting.go_to(BOARD, {"family": asset_id})


def show_comparison(seen: Seen) -> None:
    if count := len(seen.siblings):
        st.button(
            "Compare with its sibling" if count == 1 else f"Compare with its {count} siblings", key="compare_siblings",
            icon=":material/view_column:", on_click=compare_with,
            args=(seen.entry.asset.id, [one.asset.id for one in seen.siblings]),
        )  # fmt: skip


def show_download(asset: Asset) -> None:
    st.link_button(
        f"Download · {file_size(asset.size_bytes)}", library.address(asset.name, as_file=True), key="download",
        icon=":material/download:", type="tertiary",
    )  # fmt: skip


def show_file(asset: Asset) -> None:
    show_download(asset)
    with st.popover("Delete", icon=":material/delete:", key="delete", type="tertiary"):
        st.markdown("Delete it from the library? For a day it can be brought back.")
        st.button("Delete it", key="delete_it", type="primary", on_click=delete, args=(asset.id,))


def use_again(brief: Brief) -> None:
    draft.start_from(brief)
    close()
    acting.go_to(CREATE)


def continue_from(generation: Generation) -> None:
    draft.start_from(offers.going_on(generation))
    close()
    acting.go_to(CREATE)


def compare_with(asset_id: str, sibling_ids: Sequence[str]) -> None:
    close()
    picks.compare([asset_id, *sibling_ids])


def delete(asset_id: str) -> None:
    if acting.succeeds(library.delete, asset_id):
        st.session_state["deleted"] = asset_id
        close()
        st.rerun()


def restore(asset_id: str) -> None:
    acting.act(library.restore, asset_id, "It is back in the library")
    st.session_state.pop("deleted", None)
    st.rerun()


def show_undo() -> None:
    if asset_id := st.session_state.get("deleted"):
        with st.container(horizontal=True, vertical_alignment="center", border=True, key="undo_bar"):
            st.caption("Deleted. It can be brought back for a day.", width="stretch")
            st.button("Undo", key="undo", icon=":material/undo:", on_click=restore, args=(asset_id,))


def show_recipe(seen: Seen) -> None:
    generation = seen.entry.generation
    if generation:
        badges.show_model(generation.model)
        st.text(generation.prompt or "Without a prompt")
    with st.container(gap=None):
        for name, value in facts_of(seen).items():
            if value:
                st.caption(f"**{name}** {literal(value)}")


def facts_of(seen: Seen) -> dict[str, str]:
    asset, generation = seen.entry.asset, seen.entry.generation
    facts = recipe.of_file(asset)
    if generation:
        facts = recipe.asked(generation.brief) | facts | recipe.of_money(generation, seen.charged_micro_usd)
        facts |= {"Took": recipe.took(generation), "Generation": generation.id}
        facts |= {"Provider's id": generation.remote_id or ""}
    return facts | {"Added": f"{asset.created_at:%d %b %Y, %H:%M} UTC", "Asset": asset.id}


def show_history(events: Sequence[Event]) -> None:
    if events:
        with st.expander("History", icon=":material/history:", key="history"):
            for event in events:
                st.caption(f"{event.at:%H:%M:%S} **{event.state.value}** {literal(event.sentence)}")
