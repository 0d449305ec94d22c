"""A film's picture is a row of segments: the body of each shot or card, and each transition. A segment is a file, and its
name is the hash of all that decides its pictures: what has not changed is there already, wherever in the film it lies."""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from studio.media.codecs import version as codec_version
from studio.media.encode import Quality
from studio.media.film.recipe import Recipe, Subtitle, TitleCard
from studio.media.film.timeline import Placed, Timeline

DRAWN_BY = 2  # raise it when pictures come out otherwise than before

Ingredients = dict[str, Any]


@dataclass(frozen=True)
class Segment:
    name: str
    frames: int
    index: int  # in the reel
    is_transition: bool  # from that one to the next

    def path_in(self, folder: Path) -> Path:
        return folder / self.name

    def is_in(self, folder: Path) -> bool:
        """What is there is whole. It counts as used from now on."""
        path = self.path_in(folder)
        if not path.exists():
            return False
        os.utime(path)
        return True


def plan(recipe: Recipe, timeline: Timeline, hashes: Sequence[str], quality: Quality) -> list[Segment]:
    """All segments in the order in which they are seen. `hashes`: of each shot's clip; what stands there for a card is not read."""
    return list(_planned(recipe, timeline, hashes, quality))


def _planned(recipe: Recipe, timeline: Timeline, hashes: Sequence[str], quality: Quality) -> Iterator[Segment]:
    shared = _shared(recipe, quality)
    for placed in timeline.placed:
        body = placed.frames - placed.head - placed.tail
        if body:
            span = _span(recipe, placed, hashes, placed.head, placed.frames - placed.tail)
            yield Segment(_name([shared, span]), body, placed.index, is_transition=False)
        if placed.tail:
            following = timeline.placed[placed.index + 1]
            kind = recipe.reel[placed.index].transition.kind
            tail = _span(recipe, placed, hashes, placed.frames - placed.tail, placed.frames)
            head = _span(recipe, following, hashes, 0, following.head)
            frames = max(placed.end, following.start + following.head) - (placed.end - placed.tail)
            yield Segment(_name([shared, kind, tail, head]), frames, placed.index, is_transition=True)


def _shared(recipe: Recipe, quality: Quality) -> Ingredients:
    size = {"width": recipe.width, "height": recipe.height, "fps": recipe.fps}
    return size | {"quality": asdict(quality), "codec": codec_version(), "drawn_by": DRAWN_BY}


def _span(recipe: Recipe, placed: Placed, hashes: Sequence[str], first: int, last: int) -> Ingredients:
    """What decides the pictures from `first` up to `last` of one shot or card, counted from its start."""
    item = recipe.reel[placed.index]
    if isinstance(item, TitleCard):
        shown: Ingredients = item.model_dump(include={"text", "small_text", "duration_s", "style"})
    else:
        held = {"end_s": item.end_s} if item.hold_s else {}  # behind it, the clip itself would go on
        shown = {"sha256": hashes[placed.index], "start_s": item.start_s, "fit": item.fit} | held
    return shown | {"first": first, "last": last} | _burned(recipe, item.lines, first, last)


def _burned(recipe: Recipe, lines: Sequence[Subtitle], first: int, last: int) -> Ingredients:
    """Only the lines that are seen in there: others may change as they like."""
    seen = [line for line in lines if line.start_s * recipe.fps < last and line.end_s * recipe.fps > first]
    if recipe.subtitles.mode != "burned" or not seen:
        return {}
    look = recipe.subtitles.model_dump(include={"style", "margin"})
    return {"lines": [line.model_dump() for line in seen], "look": look}


def _name(ingredients: list[Any]) -> str:
    written = json.dumps(ingredients, sort_keys=True).encode()
    return f"{hashlib.sha256(written).hexdigest()[:32]}.mp4"
