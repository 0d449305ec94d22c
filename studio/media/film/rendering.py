"""Renders the segments that are not there yet. Each shot is decoded once, for its body and the transitions at both ends."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import av.error

from studio.errors import BadMedia
from studio.media.encode import Plane, Quality, open_clip_writer
from studio.media.film import adopting
from studio.media.film.burning import Burner
from studio.media.film.cards import card_frames
from studio.media.film.frames import shot_frames
from studio.media.film.recipe import Recipe, TitleCard
from studio.media.film.seams import joined
from studio.media.film.segments import Segment
from studio.media.film.timeline import Placed, Timeline

AHEAD = 3  # pictures

OnFrame = Callable[[int], None]  # hears which shot or card of the reel has one more picture, and may raise to stop


@dataclass
class SegmentCounts:
    """How many segments were encoded, taken over from a clip as they are, and found."""

    encoded: int = 0
    copied: int = 0
    found: int = 0


class SegmentRenderer:
    def __init__(self, recipe: Recipe, timeline: Timeline, folder: Path, quality: Quality, on_frame: OnFrame):
        self._recipe, self._timeline, self._folder, self._quality = recipe, timeline, folder, quality
        self._on_frame = on_frame
        self.counts = SegmentCounts()
        self._tail: list[Plane] = []  # what the transition to come needs of the shot before it

    def render(self, segments: Sequence[Segment]) -> None:
        missing = {segment.name for segment in segments if not segment.is_in(self._folder)}
        self.counts.found = len(segments) - len(missing)
        bodies = {segment.index: segment for segment in segments if not segment.is_transition}
        transitions = {segment.index: segment for segment in segments if segment.is_transition}
        for placed in self._timeline.placed:
            into, body, out = transitions.get(placed.index - 1), bodies.get(placed.index), transitions.get(placed.index)
            wanted = [segment if segment and segment.name in missing else None for segment in (into, body, out)]
            if any(wanted):
                self._render_one(placed, *wanted)

    def _render_one(self, placed: Placed, into: Segment | None, body: Segment | None, out: Segment | None) -> None:
        pictures = _Pictures(self._recipe, placed)
        try:
            if into:
                kind = self._recipe.reel[into.index].transition.kind
                self._write(into, joined(kind, self._tail, pictures.take(0, placed.head)))
            if body:
                self._render_body(placed, body, pictures)
            if out:
                self._tail = list(pictures.take(placed.frames - placed.tail, placed.frames))
        except (BadMedia, av.error.FFmpegError) as error:
            sentence = str(error) if isinstance(error, BadMedia) else "The video is damaged."
            raise BadMedia(f"{self._recipe.label(placed.index)}: {sentence}") from error

    def _render_body(self, placed: Placed, body: Segment, pictures: "_Pictures") -> None:
        if body.is_in(self._folder):  # the same one stood earlier in the film
            self.counts.found += 1
        elif adopting.adopt(self._recipe, placed, body.path_in(self._folder), self._quality):
            self.counts.copied += 1
        else:
            self._write(body, pictures.take(placed.head, placed.frames - placed.tail))

    def _write(self, segment: Segment, pictures: Iterable[Plane]) -> None:
        recipe = self._recipe
        path = segment.path_in(self._folder)
        with open_clip_writer(path, recipe.width, recipe.height, recipe.fps, quality=self._quality) as writer:
            for planes in _drawn_ahead(iter(pictures)):
                writer.add(planes)
                self._on_frame(segment.index)
        self.counts.encoded += 1


def _drawn_ahead(pictures: Iterator[Plane]) -> Iterator[Plane]:
    """The next ones are decoded and drawn, by one other thread, while one is encoded."""
    with ThreadPoolExecutor(1) as artist:
        waiting = deque(artist.submit(next, pictures, None) for _ in range(AHEAD))
        while (planes := waiting.popleft().result()) is not None:
            waiting.append(artist.submit(next, pictures, None))
            yield planes


class _Pictures:
    """Of one shot or card, with its lines burned in. Taken in order, the clip is decoded once."""

    def __init__(self, recipe: Recipe, placed: Placed):
        self._recipe, self._item = recipe, recipe.reel[placed.index]
        is_burned = recipe.subtitles.mode == "burned"
        lines = self._item.lines if is_burned else ()
        self._burner = Burner(lines, recipe.subtitles, (recipe.width, recipe.height), recipe.fps)
        self._at = -1
        self._pictures: Iterator[Plane] = iter(())

    def take(self, first: int, last: int) -> Iterator[Plane]:
        """To be used up before more are taken."""
        if first != self._at:
            self._pictures = self._from(first)
        self._at = last
        return islice(self._pictures, last - first)

    def _from(self, first: int) -> Iterator[Plane]:
        size = self._recipe.width, self._recipe.height
        if isinstance(self._item, TitleCard):
            pictures = card_frames(self._item, size, self._recipe.fps, first)
        else:
            pictures = shot_frames(self._item, size, self._recipe.fps, first)
        return (self._burner.burned(planes, index) for index, planes in enumerate(pictures, first))
