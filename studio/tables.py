"""Every table: the domain in one sitting.

Ids are UUIDv7 strings, so they sort by age. Moments are aware UTC. Money is integer micro-dollars.
The generation rows are the queue, the progress and the truth; there is no second store beside them.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Index, LargeBinary, TypeDecorator
from sqlmodel import AutoString, Column, Field, SQLModel
from uuid6 import uuid7

from studio.brief import Brief, Operation, State
from studio.errors import FailureKind
from studio.redaction import redact


class Scope(StrEnum):
    """What a budget is for. A day and a month are UTC's."""

    DAY = "day"
    MONTH = "month"
    PERSON = "person"  # a month of one person
    TOKEN = "token"  # all that one access token asks for, ever


class Sort(StrEnum):
    """What kind of production it is."""

    MOVIE = "movie"
    BOOK = "book"
    EXPLAINER = "explainer"


class CutState(StrEnum):
    """Where a cut is."""

    WAITING = "waiting"  # for takes that are being made; it has no recipe yet
    QUEUED = "queued"
    RENDERING = "rendering"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Span(StrEnum):
    """How much of time one tally counts. Both begin and end in UTC."""

    HOUR = "hour"
    DAY = "day"


class Access(StrEnum):
    """What somebody may do."""

    VIEWER = "viewer"  # look
    MAKER = "maker"  # look, make and spend
    ADMIN = "admin"  # that, and keys, settings, budgets and people


class News(StrEnum):
    """What a notice tells of."""

    MADE = "made"  # all that was asked for in one go is ready
    FAILED = "failed"  # some of it is not
    UNCLEAR = "unclear"  # a person has to decide
    BUDGET = "budget"  # nearly used up, or wholly
    KEY_DUE = "key due"  # a key is older than it should be
    ALERT = "alert"  # one of the rules for alerts holds, or no longer does


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


class CardKind(StrEnum):
    """What stands on a card of a board."""

    PROMPT = "prompt"  # a brief that can be edited and generated
    CLIP = "clip"
    PICTURE = "picture"
    NOTE = "note"


class Deed(StrEnum):
    """What stands in the audit list."""

    KEY_SAVED = "key saved"
    KEY_TESTED = "key tested"
    KEY_CHOSEN = "key chosen"
    KEY_USED = "key used"
    KEY_ROTATED = "key rotated"
    KEY_DELETED = "key deleted"
    SECRET_ROTATED = "secret rotated"
    SETTING_CHANGED = "setting changed"
    BUDGET_CHANGED = "budget changed"
    LOGIN = "login"
    LOGOUT = "logout"
    PERSON_CHANGED = "person changed"
    TOKEN_MADE = "token made"
    TOKEN_REVOKED = "token revoked"
    RECEIVER_CHANGED = "receiver changed"
    ALERT_CHANGED = "alert changed"
    EXPORT = "export"
    RESTORED = "restored"


EVERYBODY = "*"  # in place of a person, where all of them are counted together


def new_id() -> str:
    return str(uuid7())


def now() -> datetime:
    return datetime.now(UTC)


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment; SQLite keeps it as naive UTC, and it comes back aware."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value and value.astimezone(UTC)


class BriefColumn(TypeDecorator[Brief]):
    """A brief as JSON, with its version inside."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Brief | None, dialect: Dialect) -> dict[str, Any] | None:
        return None if value is None else value.model_dump(mode="json", exclude_none=True)

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> Brief | None:
        return None if value is None else Brief.model_validate(value)


class Words(TypeDecorator[str]):
    """Text that others had a hand in: no key gets into the database by it."""

    impl = AutoString
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value and redact(value)


def moment(**options: Any) -> Any:
    return Field(sa_type=Moment, **options)  # pyright: ignore[reportArgumentType]


def word(kind: type[StrEnum]) -> Any:
    """A column that holds an enum's words, readable in the database by anyone."""
    return Enum(
        kind, native_enum=False, create_constraint=False, length=20, values_callable=lambda k: [w.value for w in k]
    )


def words() -> Any:
    return Field(default="", sa_type=Words)


def money(**options: Any) -> Any:
    return Field(sa_type=BigInteger, **options)


class Generation(SQLModel, table=True):
    """One brief given to one provider, from queued to its end."""

    id: str = Field(default_factory=new_id, primary_key=True)
    brief: Brief = Field(sa_column=Column(BriefColumn, nullable=False))
    provider: str
    model: str
    prompt: str  # the brief's, for the search
    duration_s: float  # the brief's, for the ETA
    operation: Operation = Field(default=Operation.MAKE, sa_type=word(Operation))  # the brief's, for filters
    group_id: str | None = Field(default=None, index=True)  # what was asked for in one go: takes, several models
    request_key: str | None = Field(
        default=None, index=True, unique=True
    )  # who asks twice with the same key gets the same generation
    created_by: str = "local"
    token_id: str | None = None  # the access token that asked for it
    created_at: datetime = moment(default_factory=now)
    queued_at: datetime = moment(default_factory=now)  # or queued again: what it waits is counted from here

    state: State = Field(default=State.QUEUED, sa_type=word(State))
    priority: int = 0  # higher goes first
    continues_id: str | None = Field(default=None, foreign_key="generation.id", index=True)
    waits_for_id: str | None = Field(default=None, index=True)  # not admitted before that one succeeded
    next_step_at: datetime = moment(default_factory=now)  # the lease: pushed ahead while somebody moves it
    attempt_id: str | None = None
    remote_id: str | None = None
    checks: int = 0
    troubles: int = 0  # failed tries of the present step, in a row
    retries: int = 0  # automatic new submissions
    is_cancel_asked: bool = False

    stage: str = words()  # the provider's own word for where it is
    fraction: float | None = None
    note: str = words()  # a sentence about the present trouble, if any
    failure: FailureKind | None = Field(default=None, sa_type=word(FailureKind))
    failure_sentence: str = words()
    was_charged: bool | None = None

    submitted_at: datetime | None = moment(default=None)
    watched_since: datetime | None = moment(default=None)  # the time-out counts from here
    ended_at: datetime | None = moment(default=None)
    estimate_micro_usd: int | None = money(
        default=None
    )  # no rate is known; a default of 0 would be stored in place of None
    asset_id: str | None = Field(default=None, foreign_key="asset.id")

    is_tally_due: bool = False  # it has ended, or goes on after it had: what was counted for it no longer holds
    tallied: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )  # the lines that are counted for it now

    # Whole indexes rather than partial ones: SQLite uses those only for a condition that repeats theirs word by word
    __table_args__ = (
        Index("ix_generation_due", "state", "next_step_at"),
        Index("ix_generation_line", "state", "provider", "priority", "created_at"),
        Index("ix_generation_state", "state", "created_at"),
        Index("ix_generation_newest", "created_at"),
        Index("ix_generation_remote", "provider", "remote_id"),
        Index("ix_generation_pace", "state", "model", "duration_s", "ended_at"),
        Index("ix_generation_tally", "is_tally_due"),
        Index("ix_generation_ended", "ended_at", "failure"),
    )


class Attempt(SQLModel, table=True):
    """A call that may cost money: written and committed before it is made. Its id is our idempotency key."""

    id: str = Field(default_factory=new_id, primary_key=True)
    generation_id: str = Field(foreign_key="generation.id", index=True)
    provider: str
    sent_at: datetime = moment()
    outcome: str = "sent"  # sent, accepted, not accepted, unclear
    remote_id: str | None = None
    answered_at: datetime | None = moment(default=None)

    __table_args__ = (
        Index("ix_attempt_turn", "provider", "sent_at"),
        # what a provider made belongs to one attempt: two lost takes must not adopt the same clip
        Index("ix_attempt_remote", "provider", "remote_id", unique=True),
    )


class Event(SQLModel, table=True):
    """One line in a generation's history."""

    id: str = Field(default_factory=new_id, primary_key=True)
    generation_id: str = Field(foreign_key="generation.id", index=True)
    at: datetime = moment(default_factory=now)
    state: State = Field(sa_type=word(State))
    sentence: str = words()


class Call(SQLModel, table=True):
    """Every request to a provider: what it was, how it went, how long it took."""

    id: str = Field(default_factory=new_id, primary_key=True)
    at: datetime = moment(index=True)
    provider: str
    model: str = ""
    operation: str  # submit, check, download, cancel, find lost, connection
    outcome: str  # ok, or a failure kind
    milliseconds: int
    http_status: int | None = None
    generation_id: str | None = None
    person: str = ""  # whose generation it was


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


class Asset(SQLModel, table=True):
    """A media file the studio holds. The names are those of the files; nobody else names them."""

    id: str = Field(default_factory=new_id, primary_key=True)
    kind: str = "clip"  # clip, picture, sound, film, and the preview of one
    title: str = ""  # of a film
    name: str
    poster: str | None = None
    first_frame: str | None = None
    last_frame: str | None = None
    sha256: str
    size_bytes: int = Field(sa_type=BigInteger)
    duration_s: float | None = None
    width: int
    height: int
    fps: float | None = None
    rating: int | None = None  # 1 to 5, by whoever looked last
    generation_id: str | None = Field(default=None, index=True)
    created_by: str = "local"
    created_at: datetime = moment(default_factory=now, index=True)
    deleted_at: datetime | None = moment(default=None)

    @property
    def is_moving(self) -> bool:
        """Whether one plays it."""
        return self.kind in ("clip", "film", "preview")

    __table_args__ = (Index("ix_asset_shown", "kind", "deleted_at", "created_at"),)


class Preset(SQLModel, table=True):
    """A brief saved to start from."""

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    brief: Brief = Field(sa_column=Column(BriefColumn, nullable=False))
    created_by: str = "local"
    created_at: datetime = moment(default_factory=now, index=True)
    deleted_at: datetime | None = moment(default=None)


class Board(SQLModel, table=True):
    """A surface with cards on it."""

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    is_starred: bool = False
    created_by: str = "local"
    created_at: datetime = moment(default_factory=now)
    archived_at: datetime | None = moment(default=None)
    deleted_at: datetime | None = moment(default=None)


class Card(SQLModel, table=True):
    """One thing on a board, and where it stands. A clip is known by its generation, or by its asset where it has none."""

    id: str = Field(default_factory=new_id, primary_key=True)
    board_id: str = Field(foreign_key="board.id", index=True)
    kind: CardKind = Field(sa_type=word(CardKind))
    brief: Brief | None = Field(default=None, sa_column=Column(BriefColumn(none_as_null=True)))  # of a prompt card
    takes: int = 1  # how many are made of it in one go
    generation_id: str | None = Field(default=None, foreign_key="generation.id", index=True)
    asset_id: str | None = None  # no foreign key: what is purged from the library leaves an empty card
    text: str = ""  # of a note
    x: int  # of its left edge; the pixels of a screen that is not zoomed
    y: int  # of its upper edge
    created_by: str = "local"
    created_at: datetime = moment(default_factory=now)
    deleted_at: datetime | None = moment(default=None)


class Link(SQLModel, table=True):
    """From a prompt card to what was made of it. All other links follow from the briefs, and are stored there alone."""

    id: str = Field(default_factory=new_id, primary_key=True)
    board_id: str = Field(foreign_key="board.id", index=True)
    from_id: str = Field(foreign_key="card.id")
    to_id: str = Field(foreign_key="card.id")


class Writing(SQLModel, table=True):
    """What a writer was asked for, once: written and committed before the call, as that may cost money."""

    id: str = Field(default_factory=new_id, primary_key=True)
    writer: str  # offline, gemini, openai
    model: str
    task: str  # enhance, outline, break up, review, soften
    sent_at: datetime = moment(default_factory=now)
    answered_at: datetime | None = moment(default=None)
    outcome: str = "sent"  # then ok, or a failure kind; lost: nobody knows, as we died meanwhile
    estimate_micro_usd: int | None = money(default=None)  # no rate is known
    created_by: str = "local"
    token_id: str | None = None  # the access token that asked for it

    __table_args__ = (Index("ix_writing_open", "outcome", "sent_at"),)


class Charge(SQLModel, table=True):
    """The ledger. What a generation or a writing costs is the sum of its lines: reserved, then released or settled."""

    id: str = Field(default_factory=new_id, primary_key=True)
    generation_id: str | None = Field(default=None, foreign_key="generation.id", index=True)
    writing_id: str | None = Field(default=None, foreign_key="writing.id", index=True)  # one of the two is set
    provider: str  # or the writer
    kind: str  # reservation, release, settlement
    micro_usd: int = money()  # a release is negative
    source: str = ""  # where the figure comes from: the table with its date, or the provider's reply
    at: datetime = moment(default_factory=now, index=True)
    counts_at: datetime = moment(
        default_factory=now, index=True
    )  # when it was reserved: it counts for that day and month
    created_by: str = "local"
    token_id: str | None = Field(default=None, index=True)  # the access token that asked for it

    # all that a sum asks for: no row is read for it
    __table_args__ = (Index("ix_charge_sum", "kind", "counts_at", "provider", "created_by", "micro_usd"),)


class Production(SQLModel, table=True):
    """A movie, a book or an explainer. What it is to be stands in its outline, of which every version is kept."""

    id: str = Field(default_factory=new_id, primary_key=True)
    sort: Sort = Field(sa_type=word(Sort))
    title: str  # that of its outline
    version: int = 1  # the number of the outline that holds
    created_by: str = "local"
    created_at: datetime = moment(default_factory=now)
    changed_at: datetime = moment(default_factory=now, index=True)
    deleted_at: datetime | None = moment(default=None)


class OutlineVersion(SQLModel, table=True):
    """An outline as it was after one edit. So every edit can be undone, and two who edit at once are told."""

    __tablename__ = "outline_version"  # pyright: ignore[reportAssignmentType]

    id: str = Field(default_factory=new_id, primary_key=True)
    production_id: str = Field(foreign_key="production.id")
    number: int  # from 1 up
    outline: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))  # of studio/productions/outline.py
    edit: str  # what was done, as a sentence
    edited_by: str = "local"
    edited_at: datetime = moment(default_factory=now)

    __table_args__ = (Index("ix_outline_version_number", "production_id", "number", unique=True),)


class Take(SQLModel, table=True):
    """A generation that was made for a scene. What it was made from stands in its brief."""

    generation_id: str = Field(primary_key=True, foreign_key="generation.id")
    production_id: str = Field(foreign_key="production.id", index=True)
    scene_id: str = Field(index=True)
    created_at: datetime = moment(default_factory=now)


class Cut(SQLModel, table=True):
    """One put-together version of a production: its recipe, how far it is, and the film that came of it."""

    id: str = Field(default_factory=new_id, primary_key=True)
    production_id: str = Field(foreign_key="production.id", index=True)
    recipe: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))  # of studio/media/film; assets by their ids
    is_preview: bool = False  # small and quick, to look at
    state: CutState = Field(default=CutState.QUEUED, sa_type=word(CutState))
    fraction: float = 0
    sentence: str = words()  # what is being done, or what is wrong
    asset_id: str | None = Field(default=None, foreign_key="asset.id")
    is_cancel_asked: bool = False
    next_step_at: datetime = moment(default_factory=now)  # the lease: pushed ahead while somebody renders it
    rendered_by: str | None = None  # of whom the lease is
    created_by: str = "local"
    created_at: datetime = moment(default_factory=now)
    ended_at: datetime | None = moment(default=None)

    __table_args__ = (Index("ix_cut_due", "state", "next_step_at"),)


class Budget(SQLModel, table=True):
    """A limit on what may be reserved and spent."""

    id: str = Field(default_factory=new_id, primary_key=True)
    scope: Scope = Field(sa_type=word(Scope))
    subject: str = ""  # the person or the token it is for
    micro_usd: int = money()
    saved_by: str = "local"
    saved_at: datetime = moment(default_factory=now)

    __table_args__ = (Index("ix_budget_for", "scope", "subject", unique=True),)


class Secret(SQLModel, table=True):
    """A provider's key, encrypted. What it says can be used and replaced, never read back."""

    id: str = Field(default_factory=new_id, primary_key=True)
    provider: str = Field(index=True)
    name: str  # the person's own word for it
    ciphertext: str
    last_four: str
    is_active: bool = False
    saved_by: str = "local"
    saved_at: datetime = moment(default_factory=now)
    used_at: datetime | None = moment(default=None)
    tested_at: datetime | None = moment(default=None)
    test_is_ok: bool | None = None
    test_sentence: str = words()


class Notice(SQLModel, table=True):
    """What somebody is told: on the page, and by the services they chose. Written with what it tells of, sent later."""

    id: str = Field(default_factory=new_id, primary_key=True)
    key: str = Field(index=True, unique=True)  # what it tells of: nobody is told twice
    at: datetime = moment(default_factory=now, index=True)
    kind: News = Field(sa_type=word(News))
    person: str = ""  # nobody: for the admins
    title: str
    text: str = words()
    facts: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )  # the same for programs: what a webhook gets besides
    generation_id: str | None = None
    seen_at: datetime | None = moment(default=None)  # on the page
    sent_at: datetime | None = moment(default=None)
    sent_to: list[str] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )  # the receivers that have it
    tries: int = 0
    next_try_at: datetime | None = moment(default_factory=now, index=True)  # the lease too; None: nothing more to do

    __table_args__ = (Index("ix_notice_unseen", "person", "seen_at"),)


class Receiver(SQLModel, table=True):
    """Where notices go: an address of a service, encrypted as keys are, since it may hold a password."""

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str  # the person's own word for it
    person: str = ""  # whose notices it gets; nobody: everybody's
    ciphertext: str
    signing_ciphertext: str = ""  # of a webhook: what its messages are signed with, encrypted too
    hint: str  # all of the address that is ever shown
    kinds: list[str] = Field(sa_column=Column(JSON, nullable=False))  # of News
    saved_by: str = "local"
    saved_at: datetime = moment(default_factory=now)
    tested_at: datetime | None = moment(default=None)
    test_is_ok: bool | None = None
    test_sentence: str = words()

    @property
    def is_webhook(self) -> bool:
        return bool(self.signing_ciphertext)


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
    open_key: str | None = Field(
        default=None, index=True, unique=True
    )  # of a rule and what it is about only one is open
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


class AuditEntry(SQLModel, table=True):
    """What somebody did that others may want to know of. Never changed, never deleted; no key stands in it."""

    __tablename__ = "audit_entry"  # pyright: ignore[reportAssignmentType]

    id: str = Field(default_factory=new_id, primary_key=True)
    at: datetime = moment(default_factory=now, index=True)
    who: str
    deed: Deed = Field(sa_type=word(Deed), index=True)
    about: str = words()  # what it was done to
    sentence: str = words()


class Person(SQLModel, table=True):
    """Somebody who may use a shared studio."""

    id: str = Field(default_factory=new_id, primary_key=True)
    email: str = Field(index=True, unique=True)
    name: str = ""
    role: Access = Field(sa_type=word(Access))
    created_at: datetime = moment(default_factory=now)
    seen_at: datetime | None = moment(default=None)
    signed_in_at: datetime | None = moment(default=None)  # the newest login that was noted
    signed_out_at: datetime | None = moment(default=None)  # what was signed in before then is no longer good
    is_blocked: bool = False


class AccessToken(SQLModel, table=True):
    """What a program shows to be let in. Only its hash is kept: it is shown once, when it is made."""

    __tablename__ = "access_token"  # pyright: ignore[reportAssignmentType]

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    sha256: str = Field(index=True, unique=True)
    last_four: str
    role: Access = Field(sa_type=word(Access))
    created_by: str
    created_at: datetime = moment(default_factory=now)
    expires_at: datetime | None = moment(default=None)
    revoked_at: datetime | None = moment(default=None)
    used_at: datetime | None = moment(default=None)

    @property
    def is_good(self) -> bool:
        """Neither revoked nor run out."""
        return not self.revoked_at and (self.expires_at is None or self.expires_at > now())


class Setting(SQLModel, table=True):
    """What a person saved on the page; it lies over the environment. Drafts are kept here too."""

    name: str = Field(primary_key=True)
    value: Any = Field(sa_column=Column(JSON))
    saved_at: datetime = moment(default_factory=now)
    saved_by: str = "local"


class Turn(SQLModel, table=True):
    """One row per provider. Who has updated it holds the turn to submit, so limits hold over all engines."""

    provider: str = Field(primary_key=True)
    number: int = 0


class EngineBeat(SQLModel, table=True):
    """An engine tells that it lives."""

    __tablename__ = "engine_beat"  # pyright: ignore[reportAssignmentType]

    id: str = Field(default_factory=new_id, primary_key=True)
    kind: str  # embedded, distributed
    host: str
    pid: int
    started_at: datetime = moment(default_factory=now)
    seen_at: datetime = moment(default_factory=now)
