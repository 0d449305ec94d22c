"""The balances that rules watch are asked for: free calls, at most hourly, and only while a rule wants to know and a key is there."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine as Database
from sqlmodel import Session

from studio import balances
from studio import database as db
from studio.alerts import rules
from studio.errors import StudioError
from studio.providers.catalogue import PROVIDERS
from studio.providers.interface import Connection
from studio.settings import Settings
from studio.tables import AlertKind

ASKED_EVERY = timedelta(hours=1)


def balances_due(session: Session, settings: Settings, at: datetime) -> Sequence[str]:
    """The providers to ask now."""
    watching = [rule for rule in rules.list_rules(session) if rule.is_on and rule.kind == AlertKind.BALANCE]
    wanted = {rule.provider for rule in watching}
    has_key = [name for name in PROVIDERS if f"{name}_api_key" in Settings.model_fields and settings.is_ready(name)]
    asked = [name for name in has_key if wanted & {"", name}]
    return [name for name in asked if balances.is_due(session, name, at, ASKED_EVERY)]


def ask_for_balances(database: Database, settings: Settings, at: datetime, call: Callable[[str], Connection]) -> None:
    """Each is called outside of any transaction, by one engine alone. One that does not answer is asked again in an hour."""
    with db.reading(database) as session:
        due = balances_due(session, settings, at)
    for provider in due:
        if _takes_turn(database, provider, at):
            _ask_one(database, provider, at, call)


def _takes_turn(database: Database, provider: str, at: datetime) -> bool:
    with db.writing(database) as session:
        return balances.take_turn(session, provider, at, ASKED_EVERY)


def _ask_one(database: Database, provider: str, at: datetime, call: Callable[[str], Connection]) -> None:
    try:
        answer = call(provider)
    except StudioError:
        return
    with db.writing(database) as session:
        balances.keep(session, provider, answer, at)
