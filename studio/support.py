"""The support bundle: what somebody who helps needs to see, in one file, without keys, prompts, clips or people."""

import io
import json
import platform
import sys
from collections.abc import Mapping
from importlib.metadata import distributions
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from pydantic import SecretStr
from sqlmodel import Session, SQLModel, col, func, select

from studio import __version__, database, health, logs, saved_settings
from studio.redaction import redact
from studio.settings import Settings, load
from studio.tables import Call, EngineBeat, Generation, now

NEWEST = 500  # calls and endings
ABOUT = """\
A support bundle of Dailies. It holds what the studio is made of, how it is set, what the doctor says, and how the newest calls
and generations ended. No key, prompt, clip, name of a person or address of a proxy is in it. Read it before you hand it on.
"""
PERSONAL = (
    "public_url",
    "database_url",
    "oidc_metadata_url",
    "oidc_client_id",
    "veo_project",
    "data",
    "secret_key_file",
)


def bundle(settings: Settings | None = None) -> bytes:
    """A zip file."""
    settings = settings or load()
    parts = {"versions.json": _versions(), "doctor.json": [vars(check) for check in health.examine(settings)]}
    with database.reading() as session:
        current = saved_settings.current(session, settings)
        parts |= {
            "settings.json": _told(current, saved_settings.changed(session)),
            "counts.json": _counts(session),
            "engines.json": [one.model_dump(mode="json") for one in session.exec(select(EngineBeat)).all()],
            "calls.json": _calls(session),
            "endings.json": _endings(session),
        }
    return _zipped({name: json.dumps(part, indent=1, default=str) for name, part in parts.items()})


def _zipped(texts: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", ABOUT)
        archive.writestr("log.txt", "\n".join(logs.lately()))
        for name, text in texts.items():
            archive.writestr(name, redact(text))
    return out.getvalue()


def _versions() -> dict[str, Any]:
    packages = {found.metadata["Name"]: found.version for found in distributions()}
    return {
        "dailies": __version__,
        "python": sys.version,
        "system": platform.platform(),
        "made_at": now().isoformat(),
        "packages": dict(sorted(packages.items())),
    }


def _told(settings: Settings, saved: set[str]) -> dict[str, Any]:
    """Each with where it comes from; of what is secret or tells who and where one is, only whether it is set."""
    return {
        name: {"value": _value(name, getattr(settings, name)), "is_saved_here": name in saved}
        for name in Settings.model_fields
    }


def _value(name: str, value: Any) -> Any:
    may_hold_a_password = isinstance(value, str) and "@" in value
    if isinstance(value, SecretStr) or name in PERSONAL or may_hold_a_password:
        return "set" if value else "not set"
    return value


def _counts(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    tables = SQLModel.metadata.sorted_tables
    return {table.name: session.exec(select(func.count()).select_from(table)).one() for table in tables}


def _calls(session: Session) -> list[dict[str, Any]]:
    return [
        call.model_dump(mode="json") for call in session.exec(select(Call).order_by(col(Call.id).desc()).limit(NEWEST))
    ]


ENDING = {"id", "provider", "model", "operation", "state", "failure", "failure_sentence", "note", "was_charged", "checks", "retries",
          "troubles", "created_at", "submitted_at", "ended_at", "duration_s", "remote_id"}  # fmt: skip


def _endings(session: Session) -> list[dict[str, Any]]:
    """The newest generations without what was asked for and by whom."""
    newest = session.exec(select(Generation).order_by(col(Generation.id).desc()).limit(NEWEST))
    return [generation.model_dump(mode="json", include=ENDING) for generation in newest]
