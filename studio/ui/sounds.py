"""Sounds on a page: taken in where somebody uploads them, seen as waveforms, heard by their address."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from studio import library
from studio.database import writing
from studio.errors import BadMedia, StudioError
from studio.files import Files
from studio.settings import load
from studio.tables import Access, Asset
from studio.ui import acting, who
from studio.ui.words import counted, file_size, first_words, literal, running_time

TYPES = ["mp3", "wav", "m4a", "m4b", "aac", "flac", "ogg", "oga", "opus"]
MOST_MB = 100
LIMITS = f"MP3, WAV, M4A, AAC, FLAC or Ogg. Each {MOST_MB} MB and an hour at most."
UPLOADS = "sound_uploads"  # how many times there was one: the next begins with an empty field

Take = Callable[[Sequence[Asset]], None]  # hears what is in the library now


def show_uploader(place: str, take: Take, *, many: bool = False) -> None:
    """`place` tells apart several on a page."""
    key = f"{place}_{st.session_state.get(UPLOADS, 0)}"
    st.file_uploader(
        "Upload sounds" if many else "Upload a sound", type=TYPES, key=key, accept_multiple_files=many,
        max_upload_size=MOST_MB, help=LIMITS, disabled=not who.visitor().may(Access.MAKER), on_change=take_in_uploads,
        args=(key, take),
    )  # fmt: skip


def take_in_uploads(key: str, take: Take) -> None:
    """Each by itself: one that is refused does not keep the others out."""
    given: Any = st.session_state.get(key) or []
    uploads = given if isinstance(given, list) else [given]
    found = [sound for one in uploads if (sound := take_in(one))]
    st.session_state[UPLOADS] = st.session_state.get(UPLOADS, 0) + 1
    if found:
        take(found)


def take_in(uploaded: Any) -> Asset | None:
    """None where it was refused, which is said."""
    try:
        visitor = who.require_maker()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "sound"
            path.write_bytes(uploaded.getbuffer())
            asset = library.asset_of_sound(Files(load().media), path, uploaded.name)
        asset.created_by = visitor.name
        with writing() as session:
            library.add(session, asset)
    except BadMedia as reason:
        acting.refuse(f"{first_words(uploaded.name, 60)}: {reason}")
        return None
    except StudioError as reason:
        acting.refuse(reason)
        return None
    return asset


def say_taken_in(found: Sequence[Asset]) -> None:
    said = f"“{first_words(found[0].title, 60)}” is" if len(found) == 1 else f"{counted(len(found), 'sound')} are"
    acting.say(f"{said} in the library")


def show_player(sound: Asset, *, with_waveform: bool = False, autoplay: bool = False) -> None:
    if with_waveform and sound.poster:
        st.image(library.address(sound.poster), width="stretch", alt="How loud it is from start to end")
    st.audio(library.address(sound.name), autoplay=autoplay, alt=f"{sound.title or 'Sound'}")


def facts_of(sound: Asset) -> str:
    """`3:25 · MP3 · 4.9 MB`."""
    return literal(" · ".join([running_time(sound.duration_s or 0), type_of(sound), file_size(sound.size_bytes)]))


def type_of(sound: Asset) -> str:
    return sound.name.rpartition(".")[2].upper()
