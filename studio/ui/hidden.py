"""Failures that a person has seen enough of. They stay hidden after a reload."""

from collections.abc import Sequence

from sqlmodel import Session

from studio import saved_settings
from studio.database import writing
from studio.ui import who

NAME = "draft.hidden_failures"
KEPT = 100


def ids(session: Session) -> set[str]:
    return set(saved_settings.kept(session, who.own(NAME)) or [])


def hide(session: Session, generation_id: str) -> None:
    _hide(session, who.own(NAME), [generation_id])


def hide_all(generation_ids: Sequence[str]) -> None:
    name = who.own(NAME)  # before the transaction: that somebody is here may be written down in another
    with writing() as session:
        _hide(session, name, generation_ids)


def _hide(session: Session, name: str, generation_ids: Sequence[str]) -> None:
    saved_settings.keep(session, name, [*(saved_settings.kept(session, name) or []), *generation_ids][-KEPT:])
