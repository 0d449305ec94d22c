"""Engines: which of them live, on whatever machine. What one is and does stands in `studio/engine/`."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, select

from studio.tables import SILENT_AFTER, EngineBeat


def living(session: Session, at: datetime) -> Sequence[EngineBeat]:
    """Those that have told of themselves lately."""
    return session.exec(select(EngineBeat).where(EngineBeat.seen_at > at - SILENT_AFTER)).all()


def has_engine(session: Session, at: datetime) -> bool:
    return bool(living(session, at))
