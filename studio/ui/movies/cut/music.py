"""The music of a cut: choose a sound of the library and hear it before, upload one, or have it made here. Each an edit of the outline."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from sqlmodel import Session

from studio import library
from studio.access import Visitor
from studio.database import LONGEST_SEARCH, reading
from studio.library import LibraryFilter
from studio.media.music.moods import MOODS
from studio.productions import editing
from studio.productions.cut import music as chosen_music
from studio.productions.cut.music import ChosenMusic
from studio.productions.outline import Finish
from studio.tables import Asset, AssetKind, Production
from studio.ui import acting, badges, fields, sounds
from studio.ui.movies import edits
from studio.ui.movies.seen import SeenMovie
from studio.ui.words import literal, running_time

CHOOSING = "choosing_music"
OFFERED = 12  # newest sounds in the dialog
SAID = {
    "music_gain": "how loud the music is", "music_ducked_to": "how loud the music is under speech",
    "music_start_s": "where the music starts", "music_loops": "whether the music is repeated",
    "music_fade_in_s": "how the music begins", "music_fade_out_s": "how the music ends",
}  # fmt: skip


def show_music(seen: SeenMovie, found: ChosenMusic) -> None:
    finish = seen.outline.finish
    st.subheader("Music")
    with st.container(key="chosen_music", gap="small"):
        show_chosen(finish, found)
    with st.container(horizontal=True, gap="small", key="ways_to_music"):
        show_ways(finish, chosen_music.length_s(seen.outline, seen.made))
    if finish.music_id:
        show_how(finish, found.sound)
        if reason := chosen_music.reason_against(found, finish):
            badges.show_remark(reason, "orange", "music_off")


def show_chosen(finish: Finish, found: ChosenMusic) -> None:
    if found.sound:
        show_sound(found.sound)
    elif not finish.music_id:
        st.caption("No music yet. Choose a sound of the library, upload one, or have it made here.")
    elif found.is_coming and found.tune:
        badges.show_remark(f"{found.tune.title}: it is being made, which takes some seconds.", "blue", "music_note")
    elif found.failure:
        badges.show_remark(found.failure, "red", "error")
    else:
        badges.show_remark("This music is not in the library any more: the film is without it.", "orange", "music_off")
        if found.deleted:
            st.button(
                "Bring it back", key="restore_music", icon=":material/undo:", type="tertiary", on_click=restore,
                args=(found.deleted.id,), disabled=not edits.can_edit(),
            )  # fmt: skip


def show_sound(sound: Asset) -> None:
    st.markdown(f"**{literal(sound.title or 'Sound')}** · {running_time(sound.duration_s or 0)}")
    sounds.show_player(sound)


def show_ways(finish: Finish, film_s: float) -> None:
    st.button(
        "Choose a sound", key="choose_music", icon=":material/library_music:", on_click=start_choosing,
        disabled=not edits.can_edit(),
    )  # fmt: skip
    with st.popover("Make music here · free", icon=":material/piano:", key="make_music", disabled=not edits.can_edit()):
        show_making(film_s)
    if finish.music_id:
        st.button(
            "No music", key="no_music", icon=":material/close:", type="tertiary", on_click=use, args=(None,),
            disabled=not edits.can_edit(),
        )  # fmt: skip


def show_making(film_s: float) -> None:
    st.selectbox("Mood", list(MOODS), format_func=lambda name: MOODS[name].label, key="mood")
    length = running_time(film_s)
    st.caption(f"An instrumental of {length}, as long as the film. This machine plays it by rule, in some seconds.")
    st.button(
        "Make it · free",
        key="make_it",
        type="primary",
        icon=":material/piano:",
        on_click=make,
        disabled=not edits.can_edit(),
    )


# -- how it is heard -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Field:
    """A number of the finish; on the screen it is `scale` times as large."""

    name: str
    label: str
    most: float
    step: float
    scale: float = 1
    help: str | None = None

    @property
    def key(self) -> str:
        return f"finish_{self.name}"


LOUD = Field("music_gain", "How loud", 4, 0.1)
UNDER_SPEECH = Field("music_ducked_to", "Under speech, %", 100, 5, 100, "What is left of it while somebody speaks")
FADE_IN, FADE_OUT = Field("music_fade_in_s", "Fade in, s", 30, 0.5), Field("music_fade_out_s", "Fade out, s", 30, 0.5)


def show_how(finish: Finish, sound: Asset | None) -> None:
    length_s = sound.duration_s if sound and sound.duration_s else 3600.0
    latest_s = max(finish.music_start_s, round(length_s - 0.1, 1))
    starts = Field("music_start_s", "Begins at, s", latest_s, 1, help="How far into the music the film begins")
    with st.container(horizontal=True, gap="small", key="how_music_is_heard"):
        for field in (LOUD, UNDER_SPEECH, starts, FADE_IN, FADE_OUT):
            show_number(finish, field)
    fields.put("finish_music_loops", finish.music_loops)
    st.toggle(
        "Again and again, as long as the film", finish.music_loops, key="finish_music_loops",
        disabled=not edits.can_edit(), on_change=change_loops,
    )  # fmt: skip


def show_number(finish: Finish, field: Field) -> None:
    value = round(getattr(finish, field.name) * field.scale, 2)
    fields.put(field.key, float(value))
    st.number_input(
        field.label, 0.0, float(field.most), float(value), step=float(field.step), key=field.key, width=132, help=field.help,
        format="%.0f" if field.scale > 1 else "%.1f", disabled=not edits.can_edit(), on_change=change_number, args=(field,),
    )  # fmt: skip


def change_number(field: Field) -> None:
    change(field.name, st.session_state[field.key] / field.scale)


def change_loops() -> None:
    change("music_loops", st.session_state["finish_music_loops"])


def change(name: str, value: Any) -> None:
    edits.edit(lambda outline: editing.change_finish(outline, **{name: value}), f"Changed {SAID[name]}.")


# -- which it is ---------------------------------------------------------------------------------------------


def use(asset_id: str | None) -> None:
    said = "Changed the music of the cut." if asset_id else "Took the music off the cut."
    if edits.edit(lambda outline: chosen_music.choose(outline, asset_id), said):
        stop_choosing()


def make() -> None:
    """It is made by an engine: the page goes on, and shows it when it is there."""
    mood: str = st.session_state["mood"]

    def ask(session: Session, seen: Production, visitor: Visitor) -> None:
        chosen_music.make(session, seen, mood, asked_by=visitor)

    edits.succeeds(ask)


def restore(asset_id: str) -> None:
    acting.act(library.restore, asset_id, "It is back in the library")


def start_choosing() -> None:
    st.session_state[CHOOSING] = True


def stop_choosing() -> None:
    st.session_state.pop(CHOOSING, None)


def show_choice() -> None:
    """The dialog, if it was asked for."""
    if st.session_state.get(CHOOSING):
        choose()


@st.dialog("Choose a sound", width="large", on_dismiss=stop_choosing)
def choose() -> None:
    sounds.show_uploader("music_upload", use_uploaded)
    words = st.text_input(
        "Search", key="music_search", type="search", placeholder="Search names", max_chars=LONGEST_SEARCH, live=True
    )
    wanted = LibraryFilter(kind=AssetKind.SOUND, text=words or "")
    with reading() as session:
        count = library.count(session, wanted)
        entries = library.find(session, wanted, per_page=OFFERED)
    st.caption(offer_words(count, words or ""))
    for entry in entries:
        show_offered(entry.asset)
    acting.show_said()  # a dialog is drawn by itself: the page would say it later


def offer_words(count: int, words: str) -> str:
    if not count:
        return "None of your sounds is called so." if words else "There is no sound in the library yet: upload one."
    if count > OFFERED:
        return f"The newest {OFFERED} of {count:,}. Search for the others by their names."
    return "Listen, then take one."


def show_offered(sound: Asset) -> None:
    with st.container(border=True, key=f"offered_{sound.id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(gap=None):
                st.text(sound.title or "Sound")
                st.caption(sounds.facts_of(sound))
            st.button("Use this", key=f"use_{sound.id}", on_click=use_chosen, args=(sound.id,))
        sounds.show_player(sound)


def use_chosen(asset_id: str) -> None:
    use(asset_id)
    st.rerun()


def use_uploaded(found: Sequence[Asset]) -> None:
    sounds.say_taken_in(found)
    use_chosen(found[0].id)
