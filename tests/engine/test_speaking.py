"""An engine has narrations spoken: each once, kept for good, and a film is made of what was kept."""

import errno
import logging
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine as Database
from sqlalchemy import text
from sqlmodel import select

from studio import database as db
from studio import logs, productions, redaction, speeches
from studio.engine import speaking
from studio.engine.cutting import render_due
from studio.engine.speaking import speak_due
from studio.engine.tools import Tools
from studio.errors import BadCut
from studio.files import Files
from studio.media.film import voice
from studio.productions import takes
from studio.productions.cut import cuts, exporting, recipes, voicing
from studio.productions.outline import Finish, Outline
from studio.sandbox.server import Address
from studio.tables import Call, Cut, CutState, LedgerLine, Speech, SpeechState, Writing
from studio.voices import registry
from studio.voices.interface import Voice
from studio.voices.script import Script
from tests.clock import Clock
from tests.engine.test_cutting import generated

BOAT = Script("The boat left before dawn. Nobody was at the oars.", "gemini:Kore", "gemini-3.8-flash-tts")
KEY = "key-of-google-0123456789-wxyz"
KORE = Finish(voice="gemini:Kore", direction="calm")


@pytest.fixture
def database(sqlite: Database) -> Database:
    """Both kinds are tried in `tests/test_speeches.py`."""
    return sqlite


@pytest.fixture
def voiced(tools: Tools, sandbox: Address) -> Tools:
    """With a key of Google, whose address is the sandbox."""
    given = {"google_base_url": sandbox.google, "google_api_key": SecretStr(KEY)}
    settings = tools.settings().model_copy(update=given)
    tools.settings = lambda: settings
    return tools


def queue(tools: Tools, *scripts: Script) -> None:
    with db.writing(tools.database) as session:
        speeches.queue(session, scripts, tools.settings(), at=tools.clock())


def queue_all(tools: Tools, production_id: str) -> None:
    with db.reading(tools.database) as session:
        spoken = voicing.look(session, tools.files, productions.get(session, production_id).outline)
    queue(tools, *[part.script for part in spoken.missing])


def found(tools: Tools, script: Script = BOAT) -> Speech:
    with db.reading(tools.database) as session:
        return speeches.find(session, [script.id])[script.id]


def paid(tools: Tools) -> int:
    with db.reading(tools.database) as session:
        return sum(line.micro_usd for line in session.exec(select(LedgerLine)) if line.kind == "settlement")


def asked(sandbox: Address) -> int:
    return sum(entry["operation"] == "write" for entry in sandbox.log())


def cut(tools: Tools, production_id: str, *, scratch: bool = False) -> tuple[Cut, str]:
    with db.writing(tools.database) as session:
        outline, made = productions.get(session, production_id).outline, takes.list_all(session, production_id)
        spoken = voicing.look(session, tools.files, outline).silent if scratch else ()
        recipe = recipes.make(outline, made, is_preview=True, scratch=spoken)
        cut_id = cuts.queue(session, production_id, recipe, is_preview=True).id
    assert render_due(tools, "an engine")
    with db.reading(tools.database) as session:
        rendered = cuts.get(session, cut_id)
        return rendered, rendered.sentence


def test_a_narration_is_spoken_kept_and_paid_once(voiced: Tools, sandbox: Address):
    queue(voiced, BOAT)
    assert speak_due(voiced, "an engine") and not speak_due(voiced, "an engine")
    speech = found(voiced)
    assert speech.state == SpeechState.READY and speech.name and voiced.files.has(speech.name)
    assert speech.duration_s == pytest.approx(len(BOAT.text) / 15, abs=0.1)
    assert speech.duration_s and paid(voiced) == pytest.approx(speech.duration_s * 25 * 9, rel=0.05)
    queue(voiced, BOAT)
    assert not speak_due(voiced, "an engine") and asked(sandbox) == 1


@pytest.mark.parametrize(
    ("fault", "state", "sentence", "is_paid"),
    [
        ({"what": "status", "code": 400}, SpeechState.FAILED, "refused it", False),
        ({"what": "status", "code": 500}, SpeechState.LOST, "it may be paid", True),
        ({"what": "status", "code": 503}, SpeechState.LOST, "it may be paid", True),
        ({"what": "accept_then_drop"}, SpeechState.LOST, "not sent again by itself", True),
        ({"what": "html"}, SpeechState.LOST, "it may be paid", True),
        ({"what": "empty"}, SpeechState.LOST, "it may be paid", True),
        ({"what": "half_sound"}, SpeechState.LOST, "it may be paid", True),
        ({"what": "no_sound"}, SpeechState.FAILED, "without a sound", True),
        ({"what": "untold"}, SpeechState.FAILED, "without a sound", True),
        ({"what": "other"}, SpeechState.FAILED, "stopped before all was spoken", True),
        ({"what": "wrong_kind"}, SpeechState.FAILED, "nobody here can play", True),
        ({"what": "blocked"}, SpeechState.FAILED, "change the words", False),
    ],
)  # fmt: skip
def test_what_goes_wrong_ends_in_its_state_with_a_sentence_and_is_asked_once(
    voiced: Tools, sandbox: Address, fault, state, sentence, is_paid
):
    sandbox.fault(on="write", times=None, **fault)
    queue(voiced, BOAT)
    assert speak_due(voiced, "an engine") and not speak_due(voiced, "an engine")
    speech = found(voiced)
    assert speech.state == state and sentence in speech.sentence and speech.name is None
    assert (paid(voiced) > 0, asked(sandbox)) == (is_paid, 1)


def test_one_that_was_surely_not_accepted_waits_and_is_tried_again(voiced: Tools, sandbox: Address, clock: Clock):
    sandbox.fault(on="write", what="status", code=429, headers={"Retry-After": "7"})
    queue(voiced, BOAT)
    assert speak_due(voiced, "an engine") and found(voiced).state == SpeechState.QUEUED
    assert not speak_due(voiced, "an engine")
    clock.forward(8)
    assert speak_due(voiced, "an engine") and found(voiced).state == SpeechState.READY
    with db.reading(voiced.database) as session:
        assert sorted(call.outcome for call in session.exec(select(Call))) == ["ok", "rate"]


class Worn(Files):
    """A disk that takes no more."""

    def keep(self, source: Path, asset_id: str, sha256: str, suffix: str) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_paid_sound_is_kept_once_the_disk_takes_it(voiced: Tools, sandbox: Address):
    whole, seen = voiced.files, list[Speech]()

    def wait(_seconds: float) -> bool:
        seen.append(found(voiced))
        voiced.files = whole
        return False

    voiced.files = Worn(whole.root)
    queue(voiced, BOAT)
    assert speak_due(voiced, "an engine", pause=wait) and found(voiced).state == SpeechState.READY
    [waiting] = seen
    assert waiting.state == SpeechState.SPEAKING and "cannot keep its sound (No space left" in waiting.sentence
    assert (asked(sandbox), found(voiced).sentence) == (1, "") and whole.has(found(voiced).name or "")


BUSY = """CREATE TRIGGER busy BEFORE UPDATE ON speech WHEN NEW.state = 'ready'
BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END"""


def test_a_paid_sound_is_kept_once_the_database_takes_it(voiced: Tools, sandbox: Address):
    def change(command: str) -> bool:
        with voiced.database.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(text(command))
        return False

    queue(voiced, BOAT)
    change(BUSY)
    assert speak_due(voiced, "an engine", pause=lambda _seconds: change("DROP TRIGGER busy"))
    assert (found(voiced).state, asked(sandbox)) == (SpeechState.READY, 1)
    assert voiced.files.has(found(voiced).name or "")


def test_without_room_on_the_disk_nothing_is_sent(voiced: Tools, sandbox: Address, clock: Clock, monkeypatch):
    monkeypatch.setattr("studio.files.Files.free_bytes", lambda _: 1000)
    queue(voiced, BOAT)
    while speak_due(voiced, "an engine"):
        clock.forward(60)
    assert (found(voiced).state, found(voiced).sentence) == (SpeechState.FAILED, speaking.NO_ROOM)
    assert (asked(sandbox), paid(voiced)) == (0, 0)


def test_what_two_engines_spoke_alike_is_there_once(voiced: Tools, sandbox: Address, clock: Clock):
    def say(script: Script) -> Voice:
        with db.writing(voiced.database) as session:  # while it speaks, it is given up for lost
            speeches.lose_dead(session, clock(), clock())
        queue(voiced, BOAT)
        assert speak_due(voiced, "another")
        return registry.make(script, voiced.settings())

    queue(voiced, BOAT)
    assert speak_due(voiced, "an engine", say)
    assert found(voiced).state == SpeechState.READY and voiced.files.has(found(voiced).name or "")
    with db.reading(voiced.database) as session:
        assert {writing.outcome for writing in session.exec(select(Writing))} <= {"ok", "lost"}


def test_what_was_spoken_and_is_gone_is_told_and_spoken_again(voiced: Tools, clock: Clock, sandbox: Address):
    production_id = generated(voiced, clock, KORE)
    queue_all(voiced, production_id)
    while speak_due(voiced, "an engine"):
        pass
    script = recipes.script_of(KORE, "Words of scene 2.")
    voiced.files.remove(found(voiced, script).name or "")
    with db.reading(voiced.database) as session:
        spoken = voicing.look(session, voiced.files, productions.get(session, production_id).outline)
    assert [(part.number, part.trouble) for part in spoken.missing] == [(2, speeches.GONE)]
    queue_all(voiced, production_id)
    assert speak_due(voiced, "an engine") and voiced.files.has(found(voiced, script).name or "") and asked(sandbox) == 4


def test_it_is_not_tried_for_ever(voiced: Tools, sandbox: Address, clock: Clock):
    sandbox.fault(on="write", what="status", code=429, times=None)
    queue(voiced, BOAT)
    while speak_due(voiced, "an engine"):
        clock.forward(60)
    assert (found(voiced).state, asked(sandbox), paid(voiced)) == (SpeechState.FAILED, speaking.MOST_TRIES, 0)
    assert "asks us to slow down" in found(voiced).sentence


def test_a_film_is_made_of_what_was_spoken_and_its_lines_follow_the_voice(
    voiced: Tools, clock: Clock, sandbox: Address
):
    production_id = generated(voiced, clock, KORE)
    queue_all(voiced, production_id)
    while speak_due(voiced, "an engine"):
        pass
    rendered, sentence = cut(voiced, production_id)
    assert (rendered.state, sentence) == (CutState.READY, "") and asked(sandbox) == 3
    with db.reading(voiced.database) as session:
        film = exporting.look(session, voiced.files, rendered.id)
    measured = exporting.measure(film, voiced.files.root.parent / "cuts")
    assert [line.text for line in measured.lines] == [f"Words of scene {number}." for number in (1, 2, 3)]
    assert sum(str(name).startswith("narration/") for name, _ in exporting.entries(film, measured)) == 3
    assert asked(sandbox) == 3


def test_a_film_outlives_the_sound_of_its_narration(voiced: Tools, clock: Clock, sandbox: Address):
    production_id = generated(voiced, clock, KORE)
    queue_all(voiced, production_id)
    while speak_due(voiced, "an engine"):
        pass
    rendered, _ = cut(voiced, production_id)
    with db.reading(voiced.database) as session:
        before = exporting.look(session, voiced.files, rendered.id)
        next(path for name, path in before.paths.items() if name.startswith("spoken:")).unlink()
        film = exporting.look(session, voiced.files, rendered.id)
    kept = voiced.files.root.parent / "cuts"
    there = dict(exporting.entries(film, exporting.measure(film, kept)))
    assert sum(name.startswith("narration/") for name in there) == 2 and "narration/scene-01" in str(
        there["READ ME.txt"]
    )
    film.cut.measured = None
    with pytest.raises(BadCut, match="Scene 1 is not spoken yet"):
        exporting.measure(film, kept)


def test_what_is_not_spoken_is_said_and_nothing_is_paid_while_rendering(voiced: Tools, clock: Clock, sandbox: Address):
    production_id = generated(voiced, clock, KORE)
    rendered, sentence = cut(voiced, production_id)
    assert rendered.state == CutState.FAILED
    assert sentence == "Scene 1 is not spoken yet: have it spoken on Movies > Cut, then render the film."
    assert asked(sandbox) == 0


def test_a_film_that_was_to_wait_says_which_narration_is_not_spoken(voiced: Tools, clock: Clock, sandbox: Address):
    production_id = generated(voiced, clock, KORE)
    with db.writing(voiced.database) as session:
        cut_id = cuts.queue_when_ready(session, production_id).id
    queue(voiced, recipes.script_of(KORE, "Words of scene 1."))
    render_due(voiced, "an engine")
    assert state_of(voiced, cut_id)[0] == CutState.WAITING  # one of its narrations is being spoken
    speak_due(voiced, "an engine")
    render_due(voiced, "an engine")
    state, sentence = state_of(voiced, cut_id)
    assert state == CutState.FAILED and sentence.startswith("Scenes 2 and 3 are not spoken yet")


def state_of(tools: Tools, cut_id: str) -> tuple[CutState, str]:
    with db.reading(tools.database) as session:
        cut = cuts.get(session, cut_id)
        return cut.state, cut.sentence


@pytest.mark.skipif(not voice.is_there(), reason="the extra `voice` is not installed")
def test_a_scratch_voice_stands_in_for_a_preview(voiced: Tools, clock: Clock, sandbox: Address):
    rendered, sentence = cut(voiced, generated(voiced, clock, KORE), scratch=True)
    assert (rendered.state, sentence, asked(sandbox)) == (CutState.READY, "", 0)


@pytest.mark.skipif(not voice.is_there(), reason="the extra `voice` is not installed")
def test_the_offline_voice_is_listened_to_for_nothing(tools: Tools):
    aloud = Script("A boat.", "en-us")
    queue(tools, aloud)
    assert speak_due(tools, "an engine")
    assert found(tools, aloud).state == SpeechState.READY and paid(tools) == 0


def test_no_key_is_written_down(voiced: Tools, sandbox: Address, caplog: pytest.LogCaptureFixture, tmp_path: Path):
    redaction.learn(KEY)
    for name in ("", *logs.CHATTY):
        caplog.set_level(logging.DEBUG, name)
    told = {"error": {"code": 401, "message": f"Not this key: {KEY}", "status": "UNAUTHENTICATED"}}
    sandbox.fault(on="write", what="status", code=401, body=told)
    queue(voiced, BOAT)
    assert speak_due(voiced, "an engine")
    said = f"{found(voiced).sentence} {[record.getMessage() for record in caplog.records]}"
    assert "does not accept the key" in said and KEY not in said and BOAT.text not in found(voiced).sentence
    voiced.database.dispose()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()] == []


def test_an_outline_without_a_paid_voice_has_nothing_to_be_spoken(tools: Tools):
    with db.reading(tools.database) as session:
        assert voicing.look(session, tools.files, Outline(finish=Finish(voice="en-us"))).parts == []
