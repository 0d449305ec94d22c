"""What speech costs, before and after."""

from datetime import date

import pytest

from studio.voices import rates
from studio.voices.catalogue import MODELS
from studio.voices.rates import RATES
from studio.voices.script import Script
from studio.writers.rates import Usage

TODAY, NEXT_YEAR = date(2026, 11, 26), date(2027, 1, 1)
MINUTE = Usage(200, 1500)  # of sound: 25 tokens for each second


@pytest.mark.parametrize(
    ("model", "usd"),
    [
        ("gemini-3.8-flash-tts", (200 * 0.5 + 1500 * 9) / 1e6),
        ("gemini-3.8-flash-lite-tts", (200 * 0.5 + 1500 * 6) / 1e6),
    ],
)
def test_a_minute_costs_what_its_tokens_do_and_twice_as_much_next_year(model: str, usd: float):
    assert rates.cost_of(model, MINUTE, TODAY).usd == pytest.approx(usd)
    assert rates.cost_of(model, MINUTE, NEXT_YEAR).usd == pytest.approx(2 * usd)


def test_every_model_has_a_rate_with_its_source_and_date():
    assert {rate.model for rate in RATES} == set(MODELS)
    assert all(rate.source and rate.as_of for rate in RATES)


def test_an_estimate_is_near_to_what_it_costs():
    words = "The boat left before dawn, and nobody was at the oars. " * 20
    told = rates.usage_of(Script(words, "gemini:Kore", "gemini-3.8-flash-tts"))
    assert told.tokens_out / 25 == pytest.approx(len(words) / 15, rel=0.1)
    assert rates.seconds_of("小船在黎明前离开了") == pytest.approx(9 / 5)


def test_the_offline_voice_is_free_and_a_model_nobody_knows_has_no_price():
    assert rates.price_of(Script("A boat.", "en-us"), TODAY).usd == 0
    assert rates.price_of(Script("A boat.", "gemini:Kore", "gemini-9-tts"), TODAY).usd is None
