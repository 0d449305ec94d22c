"""Two to four clips side by side: how one gets there, what is shown, and stars that count."""

from pathlib import Path

import pytest
from sqlalchemy import Engine as Database

from studio import database, generations, library, ratings
from studio.brief import Brief
from studio.library import LibraryFilter
from tests.e2e import seeds
from tests.pages.conftest import Open
from tests.pages.shown import choice, keys, videos, words

MODELS = ("luma:ray-2", "runway:gen4.5", "animatic:neon")


@pytest.fixture
def three(studio: Database, folder: Path, clip: Path) -> list[str]:
    """One prompt on three models, asked for in one go."""
    briefs = [Brief(prompt="A paper boat", model=model, resolution="720p", duration_s=5) for model in MODELS]
    return seeds.add_group(studio, folder, clip, briefs)


def test_a_link_shows_clips_side_by_side(visit: Open, three: list[str]):
    page = visit("library", compare=",".join(three[:2]))
    assert [one in video.url for one, video in zip(three, videos(page), strict=False)] == [True, True]
    shown = words(page)
    for fact in ("A paper boat", "LUMA RAY 2", "RUNWAY GEN-4.5", r"$0.71 charged", "took 40 s"):
        assert fact in shown
    assert "search" not in [widget.key for widget in page.text_input]


def test_only_what_differs_is_told_of_the_recipes(visit: Open, studio: Database, folder: Path, clip: Path):
    boat = Brief(prompt="A boat", model="animatic:neon", seed=1)
    changed = boat.model_copy(update={"seed": 2, "loop": True})
    page = visit("library", compare=",".join(seeds.add_group(studio, folder, clip, [boat, changed])))
    shown = words(page)
    assert "Seed :primary-background[1]" in shown and "Seed :primary-background[2]" in shown
    assert "Loop :primary-background[none]" in shown and "Loop :primary-background[yes]" in shown
    assert "Shape" not in shown and "Resolution" not in shown


def test_clips_are_picked_on_their_cards_four_at_most(visit: Open, studio: Database, folder: Path, clip: Path):
    clips = [seeds.add_clip(studio, folder, clip, number) for number in range(5)]
    page = visit("library")
    page.button(key=f"pick_{clips[0]}").click().run()
    assert page.button(key="compare_picks").disabled
    for one in clips[1:4]:
        page.button(key=f"pick_{one}").click().run()
    assert page.button(key=f"pick_{clips[4]}").disabled
    page.button(key=f"pick_{clips[0]}").click().run()
    page.button(key="compare_picks").click().run()
    assert page.query_params["compare"] == ",".join(clips[1:4]) and len(videos(page)) == 3
    page.button(key="stop_comparing").click().run()
    assert "compare_picks" not in keys(page) and f"pick_{clips[0]}" in keys(page)


def test_what_is_picked_can_be_put_back(visit: Open, three: list[str]):
    page = visit("library")
    page.button(key=f"pick_{three[0]}").click().run()
    page.button(key="clear_picks").click().run()
    assert "clear_picks" not in keys(page) and page.button(key=f"pick_{three[0]}").label == "Compare"


def test_the_player_compares_a_clip_with_its_siblings(visit: Open, studio: Database, folder: Path, three: list[str]):
    page = visit("library", clip=three[1])
    page.button(key="compare_siblings").click().run()
    assert page.query_params["compare"] == f"{three[1]},{three[0]},{three[2]}"
    assert len(videos(page)) == 3 and "clip" not in page.query_params


def test_a_clip_without_siblings_has_none_to_compare_with(visit: Open, studio: Database, folder: Path, clip: Path):
    page = visit("library", clip=seeds.add_clip(studio, folder, clip, 1))
    assert "compare_siblings" not in keys(page)


def test_stars_given_side_by_side_make_a_model_win(visit: Open, studio: Database, three: list[str]):
    page = visit("library", compare=",".join(three))
    for one, stars in zip(three, (5, 3, 3), strict=True):
        choice(page, f"compare_stars_{one}").set_value(stars - 1).run()
    shown = words(page)
    assert "This model won 2 of 2 comparisons (100 %)" in shown and "This model won 0.5 of 2" in shown
    with database.reading(studio) as session:
        assert ratings.win_rates(session)["luma:ray-2"].wins == 2


def test_one_of_them_is_used_again_or_opened(visit: Open, three: list[str]):
    page = visit("library", compare=",".join(three))
    page.button(key=f"open_{three[1]}").click().run()
    assert len(videos(page)) == 4, "the player lies over them"
    page = visit("library", compare=",".join(three))
    page.button(key=f"use_again_{three[1]}").click().run()
    assert page.title[0].value == "Create" and page.selectbox(key="model").value == "runway:gen4.5"


def test_a_link_to_what_is_gone_shows_the_rest(visit: Open, studio: Database, three: list[str]):
    with database.writing(studio) as session:
        library.delete(session, three[0])
    page = visit("library", compare=f"{','.join(three)},nobody")
    assert len(videos(page)) == 2 and "2 of these clips are no longer in the library." in words(page)


def test_create_offers_to_compare_what_is_all_there(visit: Open, studio: Database, three: list[str]):
    page = visit("create")
    assert "All 3 of “A paper boat” are ready." in words(page)
    page.button(key="compare_ready").click().run()
    assert page.title[0].value == "Library" and len(videos(page)) == 3


def test_create_waits_for_the_last_of_a_group(visit: Open, studio: Database, three: list[str]):
    with database.writing(studio) as session:
        newest = library.find(session, LibraryFilter())[0].generation
        generations.queue(session, seeds.brief(0), group_id=newest and newest.group_id)
    assert "compare_ready" not in keys(visit("create"))
