"""What a writer answered, kept until somebody has taken it: a page may be reloaded while it writes, and what is paid is not lost.

All of it is part of the caller's transaction.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, col, delete, select

from studio.tables import KeptAnswer, Writing, WritingOutcome
from studio.writers.interface import Written
from studio.writings.kinds import ANSWERS

KEPT_FOR = timedelta(days=3)
KEY = "key"  # among what is given
LONGEST_RAW, LONGEST = 100_000, 2_000_000  # letters
DIED = "The studio was stopped while it wrote, and nobody knows what came of it. It counts as paid."
TOO_LONG = "The answer was too long to be kept."
UNREADABLE = "What was kept of the answer cannot be read."


@dataclass(frozen=True)
class UntakenAnswer:
    """`written` None: it is still being written, or the sentence says why there is none."""

    writing: Writing
    place: str
    given: Mapping[str, Any]
    written: Written[Any] | None
    sentence: str

    @property
    def is_waiting(self) -> bool:
        return self.written is None and not self.sentence


def begin(session: Session, writing: Writing, place: str, given: dict[str, Any]) -> None:
    session.add(KeptAnswer(writing_id=writing.id, place=place, given=given))


def finish(session: Session, writing_id: str, written: Written[Any] | None, sentence: str) -> None:
    """With the answer, or why there is none; nothing where nobody wants it kept."""
    if kept := session.get(KeptAnswer, writing_id):
        kept.answer = _as_text(session.get_one(Writing, writing_id).task, written) if written else ""
        kept.sentence = "" if kept.answer else TOO_LONG if written else sentence
        session.add(kept)


def find(session: Session, writing_id: str) -> UntakenAnswer | None:
    row = session.get(KeptAnswer, writing_id)
    return _read(session.get_one(Writing, writing_id), row) if row else None


def list_for(session: Session, person: str, *places: str) -> Sequence[UntakenAnswer]:
    """What this person asked for there and has not taken yet, newest first."""
    theirs = select(Writing, KeptAnswer).join(KeptAnswer, col(KeptAnswer.writing_id) == Writing.id)
    theirs = theirs.where(Writing.created_by == person, col(KeptAnswer.place).in_(places))
    return [_read(*row) for row in session.exec(theirs.order_by(col(Writing.id).desc())).all()]


def take(session: Session, writing_id: str) -> None:
    """It is in somebody's hands, or wanted no more. What has a key of the asker's own stays until it is old, as the same key is
    answered with it."""
    kept = session.get(KeptAnswer, writing_id, with_for_update=True, populate_existing=True)
    if kept and kept.given.get(KEY):
        kept.place = place_by_key(session.get_one(Writing, writing_id).production_id or "")
        session.add(kept)
    elif kept:
        session.delete(kept)


def place_by_key(production_id: str) -> str:
    """Where nobody looks who has not its key."""
    return f"asked by key {production_id}"


def forget_old(session: Session, at: datetime) -> None:
    old = select(Writing.id).where(Writing.sent_at < at - KEPT_FOR)
    session.exec(delete(KeptAnswer).where(col(KeptAnswer.writing_id).in_(old)))


def _as_text(task: str, written: Written[Any]) -> str:
    told = {
        "raw": written.raw[:LONGEST_RAW],
        "kept": ANSWERS[task].dump_python(written.kept, mode="json"),
        "remarks": list(written.remarks),
    }
    text = json.dumps(told, ensure_ascii=False)
    return text if len(text) <= LONGEST else ""


def _read(writing: Writing, row: KeptAnswer) -> UntakenAnswer:
    sentence = row.sentence or (DIED if writing.outcome == WritingOutcome.LOST else "")
    written = _written(writing.task, row.answer) if row.answer else None
    if row.answer and written is None:
        sentence = UNREADABLE
    if not row.answer and not sentence and writing.outcome != WritingOutcome.SENT:
        sentence = UNREADABLE
    return UntakenAnswer(writing, row.place, row.given, written, sentence)


def _written(task: str, text: str) -> Written[Any] | None:
    try:
        told = json.loads(text)
        return Written(told["raw"], ANSWERS[task].validate_python(told["kept"]), tuple(told["remarks"]))
    except (ValueError, KeyError, TypeError, ValidationError):
        return None
