"""What music can be made here, as data: keys, chords, pace, and which instruments play what."""

from collections.abc import Mapping
from dataclasses import dataclass

Figure = tuple[tuple[int, int], ...]  # when, in halves of a beat; which note of the chord, from the lowest up


@dataclass(frozen=True)
class Chord:
    """`root` is in halftones above the key's; `notes` above the root."""

    root: int
    notes: tuple[int, ...]


@dataclass(frozen=True)
class Mood:
    """`first` and `second` are four bars each, with a chord to a bar; `turn` leads back home. Levels are factors."""

    label: str
    key: int  # its lowest note, as MIDI counts
    scale: tuple[int, ...]
    bpm: float
    beats: int  # in a bar
    first: tuple[tuple[Chord, ...], ...]  # to choose from, as are the next
    second: tuple[tuple[Chord, ...], ...]
    turn: Chord
    home: Chord
    figures: tuple[Figure, ...]  # from the quietest to the liveliest
    bass: Figure  # its second number: the root, or its octave
    player: str  # of the figures: an instrument
    singer: str  # of the melody
    room_s: float  # how long the room rings
    pad: float = 1.0
    figure: float = 1.0
    melody: float = 1.0
    low: float = 1.0  # of the bass


MAJOR, MINOR, DORIAN = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 3, 5, 7, 9, 10)
HARMONIC = (0, 2, 3, 5, 7, 8, 11)

TRIAD, SEVENTH, NINTH, SIXTH = (0, 4, 7, 12), (0, 4, 7, 11), (0, 4, 7, 14), (0, 4, 7, 9)
DOMINANT, SUSPENDED, OPEN = (0, 4, 7, 10), (0, 5, 7, 10), (0, 2, 7, 12)
MINOR_TRIAD, MINOR_SEVENTH, MINOR_NINTH, MINOR_SIXTH = (0, 3, 7, 12), (0, 3, 7, 10), (0, 3, 7, 14), (0, 3, 7, 9)
HALF_DIMINISHED, DIMINISHED, BRIGHT = (0, 3, 6, 10), (0, 3, 6, 9), (0, 4, 6, 11)

CALM = Mood(
    label="Calm", key=38, scale=MAJOR, bpm=66, beats=4, room_s=2.6,
    first=(
        (Chord(0, NINTH), Chord(9, MINOR_SEVENTH), Chord(5, SEVENTH), Chord(7, SUSPENDED)),
        (Chord(0, SEVENTH), Chord(4, MINOR_SEVENTH), Chord(5, SEVENTH), Chord(0, NINTH)),
    ),
    second=(
        (Chord(9, MINOR_NINTH), Chord(5, SEVENTH), Chord(0, NINTH), Chord(7, SUSPENDED)),
        (Chord(2, MINOR_SEVENTH), Chord(9, MINOR_SEVENTH), Chord(5, SEVENTH), Chord(7, SUSPENDED)),
    ),
    turn=Chord(7, SUSPENDED), home=Chord(0, NINTH),
    figures=(((0, 1), (3, 3)), ((0, 0), (2, 2), (4, 3), (6, 2)), ((0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 3), (6, 2), (7, 1))),
    bass=((0, 0),), player="piano", singer="piano", melody=0.9,
)  # fmt: skip

HOPEFUL = Mood(
    label="Hopeful", key=43, scale=MAJOR, bpm=92, beats=4, room_s=2.0,
    first=(
        (Chord(0, NINTH), Chord(7, TRIAD), Chord(9, MINOR_SEVENTH), Chord(5, SEVENTH)),
        (Chord(5, SEVENTH), Chord(0, TRIAD), Chord(7, SUSPENDED), Chord(9, MINOR_SEVENTH)),
    ),
    second=(
        (Chord(5, NINTH), Chord(7, TRIAD), Chord(4, MINOR_SEVENTH), Chord(9, MINOR_SEVENTH)),
        (Chord(2, MINOR_SEVENTH), Chord(5, NINTH), Chord(0, TRIAD), Chord(7, TRIAD)),
    ),
    turn=Chord(7, SUSPENDED), home=Chord(0, NINTH),
    figures=(
        ((0, 0), (3, 2), (6, 3)),
        ((0, 0), (2, 2), (3, 3), (5, 2), (6, 4)),
        ((0, 0), (1, 2), (2, 3), (3, 4), (4, 2), (5, 3), (6, 4), (7, 3)),
    ),
    bass=((0, 0), (3, 0), (4, 1)), player="harp", singer="piano", figure=0.9,
)  # fmt: skip

TENSE = Mood(
    label="Tense", key=36, scale=HARMONIC, bpm=84, beats=4, room_s=2.4,
    first=(
        (Chord(0, MINOR_TRIAD), Chord(8, SEVENTH), Chord(5, MINOR_NINTH), Chord(7, DOMINANT)),
        (Chord(0, MINOR_NINTH), Chord(1, SEVENTH), Chord(0, MINOR_TRIAD), Chord(11, DIMINISHED)),
    ),
    second=(
        (Chord(5, MINOR_SEVENTH), Chord(2, HALF_DIMINISHED), Chord(8, TRIAD), Chord(7, DOMINANT)),
        (Chord(3, TRIAD), Chord(1, SEVENTH), Chord(5, MINOR_SIXTH), Chord(7, DOMINANT)),
    ),
    turn=Chord(7, DOMINANT), home=Chord(0, MINOR_TRIAD),
    figures=(
        ((0, 0), (2, 0), (4, 0), (6, 1)),
        ((0, 0), (1, 0), (2, 1), (3, 0), (4, 0), (5, 0), (6, 2), (7, 0)),
        ((0, 0), (1, 1), (2, 0), (3, 2), (4, 0), (5, 1), (6, 3), (7, 2)),
    ),
    bass=((0, 0), (4, 0)), player="pluck", singer="bell", pad=1.15, melody=0.55, low=0.85,
)  # fmt: skip

PLAYFUL = Mood(
    label="Playful", key=41, scale=MAJOR, bpm=112, beats=4, room_s=1.2,
    first=(
        (Chord(0, SIXTH), Chord(9, MINOR_SEVENTH), Chord(2, MINOR_SEVENTH), Chord(7, DOMINANT)),
        (Chord(0, TRIAD), Chord(0, DOMINANT), Chord(5, SIXTH), Chord(7, DOMINANT)),
    ),
    second=(
        (Chord(5, SEVENTH), Chord(5, MINOR_SIXTH), Chord(0, SIXTH), Chord(9, DOMINANT)),
        (Chord(2, MINOR_SEVENTH), Chord(7, DOMINANT), Chord(4, MINOR_SEVENTH), Chord(9, MINOR_SEVENTH)),
    ),
    turn=Chord(7, DOMINANT), home=Chord(0, SIXTH),
    figures=(((2, 1), (2, 3), (6, 2), (6, 3)), ((2, 1), (2, 3), (5, 2), (6, 3)), ((1, 2), (2, 3), (3, 1), (5, 2), (6, 4), (7, 3))),
    bass=((0, 0), (4, 1)), player="pluck", singer="bell", pad=0.45, melody=0.8, figure=1.2,
)  # fmt: skip

MYSTERIOUS = Mood(
    label="Mysterious", key=40, scale=DORIAN, bpm=60, beats=4, room_s=3.6,
    first=(
        (Chord(0, MINOR_NINTH), Chord(5, NINTH), Chord(0, MINOR_SEVENTH), Chord(10, NINTH)),
        (Chord(0, MINOR_NINTH), Chord(8, BRIGHT), Chord(3, SEVENTH), Chord(10, SIXTH)),
    ),
    second=(
        (Chord(3, SEVENTH), Chord(2, MINOR_SEVENTH), Chord(10, NINTH), Chord(5, SIXTH)),
        (Chord(8, BRIGHT), Chord(10, NINTH), Chord(5, OPEN), Chord(7, MINOR_SEVENTH)),
    ),
    turn=Chord(10, NINTH), home=Chord(0, MINOR_NINTH),
    figures=(((1, 3),), ((0, 2), (3, 4), (6, 3)), ((0, 1), (2, 3), (3, 4), (6, 2))),
    bass=((0, 0),), player="bell", singer="piano", pad=1.2, figure=0.55, melody=0.8, low=0.75,
)  # fmt: skip

MOODS: Mapping[str, Mood] = {
    "calm": CALM, "hopeful": HOPEFUL, "tense": TENSE, "playful": PLAYFUL, "mysterious": MYSTERIOUS,
}  # fmt: skip
