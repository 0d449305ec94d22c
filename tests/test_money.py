"""How money is said."""

import pytest

from studio import money


@pytest.mark.parametrize(
    ("micro_usd", "words"),
    [
        (710_000, "$0.71"),
        (11_470_000, "$11.47"),
        (1_234_567_891, "$1,234.57"),
        (10_000, "$0.01"),
        (15_000, "$0.015"),
        (4_200, "$0.0042"),
        (1, "$0.000001"),
        (0, "free"),
        (None, "price unknown"),
    ],
)
def test_money_is_written_so_that_nothing_paid_looks_like_nothing(micro_usd: int | None, words: str):
    assert money.usd(micro_usd) == words


def test_an_estimate_is_rounded_up_to_what_it_can_know():
    assert [money.usd(money.rough(micro)) for micro in (0, 7, 4_123, 13_613, 990_001)] == [
        "free", "$0.000007", "$0.0042", "$0.014", "$1.00",
    ]  # fmt: skip
