"""Pieces of a text, put together to scenes as long as a clip may be, and to no more of them than are wanted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from studio.writers.offline import camera, pace
from studio.writers.offline.sentences import join
from studio.writers.outline import PlannedChapter, PlannedContinuity, PlannedScene, SceneLimits

LONGEST_TITLE = 6  # words


@dataclass(frozen=True)
class StoryPiece:
    """The smallest part of a text that a scene can be made of. `opens`: it begins one, and how."""

    shown: str
    said: str = ""
    opens: PlannedContinuity | None = None
    title: str = ""
    chapter: str | None = None  # it begins one of that name

    @cached_property
    def seconds(self) -> float:
        return max(pace.said_s(self.said), pace.shown_s(self.shown))

    def with_more(self, other: "StoryPiece") -> "StoryPiece":
        shown = self.shown if other.shown == self.shown else join(self.shown, other.shown)
        return replace(self, shown=shown, said=join(self.said, other.said), title=self.title or other.title)


@dataclass
class _Chapter:
    title: str
    pieces: list[StoryPiece] = field(default_factory=list[StoryPiece])


def chapters_of(pieces: Iterable[StoryPiece], limits: SceneLimits, most: int) -> tuple[PlannedChapter, ...]:
    found = [_Chapter("")]
    for piece in pieces:
        if piece.chapter is not None:
            found.append(_Chapter(piece.chapter))
        found[-1].pieces.append(replace(piece, chapter=None))
    found = [chapter for chapter in found if chapter.pieces]
    packed = [packed_in(chapter.pieces, limits) for chapter in found]
    fewer(packed, most)
    turn, made = 0, list[PlannedChapter]()
    for chapter, scenes in zip(found, packed, strict=True):
        made.append(
            PlannedChapter(
                title=chapter.title, scenes=tuple(scene_of(one, limits, turn + at) for at, one in enumerate(scenes))
            )
        )
        turn += len(scenes)
    return tuple(made)


def packed_in(pieces: Sequence[StoryPiece], limits: SceneLimits) -> list[StoryPiece]:
    """What follows in the same breath goes on where the scene before it ends."""
    scenes: list[StoryPiece] = []
    for piece in pieces:
        if scenes and piece.opens is None and _has_room(scenes[-1], piece, limits):
            scenes[-1] = scenes[-1].with_more(piece)
        else:
            first = PlannedContinuity.CONTINUE if scenes else PlannedContinuity.NEW
            scenes.append(replace(piece, opens=piece.opens or first))
    return scenes


def _has_room(scene: StoryPiece, more: StoryPiece, limits: SceneLimits) -> bool:
    whole = scene.with_more(more)
    return whole.seconds <= limits.longest_s and len(whole.shown) <= limits.longest_prompt


def fewer(chapters: Sequence[list[StoryPiece]], most: int) -> None:
    """Neighbours become one, until there are no more than that: all of them while there are far too many, then the shortest. A
    chapter keeps one scene."""
    while sum(map(len, chapters)) > 2 * most and any(len(scenes) > 1 for scenes in chapters):
        for scenes in chapters:
            for at in range(len(scenes) // 2):
                _join(scenes, at)
    while sum(map(len, chapters)) > most and any(len(scenes) > 1 for scenes in chapters):
        pairs = [
            (scenes[at].seconds + scenes[at + 1].seconds, of, at)
            for of, scenes in enumerate(chapters)
            for at in range(len(scenes) - 1)
        ]
        _, of, at = min(pairs)
        _join(chapters[of], at)


def _join(scenes: list[StoryPiece], at: int) -> None:
    scenes[at : at + 2] = [scenes[at].with_more(scenes[at + 1])]


def scene_of(piece: StoryPiece, limits: SceneLimits, turn: int) -> PlannedScene:
    return PlannedScene(
        title=piece.title or title_of(piece.shown),
        prompt=piece.shown,
        narration=piece.said,
        seconds=limits.length(piece.seconds),
        camera_move=camera.move_for(piece.shown, limits, turn),
        continuity=piece.opens or PlannedContinuity.NEW,
    )


def title_of(text: str) -> str:
    """Its first words."""
    words = text.split()
    if len(words) > LONGEST_TITLE:
        return " ".join(words[:LONGEST_TITLE]).rstrip(",;:.") + " …"
    return text.rstrip(".,;:") if len(text) <= 60 else text[:30] + " …"
