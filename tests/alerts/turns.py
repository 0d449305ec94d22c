"""What the tests of alerts share: calls as they would have been written down, rules as somebody would save them, one look."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine as Database
from sqlmodel import select

from studio import alerts
from studio import database as db
from studio.alerts import rules
from studio.alerts.rules import DEFAULTS, RuleTerms
from studio.tables import Alert, AlertKind, AlertState, Call, EngineBeat, Notice
from tests.clock import Clock

PLENTY = 10**14  # bytes that are free


def only(database: Database, kind: AlertKind, threshold: float, **terms: Any) -> str:
    """This rule and no other."""
    with db.writing(database) as session:
        for rule_id in DEFAULTS:
            rules.switch(session, rule_id, False, "ada")
        return rules.add(session, kind, RuleTerms(threshold=threshold, **terms), "ada").id


def calls(database: Database, clock: Clock, count: int, outcome: str = "ok", **fields: Any) -> None:
    given: dict[str, Any] = {"provider": "luma", "operation": "check", "milliseconds": 100} | fields
    with db.writing(database) as session:
        session.add_all(Call(at=clock(), outcome=outcome, **given) for _ in range(count))


def beat(database: Database, clock: Clock, host: str = "here", **ago: float) -> None:
    with db.writing(database) as session:
        seen_at = clock() - timedelta(**ago)
        session.add(EngineBeat(kind="distributed", host=host, pid=1, started_at=seen_at, seen_at=seen_at))


def look(database: Database, clock: Clock, free_bytes: int = PLENTY, zone: str = "UTC") -> list[tuple[str, str]]:
    """One evaluation, and then what fires: what it is about, and its state."""
    alerts.evaluate(database, alerts.Circumstances(clock(), free_bytes, zone))
    with db.reading(database) as session:
        return [(alert.about, alert.state.value) for alert in alerts.list_fired(session)]


def fired(database: Database) -> Alert:
    with db.reading(database) as session:
        return alerts.list_fired(session)[0]


def everything(database: Database) -> Sequence[Alert]:
    with db.reading(database) as session:
        return session.exec(select(Alert)).all()


def told(database: Database) -> list[str]:
    """What has been written for the outbox."""
    with db.reading(database) as session:
        return [notice.title for notice in session.exec(select(Notice).order_by(Notice.id)).all()]  # pyright: ignore[reportArgumentType]


FIRING = [("luma", AlertState.FIRING.value)]
