"""What is left in the accounts at providers, as each told it last. Kept beside the settings."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from studio.database import insert_once
from studio.providers.interface import Connection
from studio.tables import Setting

BELIEVED_FOR = timedelta(hours=25)  # what was told long ago says nothing now


@dataclass(frozen=True)
class Balance:
    usd: float
    at: datetime


def keep(session: Session, provider: str, answer: Connection, at: datetime) -> None:
    """What a free call with the key in use has told. An answer without a balance changes nothing."""
    if answer.balance_usd is not None:
        value = {"usd": answer.balance_usd, "at": at.isoformat()}
        session.merge(Setting(name=_name(provider), value=value, saved_at=at))


def list_told(session: Session, providers: Collection[str], at: datetime) -> dict[str, Balance]:
    """By provider."""
    named = {_name(provider): provider for provider in providers}
    rows = session.exec(select(Setting).where(col(Setting.name).in_(named))).all()
    told = {
        named[row.name]: Balance(row.value["usd"], datetime.fromisoformat(row.value["at"])) for row in rows if row.value
    }
    return {provider: one for provider, one in told.items() if at - one.at < BELIEVED_FOR}


def is_due(session: Session, provider: str, at: datetime, every: timedelta) -> bool:
    """Whether nobody has asked for so long."""
    row = session.get(Setting, _name(provider))
    return row is None or row.saved_at <= at - every


def take_turn(session: Session, provider: str, at: datetime, every: timedelta) -> bool:
    """Of all who find it due one alone is to ask."""
    name = _name(provider)
    if insert_once(session, Setting(name=name, value={}, saved_at=at, saved_by="engine"), "name"):
        return True
    is_old = col(Setting.name) == name, col(Setting.saved_at) <= at - every
    return session.exec(update(Setting).where(*is_old).values(saved_at=at)).rowcount == 1


def _name(provider: str) -> str:
    return f"balance {provider}"
