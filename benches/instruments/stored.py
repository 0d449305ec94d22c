"""A studio that has been used for months: thousands of generations with their clips, ledger and history, and some running."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy import Engine as Database
from sqlalchemy import insert
from sqlmodel import SQLModel

from studio import database as db
from studio import generations
from studio.boards import cards, shelf, snapshot
from studio.brief import Brief, State
from studio.files import Files
from studio.tables import Asset, Attempt, Call, Card, CardKind, Event, Generation, LedgerLine, LineKind, new_id, now

APART = timedelta(minutes=13)
BATCH = 1000
MODELS = ("animatic:cinematic", "luma:ray-flash-2", "luma:ray-2")
STORY = (State.QUEUED, State.SUBMITTING, State.RUNNING, State.DOWNLOADING, State.SUCCEEDED)
SUBJECTS = (
    "A paper boat in the rain",
    "A lighthouse at dusk",
    "A fox in fresh snow",
    "Rush hour from above",
    "An old tram",
)
LEDGER = ((LineKind.RESERVATION, 200_000), (LineKind.RELEASE, -200_000), (LineKind.SETTLEMENT, 200_000))
CALLS = ("submit", "check", "check", "check", "check", "download")
POSTERS = 6

Row = tuple[type[SQLModel], dict[str, Any]]


def fill(database: Database, files: Files, many: int, running: int) -> None:
    """Rows are written whole, as no engine could make them in the time of a bench; a few real posters serve them all."""
    posters = [keep_poster(files, number) for number in range(POSTERS)]
    for start in range(0, many, BATCH):
        rows = [row for number in range(start, min(start + BATCH, many)) for row in a_clip(number, posters)]
        write(database, rows)
    write(database, [row_of(one_running(number)) for number in range(running)])


def lay_out(database: Database, many: int) -> None:
    """A board with so many cards: prompts with two takes each, of the newest clips."""
    with db.writing(database) as session:
        board = shelf.make(session, "A bench")
        newest = iter(generations.list_newest(session, limit=many))
        for _ in range(many // 3):
            takes = [next(newest), next(newest)]
            prompt = Card(board_id=board.id, kind=CardKind.PROMPT, brief=takes[0].brief, takes=2, x=0, y=0)
            clips = [Card(board_id=board.id, kind=CardKind.CLIP, generation_id=take.id, x=0, y=0) for take in takes]
            session.add_all([prompt, *clips])
            session.flush()
            cards.link(session, board.id, [(prompt.id, clip.id) for clip in clips])
        for number in range(many % 3):
            cards.add_note(session, board.id, f"Note {number}")
        snapshot.tidy(session, board.id)


def keep_poster(files: Files, number: int) -> str:
    with files.workspace() as folder:
        picture = Path(folder) / "poster"
        Image.effect_mandelbrot((640, 360), (-2, -1.2 + number / 10, 1, 1.2), 60).convert("RGB").save(picture, "WEBP")
        return files.keep(picture, f"poster-{number}", f"{number:012x}", "webp")


def write(database: Database, rows: Sequence[Row]) -> None:
    """Sort by sort, parents first."""
    with db.writing(database) as session:
        for table in (Asset, Generation, Attempt, Event, LedgerLine, Call):
            values = [columns for of, columns in rows if of is table]
            if values:
                session.connection().execute(insert(table), values)


def row_of(whole: SQLModel) -> Row:
    return type(whole), {name: getattr(whole, name) for name in type(whole).model_fields}


def a_clip(number: int, posters: Sequence[str]) -> Iterator[Row]:
    """The newest has number 0."""
    made = generation(number)
    queued_at = now() - number * APART - timedelta(minutes=2)
    ended_at = queued_at + timedelta(seconds=40 + number % 50)
    poster = posters[number % len(posters)]
    asset = Asset(
        name=f"{new_id()}-{number:012x}.mp4",
        poster=poster,
        sha256=f"{number:064x}",
        size_bytes=2_000_000 + number,
        duration_s=5,
        width=1280,
        height=720,
        fps=24,
        generation_id=made.id,
        created_at=ended_at,
    )
    made.state, made.asset_id, made.attempt_id = State.SUCCEEDED, asset.id, new_id()
    made.created_at = made.next_step_at = queued_at
    made.submitted_at = made.watched_since = queued_at + timedelta(seconds=1)
    made.ended_at, made.was_charged, made.fraction = ended_at, True, 1.0
    yield row_of(made)
    yield row_of(asset)
    yield from what_was_written(made)


def what_was_written(made: Generation) -> Iterator[Row]:
    """Its attempt, history, ledger and calls. Without a check of each value: they are many."""
    of_it: dict[str, Any] = {"generation_id": made.id}
    from_it: dict[str, Any] = {**of_it, "provider": made.provider}
    at = made.created_at
    accepted = {"sent_at": at, "outcome": "accepted", "remote_id": made.remote_id}
    yield Attempt, {"id": made.attempt_id, **from_it, **accepted}
    for second, state in enumerate(STORY):
        moment = at + timedelta(seconds=second)
        yield Event, {"id": new_id(), **of_it, "at": moment, "state": state, "sentence": f"It is {state}."}
    for kind, micro_usd in LEDGER:
        entry = {"kind": kind, "micro_usd": micro_usd, "source": "a bench", "at": at, "created_by": "local"}
        yield LedgerLine, {"id": new_id(), **from_it, **entry}
    for operation in CALLS:
        call = {"at": at, "model": made.model, "operation": operation, "outcome": "ok", "milliseconds": 150}
        yield Call, {"id": new_id(), **from_it, **call}


def one_running(number: int) -> Generation:
    made = generation(number)
    began = now() - timedelta(seconds=5 + number)
    made.state, made.attempt_id, made.stage = State.RUNNING, new_id(), "dreaming"
    made.created_at = made.submitted_at = made.watched_since = began
    return made


def generation(number: int) -> Generation:
    brief = Brief(prompt=f"{SUBJECTS[number % len(SUBJECTS)]}, number {number}", model=MODELS[number % len(MODELS)])
    return Generation(
        brief=brief,
        provider=brief.provider,
        model=brief.model,
        prompt=brief.prompt,
        duration_s=brief.duration_s,
        remote_id=new_id(),
        estimate_micro_usd=200_000,
    )
