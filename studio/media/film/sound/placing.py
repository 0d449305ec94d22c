"""What is heard in a film, and when: the clips' own sound, speech, music."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from studio.media.encode import SOUND_RATE
from studio.media.film.recipe import Music, Narration, Recipe, Shot
from studio.media.film.timeline import Placed, Timeline, held

SHORTEST_FADE_S = 0.01  # without it a cut would click


class Stem(StrEnum):
    CLIPS = "clips"
    SPEECH = "speech"
    MUSIC = "music"


@dataclass(frozen=True)
class PlacedSound:
    """`start` and `samples` are counted from the film's start, at 48 kHz. It ends after `samples`, or where its file does."""

    role: Stem  # by this name it is in the hash that a mixed sound is kept under
    path: Path
    start: int
    samples: int
    gain: float = 1
    from_s: float = 0  # in its file
    fade_in_s: float = 0
    fade_out_s: float = 0  # up to the end of `samples`
    loops: bool = False


def samples_in(seconds: float) -> int:
    return round(seconds * SOUND_RATE)


def placed_sounds(recipe: Recipe, timeline: Timeline, has_sound: Sequence[bool]) -> list[PlacedSound]:
    """`has_sound`: whether the clip of each shot has any, in the order of the reel."""
    return list(_all(recipe, timeline, has_sound))


def _all(recipe: Recipe, timeline: Timeline, has_sound: Sequence[bool]) -> Iterator[PlacedSound]:
    for placed in timeline.placed:
        item = recipe.reel[placed.index]
        if isinstance(item, Shot) and item.gain and has_sound[placed.index]:
            yield _own_sound(item, placed, timeline.fps)
        if item.narration:
            yield _speech(item.narration, placed, timeline)
    if recipe.music and recipe.music.gain:
        yield _music(recipe.music, timeline)


def _own_sound(shot: Shot, placed: Placed, fps: int) -> PlacedSound:
    return PlacedSound(
        Stem.CLIPS,
        Path(shot.clip),
        samples_in(placed.start / fps),
        samples_in((placed.frames - held(shot, fps)) / fps),
        shot.gain,
        shot.start_s,
        fade_in_s=max(SHORTEST_FADE_S, placed.head / fps),
        fade_out_s=max(SHORTEST_FADE_S, placed.tail / fps),
    )


def _speech(narration: Narration, placed: Placed, timeline: Timeline) -> PlacedSound:
    start_s = placed.start / timeline.fps + narration.offset_s
    left = samples_in(max(0, timeline.duration_s - start_s))
    return PlacedSound(Stem.SPEECH, Path(narration.sound), samples_in(start_s), left, narration.gain)


def _music(music: Music, timeline: Timeline) -> PlacedSound:
    return PlacedSound(
        Stem.MUSIC,
        Path(music.sound),
        0,
        samples_in(timeline.duration_s),
        music.gain,
        music.start_s,
        fade_in_s=music.fade_in_s or (SHORTEST_FADE_S if music.start_s else 0),
        fade_out_s=music.fade_out_s,
        loops=music.loops,
    )
