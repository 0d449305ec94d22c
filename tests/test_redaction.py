"""No key is written down: not in the log, whoever writes it, and not in a sentence of the database."""

import base64
import logging
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import select

from studio import audit, generations, keys, logs, moves, redaction, vault
from studio import database as db
from studio.brief import Brief, State
from studio.errors import FailureKind
from studio.redaction import GONE, redact
from studio.settings import Settings
from studio.tables import AuditEntry, Deed, Event, Generation

KEY = "planted/key+with=signs-4711"


class Kept(logging.Handler):
    """A handler that a library brought along before we came."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.lines.append(self.format(record))
        except TypeError:
            self.handleError(record)


@pytest.fixture
def log() -> Iterator[Kept]:
    kept, logger = Kept(), logging.getLogger("a.library")
    logger.addHandler(kept)
    logger.propagate, logger.level = False, logging.DEBUG
    logs.keep_quiet()
    redaction.learn(KEY)
    yield kept
    logger.removeHandler(kept)


class Headers:
    """No text, and it prints what it holds."""

    def __repr__(self) -> str:
        return f"{{'authorization': 'Bearer {KEY}'}}"


@pytest.mark.parametrize(
    ("message", "args"),
    [
        (f"sent {KEY}", ()),
        ("sent %s", (KEY,)),
        ("sent %s 100%%", (KEY,)),
        ("sent %r", (Headers(),)),
        ("sent %(headers)s", ({"headers": Headers()},)),
        (f"100% of {KEY}", ()),
        (Headers(), ()),
    ],
)
def test_no_library_can_log_a_key(log: Kept, message: object, args: tuple[object, ...]):
    logging.getLogger("a.library").debug(message, *args)
    assert len(log.lines) == 1 and KEY not in log.lines[0] and GONE in log.lines[0]


def test_a_traceback_holds_none_either(log: Kept):
    try:
        try:
            raise ValueError(f"no such key: {KEY}")
        except ValueError as first:
            raise RuntimeError("again") from first
    except RuntimeError:
        logging.getLogger("a.library").exception("failed")
    assert KEY not in log.lines[0] and "RuntimeError: again" in log.lines[0] and GONE in log.lines[0]


def test_other_lines_stay_as_they_are(log: Kept):
    logging.getLogger("a.library").info("%s made %d clips at 100 %% for %s", "ada", 3, "$1.20")
    assert log.lines == ["ada made 3 clips at 100 % for $1.20"]


def test_a_wrong_format_is_loggings_own_affair(log: Kept, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(logging, "raiseExceptions", False)
    logging.getLogger("a.library").info("%d clips", "many")
    assert log.lines == []


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer eyJhbGciOi.J9",
        "x-goog-api-key: abcdefgh1234",
        "GET https://example.com/v1?alt=json&key=abcdefgh1234 failed",
        "AIzaSyA-1234567890_abcdefghijklmnopqrs",
        "key_" + "0123456789abcdef" * 4,
        "luma-01234567-89ab-cdef-0123-456789abcdef-01",
        "dailies_" + "aB3-" * 12,
    ],
)
def test_what_looks_like_a_key_is_left_out_though_nobody_told_us(text: str):
    assert GONE in redact(text) and "1234" not in redact(text) and "eyJ" not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "No key yet: save one here, or set LUMA_API_KEY in the environment or in .env and start again.",
        "luma: Key of 25 Nov 2026, ends in abcd",
        "Put the bearer of bad news into the frame",
        "https://example.com/clip.mp4?width=1280",
        "luma:ray-flash-2",
    ],
)
def test_ordinary_sentences_stay(text: str):
    assert redact(text) == text


@pytest.mark.parametrize(
    "written",
    [
        quote(KEY, safe=""),
        KEY.replace("/", r"\/"),
        *(base64.b64encode(f"{before}{KEY}:after".encode()).decode() for before in ("", "u:", "ada:", "user:")),
        base64.urlsafe_b64encode(KEY.encode()).decode(),
    ],
)
def test_a_key_is_left_out_as_services_write_it_too(written: str):
    redaction.learn(KEY)
    left = redact(f"sent {written}")
    assert GONE in left and len(left.replace(GONE, "")) < len("sent ") + 24  # its neighbours and its ends


def test_a_short_text_is_no_key():
    redaction.learn("any")
    assert redact("any of many") == "any of many"


def test_what_is_opened_or_typed_is_known_from_then_on(sqlite: Database, settings: Settings):
    with db.writing(sqlite) as session:
        secret = keys.save(session, "luma", KEY, "ada", settings)
    assert redact(f"typed {KEY}") == f"typed {GONE}"
    redaction.forget()
    vault.unseal(secret, settings)
    assert redact(f"opened {KEY}") == f"opened {GONE}"


def test_no_sentence_takes_one_into_the_database(database: Database):
    redaction.learn(KEY)
    said = f"The provider answered: Bearer {KEY} is not good"
    with db.writing(database) as session:
        generation = generations.queue(session, Brief(prompt="A boat", model="luma:ray-2"))
        moves.end(session, generation, State.FAILED, FailureKind.KEY, said, was_charged=False)
        audit.note(session, "ada", Deed.KEY_TESTED, said, said)
    with db.reading(database) as session:
        sentences = [one.failure_sentence for one in session.exec(select(Generation)).all()]
        sentences += [event.sentence for event in session.exec(select(Event)).all()]
        sentences += [
            part for entry in session.exec(select(AuditEntry)).all() for part in (entry.about, entry.sentence)
        ]
    assert len(sentences) == 5 and KEY not in str(sentences)
    assert sum(GONE in sentence for sentence in sentences) == 4
