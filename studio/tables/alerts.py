"""Alerts: the rules, and each time that one held."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from studio.tables.columns import moment, new_id, now, word, words


class AlertKind(StrEnum):
    """What a rule watches."""

    ERRORS = "errors"  # the share of calls that fail
    BUSY = "busy"  # the share of calls that a provider turns away: 429
    SLOW = "slow"  # what 95 % of the calls of one operation do not exceed, or of the times to a clip
    BALANCE = "balance"  # what is left at a provider
    BUDGET = "budget"  # how far one is used up
    STUCK = "stuck"  # generations that stand still, or run and run
    UNCLEAR = "unclear"  # generations that wait for a person
    SILENT = "silent"  # an engine that no longer tells of itself
    DISK = "disk"  # what is free in the data folder


class AlertState(StrEnum):
    """Where an alert is in its life."""

    OK = "ok"  # not fired yet, or over
    FIRING = "firing"
    ACKNOWLEDGED = "acknowledged"  # still so, and somebody knows of it


class AlertRule(SQLModel, table=True):
    """What is to be told of. Those that come with the studio stand in studio/alerts/rules.py until somebody changes them."""

    __tablename__ = "alert_rule"  # pyright: ignore[reportAssignmentType]

    id: str = Field(default_factory=new_id, primary_key=True)
    kind: AlertKind = Field(sa_type=word(AlertKind))
    provider: str = ""  # none: each of them
    operation: str = ""  # of what is slow: a call's, or `clip` for the time to a clip
    threshold: float  # in the unit of its kind: studio/alerts/kinds.py
    window_minutes: int = 15  # of calls that are looked at
    for_minutes: float = 0  # so long it must hold before it fires, and be over before it clears
    least_count: int = 20  # of calls or clips in the window: fewer say nothing
    is_grave: bool = False  # it has weight: the health address says degraded
    is_on: bool = True
    quiet_from: str = ""  # HH:MM in the studio's time zone: from then on nothing is sent,
    quiet_to: str = ""  # until then
    saved_by: str = ""
    saved_at: datetime = moment(default_factory=now)
    deleted_at: datetime | None = moment(default=None)


class Alert(SQLModel, table=True):
    """One time that a rule held, from when it began to until it was over."""

    id: str = Field(default_factory=new_id, primary_key=True)
    rule_id: str
    about: str = ""  # the provider, or the scope of a budget; nothing: the studio as a whole
    # of a rule and what it is about only one is open
    open_key: str | None = Field(default=None, index=True, unique=True)
    state: AlertState = Field(default=AlertState.OK, sa_type=word(AlertState))
    is_grave: bool = False  # as its rule is
    since: datetime = moment()  # it holds
    well_since: datetime | None = moment(default=None)  # it has fired and no longer holds
    fired_at: datetime | None = moment(default=None)
    held_until: datetime | None = moment(default=None)  # it fired in quiet hours: so long nothing is sent
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = moment(default=None)
    cleared_at: datetime | None = moment(default=None)
    value: float
    threshold: float  # when it was last looked at
    sentence: str = words()

    __table_args__ = (Index("ix_alert_state", "state", "is_grave"), Index("ix_alert_fired", "fired_at"))
