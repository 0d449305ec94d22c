"""Two to four clips side by side: played together, what each cost and took, where their recipes differ, and stars."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from sqlmodel import Session

from studio import generations, ledger, library, money, ratings
from studio.database import reading
from studio.library import LibraryEntry
from studio.ratings import WinRate
from studio.tables import AssetKind
from studio.ui import badges, picks, player, recipe, stars
from studio.ui.words import counted, first_words, literal

UPRIGHT_HEIGHT = 280  # pixels, of the player of an upright clip
# All from their beginning, at once; without sound, or the browser would not let several start
PLAY = (
    "for (const video of document.querySelectorAll('.st-key-side_by_side video')) {video.currentTime = 0; video.play()}"
)


@dataclass(frozen=True)
class Compared:
    """One of the clips that stand side by side."""

    entry: LibraryEntry
    charged_micro_usd: int
    differences: Mapping[str, str]
    win_rate: WinRate | None


def look(session: Session, asset_ids: Sequence[str]) -> list[Compared]:
    entries = library.get_some(session, asset_ids)
    differences = recipe.differences([entry.generation for entry in entries])
    won = ratings.win_rates(session)
    return [
        Compared(
            entry=entry,
            charged_micro_usd=ledger.charged(session, entry.generation) if entry.generation else 0,
            differences=differing,
            win_rate=won.get(entry.generation.model) if entry.generation else None,
        )
        for entry, differing in zip(entries, differences, strict=True)
    ]


def show_side_by_side(
    asset_ids: Sequence[str], back: str = "Back to the library", show_ways: Callable[[LibraryEntry], None] | None = None
) -> None:
    """`show_ways`: what can be done with each; otherwise what the Library offers."""
    with reading() as session:
        found = look(session, asset_ids)
    show_head(found, back)
    if len(found) < len(asset_ids):
        st.caption(f"{len(asset_ids) - len(found)} of these clips are no longer in the library.")
    with st.container(key="side_by_side"), st.grid(max(1, len(found)), min_column_width=210, gap="small"):
        for one in found:
            with st.container(border=True, height="stretch", gap="small", key=f"compared_{one.entry.asset.id}"):
                show_compared(one)
                (show_ways or show_ways_on)(one.entry)


def show_head(found: Sequence[Compared], back: str) -> None:
    prompts = {one.entry.generation.prompt for one in found if one.entry.generation}
    if len(prompts) == 1 and len(found) > 1:
        st.text(first_words(prompts.pop(), 400) or "Without a prompt")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(back, key="stop_comparing", icon=":material/arrow_back:", on_click=picks.stop_comparing)
        if any(one.entry.asset.kind == AssetKind.CLIP for one in found):
            has_to_play = st.button(
                "Play all together", key="play_together", icon=":material/play_arrow:", type="primary"
            )
            play_together(has_to_play)


def play_together(has_to_play: bool) -> None:
    """The script has a number, or the browser would take the second press for the first."""
    if has_to_play:
        number = st.session_state["played"] = st.session_state.get("played", 0) + 1
        st.html(f"<script>/* {number} */ {PLAY}</script>", unsafe_allow_javascript=True, width="content")


def show_compared(one: Compared) -> None:
    asset, generation = one.entry.asset, one.entry.generation
    if generation:
        badges.show_model(generation.model)
    show_media(one.entry)
    stars.show_stars(asset, "compare")
    st.caption(literal(" · ".join(facts_of(one))))
    if one.differences:
        with st.container(gap=None):
            for name, value in one.differences.items():
                st.markdown(f":small[{literal(name)} :primary-background[{literal(first_words(value, 160))}]]")
    if one.win_rate:
        st.caption(won_words(one.win_rate))
    st.space("stretch")


def show_media(entry: LibraryEntry) -> None:
    asset = entry.asset
    if asset.is_sound:
        st.audio(library.address(asset.name))
        return
    shape = asset.width / asset.height
    width = "stretch" if shape >= 1 else round(UPRIGHT_HEIGHT * shape)
    with st.container(horizontal_alignment="center"):
        if asset.kind == AssetKind.CLIP:
            st.video(library.address(asset.name), muted=True, loop=True, width=width)
        else:
            st.image(library.address(asset.name), width=width, alt="Picture of the library")


def facts_of(one: Compared) -> list[str]:
    asset, generation = one.entry.asset, one.entry.generation
    facts = [f"{asset.width} × {asset.height}", f"{asset.duration_s:g} s" if asset.duration_s else ""]
    if generation:
        took = recipe.took(generation)
        facts = [paid_words(one), f"took {took}" if took else "", *facts]
    return [fact for fact in facts if fact]


def paid_words(one: Compared) -> str:
    """`$0.71 charged`, `free`, or `price unknown`: what has no known rate is not free."""
    assert one.entry.generation
    estimate = one.entry.generation.estimate_micro_usd
    if one.charged_micro_usd or estimate:
        return f"{money.amount(one.charged_micro_usd)} charged"
    return money.usd(estimate)


def won_words(rate: WinRate) -> str:
    """`This model won 2 of 3 comparisons (67 %)`."""
    return f"This model won {rate.wins:g} of {counted(rate.duels, 'comparison')} ({100 * rate.fraction:.0f} %)"


def show_ways_on(entry: LibraryEntry) -> None:
    with st.container(horizontal=True, gap="small"):
        if entry.generation:
            st.button(
                "Use this one again", key=f"use_again_{entry.asset.id}", icon=":material/replay:",
                on_click=player.use_again, args=(entry.generation.brief,),
            )  # fmt: skip
        st.button(
            "Open", key=f"open_{entry.asset.id}", icon=":material/open_in_full:", type="tertiary",
            on_click=player.choose, args=(entry.asset.id,),
        )  # fmt: skip


def show_ready(newest: Sequence[LibraryEntry]) -> None:
    """On Create: what was asked for in one go is all there, so it can be compared."""
    groups = dict.fromkeys(
        entry.generation.group_id for entry in newest if entry.generation and entry.generation.group_id
    )
    with reading() as session:
        waiting = generations.groups_under_way(session, list(groups))
        done = next((group_id for group_id in groups if group_id not in waiting), None)
        entries = library.of_group(session, done) if done else []
    if len(entries) >= picks.FEWEST:
        with st.container(horizontal=True, vertical_alignment="center", key="ready_to_compare"):
            asked = first_words(entries[0].generation.prompt if entries[0].generation else "", 60)
            st.caption(literal(f"All {len(entries)} of “{asked}” are ready."), width="content")
            st.button(
                "Compare them", key="compare_ready", icon=":material/view_column:", on_click=picks.compare,
                args=([entry.asset.id for entry in entries],),
            )  # fmt: skip
