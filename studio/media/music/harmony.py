"""Chords as notes: each voice goes on to the next chord by the shortest way."""

from collections.abc import Iterator, Sequence
from itertools import pairwise, product

from studio.media.music.moods import Chord

Voicing = tuple[int, ...]  # MIDI, from the lowest up

LOWEST, HIGHEST = 53, 77  # of the chords: between the bass and the melody
MIDDLE = 63
LOWEST_BASS = 33
NARROWEST, WIDEST = 7, 19  # halftones from the lowest to the highest voice
LARGEST_GAP = 7  # between two neighbours, without a cost
OCTAVE = 12


def voicings(chords: Sequence[Chord], key: int) -> list[Voicing]:
    """Of each chord four voices."""
    found = list[Voicing]()
    for chord in chords:
        found.append(min(_possible(chord, key), key=lambda one: _cost(one, found[-1] if found else None)))
    return found


def bass_note(chord: Chord, key: int) -> int:
    """In the octave that small speakers can play too."""
    return LOWEST_BASS + (key + chord.root - LOWEST_BASS) % OCTAVE


def chord_tones(chord: Chord, key: int, low: int, high: int) -> list[int]:
    """All of its notes within a range."""
    classes = {(key + chord.root + note) % OCTAVE for note in chord.notes}
    return [note for note in range(low, high + 1) if note % OCTAVE in classes]


def scale_notes(scale: Sequence[int], key: int, low: int, high: int) -> list[int]:
    classes = {(key + step) % OCTAVE for step in scale}
    return [note for note in range(low, high + 1) if note % OCTAVE in classes]


def _possible(chord: Chord, key: int) -> Iterator[Voicing]:
    places = [_octaves(key + chord.root + note) for note in chord.notes]
    for notes in product(*places):
        voices = tuple(sorted(notes))
        apart = [above - below for below, above in pairwise(voices)]
        is_clear = min(apart) >= 1 and apart[0] >= 2  # nothing rubs at the bottom
        if is_clear and NARROWEST <= voices[-1] - voices[0] <= WIDEST:
            yield voices


def _octaves(note: int) -> list[int]:
    return [one for one in range(LOWEST, HIGHEST + 1) if one % OCTAVE == note % OCTAVE]


def _cost(voices: Voicing, before: Voicing | None) -> float:
    """How far its voices have to go, how far from the middle it lies, and how it lies: with holes, or rubbing."""
    away = abs(sum(voices) / len(voices) - MIDDLE)
    gaps = [above - below for below, above in pairwise(voices)]
    looks = away + 0.7 * max(0, max(gaps) - LARGEST_GAP) + 3 * gaps.count(1)
    if before is None:
        return looks
    return sum(abs(new - old) for new, old in zip(voices, before, strict=True)) + looks
