"""What a brief will probably cost."""

from datetime import date

import pytest
from sqlalchemy import Engine as Database

from studio import database, estimates, generations, money, saved_settings
from studio.brief import Brief
from studio.errors import NotFound
from studio.estimates import Estimate
from studio.providers.catalogue import Model, Rates, listed
from studio.tables import Generation
from tests.engine.turns import BOAT
from tests.ledger_lines import ledger

RATES = Rates("Nobody has told yet", date(2026, 11, 20))
UNPRICED = Model("x:new", "New", "", RATES, durations_s=(5,), resolutions=("720p",), ratios=("16:9",))


def queued(db: Database, brief: Brief = BOAT) -> Generation:
    """As it is stored."""
    with database.writing(db) as session:
        made = generations.queue(session, brief).id
    with database.reading(db) as session:
        return session.get_one(Generation, made)


def estimate(db: Database, brief: Brief) -> Estimate:
    with database.reading(db) as session:
        return estimates.estimate(session, brief)


def test_an_estimate_says_where_it_comes_from_and_how_old_it_is(sqlite: Database):
    guess = estimate(sqlite, BOAT)
    assert (guess.usd, guess.micro_usd, guess.is_verified) == (0.71, 710_000, False)
    assert guess.source and guess.as_of == date(2026, 11, 20)


def test_who_pays_a_share_of_the_list_prices_sees_that_share(sqlite: Database):
    with database.writing(sqlite) as session:
        saved_settings.save(session, {"luma_price_percent": 80})
    guess = estimate(sqlite, BOAT)
    assert guess.micro_usd == 568_000 and guess.source.startswith("80 % of: Luma")
    assert estimate(sqlite, BOAT.model_copy(update={"model": "animatic:neon"})).usd == 0
    queued(sqlite)
    assert ledger(sqlite) == [("reservation", 568_000)]


def test_an_animatic_is_free(sqlite: Database):
    assert estimate(sqlite, Brief(prompt="A boat")).usd == 0


def test_a_model_without_a_rate_has_no_price_rather_than_none_to_pay(sqlite: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(listed, "MODELS", (UNPRICED,))
    guess = estimate(sqlite, Brief(prompt="A boat", model="x:new"))
    assert (guess.usd, guess.micro_usd, money.usd(guess.micro_usd)) == (None, None, "price unknown")


def test_a_price_that_is_unknown_when_it_is_queued_is_not_stored_as_free(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(listed, "MODELS", (UNPRICED,))
    made = queued(sqlite, Brief(prompt="A boat", model="x:new", duration_s=5))
    assert money.usd(made.estimate_micro_usd) == "price unknown"


def test_an_unknown_model_has_no_estimate(sqlite: Database):
    with pytest.raises(NotFound):
        estimate(sqlite, Brief(prompt="A boat", model="luma:ray-9"))
