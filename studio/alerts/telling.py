"""What is sent of an alert: one notice when it fires, one when it has cleared, for the admins. In quiet hours both wait."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from studio import notices
from studio.alerts import quiet, rules
from studio.alerts.kinds import MEASURES, amount
from studio.tables import Alert, AlertRule, News


def tell_of_fire(session: Session, rule: AlertRule, alert: Alert) -> None:
    notices.write(
        session,
        News.ALERT,
        _key(alert, "fired"),
        f"Alert: {rules.name_of(rule)}",
        alert.sentence,
        facts=_facts(rule, alert, "firing"),
        send_at=alert.held_until or alert.fired_at,
    )


def tell_of_end(session: Session, rule: AlertRule, alert: Alert, at: datetime, zone: str) -> None:
    notices.write(
        session,
        News.ALERT,
        _key(alert, "cleared"),
        f"Over: {rules.name_of(rule)}",
        f"It is well again. Before, it said: {alert.sentence}",
        facts=_facts(rule, alert, "ok"),
        send_at=quiet.ends_at(rule, at, zone) or at,
    )


def withdraw(session: Session, alert: Alert, at: datetime) -> bool:
    """What waits for the end of quiet hours is not sent any more. False: it has been sent, or is about to be."""
    held = alert.held_until
    return held is not None and at < held and notices.withdraw(session, _key(alert, "fired"), held)


def _key(alert: Alert, what: str) -> str:
    return f"alert {alert.id} {what}"


def _facts(rule: AlertRule, alert: Alert, state: str) -> dict[str, Any]:
    return {
        "rule": rules.name_of(rule),
        "kind": rule.kind.value,
        "provider": alert.about,
        "state": state,
        "value": alert.value,
        "threshold": rule.threshold,
        "unit": MEASURES[rule.kind].unit,
        "limit": amount(rule.kind, rule.threshold),
        "is_grave": rule.is_grave,
        "sentence": alert.sentence,
    }
