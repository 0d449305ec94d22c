"""What one can do with it: use it again, go on from it, compare, download, share, rename, delete and bring back."""

from collections.abc import Sequence

import streamlit as st

from studio import library, offers
from studio.brief import Brief
from studio.library import Entry
from studio.tables import Asset, AssetKind, Generation, Production
from studio.ui import acting, badges, draft, picks, share_links, ways_on
from studio.ui.movies import bringing
from studio.ui.places import BOARD, CREATE
from studio.ui.player.choosing import close
from studio.ui.player.seen import Seen
from studio.ui.player.showing import heard_words
from studio.ui.words import file_size


def show_deeds(seen: Seen) -> None:
    if seen.entry.asset.is_sound:
        show_name(seen.entry.asset)
    else:
        with st.container(horizontal=True, gap="small"):
            show_ways_on(seen)
            show_comparison(seen)
            show_family(seen.entry.asset.id)
    with st.container(horizontal=True, gap="small"):
        show_file(seen.entry, seen.heard_in)


def show_ways_on(seen: Seen) -> None:
    asset, generation = seen.entry.asset, seen.entry.generation
    if generation:
        st.button("Use again", key="use_again", icon=":material/replay:", on_click=use_again, args=(generation.brief,))
    if generation and asset.kind == AssetKind.CLIP:
        st.button(
            "Continue from here", key="continue_from_here", icon=":material/line_end_arrow_notch:",
            on_click=continue_from, args=(generation,),
        )  # fmt: skip
        bringing.show_send(generation.id)
    ways_on.show_offers(seen.offers, close)
    ways_on.show_uses(seen.uses, asset.id, close)


def use_again(brief: Brief) -> None:
    draft.start_from(brief)
    close()
    acting.go_to(CREATE)


def continue_from(generation: Generation) -> None:
    draft.start_from(offers.going_on(generation))
    close()
    acting.go_to(CREATE)


def show_comparison(seen: Seen) -> None:
    if count := len(seen.siblings):
        st.button(
            "Compare with its sibling" if count == 1 else f"Compare with its {count} siblings", key="compare_siblings",
            icon=":material/view_column:", on_click=compare_with,
            args=(seen.entry.asset.id, [one.asset.id for one in seen.siblings]),
        )  # fmt: skip


def compare_with(asset_id: str, sibling_ids: Sequence[str]) -> None:
    close()
    picks.compare([asset_id, *sibling_ids])


def show_family(asset_id: str) -> None:
    st.button(
        "Show its family", key="show_family", icon=":material/account_tree:", on_click=open_family, args=(asset_id,),
        help="What it came of and what came of it, on a board",
    )  # fmt: skip


def open_family(asset_id: str) -> None:
    close()
    acting.go_to(BOARD, {"family": asset_id})


def show_name(asset: Asset) -> None:
    key = f"name_{asset.id}"
    st.text_input("Name", asset.title, key=key, max_chars=library.LONGEST_TITLE, on_change=rename, args=(asset.id, key))


def rename(asset_id: str, key: str) -> None:
    name: str = st.session_state[key] or ""
    acting.act(lambda session, id_: library.rename(session, id_, name), asset_id, "Renamed")
    st.rerun()


def show_file(entry: Entry, heard_in: Sequence[Production] = ()) -> None:
    asset = entry.asset
    show_download(asset)
    if asset.is_moving:
        share_links.show_share(asset, entry.generation)
    with st.popover("Delete", icon=":material/delete:", key="delete", type="tertiary"):
        if heard_in:
            badges.show_remark(heard_words(heard_in), "orange", "music_off")
        st.markdown("Delete it from the library? For a day it can be brought back.")
        st.button("Delete it", key="delete_it", type="primary", on_click=delete, args=(asset.id,))


def show_download(asset: Asset) -> None:
    st.link_button(
        f"Download · {file_size(asset.size_bytes)}", library.address(asset.name, as_file=True), key="download",
        icon=":material/download:", type="tertiary",
    )  # fmt: skip


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
