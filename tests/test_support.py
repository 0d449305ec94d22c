"""The support bundle tells how the studio is and how things ended; of keys, prompts and people it tells nothing."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine as Database

from studio import audit, generations, keys, logs, moves, support
from studio import database as db
from studio.access import Visitor
from studio.brief import Brief, State
from studio.errors import FailureKind
from studio.settings import Settings
from studio.tables import Access, Call, Deed, Setting, now

KEY, PROMPT, PERSON = "planted-key-4711-abcd", "A boat of folded paper", "ada@example.org"


@pytest.fixture
def parts(sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A studio in which all sorts of things have happened, as a bundle."""
    monkeypatch.setattr(db, "default", lambda: sqlite)
    given = {
        "secret_key": SecretStr("a-secret-of-ours"),
        "runway_api_key": SecretStr("another-key-0815"),
        "public_url": "https://u:p@x.example",
    }
    settings = Settings(_env_file=None, data=tmp_path, **given)  # pyright: ignore[reportArgumentType, reportCallIssue]
    logs.start(settings)
    with db.writing(sqlite) as session:
        keys.save(session, "luma", KEY, PERSON, settings)
        one = generations.queue(
            session, Brief(prompt=PROMPT, model="luma:ray-2"), asked_by=Visitor(PERSON, Access.MAKER)
        )
        moves.end(session, one, State.FAILED, FailureKind.PROVIDER, f"Broke: Bearer {KEY}", was_charged=False)
        session.add(Call(at=now(), provider="luma", operation="submit", outcome="provider", milliseconds=12))
        session.add(Setting(name="luma_max_running", value=3))
        audit.note(session, PERSON, Deed.LOGIN)
    logging.getLogger("studio").warning("refused %s", KEY)
    with ZipFile(io.BytesIO(support.bundle(settings))) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    logging.getLogger().removeHandler(logs._memory)
    yield {name: json.loads(text) if name.endswith(".json") else text for name, text in texts.items()}


def test_what_is_secret_or_personal_is_not_in_it(parts: dict[str, Any]):
    for secret in (KEY, PROMPT, PERSON, "a-secret-of-ours", "another-key-0815", "u:p", "x.example"):
        assert secret not in str(parts), secret


def test_it_says_what_one_needs_to_help(parts: dict[str, Any]):
    assert parts["settings.json"]["luma_max_running"] == {"value": 3, "is_saved_here": True}
    assert parts["settings.json"]["runway_api_key"]["value"] == parts["settings.json"]["public_url"]["value"] == "set"
    assert parts["counts.json"]["generation"] == parts["counts.json"]["secret"] == 1
    assert parts["calls.json"][0]["milliseconds"] == 12
    assert parts["endings.json"][0]["failure_sentence"] == "Broke: Bearer (a key)"
    assert {check["name"] for check in parts["doctor.json"]} > {"database", "queue", "clock", "backup", "disk", "media"}
    assert parts["versions.json"]["packages"]["streamlit"].startswith("1.")
    assert "refused (a key)" in parts["log.txt"] and "Read it before you hand it on" in parts["README.txt"]
