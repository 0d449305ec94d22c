"""How a cut is finished: cards, transitions, subtitles, voice, fit and loudness. An edit of the outline, like any other."""

from functools import partial
from typing import Any

import streamlit as st

from studio import saved_settings, speeches
from studio.database import reading
from studio.media.film import voice
from studio.media.film.recipe import Join
from studio.productions import editing
from studio.productions.cut import recipes
from studio.productions.outline import Finish
from studio.ui import badges, fields
from studio.ui.movies import edits, listening
from studio.voices import catalogue
from studio.voices.script import LONGEST_DIRECTION, Script, is_gemini

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
    "language": "the language of the subtitles", "voice": "the voice", "voice_model": "the model of the voice",
    "direction": "how it is spoken", "clip_gain": "how loud the clips are", "fit": "how clips fill the frame",
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
        show_choice("Subtitles", finish, "subtitles", SUBTITLES, width=180)
        if finish.subtitles != "none":
            show_choice("Their language", finish, "language", LANGUAGES, width=145)


def show_sound(finish: Finish) -> None:
    show_voice(finish)
    show_number("Clips, how loud", finish, "clip_gain", 0.0, 4.0, 0.1)


def show_voice(finish: Finish) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        words = {"": NOBODY} | catalogue.offline_voices() | catalogue.gemini_voices()
        show_choice("Voice of the narration", finish, "voice", words, on_change=change_voice)
        if finish.voice:
            listening.show_button(sample_of(finish), "listen_voice", sample_to_hear)
    if finish.voice:
        listening.show_player(sample_of(finish), "listen_voice")
    if is_gemini(finish.voice):
        show_direction(finish)
    elif not voice.is_there():
        badges.show_remark(voice.HOW_TO_GET_IT, "orange" if finish.voice else "gray", "voice_over_off")


def show_direction(finish: Finish) -> None:
    """How a voice of Gemini's is to speak, and with which model."""
    with reading() as session:
        if not saved_settings.current(session).google_api_key:
            badges.show_remark(speeches.NO_KEY, "orange", "key_off")
    show_typed("How it is spoken", finish, "direction", LONGEST_DIRECTION, "Calm, slow, close to the microphone …")
    whole = finish if finish.voice_model else finish.model_copy(update={"voice_model": catalogue.USUAL_MODEL})
    show_choice("Model of the voice", whole, "voice_model", dict(catalogue.MODELS))


def sample_of(finish: Finish) -> Script:
    return recipes.script_of(finish, catalogue.sample_of(finish.voice, finish.language))


def sample_to_hear() -> Script | None:
    """As it was just typed."""
    return sample_of(edits.outline().finish) if save_typed() else None


# -- one thing of it -----------------------------------------------------------------------------------------


def show_typed(label: str, finish: Finish, name: str, longest: int, placeholder: str) -> None:
    key = f"finish_{name}"
    fields.put(key, getattr(finish, name))
    st.text_input(
        label, getattr(finish, name), key=key, max_chars=longest, placeholder=placeholder, disabled=not edits.can_edit(),
        on_change=change_words, args=(name,),
    )  # fmt: skip


def show_number(label: str, finish: Finish, name: str, least: float, most: float, step: float) -> None:
    key = f"finish_{name}"
    fields.put(key, float(getattr(finish, name)))
    st.number_input(
        label, least, most, float(getattr(finish, name)), step=step, format="%0.1f", key=key, width=150, disabled=not edits.can_edit(),
        on_change=change, args=(name,),
    )  # fmt: skip


def show_choice(
    label: str, finish: Finish, name: str, words: dict[Any, str], width: Any = "stretch", on_change: Any = None
) -> None:
    """What is set stays to be chosen, though we would not offer it."""
    key, value = f"finish_{name}", getattr(finish, name)
    offered = list(words) if value in words else [value, *words]
    fields.put(key, value)
    st.selectbox(
        label, offered, offered.index(value), key=key, width=width,
        format_func=lambda one: words.get(one, str(one)), disabled=not edits.can_edit(), on_change=on_change or change,
        args=(name,),
    )  # fmt: skip


def change(name: str) -> None:
    value = st.session_state[f"finish_{name}"]
    edits.edit(lambda outline: editing.change_finish(outline, **{name: value}), sentence_of(name))


def change_voice(name: str) -> None:
    """The model that is usual here comes with it, and stays that of this movie: what was paid for it is not lost when another becomes
    usual."""
    value: str = st.session_state[f"finish_{name}"]
    with reading() as session:
        usual = saved_settings.current(session).voice_model
    model = edits.outline().finish.voice_model or (usual if is_gemini(value) else "")
    edits.edit(lambda outline: editing.change_finish(outline, voice=value, voice_model=model), sentence_of(name))


def change_words(name: str) -> None:
    field = f"finish_{name}"
    typed: str = st.session_state[field] or ""
    change_it = partial(editing.change_finish, **{name: typed})
    edits.edit_typed(field, change_it, sentence_of(name), typed)


def save_typed() -> bool:
    """How it is spoken, as it stands in the fields; whether it could be. Who types and presses a button at once may have the button
    heard first."""
    ways = {"voice": change_voice, "voice_model": change, "direction": change_words}
    for name, save in ways.items():
        if is_typed(name):
            save(name)
    return not any(is_typed(name) for name in ways)


def is_typed(name: str) -> bool:
    """And not saved yet. The model that is usual stands there before anybody has chosen one."""
    saved = getattr(edits.outline().finish, name)
    usual = catalogue.USUAL_MODEL if name == "voice_model" else None
    return st.session_state.get(f"finish_{name}") not in (None, saved, None if saved else usual)


def sentence_of(name: str) -> str:
    return f"Changed {SAID[name]} of the cut."
