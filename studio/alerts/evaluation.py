"""What the engines do every few seconds: look at every rule, and let its alerts begin, fire, clear. Several may look at once: each
change is a compare-and-swap, and who makes it writes the notice in the same transaction."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Engine as Database
from sqlmodel import Session, col, delete, select

from studio import database as db
from studio.alerts import kinds, quiet, readings, rules, telling
from studio.alerts.readings import Reading
from studio.tables import Alert, AlertRule, AlertState

KEPT_FOR = timedelta(days=90)
Change = Callable[[Session], None]


@dataclass(frozen=True)
class Circumstances:
    """When, and what of this machine no row tells."""

    at: datetime
    free_bytes: int
    time_zone: str


def evaluate(database: Database, here: Circumstances) -> None:
    """Nothing is written while nothing changes."""
    with db.reading(database) as session:
        changes = list(_changes(session, here))
    if changes:
        with db.writing(database) as session:
            for change in changes:
                change(session)


def forget_old(session: Session, at: datetime) -> None:
    session.exec(delete(Alert).where(col(Alert.cleared_at) < at - KEPT_FOR))


def _changes(session: Session, here: Circumstances) -> Iterator[Change]:
    watching = [rule for rule in rules.list_rules(session) if rule.is_on]
    still_open = session.exec(select(Alert).where(col(Alert.open_key).is_not(None))).all()
    for rule in watching:
        theirs = {alert.about: alert for alert in still_open if alert.rule_id == rule.id}
        yield from _changes_of(rule, theirs, readings.read(session, rule, here.at, here.free_bytes), here)
    known = {rule.id for rule in watching}
    yield from (partial(_close, alert, here) for alert in still_open if alert.rule_id not in known)


def _changes_of(
    rule: AlertRule, alerts: Mapping[str, Alert], found: Sequence[Reading], here: Circumstances
) -> Iterator[Change]:
    now = {reading.about: reading for reading in found}
    for about in {**alerts, **now}:
        if change := _next(rule, alerts.get(about), now.get(about), here):
            yield change


def _next(rule: AlertRule, alert: Alert | None, reading: Reading | None, here: Circumstances) -> Change | None:
    """Where there is nothing to read any more, all is well."""
    is_broken = reading is not None and kinds.is_broken(rule, reading.value)
    if alert is None:
        return partial(_begin, rule, reading, here) if reading and is_broken else None
    if alert.state == AlertState.OK:
        if not (reading and is_broken):
            return partial(_forget, alert)
        return partial(_fire, rule, alert, reading, here) if _has_held(alert.since, rule, here) else None
    if reading is None or kinds.is_well(rule, reading.value):
        if alert.well_since is None and rule.for_minutes:
            return partial(_ease, alert, here)
        return partial(_clear, rule, alert, here) if _has_held(alert.well_since or here.at, rule, here) else None
    is_news = alert.well_since is not None or reading.sentence != alert.sentence
    return partial(_go_on, rule, alert, reading) if is_news else None


def _has_held(since: datetime, rule: AlertRule, here: Circumstances) -> bool:
    return here.at - since >= timedelta(minutes=rule.for_minutes)


# -- changes ----------------------------------------------------------------------------------------------


def _begin(rule: AlertRule, reading: Reading, here: Circumstances, session: Session) -> None:
    """It holds since now. Who comes second finds it begun."""
    alert = Alert(
        rule_id=rule.id,
        about=reading.about,
        open_key=f"{rule.id} {reading.about}",
        is_grave=rule.is_grave,
        since=here.at,
        value=reading.value,
        threshold=rule.threshold,
        sentence=reading.sentence,
    )
    if db.insert_once(session, alert, "open_key") and _has_held(here.at, rule, here):
        _fire(rule, alert, reading, here, session)


def _forget(alert: Alert, session: Session) -> None:
    """It never fired."""
    session.exec(delete(Alert).where(col(Alert.id) == alert.id, col(Alert.state) == AlertState.OK))


def _fire(rule: AlertRule, alert: Alert, reading: Reading, here: Circumstances, session: Session) -> None:
    held_until = quiet.ends_at(rule, here.at, here.time_zone)
    told = _told(rule, reading)
    if _swap(session, alert, state=AlertState.FIRING, fired_at=here.at, held_until=held_until, **told):
        telling.tell_of_fire(session, rule, alert)


def _go_on(rule: AlertRule, alert: Alert, reading: Reading, session: Session) -> None:
    _swap(session, alert, well_since=None, **_told(rule, reading))


def _ease(alert: Alert, here: Circumstances, session: Session) -> None:
    _swap(session, alert, well_since=here.at)


def _clear(rule: AlertRule, alert: Alert, here: Circumstances, session: Session) -> None:
    """Who was told that it fired is told that it is over; who has acknowledged it looks at it anyway."""
    is_minded = alert.state == AlertState.FIRING
    if _end(session, alert, here.at) and not telling.withdraw(session, alert, here.at) and is_minded:
        telling.tell_of_end(session, rule, alert, here.at, here.time_zone)


def _close(alert: Alert, here: Circumstances, session: Session) -> None:
    """Without a word: of a rule that is gone or switched off nobody waits to hear."""
    if alert.state == AlertState.OK:
        _forget(alert, session)
    elif _end(session, alert, here.at):
        telling.withdraw(session, alert, here.at)


def _end(session: Session, alert: Alert, at: datetime) -> bool:
    return _swap(session, alert, state=AlertState.OK, cleared_at=at, open_key=None)


def _told(rule: AlertRule, reading: Reading) -> dict[str, object]:
    return {
        "value": reading.value,
        "sentence": reading.sentence,
        "threshold": rule.threshold,
        "is_grave": rule.is_grave,
    }


def _swap(session: Session, alert: Alert, **values: object) -> bool:
    """Where it is still as it was seen, and nobody has closed it. `alert` is brought up to date."""
    return db.change_if(session, alert, (col(Alert.state) == alert.state, col(Alert.cleared_at).is_(None)), values)
