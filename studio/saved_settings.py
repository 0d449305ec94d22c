"""What a person saved on the page lies over the environment. Drafts live here too, so that typing survives a reload."""

import os
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, col, select

from studio.errors import StudioError
from studio.settings import Settings, load
from studio.tables import Setting, now

EDITABLE = (
    "luma_base_url",
    "luma_max_running",
    "luma_creates_per_minute",
    "animatic_max_running",
    "automatic_retries",
    "timeout_minutes",
    "default_model",
    "default_duration_s",
    "default_resolution",
    "default_ratio",
)


class BadSetting(StudioError):
    """A value that a setting cannot take."""


def current(session: Session, base: Settings | None = None) -> Settings:
    """The settings as they hold now: saved, then environment, then .env, then the default."""
    base = base or load()
    saved = session.exec(select(Setting).where(col(Setting.name).in_(EDITABLE))).all()
    return with_values(base, {row.name: row.value for row in saved}) if saved else base


def with_values(base: Settings, values: dict[str, Any]) -> Settings:
    """`base` with some values replaced. Raises BadSetting with a sentence."""
    whole = {name: getattr(base, name) for name in Settings.model_fields} | values
    try:
        return Settings(_env_file=None, **whole)  # pyright: ignore[reportCallIssue]
    except ValidationError as wrong:
        first = wrong.errors()[0]
        name = str(first["loc"][0]).removeprefix("STUDIO_").replace("_", " ").capitalize()
        raise BadSetting(f"{name}: {first['msg'].removeprefix('Value error, ')}.") from wrong


def save(session: Session, values: dict[str, Any], base: Settings | None = None) -> Settings:
    """Check them together, then keep them. Raises BadSetting and keeps nothing."""
    settings = with_values(current(session, base), values)
    for name, value in values.items():
        keep(session, name, value)
    return settings


def forget(session: Session, name: str) -> None:
    """Back to what the environment says."""
    if row := session.get(Setting, name):
        session.delete(row)


def changed(session: Session) -> set[str]:
    """The names of those that a person has saved."""
    return set(session.exec(select(Setting.name).where(col(Setting.name).in_(EDITABLE))).all())


def where_set(name: str) -> str | None:
    """Where a key or setting comes from when no page has saved it: an environment variable by name, or .env. None: nowhere."""
    names = [name, *getattr(Settings.model_fields[name].validation_alias, "choices", ())]
    given = {variable.lower(): variable for variable, value in os.environ.items() if value}
    if found := next((given[known.lower()] for known in names if known.lower() in given), None):
        return f"the environment ({found})"
    return ".env" if Settings.model_fields[name].default != getattr(load(), name) else None


def keep(session: Session, name: str, value: Any) -> None:
    """Under any name: a draft is `draft.<page>`."""
    session.merge(Setting(name=name, value=value, saved_at=now()))


def kept(session: Session, name: str) -> Any:
    row = session.get(Setting, name)
    return row and row.value
