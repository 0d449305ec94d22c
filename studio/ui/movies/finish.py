"""How a cut is finished: cards, transitions, subtitles, voice, music, fit and loudness. An edit of the outline, like any other."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from studio import library
from studio.database import reading
from studio.library import Filter
from studio.media.film import voice
from studio.media.film.recipe import Join
from studio.productions import editing
from studio.productions.outline import Finish
from studio.tables import Asset
from studio.ui import badges
from studio.ui.movies import edits
from studio.ui.words import ago, running_time

MOST_SOUNDS = 100
JOINS = {Join.CUT: "Cut", Join.CROSS_FADE: "Cross-fade", Join.DIP: "Dip to black", Join.WIPE: "Wipe"}
SUBTITLES = {"none": "None", "soft": "Can be switched on", "burned": "In the picture"}
FITS = {"cover": "Fill the frame", "contain": "Show all, on black", "blur": "Show all, on a blur"}
LOUDNESS = {-14.0: "Loud: −14 LUFS", -16.0: "The web: −16 LUFS", -23.0: "Television: −23 LUFS"}
RATES = (24, 25, 30, 50, 60)
NOBODY = "Nobody speaks"
LANGUAGES = {
    "eng": "English", "fra": "French", "deu": "German", "spa": "Spanish", "ita": "Italian", "por": "Portuguese",
    "nld": "Dutch", "pol": "Polish", "rus": "Russian", "jpn": "Japanese", "zho": "Chinese", "kor": "Korean",
    "hin": "Hindi", "ara": "Arabic",
}  # fmt: skip
SAID = {
    "title": "the title card", "subtitle": "the title card", "end": "the end card", "card_s": "the length of the cards",
    "join": "the transition", "join_s": "the length of the transitions", "subtitles": "the subtitles",
    "language": "the language of the subtitles", "voice": "the voice", "music_id": "the music",
    "music_gain": "how loud the music is", "clip_gain": "how loud the clips are", "fit": "how clips fill the frame",
    "fps": "the pictures per second", "lufs": "the loudness",
}  # fmt: skip


def show_finish(finish: Finish) -> None:
    st.subheader("Finish")
    show_cards(finish)
    show_joins(finish)
    show_words(finish)
    show_sound(finish)
    with st.expander("Frame and loudness", icon=":material/tune:", key="frame_and_loudness"):
        show_choice("Clips of another shape", finish, "fit", FITS)
        with st.container(horizontal=True, gap="small"):
            show_choice("Pictures per second", finish, "fps", {rate: str(rate) for rate in RATES}, width=150)
            show_choice("Loudness", finish, "lufs", LOUDNESS, width=210)


def show_cards(finish: Finish) -> None:
    show_typed("Title card", finish, "title", 300, "The words before the first scene. Empty: no card")
    if finish.title:
        show_typed("Small words below", finish, "subtitle", 500, "A film by …")
    show_typed("End card", finish, "end", 300, "The words behind the last scene. Empty: no card")
    if finish.title or finish.end:
        show_number("Seconds of a card", finish, "card_s", 1.0, 30.0, 0.5)


def show_joins(finish: Finish) -> None:
    with st.container(horizontal=True, gap="small"):
        show_choice("Between scenes", finish, "join", JOINS, width=170)
        if finish.join != Join.CUT:
            show_number("Seconds", finish, "join_s", 0.1, 5.0, 0.1)


def show_words(finish: Finish) -> None:
    with st.container(horizontal=True, gap="small"):
        show_choice("Subtitles", finish, "subtitles", SUBTITLES, width=200)
        if finish.subtitles != "none":
            show_choice("Their language", finish, "language", LANGUAGES, width=150)


def show_sound(finish: Finish) -> None:
    if finish.voice or voice.is_there():
        show_choice("Voice of the narration", finish, "voice", {"": NOBODY} | voice.VOICES)
    if not voice.is_there():
        badges.show_remark(voice.HOW_TO_GET_IT, "orange" if finish.voice else "gray", "voice_over_off")
    if sounds := list_sounds():
        show_choice("Music", finish, "music_id", {None: "No music"} | {one.id: sound_words(one) for one in sounds})
    with st.container(horizontal=True, gap="small"):
        show_number("Clips, how loud", finish, "clip_gain", 0.0, 4.0, 0.1)
        if finish.music_id:
            show_number("Music, how loud", finish, "music_gain", 0.0, 4.0, 0.1)


def list_sounds() -> Sequence[Asset]:
    with reading() as session:
        return [entry.asset for entry in library.find(session, Filter(kind="sound"), per_page=MOST_SOUNDS)]


def sound_words(sound: Asset) -> str:
    length = running_time(sound.duration_s) if sound.duration_s else ""
    return " · ".join(part for part in (sound.title or "Sound", length, ago(sound.created_at)) if part)


# -- one thing of it -----------------------------------------------------------------------------------------


def show_typed(label: str, finish: Finish, name: str, longest: int, placeholder: str) -> None:
    key = f"finish_{name}"
    edits.put(key, getattr(finish, name))
    st.text_input(
        label, getattr(finish, name), key=key, max_chars=longest, placeholder=placeholder, disabled=not edits.can_edit(),
        on_change=change_words, args=(name,),
    )  # fmt: skip


def show_number(label: str, finish: Finish, name: str, least: float, most: float, step: float) -> None:
    key = f"finish_{name}"
    edits.put(key, float(getattr(finish, name)))
    st.number_input(
        label, least, most, float(getattr(finish, name)), step=step, format="%0.1f", key=key, width=150, disabled=not edits.can_edit(),
        on_change=change, args=(name,),
    )  # fmt: skip


def show_choice(label: str, finish: Finish, name: str, words: dict[Any, str], width: Any = "stretch") -> None:
    """What is set stays to be chosen, though we would not offer it."""
    key, value = f"finish_{name}", getattr(finish, name)
    offered = list(words) if value in words else [value, *words]
    edits.put(key, value)
    st.selectbox(
        label, offered, offered.index(value), key=key, width=width,
        format_func=lambda one: words.get(one, str(one)), disabled=not edits.can_edit(), on_change=change, args=(name,),
    )  # fmt: skip


def change(name: str) -> None:
    value = st.session_state[f"finish_{name}"]
    edits.edit(lambda outline: editing.change_finish(outline, **{name: value}), sentence_of(name))


def change_words(name: str) -> None:
    typed: str = st.session_state[f"finish_{name}"] or ""
    edits.edit_typed(lambda outline: editing.change_finish(outline, **{name: typed}), sentence_of(name), typed)


def sentence_of(name: str) -> str:
    return f"Changed {SAID[name]} of the cut."
