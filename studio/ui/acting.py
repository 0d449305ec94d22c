"""What a button does: one deed in one transaction. What cannot be done any more becomes a sentence, never a traceback."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from sqlmodel import Session

from studio.database import writing
from studio.errors import StudioError
from studio.ui.words import literal

DeedFunction = Callable[[Session, str], Any]


def act(deed: DeedFunction, thing_id: str, said: str) -> None:
    """`deed` is done to the thing, then `said`; or the screen says why not."""
    if succeeds(deed, thing_id):
        st.toast(said, icon=":material/check:")


def succeeds(deed: DeedFunction, thing_id: str) -> bool:
    try:
        with writing() as session:
            deed(session, thing_id)
    except StudioError as reason:
        refuse(reason)
        return False
    return True


def refuse(reason: StudioError | str) -> None:
    st.toast(literal(str(reason)), icon=":material/error:", duration="long")
