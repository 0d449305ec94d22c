"""Quiet hours: what fires in them is shown at once and sent when they are over. They are those of the studio's time zone."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from studio.errors import StudioError
from studio.tables import AlertRule


class BadHours(StudioError):
    """No quiet hours begin and end like that."""


def ends_at(rule: AlertRule, at: datetime, zone: str) -> datetime | None:
    """When the quiet hours end that `at` lies in, if it lies in some."""
    if not (rule.quiet_from and rule.quiet_to):
        return None
    local = at.astimezone(ZoneInfo(zone))
    begin, end = time.fromisoformat(rule.quiet_from), time.fromisoformat(rule.quiet_to)
    now = local.time()
    if not (begin <= now < end if begin < end else now >= begin or now < end):
        return None
    day = local.date() + timedelta(days=now >= end)
    return datetime.combine(day, end, local.tzinfo).astimezone(UTC)


def check(begin: str, end: str) -> tuple[str, str]:
    """As they are kept: `22:00`, `07:00`; both empty for none. Raises BadHours."""
    begin, end = begin.strip(), end.strip()
    if not begin and not end:
        return "", ""
    if not begin or not end:
        raise BadHours("Quiet hours need a beginning and an end: fill in both, or neither.")
    begin, end = _clean(begin), _clean(end)
    if begin == end:
        raise BadHours("Quiet hours that begin and end at the same time would be all day: switch the rule off instead.")
    return begin, end


def _clean(text: str) -> str:
    try:
        return datetime.strptime(text, "%H:%M").strftime("%H:%M")
    except ValueError:
        raise BadHours("Quiet hours are written like 22:00.") from None
