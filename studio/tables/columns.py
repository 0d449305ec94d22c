"""What columns are made of: ids, moments, briefs, words and money."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, TypeDecorator
from sqlmodel import AutoString, Field
from uuid6 import uuid7

from studio.brief import Brief
from studio.redaction import redact


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
