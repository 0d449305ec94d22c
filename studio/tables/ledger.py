"""Money: the ledger, and its limits."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from studio.tables.columns import moment, money, new_id, now, word


class LineKind(StrEnum):
    """What a line of the ledger is."""

    RESERVATION = "reservation"  # set aside
    RELEASE = "release"  # given back: a negative sum
    SETTLEMENT = "settlement"  # paid


class LedgerLine(SQLModel, table=True):
    """What a generation or a writing costs is the sum of its lines: reserved, then released or settled."""

    __tablename__ = "charge"  # pyright: ignore[reportAssignmentType]

    id: str = Field(default_factory=new_id, primary_key=True)
    generation_id: str | None = Field(default=None, foreign_key="generation.id", index=True)
    writing_id: str | None = Field(default=None, foreign_key="writing.id", index=True)  # one of the two is set
    provider: str  # or the writer
    kind: str  # the word of a LineKind
    micro_usd: int = money()
    source: str = ""  # where the figure comes from: the table with its date, or the provider's reply
    at: datetime = moment(default_factory=now, index=True)
    # when it was reserved: it counts for that day and month
    counts_at: datetime = moment(default_factory=now, index=True)
    created_by: str = "local"
    token_id: str | None = Field(default=None, index=True)  # the access token that asked for it
    production_id: str | None = None  # that of its generation or writing

    # all that a sum asks for: no row is read for it
    __table_args__ = (
        Index("ix_charge_sum", "kind", "counts_at", "provider", "created_by", "production_id", "micro_usd"),
        Index("ix_charge_production", "production_id", "counts_at", "kind", "micro_usd"),
    )


class Scope(StrEnum):
    """What a budget is for. A day and a month are UTC's."""

    DAY = "day"
    MONTH = "month"
    PERSON = "person"  # a month of one person
    TOKEN = "token"  # all that one access token asks for, ever
    PRODUCTION = "production"  # all that is made and written for one, ever


class Budget(SQLModel, table=True):
    """A limit on what may be reserved and spent."""

    id: str = Field(default_factory=new_id, primary_key=True)
    scope: Scope = Field(sa_type=word(Scope))
    subject: str = ""  # the person, the token or the production it is for
    micro_usd: int = money()
    saved_by: str = "local"
    saved_at: datetime = moment(default_factory=now)

    __table_args__ = (Index("ix_budget_for", "scope", "subject", unique=True),)
