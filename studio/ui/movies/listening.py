"""Listen: what was spoken before is played at once; otherwise it is spoken first, for nothing or for its price."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from studio import engines, library, speeches
from studio.database import reading
from studio.files import Files
from studio.media.film import voice
from studio.settings import load
from studio.tables import Speech, SpeechState, now
from studio.ui import badges
from studio.ui.movies import edits, speaking
from studio.ui.running import LIVE_S
from studio.voices.script import Script

OPENED = "listened_to"  # by button: the id of the script that is played below it


def show_button(script: Script, key: str, make: Callable[[], Script | None]) -> None:
    """`make` is asked when it is pressed: for what stands there then."""
    if not script.costs and not voice.is_there():
        return
    speech = find(script)
    is_heard = speech is not None and is_there(speech)
    price = "" if is_heard or not script.costs else f" · {speaking.about(speaking.price_of([script]))}"
    st.button(
        f"Listen{price}", key=key, icon=":material/volume_up:", type="tertiary", on_click=press, args=(key, make),
        disabled=not edits.can_edit() and not is_heard,
    )  # fmt: skip


def press(key: str, make: Callable[[], Script | None]) -> None:
    if script := make():
        opened: dict[str, str] = st.session_state.setdefault(OPENED, {})
        opened[key] = script.id
        speech = find(script)
        if speech is None or not (speech.is_under_way or is_there(speech)):
            speaking.ask(partial(as_script, make))


def as_script(make: Callable[[], Script | None]) -> list[Script]:
    script = make()
    return [script] if script else []


def show_player(script: Script, key: str) -> None:
    """Below the button, once it was pressed; looks every second until it is there."""
    if st.session_state.get(OPENED, {}).get(key) != script.id:
        return
    first = find(script)

    @st.fragment(run_every=LIVE_S if first and first.is_under_way else None, key=f"{key}_player")
    def show() -> None:
        found = find(script)
        if (found and found.state) != (first and first.state):
            st.rerun()
        if found:
            show_speech(found)

    show()


def show_speech(speech: Speech) -> None:
    if speech.name and is_there(speech):
        st.audio(library.address(speech.name), autoplay=True)
    elif speech.state == SpeechState.READY:
        badges.show_remark(speeches.GONE, "red", "error")
    elif not speech.is_under_way:
        badges.show_remark(speech.sentence, "red", "error")
    elif has_engine():
        st.caption(":material/graphic_eq: It is being spoken …")
    else:
        badges.show_remark("No engine is running: it is spoken once one is started.", "orange", "power_off")


def is_there(speech: Speech) -> bool:
    return speeches.is_there(speech, Files(load().media))


def has_engine() -> bool:
    with reading() as session:
        return engines.has_engine(session, now())


def find(script: Script) -> Speech | None:
    with reading() as session:
        return speeches.find(session, [script.id]).get(script.id)
