"""What a person saved on the page lies over the environment. Drafts live here too, so that typing survives a reload."""

import os
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, col, select

from studio import audit, vault
from studio.access import ALONE
from studio.errors import NotFound
from studio.providers import catalogue
from studio.settings import BadSetting, Settings, load, sentence_about
from studio.tables import Deed, Setting, now

LAST_BACKUP = "last_backup"  # kept beside the settings: when, where, how large
EDITABLE = (
    "public_url",
    "luma_base_url",
    "luma_max_running",
    "luma_creates_per_minute",
    "luma_price_percent",
    "luma_agents_base_url",
    "luma_agents_max_running",
    "luma_agents_creates_per_minute",
    "luma_agents_price_percent",
    "runway_base_url",
    "runway_max_running",
    "runway_creates_per_minute",
    "runway_price_percent",
    "google_base_url",
    "google_max_running",
    "google_creates_per_minute",
    "google_price_percent",
    "veo_base_url",
    "veo_max_running",
    "veo_creates_per_minute",
    "veo_price_percent",
    "openai_base_url",
    "writer",
    "writer_model",
    "voice_model",
    "animatic_max_running",
    "automatic_retries",
    "least_check_s",
    "timeout_minutes",
    "calls_kept_days",
    "default_model",
    "default_duration_s",
    "default_resolution",
    "default_ratio",
    "model_defaults",
    "house_style",
    "autosave",
)


def current(session: Session, base: Settings | None = None) -> Settings:
    """The settings as they hold now: saved, then environment, then .env, then the default. So are the keys of providers."""
    settings = _with_saved(session, base or load())
    keys = {f"{provider}_api_key": key for provider, key in vault.active_keys(session, settings).items()}
    return settings.model_copy(update={name: key for name, key in keys.items() if name in Settings.model_fields})


def _with_saved(session: Session, base: Settings) -> Settings:
    saved = session.exec(select(Setting).where(col(Setting.name).in_(EDITABLE))).all()
    values = {row.name: row.value for row in saved}
    try:
        return with_values(base, values) if values else base
    except BadSetting:  # another version of the studio saved it, with bounds of its own
        return with_values(base, {name: value for name, value in values.items() if _is_good(base, name, value)})


def with_values(base: Settings, values: dict[str, Any]) -> Settings:
    """`base` with some values replaced. Raises BadSetting with a sentence."""
    whole = {name: getattr(base, name) for name in Settings.model_fields} | values
    try:
        return Settings(_env_file=None, **whole)  # pyright: ignore[reportCallIssue]
    except ValidationError as wrong:
        name, _, reason = sentence_about(wrong, most=1).partition(": ")
        raise BadSetting(f"{name.removeprefix('STUDIO_').replace('_', ' ').capitalize()}: {reason}") from wrong


def _is_good(base: Settings, name: str, value: Any) -> bool:
    try:
        with_values(base, {name: value})
    except BadSetting:
        return False
    return True


def save(session: Session, values: dict[str, Any], base: Settings | None = None, who: str = ALONE) -> Settings:
    """Check them together, then keep them; the audit list has the names of what is new. Raises BadSetting, keeps nothing."""
    if others := values.keys() - set(EDITABLE):  # keys above all: they do not belong into this table
        raise BadSetting(f"{', '.join(sorted(others))}: set it in the environment or in .env; it is not saved here.")
    if "default_model" in values:
        _check_model(values["default_model"])
    before = current(session, base)
    settings = with_values(before, values)
    for name, value in values.items():
        keep(session, name, value, who)
    _note(session, who, [name for name in values if getattr(settings, name) != getattr(before, name)], "saved")
    return settings


def _note(session: Session, who: str, names: Sequence[str], sentence: str) -> None:
    """By name alone: an address may hold a password."""
    if names:
        audit.note(session, who, Deed.SETTING_CHANGED, ", ".join(names).replace("_", " "), sentence)


def _check_model(model_id: str) -> None:
    try:
        catalogue.model(model_id)
    except NotFound as unknown:
        raise BadSetting(str(unknown)) from unknown


def forget(session: Session, *names: str, who: str = ALONE) -> None:
    """Back to what the environment says."""
    rows = [row for name in names if (row := session.get(Setting, name))]
    for row in rows:
        session.delete(row)
    _note(session, who, [row.name for row in rows], "back to the default")


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


def keep(session: Session, name: str, value: Any, who: str = ALONE) -> None:
    """Under any name: a draft is `draft.<page>`."""
    session.merge(Setting(name=name, value=value, saved_at=now(), saved_by=who))


def kept(session: Session, name: str) -> Any:
    row = session.get(Setting, name)
    return row and row.value
