"""What fires now, what has fired, and that somebody knows of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select, update

from studio import audit
from studio.alerts import kinds, readings, rules, telling
from studio.engines import has_engine
from studio.errors import TooLate
from studio.tables import Alert, AlertKind, AlertState, Deed

FIRED = (AlertState.FIRING, AlertState.ACKNOWLEDGED)
MOST_SHOWN = 200


@dataclass(frozen=True)
class AlertLine:
    """What stands on every page: the gravest sentence, and how many others there are."""

    sentence: str
    is_grave: bool
    more: int


def list_fired(session: Session) -> Sequence[Alert]:
    """What fires, acknowledged or not, the gravest and oldest first."""
    fired = select(Alert).where(col(Alert.state).in_(FIRED))
    return session.exec(fired.order_by(col(Alert.state).desc(), col(Alert.is_grave).desc(), col(Alert.fired_at))).all()


def list_past(session: Session, since: datetime) -> Sequence[Alert]:
    """Those that are over, newest first."""
    past = select(Alert).where(col(Alert.fired_at) > since, col(Alert.cleared_at).is_not(None))
    return session.exec(past.order_by(col(Alert.fired_at).desc()).limit(MOST_SHOWN)).all()


def line(session: Session, at: datetime) -> AlertLine | None:
    """Of what nobody has acknowledged; None while there is nothing."""
    firing = [alert for alert in list_fired(session) if alert.state == AlertState.FIRING]
    firing += unnoticed(session, at)
    if not firing:
        return None
    first = max(firing, key=lambda alert: alert.is_grave)
    return AlertLine(first.sentence, first.is_grave, len(firing) - 1)


def unnoticed(session: Session, at: datetime) -> Sequence[Alert]:
    """That no engine lives is seen by whoever looks, as none is there to write it down. These are in no table."""
    if has_engine(session, at):
        return []
    noticed = set(session.exec(select(Alert.rule_id).where(col(Alert.state).in_(FIRED))).all())
    return [alert for alert in _silences(session, at) if alert.rule_id not in noticed]


def _silences(session: Session, at: datetime) -> Iterator[Alert]:
    for rule in rules.list_rules(session):
        if rule.kind == AlertKind.SILENT and rule.is_on:
            for reading in readings.read(session, rule, at, free_bytes=0):
                if kinds.is_broken(rule, reading.value - 60 * rule.for_minutes):
                    yield Alert(
                        rule_id=rule.id, state=AlertState.FIRING, is_grave=rule.is_grave, since=at, value=reading.value,
                        threshold=rule.threshold, sentence=reading.sentence,
                    )  # fmt: skip


def acknowledge(session: Session, alert_id: str, who: str, at: datetime) -> None:
    """Nothing more is sent until it has cleared and fires again. Raises TooLate."""
    is_firing = col(Alert.id) == alert_id, col(Alert.state) == AlertState.FIRING
    values = {"state": AlertState.ACKNOWLEDGED, "acknowledged_by": who, "acknowledged_at": at}
    changed = update(Alert).where(*is_firing).values(**values).execution_options(synchronize_session=False)
    if session.exec(changed).rowcount != 1:
        raise TooLate("This alert does not fire any more, or somebody has acknowledged it already.")
    alert = session.get_one(Alert, alert_id)
    telling.withdraw(session, alert, at)
    audit.note(session, who, Deed.ALERT_CHANGED, alert.sentence, "acknowledged")
