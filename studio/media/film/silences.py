"""Finds the words of a text in its sound. A voice pauses where sentences and clauses end: its silences are matched with those ends, and
between two of them each word lasts as long as its letters. Run in a process of its own by `aligning.py`."""

import wave
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.errors import BadMedia
from studio.media.film.captions import ENDS_OF_CLAUSES, ENDS_OF_SENTENCES, words_in

FRAME_S = 0.01
LOUD, BELOW_DB = 95, 32  # so much below what is loud (in percent of all frames) nobody speaks
SHORTEST_S = 0.06  # of a silence: what is shorter is part of a consonant
FULL_SCALE = 32768
CLOSERS = "\"'”’»)]』」"

SLACK, SLACK_S = 0.15, 0.12  # how far a stretch may be longer or shorter than its letters say
NO_PAUSE = {"sentence": 2.5, "clause": 0.4}  # what it costs to believe that a voice went on there
UNHEARD = 6.0  # for each second of a silence that nothing in the text explains
REACH = 5  # ends that may be passed over at once
MOST_BETWEEN = 60  # silences that nothing explains, in a row
FAR_S = 4.0  # no end is looked for further from where it should be; in long sounds a fiftieth of them


@dataclass(frozen=True)
class Silence:
    start_s: float
    end_s: float
    spoken_s: float  # what was spoken before it

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True)
class End:
    """Of a sentence or a clause, behind a word."""

    kind: str
    word: int  # the one that follows
    weight: float  # of all words before that


@dataclass(frozen=True)
class HeardSpeech:
    silences: Sequence[Silence]  # those between words
    starts_s: float
    spoken_s: float
    duration_s: float

    def moment(self, spoken_s: float) -> float:
        """When so much has been spoken; a word that begins at a silence begins behind it."""
        passed = sum(one.length_s for one in self.silences if one.spoken_s <= spoken_s + FRAME_S / 2)
        return min(self.duration_s, self.starts_s + spoken_s + passed)


def align(sound: str, text: str) -> dict[str, Any]:
    heard, found = listen(Path(sound)), list(words_in(text))
    if not found:
        return {"duration_s": round(heard.duration_s, 3), "words": []}
    weights = [0.0, *accumulate(weight_of(word) for _, word in found)]
    starts = spread(heard, weights, anchors(heard, ends_in(found, weights), weights[-1]))
    times = [(position, round(start, 3)) for (position, _), start in zip(found, starts, strict=True)]
    return {"duration_s": round(heard.duration_s, 3), "words": times}


# -- the sound --------------------------------------------------------------------------------------------


def listen(path: Path) -> HeardSpeech:
    try:
        with wave.open(str(path)) as file:
            rate, samples = file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2")
    except (wave.Error, EOFError, ValueError) as error:
        raise BadMedia("The sound is incomplete or damaged.") from error
    if not len(samples):
        raise BadMedia("There is no sound in this file.")
    size = max(1, round(rate * FRAME_S))
    return hear(quiet_frames(samples, size), size / rate, len(samples) / rate)


def quiet_frames(samples: npt.NDArray[np.int16], size: int) -> npt.NDArray[np.bool_]:
    whole = samples[: len(samples) // size * size].reshape(-1, size).astype(np.float32) / FULL_SCALE
    level_db = 10 * np.log10((whole**2).mean(axis=1) + 1e-10)
    return level_db < np.percentile(level_db, LOUD) - BELOW_DB if len(level_db) else np.zeros(0, np.bool_)


def hear(is_quiet: npt.NDArray[np.bool_], frame_s: float, duration_s: float) -> HeardSpeech:
    """Silences at its beginning and its end stand outside of all that is said."""
    loud = np.flatnonzero(~is_quiet)
    if not len(loud):
        return HeardSpeech((), 0, duration_s, duration_s)
    first, last = int(loud[0]) * frame_s, (int(loud[-1]) + 1) * frame_s
    silences, passed_s = list[Silence](), 0.0
    for start, end in zip(loud[:-1] + 1, loud[1:], strict=True):
        start_s, end_s = float(start) * frame_s, float(end) * frame_s
        if end_s - start_s >= SHORTEST_S:
            silences.append(Silence(start_s, end_s, start_s - first - passed_s))
            passed_s += end_s - start_s
    return HeardSpeech(silences, first, last - first - passed_s, duration_s)


# -- the text ---------------------------------------------------------------------------------------------


def weight_of(word: str) -> float:
    """How long it lasts beside others: a digit is said as a word, and a sign of Chinese or Korean as a syllable."""
    return 0.8 + sum(3.0 if letter.isdigit() or letter >= "\u2e80" else 1.0 for letter in word if letter.isalnum())


def ends_in(found: Sequence[tuple[int, str]], weights: Sequence[float]) -> list[End]:
    """Not the last one: behind it nothing follows."""
    kinds = [kind_of(word) for _, word in found[:-1]]
    return [End(kind, number, weights[number]) for number, kind in enumerate(kinds, start=1) if kind]


def kind_of(word: str) -> str:
    last = word.rstrip(CLOSERS)[-1:]
    if last and last in ENDS_OF_SENTENCES:
        return "sentence"
    return "clause" if last and last in ENDS_OF_CLAUSES else ""


# -- both together ----------------------------------------------------------------------------------------

Anchor = tuple[int, float, float]  # a word, its weight so far, and what was spoken before it
Step = tuple[
    float, "tuple[int, int] | None"
]  # the cheapest way to an end at a silence: its cost, and where it came from


def anchors(heard: HeardSpeech, ends: Sequence[End], whole: float) -> list[Anchor]:
    """The ends that are heard, by the cheapest way through both: how far stretches differ from their letters, and what is left
    unexplained on either side. Ends and silences count from 1; 0 is where it all begins."""
    course = SpeechCourse.through(heard, ends, whole)
    steps: list[dict[int, Step]] = [{0: (0.0, None)}]
    for end in range(1, len(ends) + 2):
        before = [(one, steps[one]) for one in range(max(0, end - REACH), end)]
        steps.append({})
        for silence in course.silences_near(end):
            options = [
                (cost + course.cost((one, other), (end, silence)), (one, other))
                for one, known in before
                for other, (cost, _) in known.items()
                if silence - MOST_BETWEEN <= other < silence
            ]
            if options:
                steps[end][silence] = min(options)
    return _backwards(heard, ends, steps)


def _backwards(heard: HeardSpeech, ends: Sequence[End], steps: Sequence[dict[int, Step]]) -> list[Anchor]:
    """From the end of all; none, where no way leads there."""
    _, place = steps[-1].get(len(heard.silences) + 1, (0.0, None))
    found = list[Anchor]()
    while place and place[0]:
        end, silence = ends[place[0] - 1], heard.silences[place[1] - 1]
        found.append((end.word, end.weight, silence.spoken_s))
        place = steps[place[0]][place[1]][1]
    return found[::-1]


@dataclass(frozen=True)
class SpeechCourse:
    """What lies before each end and each silence, summed up; the last of each is where it all ends."""

    expected_s: Sequence[float]
    spoken_s: Sequence[float]
    passed: Sequence[float]
    unheard: Sequence[float]

    @classmethod
    def through(cls, heard: HeardSpeech, ends: Sequence[End], whole: float) -> "SpeechCourse":
        pace = heard.spoken_s / whole if whole else 0.0
        return cls(
            [0.0, *(end.weight * pace for end in ends), heard.spoken_s],
            [0.0, *(silence.spoken_s for silence in heard.silences), heard.spoken_s],
            [0.0, *accumulate(NO_PAUSE[end.kind] for end in ends)],
            [0.0, *accumulate(UNHEARD * silence.length_s for silence in heard.silences)],
        )

    def silences_near(self, end: int) -> list[int]:
        """Those that are not far from where it should be. To the end of all belongs the end of the sound."""
        last = len(self.spoken_s) - 1
        if end == len(self.expected_s) - 1:
            return [last]
        far_s = max(FAR_S, self.spoken_s[-1] / 50)
        return [one for one in range(1, last) if abs(self.expected_s[end] - self.spoken_s[one]) < far_s]

    def cost(self, before: tuple[int, int], place: tuple[int, int]) -> float:
        (end, silence), (last_end, last_silence) = place, before
        expected_s = self.expected_s[end] - self.expected_s[last_end]
        lasted_s = self.spoken_s[silence] - self.spoken_s[last_silence]
        stretch = (expected_s - lasted_s) / (SLACK * expected_s + SLACK_S)
        passed = self.passed[end - 1] - self.passed[last_end]
        return stretch**2 + passed + self.unheard[silence - 1] - self.unheard[last_silence]


def spread(heard: HeardSpeech, weights: Sequence[float], found: Sequence[Anchor]) -> list[float]:
    """When each word begins: between two anchors, by its letters."""
    known = [(0.0, 0.0), *((weight, spoken_s) for _, weight, spoken_s in found), (weights[-1], heard.spoken_s)]
    spoken = np.interp(weights[:-1], [weight for weight, _ in known], [spoken_s for _, spoken_s in known])
    return [heard.moment(float(one)) for one in spoken]
