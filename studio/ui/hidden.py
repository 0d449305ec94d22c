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
    saved_settings.keep(
        session, who.own(NAME), [*(saved_settings.kept(session, who.own(NAME)) or []), generation_id][-KEPT:]
    )


def hide_all(generation_ids: Sequence[str]) -> None:
    with writing() as session:
        for generation_id in generation_ids:
            hide(session, generation_id)
