"""What a clip starts and ends on: a picture by address, from the library or uploaded; or the end of another clip."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from studio import generations, library
from studio.brief import Keyframe, Reference
from studio.database import LONGEST_SEARCH, reading, writing
from studio.errors import NotFound, StudioError
from studio.files import Files
from studio.library import LibraryEntry, LibraryFilter
from studio.providers import catalogue
from studio.providers.catalogue import Model
from studio.settings import load
from studio.tables import Asset, AssetKind
from studio.ui import badges, draft, who
from studio.ui.stills import show_still
from studio.ui.words import ago, first_words

LABELS = {"first_frame": "First frame", "last_frame": "Last frame"}
STILLS = {AssetKind.PICTURE: "A picture of the library", AssetKind.CLIP: "The last frame of a clip"}
ADDRESS = (r"^https?://\S+$", "An address begins with https://")
OFFERED = 12  # newest pictures or clips in a dialog
SMALL, SMALL_HEIGHT = 150, 85  # pixels
REFUSED = "refused_upload"  # why, for as long as the dialog shows it

Take = Callable[[str, Any], None]  # what is done with a choice: by what was asked for


def show_continued(known: Model) -> None:
    """Which clip it goes on from, or a way to choose one."""
    if not known.continues:
        return
    if continued := st.session_state.get("continues_id"):
        with reading() as session:
            name, prompt = _poster_of_generation(session, continued)
        with st.container(horizontal=True, vertical_alignment="center", border=True, key="continued"):
            if name:
                st.image(library.address(name), width=96, alt="The clip it continues")
            with st.container(gap=None):
                st.caption("Continues from the last frame of")
                st.text(first_words(prompt, 70))
            show_button("Do not continue", "stop_continuing", "link_off", forget, "continues_id")
    else:
        show_button("Continue from a clip", "choose_clip", "line_end_arrow_notch", start_choosing, "continues_id")


def _poster_of_generation(session: Any, generation_id: str) -> tuple[str | None, str]:
    try:
        generation = generations.get(session, generation_id)
    except NotFound:
        return None, "A clip that is no longer there"
    asset = library.get(session, generation.asset_id).asset if generation.asset_id else None
    return asset.poster if asset else None, generation.prompt


def show_frames(known: Model) -> None:
    names = [name for name in LABELS if getattr(known, name)]
    if not names:
        return
    for column, name in zip(st.columns(len(names)), names, strict=True):
        with column:
            show_ways_in(known, name)


def show_ways_in(known: Model, name: str) -> None:
    """From the library or by address. Where the model takes both, the one that is given hides the other."""
    from_library, by_address = bool({"file", "own"} & set(known.pictures)), "address" in known.pictures
    if from_library and not (by_address and st.session_state.get(f"{name}_url")):
        show_picture(name)
    if by_address and not (from_library and st.session_state.get(name)):
        st.text_input(
            LABELS[name], key=f"{name}_url", placeholder="https:// address of a picture", validate=ADDRESS,
            icon=":material/image:", label_visibility="collapsed" if from_library else "visible",
        )  # fmt: skip


def show_picture(name: str) -> None:
    frame: Keyframe | None = st.session_state.get(name)
    st.caption(LABELS[name])
    if frame and frame.asset_id:
        with reading() as session:
            asset = _asset(session, frame.asset_id)
        if asset and asset.poster:
            st.image(library.address(asset.poster), width=SMALL, alt=LABELS[name])
        show_button("Remove", f"remove_{name}", "close", forget, name)
    else:
        show_button("Choose a picture", f"choose_{name}", "add_photo_alternate", start_choosing, name)


def _asset(session: Any, asset_id: str) -> Asset | None:
    try:
        return library.get(session, asset_id).asset
    except NotFound:
        return None


def show_button(label: str, key: str, icon: str, deed: Callable[..., None], *arguments: Any) -> None:
    st.button(label, key=key, icon=f":material/{icon}:", on_click=deed, args=arguments)


def forget(name: str) -> None:
    st.session_state[name] = None


def start_choosing(name: str) -> None:
    st.session_state["choosing"] = name


def stop_choosing() -> None:
    st.session_state.pop("choosing", None)
    st.session_state.pop(REFUSED, None)


def take_into_draft(name: str, value: Any) -> None:
    if name == "references":
        value = (
            *(st.session_state.get("references") or ()),
            Reference(asset_id=value.asset_id, role=draft.known().roles[0]),
        )
    st.session_state[name] = value
    if name == "continues_id":
        st.session_state["first_frame"] = None


def choose(name: str, value: Any, take: Take) -> None:
    take(name, value)
    stop_choosing()
    st.rerun()


def show_choice(take: Take = take_into_draft) -> None:
    """The dialog that was asked for, if one was. `take` is told what was asked for, and what was chosen."""
    name = st.session_state.get("choosing")
    if name == "continues_id":
        choose_clip(take)
    elif name:
        choose_picture(name, take)


@st.dialog("Continue from a clip", width="large", on_dismiss=stop_choosing)
def choose_clip(take: Take) -> None:
    words = st.text_input(
        "Search", key="choice_search", type="search", placeholder="Search prompts", max_chars=LONGEST_SEARCH, live=True
    )
    known = catalogue.model(st.session_state["model"])
    provider = "" if "last frame" in known.continues else known.provider
    with reading() as session:
        entries = library.find(session, LibraryFilter(text=words or "", provider=provider), per_page=OFFERED)
    if not entries:
        st.caption("No clip yet, or none with these words.")
    show_choices([entry for entry in entries if entry.generation], "continues_id", "Continue this", take)


@st.dialog("Choose a picture", width="large", on_dismiss=stop_choosing)
def choose_picture(name: str, take: Take) -> None:
    st.file_uploader(
        "Upload a JPEG, PNG or WebP", type=["jpg", "jpeg", "png", "webp"], key="uploaded", max_upload_size=32,
        on_change=take_in_upload, args=(name, take),
    )  # fmt: skip
    with st.container(key="refused_upload"):  # a toast would wait for the page: a dialog is drawn by itself
        if refused := st.session_state.get(REFUSED):
            badges.show_remark(refused, "orange", "block")
    kind = st.segmented_control(
        "Or take", list(STILLS), key="choice_kind", default=AssetKind.PICTURE, required=True,
        format_func=STILLS.__getitem__,
    )  # fmt: skip
    with reading() as session:
        entries = library.find(session, LibraryFilter(kind=kind), per_page=OFFERED)
    if not entries:
        st.caption(f"There is no {kind} in the library yet.")
    show_choices(entries, name, "Use this", take)


def show_choices(entries: Any, name: str, verb: str, take: Take) -> None:
    with st.grid("auto", min_column_width=SMALL):
        for entry in entries:
            with st.container(key=f"choice_{entry.asset.id}", gap="xsmall"):
                show_one_choice(entry, name, verb, take)


def show_one_choice(entry: LibraryEntry, name: str, verb: str, take: Take) -> None:
    asset, generation = entry.asset, entry.generation
    still = asset.last_frame if asset.kind == AssetKind.CLIP and name != "continues_id" else asset.poster
    show_still(asset, still, SMALL_HEIGHT, "Picture to choose")
    st.caption(ago(asset.created_at))
    value = generation.id if generation and name == "continues_id" else Keyframe(asset_id=asset.id)
    st.button(verb, key=f"take_{asset.id}", on_click=choose, args=(name, value, take), width="stretch")


def take_in_upload(name: str, take: Take) -> None:
    """A picture that somebody uploads becomes one of the library's."""
    uploaded = st.session_state.get("uploaded")
    st.session_state.pop(REFUSED, None)
    if uploaded is None:
        return
    try:
        visitor = who.require_maker()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "picture"
            path.write_bytes(uploaded.getbuffer())
            asset = library.asset_of_picture(Files(load().media), path)
        asset.created_by = visitor.name
        with writing() as session:
            library.add(session, asset)
    except StudioError as reason:
        st.session_state[REFUSED] = str(reason)
        return
    choose(name, Keyframe(asset_id=asset.id), take)
