"""Ratings: stars for a clip, and the duels between models that come of them."""

from collections.abc import Mapping

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import Session

from studio import database as db
from studio import generations, library, ratings
from studio.errors import NotFound
from studio.ratings import WinRate
from tests.test_library import made

RAY, FLASH, NEON = "luma:ray-2", "luma:ray-flash-2", "animatic:neon"


def rated(session: Session, group_id: str | None, **stars: int | None) -> None:
    """Clips of one group, by the last word of their model."""
    models = {"ray": RAY, "flash": FLASH, "neon": NEON}
    for name, count in stars.items():
        asset = made(session, model=models[name.rstrip("_")])
        generations.get(session, asset.generation_id or "").group_id = group_id
        ratings.rate(session, asset.id, count)


def win_rates(at: Database) -> Mapping[str, WinRate]:
    with db.reading(at) as session:
        return ratings.win_rates(session)


def test_stars_are_kept_changed_and_taken_away(database: Database):
    with db.writing(database) as session:
        asset_id = made(session).id
    for stars in (4, 1, None):
        with db.writing(database) as session:
            ratings.rate(session, asset_id, stars)
        with db.reading(database) as session:
            assert library.get(session, asset_id).asset.rating == stars


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_there_are_one_to_five_stars(sqlite: Database, stars: int):
    with db.writing(sqlite) as session:
        asset_id = made(session).id
        with pytest.raises(ValueError, match="1 to 5 stars"):
            ratings.rate(session, asset_id, stars)


def test_what_is_not_there_cannot_be_rated(sqlite: Database):
    with pytest.raises(NotFound), db.writing(sqlite) as session:
        ratings.rate(session, "nothing", 3)


def test_the_clip_with_more_stars_wins_its_duel(database: Database):
    with db.writing(database) as session:
        rated(session, "one", ray=5, flash=2)
    assert win_rates(database) == {RAY: WinRate(1, 1), FLASH: WinRate(0, 1)}


def test_equal_stars_are_half_a_win_for_each(database: Database):
    with db.writing(database) as session:
        rated(session, "one", ray=3, flash=3)
    assert win_rates(database) == {RAY: WinRate(0.5, 1), FLASH: WinRate(0.5, 1)}
    assert win_rates(database)[RAY].fraction == 0.5


def test_three_models_of_one_group_have_three_duels(database: Database):
    with db.writing(database) as session:
        rated(session, "one", ray=5, flash=4, neon=4)
        rated(session, "two", ray=1, flash=4)
    assert win_rates(database) == {RAY: WinRate(2, 3), FLASH: WinRate(1.5, 3), NEON: WinRate(0.5, 2)}


def test_takes_of_one_model_do_not_fight_each_other(database: Database):
    with db.writing(database) as session:
        rated(session, "one", ray=5, ray_=2)
        rated(session, "two", ray=5, ray_=2, flash=3)
    assert win_rates(database) == {RAY: WinRate(1, 2), FLASH: WinRate(1, 2)}


def test_without_stars_or_without_a_group_there_is_no_duel(database: Database):
    with db.writing(database) as session:
        rated(session, "one", ray=5, flash=None)
        rated(session, None, ray=5, flash=1)
        rated(session, "two", ray=5)
    assert win_rates(database) == {}


def test_a_loser_that_was_deleted_has_lost_all_the_same(database: Database):
    with db.writing(database) as session:
        rated(session, "one", ray=5, flash=1)
        loser = library.find(session, library.LibraryFilter(model=FLASH))[0].asset
        library.delete(session, loser.id)
    assert win_rates(database)[RAY] == WinRate(1, 1)
