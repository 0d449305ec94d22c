"""Which notes are played when: phrases of four bars that grow and come home, a figure, a bass, a melody that returns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from studio.media.music import harmony
from studio.media.music.harmony import Voicing
from studio.media.music.moods import Chord, Mood

PHRASE = 4  # bars
TAIL_S, TAIL_SHARE = 4.5, 0.22  # what the last chord rings, of a long piece and of a short one
UNSTEADY_S = 0.006  # nobody plays like a clock
MELODY = (65, 81)
RHYTHMS = (  # of a bar of the melody: when and how long, in eighths
    ((0, 3), (3, 1), (4, 4)),
    ((0, 2), (2, 2), (4, 3), (7, 1)),
    ((1, 1), (2, 2), (4, 4)),
    ((0, 4), (4, 2), (6, 2)),
)
HELD = ((0, 6),)  # what a phrase of the melody ends on


@dataclass(frozen=True)
class Note:
    """`strength` and `pan` (left -1, right 1) are what the player gives it."""

    instrument: str
    pitch: int
    start_s: float
    length_s: float
    strength: float
    pan: float = 0.0


@dataclass(frozen=True)
class Bar:
    """`energy`: how much is played, 0-1. The last one is the chord that it all ends on."""

    chord: Chord
    voicing: Voicing
    start_s: float
    length_s: float
    energy: float
    number: int
    is_last: bool = False


@dataclass(frozen=True)
class Piece:
    bars: tuple[Bar, ...]
    notes: tuple[Note, ...]


def compose(mood: Mood, duration_s: float, seed: int) -> Piece:
    chance = np.random.default_rng([seed % (1 << 32), mood.key, len(mood.label)])
    bars = tuple(_bars(mood, duration_s, chance))
    notes = [*_figures(mood, bars, chance), *_bass(mood, bars, chance), *_melody(mood, bars, chance)]
    return Piece(bars, tuple(sorted(notes, key=lambda note: (note.start_s, note.instrument, note.pitch))))


# -- bars ----------------------------------------------------------------------------------------------------


def _bars(mood: Mood, duration_s: float, chance: np.random.Generator) -> Iterator[Bar]:
    """The pace gives way a little, so that it ends where it should."""
    tail_s = min(TAIL_S, TAIL_SHARE * duration_s)
    many = max(2, round((duration_s - tail_s) / (mood.beats * 60 / mood.bpm)))
    bar_s = (duration_s - tail_s) / many
    chords = [*_chords(mood, many, chance), mood.home]
    for number, (chord, voices) in enumerate(zip(chords, harmony.voicings(chords, mood.key), strict=True)):
        is_last = number == many
        length_s = tail_s if is_last else bar_s
        yield Bar(chord, voices, number * bar_s, length_s, _energy(number, many), number, is_last)


def _chords(mood: Mood, many: int, chance: np.random.Generator) -> list[Chord]:
    """A A B A B A ..., and a turn before the end."""
    first = mood.first[chance.integers(len(mood.first))]
    second = mood.second[chance.integers(len(mood.second))]
    phrases = -(-many // PHRASE)
    order = [second if phrase % 2 == 0 and phrase > 0 else first for phrase in range(phrases)]
    chords = [chord for phrase in order for chord in phrase][:many]
    return [*chords[:-1], mood.turn]


def _energy(number: int, many: int) -> float:
    """It grows for two thirds, and lets go before the end."""
    place = number / max(1, many)
    return float(np.interp(place, [0, 0.25, 0.66, 0.86, 1], [0.15, 0.5, 1.0, 0.75, 0.1]))


# -- who plays what ------------------------------------------------------------------------------------------


def _figures(mood: Mood, bars: Sequence[Bar], chance: np.random.Generator) -> Iterator[Note]:
    for bar in bars:
        if bar.is_last:
            yield from _last_chord(mood, bar, chance)
            continue
        liveliest = len(mood.figures) - 1
        figure = mood.figures[min(liveliest, int(bar.energy * (liveliest + 0.6)))]
        eighth_s = bar.length_s / mood.beats / 2
        for when, which in figure:
            strength = mood.figure * (0.55 + 0.3 * bar.energy) * (1.0 if when % 4 == 0 else 0.85)
            start_s = bar.start_s + when * eighth_s
            yield _played(mood.player, _tone(bar.voicing, which), start_s, 4 * eighth_s, strength, 0.25, chance)


def _last_chord(mood: Mood, bar: Bar, chance: np.random.Generator) -> Iterator[Note]:
    """Rolled upwards, and left to ring."""
    for step, pitch in enumerate((*bar.voicing, bar.voicing[0] + harmony.OCTAVE)):
        yield _played(mood.player, pitch, bar.start_s + 0.11 * step, bar.length_s, 0.55 * mood.figure, 0.2, chance)


def _bass(mood: Mood, bars: Sequence[Bar], chance: np.random.Generator) -> Iterator[Note]:
    for bar in bars:
        if bar.number == 0:
            continue  # it comes in with the second
        root, eighth_s = harmony.bass_note(bar.chord, mood.key), bar.length_s / mood.beats / 2
        strokes = ((0, 0),) if bar.is_last or bar.energy < 0.45 else mood.bass
        for place, (when, octave) in enumerate(strokes):
            until = strokes[place + 1][0] if place + 1 < len(strokes) else mood.beats * 2
            length_s = bar.length_s if bar.is_last else (until - when) * eighth_s * 0.95
            strength = mood.low * (0.6 + 0.25 * bar.energy)
            pitch = root + harmony.OCTAVE * octave
            yield _played("bass", pitch, bar.start_s + when * eighth_s, length_s, strength, 0.0, chance)


def _melody(mood: Mood, bars: Sequence[Bar], chance: np.random.Generator) -> Iterator[Note]:
    """One theme of four bars; each time it returns it follows the chords that hold then."""
    rhythms = [RHYTHMS[one] for one in chance.choice(len(RHYTHMS), 2, replace=False)]
    theme = [rhythms[0], rhythms[0], rhythms[1], HELD]
    ways = [chance.choice([-2, -1, 1, 1, 2], len(rhythm)) for rhythm in theme]
    pitch = harmony.chord_tones(mood.home, mood.key, *MELODY)[2]
    for bar in bars:
        sings = not bar.is_last and bar.energy >= 0.5 and (bar.number // PHRASE) % 3 != 0
        if not sings:
            continue
        place, eighth_s = bar.number % PHRASE, bar.length_s / mood.beats / 2
        for (when, lasts), way in zip(theme[place], ways[place], strict=True):
            pitch = _next_pitch(mood, bar.chord, pitch, int(way), is_strong=when % 4 == 0 or lasts > 2)
            start_s, strength = bar.start_s + when * eighth_s, mood.melody * (0.6 + 0.25 * bar.energy)
            yield _played(mood.singer, pitch, start_s, lasts * eighth_s * 1.3, strength, 0.08, chance)


def _next_pitch(mood: Mood, chord: Chord, before: int, way: int, *, is_strong: bool) -> int:
    """A note of the chord where one hears it, a step of the scale between; it turns back at the ends of its range."""
    wanted = before + 2 * way
    if not MELODY[0] <= wanted <= MELODY[1]:
        wanted = before - 2 * way
    offered = harmony.chord_tones(chord, mood.key, *MELODY) if is_strong else []
    offered = offered or harmony.scale_notes(mood.scale, mood.key, *MELODY)
    return min(offered, key=lambda one: (abs(one - wanted) + (1.5 if one == before else 0), one))


def _tone(voicing: Voicing, which: int) -> int:
    """From the lowest up; above the highest the lowest again, an octave higher."""
    octaves, voice = divmod(which, len(voicing))
    return voicing[voice] + harmony.OCTAVE * octaves


def _played(
    instrument: str,
    pitch: int,
    start_s: float,
    length_s: float,
    strength: float,
    spread: float,
    chance: np.random.Generator,
) -> Note:
    """As a person would, never twice alike."""
    late_s = abs(float(chance.normal(0, UNSTEADY_S)))
    pan = spread * float(np.clip((pitch - 64) / 14, -1, 1))
    return Note(instrument, pitch, start_s + late_s, length_s, strength * float(chance.uniform(0.9, 1.08)), pan)
