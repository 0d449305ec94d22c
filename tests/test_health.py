"""The doctor's checks: each finds the trouble it is for, and stays quiet without."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine as Database

from studio import database as db
from studio import generations, health, keys, saved_settings
from studio.brief import Brief, State
from studio.health import Check, checks, is_well
from studio.media import codecs
from studio.settings import Settings
from studio.tables import Alert, AlertState, EngineBeat, Event, now

BOAT = Brief(prompt="A boat", model="luma:ray-2")


@pytest.fixture
def studio(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """With an engine, so that nothing is wrong yet."""
    monkeypatch.setattr(db, "default", lambda: database)
    with db.writing(database) as session:
        session.add(EngineBeat(kind="embedded", host="here", pid=1))
    yield database


def look(tmp_path: Path, **given: Any) -> dict[str, Check]:
    given = {"secret_key": SecretStr("a-test")} | given
    settings = Settings(_env_file=None, data=tmp_path, **given)  # pyright: ignore[reportCallIssue]
    return {check.name: check for check in health.examine(settings)}


def test_a_new_studio_is_well_and_is_told_to_make_a_backup(studio: Database, tmp_path: Path):
    found = look(tmp_path)
    assert is_well(list(found.values())) and found["media"].sentence.startswith("FFmpeg is there: libavcodec ")
    assert (found["backup"].is_ok, found["backup"].is_grave) == (False, False)
    assert found["queue"].sentence == "0 queued, 0 under way."


def test_what_should_have_moved_is_late(studio: Database, tmp_path: Path):
    with db.writing(studio) as session:
        generations.queue(session, BOAT)
        running = generations.queue(session, BOAT)
        running.state, running.next_step_at = State.RUNNING, now() - timedelta(minutes=3)
        unclear = generations.queue(session, BOAT)
        unclear.state = State.UNCLEAR
        session.add_all([running, unclear])
    queue = look(tmp_path)["queue"]
    assert not queue.is_ok and queue.sentence.startswith("1 queued, 1 under way, 1 unclear: see the Library. 1 should")


def test_a_clock_behind_what_was_written_is_told(studio: Database, tmp_path: Path):
    with db.writing(studio) as session:
        one = generations.queue(session, BOAT)
        session.add(Event(generation_id=one.id, state=State.QUEUED, at=now() + timedelta(hours=1)))
    clock = look(tmp_path)["clock"]
    assert not clock.is_ok and "behind what was written last" in clock.sentence


def test_a_saved_key_that_does_not_open_is_grave_and_a_refused_one_is_advice(studio: Database, tmp_path: Path):
    with db.writing(studio) as session:
        for provider in ("luma", "runway"):
            settings = Settings(_env_file=None, secret_key=SecretStr(provider))  # pyright: ignore[reportCallIssue]
            secret = keys.save(session, provider, "a-key-0123456789", "ada", settings)
            secret.test_is_ok = False
    found = look(tmp_path, secret_key=SecretStr("runway"))
    assert (found["luma"].is_ok, found["luma"].is_grave) == (False, True)
    assert (found["runway"].is_ok, found["runway"].is_grave) == (False, False)
    assert "the studio's secret has changed" in found["luma"].sentence


def fire(studio: Database, about: str, *, is_grave: bool, state: AlertState = AlertState.FIRING) -> None:
    with db.writing(studio) as session:
        session.add(
            Alert(
                rule_id="errors", about=about, state=state, is_grave=is_grave, since=now(), fired_at=now(), value=30,
                threshold=10, sentence=f"{about} fails.",
            )
        )  # fmt: skip


def test_an_alert_of_weight_is_grave_with_its_sentence_also_when_somebody_knows(studio: Database, tmp_path: Path):
    assert look(tmp_path)["alerts"].sentence == "None fires."
    fire(studio, "Luma", is_grave=False)
    advice = look(tmp_path)["alerts"]
    assert (advice.is_ok, advice.is_grave) == (False, False) and "Luma" not in advice.sentence
    fire(studio, "Runway", is_grave=True, state=AlertState.ACKNOWLEDGED)
    found = look(tmp_path)
    assert not is_well(list(found.values())) and found["alerts"].sentence == "Runway fails."
    fire(studio, "Google", is_grave=True)
    assert look(tmp_path)["alerts"].sentence == "Google fails. And 1 more of weight."


@pytest.mark.parametrize(("days", "is_ok"), [(1, True), (8, False)])
def test_a_backup_grows_old(studio: Database, tmp_path: Path, days: int, is_ok: bool):
    with db.writing(studio) as session:
        saved_settings.keep(session, saved_settings.LAST_BACKUP, {"at": (now() - timedelta(days=days)).isoformat()})
    assert look(tmp_path)["backup"].is_ok == is_ok


def test_a_full_disk_is_told(studio: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checks, "LEAST_FREE_BYTES", 1 << 60)
    assert not look(tmp_path)["disk"].is_ok


def test_encoders_that_are_not_there_are_named(studio: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(codecs, "NEEDED", ("libx264", "no-such-encoder"))
    codecs.missing.cache_clear()
    assert "cannot write no-such-encoder" in look(tmp_path)["media"].sentence
    codecs.missing.cache_clear()


def test_a_database_that_does_not_answer_is_said_and_the_rest_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    gone = db.connect("postgresql://nobody@127.0.0.1:1/nothing")
    monkeypatch.setattr(db, "default", lambda: gone)
    found = look(tmp_path)
    assert list(found) == ["database", "disk", "media"] and "does not answer" in found["database"].sentence
