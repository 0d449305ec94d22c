"""Speeches: asked for once with their price, never paid twice, kept, and said when they are lost."""

from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine as Database
from sqlmodel import select

from studio import audit, budgets, productions, speeches
from studio import database as db
from studio.access import NotAllowed, Visitor
from studio.audit import Wanted
from studio.backup import contents, standstill
from studio.budgets import OverBudget
from studio.errors import KeyMissing, NotFound
from studio.files import Files
from studio.productions.cut import voicing
from studio.productions.outline import Chapter, Finish, Outline, Scene
from studio.settings import Settings
from studio.tables import Access, Call, EngineBeat, Scope, Speech, SpeechState, Writing, now
from studio.voices.script import Script
from studio.writers.rates import Price
from studio.writings.charging import Ended
from tests.ledger_lines import ledger

ADA = Visitor("ada", Access.MAKER)
MODEL = "gemini-3.8-flash-tts"
BOAT = Script("The boat left before dawn.", "gemini:Kore", MODEL)
OARS = Script("Nobody was at the oars.", "gemini:Kore", MODEL)
ALOUD = Script("A boat.", "en-us")
PAID = Price(0.0005, "the reply")


@pytest.fixture
def keyed(settings: Settings) -> Settings:
    return settings.model_copy(update={"google_api_key": SecretStr("a-key-of-google-1234")})


def queue(database: Database, settings: Settings, *scripts: Script) -> list[Speech]:
    with db.writing(database) as session:
        return list(speeches.queue(session, scripts, settings, asked_by=ADA))


def take(database: Database, settings: Settings, engine: str = "one") -> Speech | None:
    with db.writing(database) as session:
        return speeches.take_due(session, engine, settings, later(0), later(300))


def finish(database: Database, settings: Settings, speech: Speech) -> bool:
    """As an engine does: with its sound."""
    Files(settings.media).path_of(name_of(speech.id)).touch()
    with db.writing(database) as session:
        return speeches.finish(session, speech, name_of(speech.id), 1.5, Ended("ok", PAID, now(), 900))


def name_of(speech_id: str) -> str:
    return f"speech-{speech_id}-0123456789ab.wav"


def later(seconds: float):
    return now() + timedelta(seconds=1 + seconds)


def state(database: Database, script: Script | Speech) -> SpeechState:
    with db.reading(database) as session:
        return speeches.find(session, [script.id])[script.id].state


def test_the_price_is_set_aside_at_once_and_settled_by_what_it_took(database: Database, keyed: Settings):
    queue(database, keyed, BOAT)
    [(kind, estimate)] = ledger(database)
    assert kind == "reservation" and estimate > 100
    speech = take(database, keyed)
    assert speech and finish(database, keyed, speech)
    assert ledger(database)[1:] == [("release", -estimate), ("settlement", 500)]
    with db.reading(database) as session:
        [call] = session.exec(select(Call)).all()
        assert (call.provider, call.operation, call.outcome, call.person) == ("gemini", "speak", "ok", "ada")
        assert [entry.deed.value for entry in audit.find(session, Wanted())] == ["key used"]


def test_the_same_words_are_never_paid_twice(database: Database, keyed: Settings):
    assert len(queue(database, keyed, BOAT, OARS, BOAT)) == 2
    assert queue(database, keyed, BOAT) == []
    for _ in range(2):
        speech = take(database, keyed)
        assert speech and finish(database, keyed, speech)
    assert queue(database, keyed, BOAT, OARS) == [] and take(database, keyed) is None
    with db.reading(database) as session:
        assert speeches.get(session, BOAT.id).name == name_of(BOAT.id)


def test_two_engines_never_speak_the_same(database: Database, keyed: Settings):
    queue(database, keyed, BOAT)
    assert take(database, keyed, "one") and take(database, keyed, "two") is None


@pytest.mark.parametrize(("scope", "subject"), [(Scope.DAY, ""), (Scope.PERSON, "ada")])
def test_over_a_budget_none_is_queued(database: Database, keyed: Settings, scope: Scope, subject: str):
    with db.writing(database) as session:
        budgets.set_limit(session, scope, 600, "ada", subject)
    with pytest.raises(OverBudget, match="would go over the budget"):
        queue(database, keyed, BOAT, OARS, Script("And a third. " * 9, "gemini:Kore", MODEL))
    assert ledger(database) == [] and take(database, keyed) is None


def test_without_a_key_or_the_right_nothing_is_queued(database: Database, settings: Settings, keyed: Settings):
    with pytest.raises(KeyMissing, match="Settings > Providers > Google"):
        queue(database, settings, BOAT)
    with db.writing(database) as session, pytest.raises(NotAllowed):
        speeches.queue(session, [BOAT], keyed, asked_by=Visitor("eve", Access.VIEWER))
    assert queue(database, settings, ALOUD) and ledger(database) == []


def test_what_died_in_the_middle_counts_as_paid_and_is_said(database: Database, keyed: Settings):
    queue(database, keyed, BOAT, OARS, ALOUD)
    first, second = take(database, keyed, "dead"), take(database, keyed, "dead")
    assert first and second and finish(database, keyed, first)
    with db.writing(database) as session:
        session.add(EngineBeat(id="living", kind="embedded", host="here", pid=1, started_at=now(), seen_at=now()))
        session.flush()
        assert speeches.lose_dead(session, now(), now() - timedelta(seconds=20)) == 1
        assert speeches.lose_dead(session, now(), now() - timedelta(seconds=20)) == 0
    assert {state(database, BOAT), state(database, OARS)} == {SpeechState.READY, SpeechState.LOST}
    estimate = ledger(database)[0 if second.id == BOAT.id else 1][1]
    assert ledger(database)[-2:] == [("release", -estimate), ("settlement", estimate)]
    third = take(database, keyed)
    assert third and third.id == ALOUD.id and take(database, keyed) is None


def test_a_reply_that_comes_late_is_kept_and_not_paid_again(database: Database, keyed: Settings):
    queue(database, keyed, BOAT)
    speech = take(database, keyed, "slow")
    with db.writing(database) as session:
        speeches.lose_dead(session, now(), now())
    settled = ledger(database)
    assert speech and finish(database, keyed, speech)
    assert state(database, BOAT) == SpeechState.READY and ledger(database) == settled


def test_a_reply_that_comes_after_it_was_asked_for_again_is_kept_and_the_second_is_not_sent(
    database: Database, keyed: Settings
):
    queue(database, keyed, BOAT)
    speech = take(database, keyed, "slow")
    with db.writing(database) as session:
        speeches.lose_dead(session, now(), now())
    settled = ledger(database)
    assert len(queue(database, keyed, BOAT)) == 1 and speech and finish(database, keyed, speech)
    assert state(database, BOAT) == SpeechState.READY and take(database, keyed) is None
    assert [kind for kind, _ in ledger(database)[len(settled) :]] == ["reservation", "release"]
    assert sum(amount for _, amount in ledger(database)) == sum(amount for _, amount in settled)


def test_what_waits_is_stopped_for_nothing_and_what_is_being_spoken_is_kept(database: Database, keyed: Settings):
    queue(database, keyed, BOAT, OARS)
    speech = take(database, keyed)
    with db.writing(database) as session:
        assert speeches.cancel(session, [BOAT.id, OARS.id], asked_by=ADA) == 1
        assert speeches.cancel(session, [BOAT.id, OARS.id], asked_by=ADA) == 0
    assert take(database, keyed) is None and speech and finish(database, keyed, speech)
    stopped = OARS if speech.id == BOAT.id else BOAT
    assert (state(database, speech), state(database, stopped)) == (SpeechState.READY, SpeechState.FAILED)
    assert sum(amount for _, amount in ledger(database)) == 500
    assert len(queue(database, keyed, stopped)) == 1


def test_a_viewer_stops_nothing(database: Database, keyed: Settings):
    queue(database, keyed, BOAT)
    with db.writing(database) as session, pytest.raises(NotAllowed):
        speeches.cancel(session, [BOAT.id], asked_by=Visitor("eve", Access.VIEWER))


def test_for_a_deleted_movie_nothing_more_is_spoken(database: Database, keyed: Settings):
    with db.writing(database) as session:
        boat, other = (productions.create(session, Outline()).id for _ in range(2))
        speeches.queue(session, [BOAT], keyed, production_id=boat)
        speeches.queue(session, [OARS], keyed, production_id=other)
        session.flush()
        productions.delete(session, boat)
    assert (state(database, BOAT), state(database, OARS)) == (SpeechState.FAILED, SpeechState.QUEUED)


def test_what_another_movie_is_to_say_too_is_spoken_until_that_is_deleted_as_well(database: Database, keyed: Settings):
    finish = Finish(voice=BOAT.voice, voice_model=BOAT.model)
    says = Outline(finish=finish, chapters=(Chapter(scenes=(Scene(narration=BOAT.text),)),))
    with db.writing(database) as session:
        boat, other = (productions.create(session, says).id for _ in range(2))
        assert [script.id for script in voicing.scripts(says).values()] == [BOAT.id]
        speeches.queue(session, [BOAT, OARS], keyed, production_id=boat)
        productions.delete(session, boat)
    assert (state(database, BOAT), state(database, OARS)) == (SpeechState.QUEUED, SpeechState.FAILED)
    with db.writing(database) as session:
        productions.delete(session, other)
    assert state(database, BOAT) == SpeechState.FAILED and sum(amount for _, amount in ledger(database)) == 0


def test_what_was_paid_and_is_gone_can_be_spoken_again(database: Database, keyed: Settings):
    queue(database, keyed, BOAT)
    speech = take(database, keyed)
    assert speech and finish(database, keyed, speech) and queue(database, keyed, BOAT) == []
    Files(keyed.data / "media").remove(name_of(BOAT.id))
    assert len(queue(database, keyed, BOAT)) == 1 and state(database, BOAT) == SpeechState.QUEUED


def test_what_was_lost_is_spoken_again_only_when_somebody_asks(database: Database, keyed: Settings):
    queue(database, keyed, BOAT)
    take(database, keyed, "dead")
    with db.writing(database) as session:
        speeches.lose_dead(session, now(), now())
    assert take(database, keyed) is None
    assert len(queue(database, keyed, BOAT)) == 1 and take(database, keyed)
    with db.reading(database) as session, pytest.raises(NotFound):
        speeches.get(session, BOAT.id)
    with db.reading(database) as session:
        assert len(session.exec(select(Writing)).all()) == 2


def test_a_restored_studio_pays_for_nothing_by_itself(database: Database, keyed: Settings):
    queue(database, keyed, BOAT, OARS)
    sent = take(database, keyed)
    with db.writing(database) as session:
        assert standstill.hold(session) == 2
    assert take(database, keyed) is None
    unsent = OARS if sent and sent.id == BOAT.id else BOAT
    assert state(database, unsent) == SpeechState.FAILED
    assert {state(database, BOAT), state(database, OARS)} == {SpeechState.FAILED, SpeechState.LOST}
    total = sum(amount for kind, amount in ledger(database) if kind != "settlement")
    assert total == 0


def test_what_was_said_for_nothing_is_forgotten_and_what_was_paid_is_not(database: Database, keyed: Settings):
    queue(database, keyed, BOAT, ALOUD)
    for _ in range(2):
        speech = take(database, keyed)
        assert speech and finish(database, keyed, speech)
    with db.writing(database) as session:
        assert speeches.forget_free(session, later(60)) == [name_of(ALOUD.id)]
        assert set(speeches.find(session, [BOAT.id, ALOUD.id])) == {BOAT.id}
        assert speeches.all_names(session) == [name_of(BOAT.id)]
        assert name_of(BOAT.id) in contents.read(session).names  # so it is in every backup
