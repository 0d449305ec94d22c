"""The library's page: find, play, use again, delete and undo."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database

from studio import database, generations, library, ratings, share_links
from studio.access import OWNER
from studio.brief import Brief, Keyframe, Operation, State
from studio.providers.catalogue import Model, Rates, listed
from studio.tables import AssetKind, Generation, now
from studio.ui import recipe
from tests.e2e import seeds
from tests.pages.conftest import PAGES, Open
from tests.pages.shown import choice, keys, videos, words


@pytest.fixture
def clips(studio: Database, folder: Path, clip: Path) -> list[str]:
    """Five clips of five models, oldest first."""
    return [seeds.add_clip(studio, folder, clip, number) for number in range(5)]


@pytest.fixture
def thirty(studio: Database, folder: Path, clip: Path) -> None:
    seeds.many(folder, [clip], count=29)


def shown(page) -> list[str]:
    """The clips on the page, in their order."""
    return [button.key.removeprefix("play_") for button in page.button if button.key and button.key.startswith("play_")]


def test_an_empty_library_sends_one_to_create(visit: Open):
    page = visit("library")
    assert "No clips yet." in words(page)
    page.button(key="write_brief").click().run()
    assert page.title[0].value == "Create"


def test_clips_are_shown_newest_first_or_oldest_first(visit: Open, clips: list[str]):
    page = visit("library")
    assert shown(page) == clips[::-1]
    page.selectbox(key="sort").select("oldest").run()
    assert shown(page) == clips


def test_search_provider_and_model_narrow_what_is_shown(visit: Open, clips: list[str]):
    page = visit("library")
    page.text_input(key="search").input("lighthouse sea").run()
    assert shown(page) == [clips[1]]
    page.text_input(key="search").input("").run()
    choice(page, "provider").set_value("luma").run()
    assert shown(page) == [clips[2], clips[1]]
    page.selectbox(key="made_with").select("luma:ray-flash-2").run()
    assert shown(page) == [clips[2]]
    page.text_input(key="search").input("nothing like this").run()
    assert "Nothing here matches." in words(page)


def test_filters_come_from_the_address(visit: Open, clips: list[str]):
    page = visit("library", search="lighthouse")
    assert shown(page) == [clips[1]]


def test_24_to_a_page(visit: Open, thirty: None):
    page = visit("library")
    assert len(shown(page)) == 24 and "30 clips" in words(page)
    choice(page, "page").set_value(2).run()
    assert len(shown(page)) == 6
    page.selectbox(key="sort").select("oldest").run()
    assert len(shown(page)) == 24, "another order begins at its first page"


def test_one_clip_plays_with_its_recipe(visit: Open, clips: list[str]):
    page = visit("library")
    assert not videos(page)
    page.button(key=f"play_{clips[1]}").click().run()
    (video,) = videos(page)
    assert video.url.startswith(library.MEDIA) and clips[1] in video.url
    recipe = words(page)
    for fact in ("LUMA RAY 2", "A lone lighthouse", "320 × 180", "Estimate** $0.71", "Charged** $0.71", "remote-"):
        assert fact in recipe


@pytest.mark.parametrize(("paid", "charged"), [(1_500, "$0.0015"), (0, "$0.00"), (710_000, "$0.71")])
def test_what_was_charged_never_looks_like_nothing(paid: int, charged: str):
    brief = Brief(prompt="A boat", model="luma:ray-2")
    made = Generation(brief=brief, provider="luma", model=brief.model, prompt="A boat", duration_s=5)
    made.estimate_micro_usd = 20_000
    assert recipe.of_money(made, paid) == {"Estimate": "$0.02", "Charged": charged}


def test_a_link_opens_its_clip_and_downloads_it(visit: Open, clips: list[str]):
    page = visit("library", clip=clips[0])
    assert clips[0] in videos(page)[0].url
    assert page.link_button[0].url.endswith(".mp4?download=1")


def test_a_link_to_a_clip_that_is_gone_says_so(visit: Open):
    assert "There is no asset 'nobody' in the library." in words(visit("library", clip="nobody"))


def test_a_clip_found_by_words_and_filters_is_used_again(visit: Open, clips: list[str]):
    page = visit("library", search="lighthouse", clip=clips[1])
    page.button(key="use_again").click().run()
    assert not page.exception and page.title[0].value == "Create" and not page.query_params


def test_use_again_fills_the_form_on_create(visit: Open, clips: list[str]):
    page = visit("library", clip=clips[1])
    page.button(key="use_again").click().run()
    assert page.title[0].value == "Create"
    assert page.text_area(key="prompt").value == seeds.PROMPTS[1]
    assert page.selectbox(key="model").value == "luma:ray-2"


def test_continue_from_here_starts_a_brief_that_goes_on_from_the_clip(visit: Open, clips: list[str]):
    page = visit("library", clip=clips[0])
    page.button(key="continue_from_here").click().run()
    assert "Continues from the last frame of" in words(page)
    page.button(key="stop_continuing").click().run()
    assert "Continues from the last frame of" not in words(page)


def test_a_deleted_clip_can_be_brought_back(visit: Open, studio: Database, clips: list[str]):
    page = visit("library", clip=clips[2])
    page.button(key="delete_it").click().run()
    assert clips[2] not in shown(page) and "undo" in keys(page)
    page.button(key="undo").click().run()
    assert clips[2] in shown(page) and "undo" not in keys(page)
    with database.reading(studio) as session:
        assert library.get(session, clips[2]).asset.deleted_at is None


def test_a_link_to_a_deleted_clip_offers_it_back(visit: Open, studio: Database, clips: list[str]):
    with database.writing(studio) as session:
        library.delete(session, clips[0])
    page = visit("library", clip=clips[0])
    assert not videos(page)
    page.button(key="restore_here").click().run()
    assert videos(page)


HOSTILE = "**x** <img src=x onerror=alert(1)> :red[r] $x^2$ :material/check: [a](http://127.0.0.1) `c`"


def test_a_prompt_is_shown_letter_by_letter(visit: Open, studio: Database, folder: Path, clip: Path):
    asset_id = seeds.add_clip(studio, folder, clip, 0, HOSTILE)
    for page in (visit("library", clip=asset_id), visit("create")):
        plain = [text.value for text in page.text]
        assert any(text.startswith("**x** <img src=x onerror=alert(1)> :red[r]") for text in plain)
        assert not any("onerror" in str(element.value) for element in [*page.markdown, *page.caption])


def test_a_frame_of_a_clip_becomes_the_first_frame(visit: Open, clips: list[str]):
    page = visit("create")
    page.button(key="choose_first_frame").click().run()
    choice(page, "choice_kind").set_value("clip").run()
    page.button(key=f"take_{clips[3]}").click().run()
    assert "remove_first_frame" in keys(page) and f"take_{clips[3]}" not in keys(page)
    page.switch_page(str(PAGES / "library.py")).run()
    again = visit("create")
    assert "remove_first_frame" in keys(again)


def test_an_uploaded_picture_joins_the_library_and_the_brief(visit: Open, studio: Database, tmp_path: Path):
    from PIL import Image

    Image.new("RGB", (320, 180), "teal").save(tmp_path / "teal.png")
    page = visit("create")
    page.button(key="choose_last_frame").click().run()
    page.file_uploader(key="uploaded").upload("teal.png", (tmp_path / "teal.png").read_bytes()).run()
    assert "remove_last_frame" in keys(page)
    page.switch_page(str(PAGES / "library.py")).run()
    choice(page, "kind").set_value(AssetKind.PICTURE).run()
    assert "1 picture" in words(page)


def test_a_file_that_is_no_picture_is_refused_with_a_sentence(visit: Open):
    page = visit("create")
    page.button(key="choose_last_frame").click().run()
    page.file_uploader(key="uploaded").upload("a.png", b"this is no picture at all" * 20).run()
    assert not page.exception and "remove_last_frame" not in keys(page)
    assert "not a picture" in words(page) and not page.toast
    page.file_uploader(key="uploaded").clear().run()
    assert "not a picture" not in words(page)


# -- what one can do next ---------------------------------------------------------------------------------


@pytest.fixture
def changer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue with a model that modifies any clip."""
    rates = Rates("a test", date(2026, 11, 25), usd_per_second={"": 0.1})
    model = Model("animatic:changer", "Changer", "", rates, Operation.MODIFY, sources=("file",), durations_s=(5,))
    makers = [known for known in listed.MODELS if not known.works_on_a_clip]
    monkeypatch.setattr(listed, "MODELS", (*makers, replace(model, operation=Operation.MAKE), model))


def test_a_clip_is_offered_what_models_can_do_with_it_with_a_price(visit: Open, clips: list[str], changer: None):
    page = visit("library", clip=clips[1])
    assert page.button(key="offer_modify").label == r"Modify · from \$0.50"
    assert not {"offer_extend", "offer_upscale", "use_as_first_frame"} & keys(page)
    assert not page.button(key="offer_modify").disabled


def test_work_on_a_clip_starts_on_create_with_its_prompt(visit: Open, clips: list[str], changer: None):
    page = visit("library", clip=clips[1])
    page.button(key="offer_modify").click().run()
    assert page.title[0].value == "Create"
    assert page.text_area(key="prompt").value == seeds.PROMPTS[1] and "Changes this clip" in words(page)


def test_a_picture_of_a_model_is_found_by_its_prompt_and_becomes_a_first_frame(
    visit: Open, studio: Database, folder: Path, tmp_path: Path
):
    picture = seeds.add_picture(studio, folder, tmp_path, "A teal harbour")
    page = visit("library", search="teal", kind="Pictures")
    assert shown(page) == [picture] and "A teal harbour" in words(page)
    page.button(key=f"play_{picture}").click().run()
    assert "A teal harbour" in words(page) and "continue_from_here" not in keys(page) and not videos(page)
    page.button(key="use_as_first_frame").click().run()
    assert page.title[0].value == "Create" and "remove_first_frame" in keys(page)


def test_the_recipe_leads_back_to_what_the_clip_came_of(visit: Open, studio: Database, folder: Path, clip: Path):
    first = seeds.add_clip(studio, folder, clip, 0, "The beginning")
    with database.reading(studio) as session:
        continued = library.get(session, first).asset.generation_id
    brief = seeds.brief(0).model_copy(update={"continues_id": continued, "prompt": "And on"})
    (second,) = seeds.add_group(studio, folder, clip, [brief])
    page = visit("library", clip=second)
    assert "Continues" in page.button(key="ancestor_0").label and "The beginning" in page.button(key="ancestor_0").label
    page.button(key="ancestor_0").click().run()
    assert first in videos(page)[0].url


def test_what_it_came_of_may_be_gone(visit: Open, studio: Database, folder: Path, clip: Path, tmp_path: Path):
    picture = seeds.add_picture(studio, folder, tmp_path, "A frame")
    brief = seeds.brief(0).model_copy(update={"first_frame": Keyframe(asset_id=picture)})
    (one,) = seeds.add_group(studio, folder, clip, [brief])
    with database.writing(studio) as session:
        library.delete(session, picture).deleted_at = now() - timedelta(days=2)
        session.flush()
        library.purge(session, now() - timedelta(days=1))
    assert "First frame** no longer in the library" in words(visit("library", clip=one))


# -- stars ------------------------------------------------------------------------------------------------


def test_stars_given_in_the_player_are_kept_and_shown_on_the_card(visit: Open, studio: Database, clips: list[str]):
    page = visit("library", clip=clips[1])
    choice(page, f"player_stars_{clips[1]}").set_value(3).run()
    with database.reading(studio) as session:
        assert library.get(session, clips[1]).asset.rating == 4
    assert "★★★★ · Luma Ray 2" in words(visit("library"))
    choice(page, f"player_stars_{clips[1]}").set_value(None).run()
    assert "★" not in words(visit("library"))


def test_clips_are_found_and_sorted_by_their_stars(visit: Open, studio: Database, clips: list[str]):
    with database.writing(studio) as session:
        for clip, stars in ((clips[0], 3), (clips[2], 5), (clips[3], 2)):
            ratings.rate(session, clip, stars)
    page = visit("library")
    page.selectbox(key="sort").select("best").run()
    assert shown(page) == [clips[2], clips[0], clips[3], clips[4], clips[1]]
    page.selectbox(key="rated").select("3").run()
    assert shown(page) == [clips[2], clips[0]]


# -- what waits for a decision ----------------------------------------------------------------------------


def test_an_unclear_generation_waits_on_top_of_the_library_too(visit: Open, studio: Database):
    assert "your decision" not in words(visit("library"))
    with database.writing(studio) as session:
        seeds.under_way(session, seeds.brief(1, "luma:ray-2"), State.UNCLEAR)
        one = generations.list_unclear(session)[0].id
    page = visit("library")
    assert page.expander[0].label == "One generation waits for your decision: the reply was lost"
    assert "A lone lighthouse" in words(page) and "may have cost: $0.71" in words(page)
    page.button(key=f"give_up_{one}").click().run()
    with database.reading(studio) as session:
        assert generations.get(session, one).state == State.FAILED
    assert f"look_{one}" not in keys(page)


def test_a_clip_is_shared_with_its_prompt_only_where_that_is_asked_for(visit: Open, studio: Database, clips: list[str]):
    page = visit("library", clip=clips[0])
    page.selectbox(key="share_days").select(1)
    page.button(key="make_share_link").click().run()
    page.checkbox(key=f"share_prompt_{clips[0]}").check()
    page.text_input(key=f"share_title_{clips[0]}").input("The boat")
    page.button(key="make_share_link").click().run()
    with database.reading(studio) as session:
        asked, plain = share_links.list_living(session, OWNER)
    assert (asked.title, asked.prompt) == ("The boat", seeds.PROMPTS[0]) and (plain.title, plain.prompt) == ("", "")
    assert len(page.code) == 2 and not page.exception
    assert "Ends in 24 h" in words(page) and "The boat" in words(visit("settings", section="Access"))
