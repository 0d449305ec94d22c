"""A histogram's percentiles beside the exact ones."""

import random
from collections import Counter

import numpy as np
import pytest

from studio.tallies import histogram

PERCENTS = (1, 50, 95, 99, 100)
RANDOM = random.Random(5)
SAMPLES = {
    "one": [1234],
    "two far apart": [3, 900_000],
    "quick calls": [max(1, round(RANDOM.lognormvariate(5, 0.8))) for _ in range(5_000)],
    "clips of minutes": [round(RANDOM.lognormvariate(11, 0.5)) for _ in range(3_000)],
    "two humps": [round(RANDOM.gauss(90, 5)) for _ in range(500)]
    + [round(RANDOM.gauss(40_000, 900)) for _ in range(500)],
    "all the same": [777] * 100,
    "a day and a millisecond": [1, 1, 86_400_000],
}


def of(milliseconds: list[int]) -> bytes:
    return histogram.pack(Counter(map(histogram.bucket_of, milliseconds)))


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_percentile_lies_within_two_percent_of_the_exact_one(sample: str):
    exact = np.percentile(SAMPLES[sample], PERCENTS, method="inverted_cdf")
    assert histogram.percentiles([of(SAMPLES[sample])], PERCENTS) == pytest.approx(list(exact), rel=0.02)


def test_of_parts_together_it_is_that_of_the_whole():
    whole = SAMPLES["two humps"]
    parts = [of(whole[start::7]) for start in range(7)]
    assert histogram.percentiles(parts, PERCENTS) == histogram.percentiles([of(whole)], PERCENTS)


def test_of_nothing_there_is_no_percentile():
    assert histogram.percentiles([b"", b""], (50, 95)) == [None, None]


def test_nothing_takes_less_than_a_millisecond():
    assert histogram.milliseconds_of(histogram.bucket_of(0)) == 1


@pytest.mark.parametrize("milliseconds", [1, 2, 1000, 86_400_000])
def test_packed_and_unpacked_it_is_the_same(milliseconds: int):
    counts = Counter({histogram.bucket_of(milliseconds): 3})
    assert histogram.unpack(histogram.pack(counts)) == counts
