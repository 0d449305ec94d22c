"""A text becomes scenes: it is read, and the built-in writer keeps to it, which costs nothing."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from studio import writings
from studio.access import OWNER
from studio.engine.tools import Tools
from studio.errors import BadBrief
from studio.productions import editing, from_writer, starting
from studio.productions.outline import LONGEST_IDEA, Outline
from studio.voices.catalogue import offline_voices
from studio.writers.outline import Wish


@dataclass(frozen=True)
class Wanted:
    """A text, and all that was said of the movie that is to be made of it."""

    text: str
    title: str
    look: Mapping[str, str | None]
    voice: str
    scenes: int | None

    @property
    def key(self) -> str:
        """The same for the same text with the same wishes, and for nothing else."""
        return sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


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


def outline_of(tools: Tools, wanted: Wanted) -> Outline:
    """By the built-in writer, whichever is in use. Raises BadBrief."""
    empty, settings = _empty(wanted), tools.settings()
    moves = starting.camera_moves_here(empty.look.model, settings)
    task = starting.task_of(empty, Wish(scenes=wanted.scenes), moves, is_idea=False)
    written = writings.write(OWNER, task, db=tools.database, base=settings, writer="offline")
    return from_writer.outline_of(written.kept, empty)


def _empty(wanted: Wanted) -> Outline:
    """What there is before there are scenes."""
    if wanted.voice and wanted.voice not in (known := offline_voices()):
        there = f"choose one of {', '.join(known)}" if known else "this machine has none: leave it out"
        raise BadBrief(f"There is no voice {wanted.voice!r}: {there}.")
    look = {name: value for name, value in wanted.look.items() if value}
    outline = editing.rename(editing.change_look(Outline(idea=wanted.text), **look), wanted.title)
    return editing.change_finish(outline, voice=wanted.voice)
