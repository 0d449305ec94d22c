"""What a writer answered is kept until somebody takes it: for who asked, without keys, within limits, and for some days."""

import pytest
from sqlalchemy import Engine as Database

from studio import database as db
from studio import redaction, writings
from studio.access import Visitor
from studio.errors import BadAnswer
from studio.settings import Settings
from studio.tables import Access, now
from studio.writers.outline import Wish
from studio.writers.tasks import Enhance, MakeOutline, ReviewTake, Soften, Task
from studio.writings import Studio, kept_answers
from studio.writings.kept_answers import KEPT_FOR, UntakenAnswer
from tests.writings.test_asking import with_writer

ADA = Visitor("ada", Access.MAKER)


def kept_of(database: Database, person: str = "ada") -> list[UntakenAnswer]:
    with db.reading(database) as session:
        return list(kept_answers.list_for(session, person, "here"))


@pytest.mark.parametrize(
    "task", [Enhance("A boat"), MakeOutline("A boat", Wish(scenes=2)), ReviewTake("A boat", ()), Soften("A gun")]
)
def test_it_comes_back_as_it_was(database: Database, settings: Settings, task: Task[object]):
    answered = writings.write(ADA, task, writings.keep_at("here", {"x": 1}), studio=Studio(database, settings))
    written, [kept] = answered.written, kept_of(database)
    assert kept.written and (kept.written.raw, kept.written.kept) == (written.raw, written.kept)
    assert kept.written.remarks == written.remarks and kept.given == {"x": 1} and not kept.is_waiting
    assert kept.writing.id == answered.writing_id and answered.is_new


def test_it_is_for_who_asked_until_it_is_taken(sqlite: Database, settings: Settings):
    writings.write(ADA, Enhance("A boat"), writings.keep_at("here"), studio=Studio(sqlite, settings))
    assert not kept_of(sqlite, "bob")
    with db.writing(sqlite) as session:
        kept_answers.take(session, kept_of(sqlite)[0].writing.id)
    assert not kept_of(sqlite)


def test_why_there_is_none_is_kept_too(sqlite: Database, settings: Settings, sandbox):
    sandbox.fault(on="write", what="no_json")
    with pytest.raises(BadAnswer):
        writings.write(
            ADA, Enhance("A boat"), writings.keep_at("here"), studio=with_writer(sqlite, settings, sandbox, "openai")
        )
    [kept] = kept_of(sqlite)
    assert kept.written is None and "no JSON" in kept.sentence


def test_a_key_in_an_answer_is_not_kept(sqlite: Database, settings: Settings):
    key = "a-very-secret-key-0123456789"
    redaction.learn(key)
    writings.write(ADA, Enhance(f"A boat {key}"), writings.keep_at("here"), studio=Studio(sqlite, settings))
    with sqlite.connect() as connection:
        assert key not in str(connection.exec_driver_sql("SELECT * FROM kept_answer").all())
    assert kept_of(sqlite)[0].written


def test_what_is_too_long_is_told_and_what_is_old_is_forgotten(sqlite: Database, settings: Settings, monkeypatch):
    monkeypatch.setattr(kept_answers, "LONGEST", 10)
    writings.write(ADA, Enhance("A boat"), writings.keep_at("here"), studio=Studio(sqlite, settings))
    assert kept_of(sqlite)[0].sentence == kept_answers.TOO_LONG
    with db.writing(sqlite) as session:
        kept_answers.forget_old(session, now() + KEPT_FOR)
    assert not kept_of(sqlite)


def test_without_a_place_nothing_is_kept(sqlite: Database, settings: Settings):
    assert writings.write(ADA, Enhance("A boat"), studio=Studio(sqlite, settings)).written.kept
    assert not kept_of(sqlite)
