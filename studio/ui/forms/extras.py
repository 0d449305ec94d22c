"""Camera moves, and under a fold: frames, a clip to go on from, loop, seed, sound, range."""

from concurrent.futures import Future
from itertools import count

import streamlit as st

from studio.brief import Brief, Operation
from studio.providers import camera_moves, catalogue
from studio.providers.catalogue import ClipSound, Model
from studio.settings import Settings
from studio.ui import badges, frames


def show_camera_moves(known: Model, settings: Settings) -> None:
    if not known.camera_moves:
        return
    chosen: list[str] = st.session_state.get("camera_moves") or []
    listed = camera_moves.listed(known.provider, settings)
    if listed or chosen:
        options = list(dict.fromkeys([*chosen, *listed]))
        st.multiselect("Camera moves", options, key="camera_moves", placeholder="Let the prompt decide")
    if not listed:
        show_asking(known.provider, settings)


def ask_for_moves(provider: str, settings: Settings) -> None:
    camera_moves.ask(provider, settings)


def show_asking(provider: str, settings: Settings) -> None:
    """The list is not here yet: a button that asks for it, that it is being asked for, or why it did not come."""
    future = camera_moves.asked(provider, settings)
    is_asking = future is not None and not future.done()
    with st.container(gap="xsmall"):
        st.caption("Camera moves")
        st.button(
            f"List {catalogue.PROVIDERS.get(provider, provider)}'s camera moves",
            key="ask_camera_moves",
            icon="spinner" if is_asking else ":material/videocam:",
            disabled=is_asking,
            on_click=ask_for_moves,
            args=(provider, settings),
        )
        if future and (sentence := camera_moves.failure_of(future)):
            badges.show_remark(sentence, "orange")
    if is_asking and future:
        await_answer(future)


def await_answer(future: Future[list[str]]) -> None:
    """Draws the page again when it is there; not in the first look, when the browser still takes in what the page has set."""
    looks = count()

    @st.fragment(run_every=0.5)
    def look() -> None:
        if next(looks) and future.done():
            st.rerun()

    look()


def show_more(known: Model, brief: Brief) -> None:
    """At a length that takes no frames they are not offered; those that were set before stay, to be taken away."""
    with_frames = known.takes_frames_at(brief.duration_s) or catalogue.has_frames(brief)
    if not with_frames:
        st.caption(f"{catalogue.frames_at(known)}.")
    words, how_many = _what_there_is(known, brief, with_frames), _count_set(brief)
    if not words:
        return
    more = st.expander(f"{words}{f' · {how_many} set' if how_many else ''}", key="more", icon=":material/tune:")
    with more:
        if with_frames:
            frames.show_continued(known)
            frames.show_frames(known)
        with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
            show_switches(known, brief, with_frames)


def _what_there_is(known: Model, brief: Brief, with_frames: bool) -> str:
    """Names what is under the fold; nothing for a model that has none of it."""
    has = {
        "frames": with_frames and (known.first_frame or known.last_frame or bool(known.continues)),
        "loop": with_frames and known.loop,
        "seed": known.seed,
        "sound": known.sound == ClipSound.CHOICE,
        "high dynamic range": _offers_hdr(known, brief),
    }
    there = [name for name, is_there in has.items() if is_there]
    if not there:
        return ""
    words = there[0] if len(there) == 1 else f"{', '.join(there[:-1])} and {there[-1]}"
    return words[0].upper() + words[1:]


def _count_set(brief: Brief) -> int:
    is_set = (brief.first_frame, brief.last_frame, brief.continues_id, brief.loop, brief.seed is not None)
    return sum(map(bool, (*is_set, brief.sound, brief.hdr)))


def show_switches(known: Model, brief: Brief, with_frames: bool) -> None:
    if known.seed:
        what = "picture" if known.operation == Operation.PICTURE else "clip"
        st.number_input(
            "Seed", 0, 2**31 - 1, None, 1, key="seed", placeholder="any", width=180,
            help=f"The same seed and words give the same {what}.",
        )  # fmt: skip
    if known.loop and with_frames:
        st.toggle("Loop: end where it starts", key="loop")
    if known.sound == ClipSound.CHOICE:
        st.toggle("With sound", key="sound")
    if _offers_hdr(known, brief):
        st.toggle("High dynamic range", key="hdr")


def _offers_hdr(known: Model, brief: Brief) -> bool:
    return brief.hdr or (brief.resolution, brief.duration_s) in known.hdr_at
