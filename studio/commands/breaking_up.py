"""A text becomes scenes: it is read, and the built-in writer keeps to it, which costs nothing; or another one, at its price."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import typer

from studio import database, money, writings
from studio.access import OWNER
from studio.commands.door import said_when_interrupted
from studio.commands.paying import agree
from studio.engine.tools import Tools
from studio.errors import BadBrief, KeyMissing
from studio.orders import Total
from studio.productions import editing, from_writer, starting
from studio.productions.beginning import Beginning
from studio.productions.outline import LONGEST_IDEA, Outline
from studio.providers import camera_moves
from studio.settings import Settings
from studio.tables import Production
from studio.voices.catalogue import gemini_voices, offline_voices
from studio.voices.script import NO_KEY, is_gemini
from studio.writers import registry
from studio.writers.outline import PlannedOutline, Wish
from studio.writers.tasks import Task
from studio.writings import Quote, Studio

INTERRUPTED = "The writer was asked, and counts as paid. The same command takes up its answer or, where that was lost, asks again."


@dataclass(frozen=True)
class WishedMovie:
    """A text, and all that was said of the movie that is to be made of it."""

    text: str
    title: str
    look: Mapping[str, str | None]
    voice: str
    scenes: int | None
    writer: str

    @property
    def key(self) -> str:
        """The same for the same text with the same wishes, and for nothing else. That of the built-in writer is as it was when there
        was no other."""
        told = asdict(self)
        if self.writer == registry.BUILT_IN:
            del told["writer"]
        return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    @property
    def wish(self) -> Wish:
        return Wish(scenes=self.scenes)


def read(story: Path) -> str:
    """Never more of it than a movie takes. Raises BadBrief."""
    try:
        with story.open(encoding="utf-8-sig") as opened:  # some editors put a mark before the first letter
            text = opened.read(LONGEST_IDEA + 1)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        raise BadBrief(f"{story} cannot be read ({reason}).") from error
    if len(text) > LONGEST_IDEA:
        raise BadBrief(f"This text has more than {LONGEST_IDEA:,} letters, which a movie takes. Make several of it.")
    return text


def outline_of(tools: Tools, wanted: WishedMovie) -> Outline:
    """By the built-in writer, whichever is in use. Raises BadBrief, KeyMissing."""
    settings = tools.settings()
    _require_known(wanted, settings)
    empty = _empty(wanted)
    task = _task(empty, wanted, settings)
    answered = writings.write(OWNER, task, writer=registry.BUILT_IN, studio=Studio(tools.database, settings))
    return from_writer.outline_of(answered.written.kept, empty)


def write(tools: Tools, wanted: WishedMovie, production_id: str, yes: bool) -> Production:
    """By the writer that is wanted: its price is told and agreed to, then it is asked once. The movie stands on the shelf before that,
    so what was paid for and lost on the way here is taken up.

    Raises BadBrief, KeyMissing, NotAgreed, and what `starting.outline_it` raises."""
    settings = tools.settings()
    _require_known(wanted, settings)
    empty = _empty(wanted)
    beginning = Beginning(empty, wanted.wish, writer=wanted.writer)
    with database.writing(tools.database) as session:
        if begun := starting.take_up(session, OWNER, production_id, beginning):
            return begun.production
    task, studio = _task(empty, wanted, settings), Studio(tools.database, settings)
    told = writings.quote(task, writer=wanted.writer, studio=studio)
    _say_price(told)
    agree(Total.of(told.price.micro_usd), yes, "Ask the writer?")
    with said_when_interrupted(INTERRUPTED):
        begun = starting.outline_it(OWNER, beginning, task, told, production_id, studio)
    for remark in begun.remarks:
        typer.secho(remark, err=True)
    return begun.production


def _say_price(told: Quote) -> None:
    name = registry.name_of(told.writer)
    typer.secho(
        f"scenes, by {name} with {told.model}: {money.usd(told.price.micro_usd)} ({told.price.source})", err=True
    )


def _task(empty: Outline, wanted: WishedMovie, settings: Settings) -> Task[PlannedOutline]:
    moves = camera_moves.listed_here(empty.look.model, settings)
    return starting.task_of(empty, wanted.wish, moves, is_idea=False)


def _require_known(wanted: WishedMovie, settings: Settings) -> None:
    """The writer and the voice, with its key. Raises BadBrief, KeyMissing."""
    if wanted.writer not in registry.LABELS:
        raise BadBrief(f"There is no writer {wanted.writer!r}: choose one of {', '.join(registry.LABELS)}.")
    if wanted.voice and wanted.voice not in (known := {**offline_voices(), **gemini_voices()}):
        raise BadBrief(f"There is no voice {wanted.voice!r}: choose one of {', '.join(known)}.")
    if is_gemini(wanted.voice) and not settings.google_api_key:
        raise KeyMissing(NO_KEY)


def _empty(wanted: WishedMovie) -> Outline:
    """What there is before there are scenes."""
    look = {name: value for name, value in wanted.look.items() if value}
    outline = editing.rename(editing.change_look(Outline(idea=wanted.text), **look), wanted.title)
    return editing.change_finish(outline, voice=wanted.voice)
