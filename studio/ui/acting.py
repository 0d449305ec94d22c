"""What a button does: one deed in one transaction. What cannot be done any more becomes a sentence, never a traceback."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from sqlmodel import Session

from studio.budgets import OverBudget
from studio.database import writing
from studio.errors import StudioError
from studio.ui import who
from studio.ui.words import literal

DeedFunction = Callable[[Session, str], Any]
TO_SAY, GO_TO = "to_say", "go_to"
OVER_BUDGET = "over_budget"  # the sentence of the refusal, which stays on Create


def act(deed: DeedFunction, thing_id: str, said: str) -> bool:
    """`deed` is done to the thing, then `said`; or the screen says why not."""
    if is_done := succeeds(deed, thing_id):
        say(said)
    return is_done


def succeeds(deed: DeedFunction, thing_id: str) -> bool:
    try:
        who.require_maker()
        with writing() as session:
            deed(session, thing_id)
    except StudioError as reason:
        refuse(reason)
        return False
    return True


def act_as_admin(deed: Callable[[Session, str, str], Any], thing_id: str, said: str) -> bool:
    """As `act`, and the deed is told whose it is. Who asks is looked up before the transaction: that may write too."""
    try:
        admin = who.admin()
    except StudioError as reason:
        refuse(reason)
        return False
    return act(lambda session, id_: deed(session, id_, admin), thing_id, said)


def say(words: str, icon: str = "check") -> None:
    """Once the page is drawn: what a callback shows by itself would be lost."""
    st.session_state.setdefault(TO_SAY, []).append((words, icon))


def refuse(reason: StudioError | str) -> None:
    if isinstance(reason, OverBudget):
        st.session_state[OVER_BUDGET] = str(reason)
    say(str(reason), "error")


def has_to_say() -> bool:
    return bool(st.session_state.get(TO_SAY))


def show_said() -> None:
    for words, icon in st.session_state.pop(TO_SAY, []):
        st.toast(literal(words), icon=f":material/{icon}:", duration="long" if icon == "error" else "short")


def go_to(page: Path, query: Mapping[str, str] | None = None) -> None:
    """For callbacks: the frame around the pages does it, before the present one is drawn again."""
    st.session_state[GO_TO] = page, query
    st.rerun()


def go_where_asked() -> None:
    if asked := st.session_state.pop(GO_TO, None):
        switch_to(*asked)


def switch_to(page: Path, query: Mapping[str, str] | None = None) -> None:
    """With a query, even an empty one: without, Streamlit refuses to leave behind what filters have put into the address."""
    st.switch_page(page, query_params=query or {})


def close(deed: Callable[..., None], *arguments: Any) -> None:
    """Do it, then draw the whole page: a dialog closes when nobody opens it again."""
    deed(*arguments)
    st.rerun()
