"""docs/models.md says what the catalogue says, of every entry."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from studio.providers import catalogue
from studio.providers.catalogue import Rates, guide, listed

PAGE = Path(__file__).resolve().parent.parent / "docs" / "models.md"
RATES = Rates("A made-up list", date(2026, 11, 25), usd_per_second={"720p": 0.125}, is_verified=False)


def test_the_page_is_that_of_the_catalogue():
    assert PAGE.read_text() == guide.as_markdown(), "Run `make docs`: the catalogue has changed."


@pytest.mark.parametrize("known", catalogue.models(), ids=lambda known: f"{known.id} {known.operation}")
def test_every_entry_stands_there_with_its_price_and_its_source(known):
    page = guide.as_markdown()
    assert f"`{known.id}`" in page and known.rates.source in page
    assert all(doubt in page for doubt in known.unverified)


def test_a_made_up_model_stands_there_with_no_other_change(monkeypatch: pytest.MonkeyPatch):
    made_up = replace(catalogue.model("runway:gen4.5"), id="runway:made_up", label="Made Up", rates=RATES)
    monkeypatch.setattr(listed, "MODELS", (*listed.MODELS, made_up))
    page = guide.as_markdown()
    assert "### Made Up · `runway:made_up`" in page
    assert "Price: 720p $0.125 a second. A made-up list; not verified (2026-11-25)." in page
