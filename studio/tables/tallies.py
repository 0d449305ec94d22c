"""Tallies: what happened, counted by the hour and the day."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, LargeBinary
from sqlmodel import Field, SQLModel

from studio.tables.columns import moment, money, new_id, word

EVERYBODY = "*"  # in place of a person, where all of them are counted together


class Span(StrEnum):
    """How much of time one tally counts. Both begin and end in UTC."""

    HOUR = "hour"
    DAY = "day"


class Tally(SQLModel, table=True):
    """What happened in one hour or day, of one kind: how often, how long it took, what it cost. Small, so that years of it are
    read at once, and kept when the calls that it counts are gone."""

    id: str = Field(default_factory=new_id, primary_key=True)
    span: Span = Field(sa_type=word(Span))
    starts_at: datetime = moment()
    provider: str
    model: str
    operation: str  # a call's; or `clip`: ended, from submitted to its end; or `wait`: ended, from queued to submitted
    outcome: str  # ok, or a failure kind; of `clip` and `wait` also cancelled
    person: str  # or EVERYBODY, of whom each kind has a row too: what is asked mostly is read from those alone
    count: int = 0
    milliseconds: int = Field(default=0, sa_type=BigInteger)  # of all together
    histogram: bytes = Field(default=b"", sa_type=LargeBinary)  # as studio/tallies/histogram.py writes it
    estimate_micro_usd: int = money(default=0)  # before, of what has ended and has an estimate
    charge_micro_usd: int = money(default=0)  # after, of the same

    __table_args__ = (
        Index("ix_tally_of", "span", "person", "starts_at", "provider", "model", "operation", "outcome", unique=True),
    )
