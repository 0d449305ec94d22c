"""Create beyond one clip of one model: pictures, work on a clip, several models at once, references, presets, made-up models."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import Engine as Database
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from studio import database, library, presets, saved_settings
from studio.brief import Brief, Operation, Reference, Role, Source
from studio.files import Files
from studio.providers.catalogue import ITS_OWN, MODELS, ClipSound, Model, Rates, listed
from studio.tables import Asset, Generation
from studio.ui import draft
from tests.pages.conftest import Open
from tests.pages.shown import choice, keys, words

RATES = Rates("A made-up list of prices", date(2026, 11, 25), usd_per_second={"": 0.10})
MADE_UP = Model(
    "runway:made_up", "Made Up", "A model that nobody has.", RATES, durations_s=(3, 6), resolutions=("720p",),
    ratios=("16:9", "9:16"), pictures=("file", "address"), negative_prompt=True, references=2,
    roles=(Role.CHARACTER, Role.STYLE), sound=ClipSound.CHOICE, rates_with_sound=replace(RATES, usd_per_second={"": 0.20}),
    hdr_at=(("720p", 6),), seed=True, unverified=("Nobody has confirmed it.",),
)  # fmt: skip
PAINTER = replace(MADE_UP, id="runway:painter", label="Painter", operation=Operation.PICTURE, durations_s=ITS_OWN,
                  rates=replace(RATES, usd_per_second={}, per_clip={"": ((0, 0.05),)}), sound=ClipSound.NEVER, hdr_at=())  # fmt: skip
CHANGER = replace(MADE_UP, operation=Operation.MODIFY, durations_s=ITS_OWN, sources=("file",), strengths=("a_little", "a_lot"),
                  references=0, hdr_at=(), sound=ClipSound.NEVER, ratios=(), longest_source_s=5)  # fmt: skip


@pytest.fixture(autouse=True)
def with_made_up_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listed, "MODELS", (*MODELS, MADE_UP, PAINTER, CHANGER))


def choose(page: AppTest, model: str) -> AppTest:
    page.selectbox(key="model").select(model).run()
    return page


def a_clip(studio: Database, clip: Path, seconds: float = 3) -> str:
    """In the library, of nobody's making."""
    with database.writing(studio) as session:
        asset = Asset(name="x", sha256="0" * 64, size_bytes=1, width=320, height=180, duration_s=seconds, fps=24)
        return library.add(session, asset).id


def open_with(visit: Open, brief: Brief) -> AppTest:
    """As after a button of the player."""
    with database.writing() as session:
        saved_settings.keep(session, draft.NAME, draft.as_kept(draft.Draft(brief)))
    return visit("create")


def test_a_model_that_was_just_added_to_the_catalogue_is_offered_with_all_it_can_do(visit: Open):
    page = choose(visit("create"), "runway:made_up")
    choice(page, "duration_s").set_value(3).run()
    assert page.button(key="generate").label == r"Generate · \$0.30"
    about = next(one for one in page.caption if one.value == "A model that nobody has.")
    assert about.proto.help.replace("\\", "") == "Not verified: Nobody has confirmed it."
    assert {"choose_references"} <= keys(page)
    assert any(one.key == "negative_prompt" for one in page.text_input)
    page.toggle(key="sound").set_value(True).run()
    assert page.button(key="generate").label == r"Generate · \$0.60"


def test_a_high_dynamic_range_is_offered_where_the_model_makes_one(visit: Open):
    page = choose(visit("create"), "runway:made_up")
    choice(page, "duration_s").set_value(6).run()
    assert any(one.key == "hdr" for one in page.toggle)
    choice(page, "duration_s").set_value(3).run()
    assert not any(one.key == "hdr" for one in page.toggle)


def test_pictures_have_models_of_their_own_and_no_length(visit: Open, studio: Database):
    page = visit("create")
    page.segmented_control(key="kind").set_value(Operation.PICTURE).run()
    choose(page, "runway:painter")
    assert not any(one.key == "duration_s" for one in (*page.selectbox, *page.segmented_control))
    page.text_area(key="prompt").input("A lighthouse").run()
    assert page.button(key="generate").label == r"Generate · \$0.05"
    page.button(key="generate").click().run()
    page.button(key="accept_price").click().run()
    with database.reading(studio) as session:
        assert session.exec(select(Generation)).one().operation == Operation.PICTURE
    page.segmented_control(key="kind").set_value(Operation.MAKE).run()
    assert "duration_s" in {one.key for one in (*page.selectbox, *page.segmented_control)}


def test_work_on_a_clip_is_priced_by_its_length_and_can_be_left(visit: Open, studio: Database, clip: Path):
    source = Source(asset_id=a_clip(studio, clip, 3))
    page = open_with(
        visit, Brief(prompt="Snow", operation=Operation.MODIFY, model="runway:made_up", source=source, strength="a_lot")
    )
    assert "Changes this clip · 3 s" in words(page) and "As long as the clip." in words(page)
    assert page.button(key="generate").label == r"Generate · \$0.30"
    assert page.selectbox(key="strength").value == "a_lot" and page.selectbox(key="model").options
    page.button(key="leave_source").click().run()
    assert "Changes this clip" not in words(page) and page.text_area(key="prompt").value == "Snow"


def test_a_clip_that_is_too_long_is_refused_on_the_form(visit: Open, studio: Database, clip: Path):
    source = Source(asset_id=a_clip(studio, clip, 9))
    page = open_with(
        visit, Brief(prompt="Snow", operation=Operation.MODIFY, model="runway:made_up", source=source, strength="a_lot")
    )
    assert page.button(key="generate").disabled and "takes clips of at most 5 s; this one has 9 s" in words(page)


def test_a_clip_that_has_left_the_library_is_a_sentence(visit: Open):
    source = Source(asset_id="gone")
    page = open_with(
        visit, Brief(prompt="Snow", operation=Operation.MODIFY, model="runway:made_up", source=source, strength="a_lot")
    )
    assert page.button(key="generate").disabled and "There is no asset 'gone' in the library." in words(page)


def test_several_models_are_priced_together_and_queued_as_one_group(visit: Open, studio: Database):
    page = choose(visit("create"), "luma:ray-2")
    page.text_area(key="prompt").input("A kite").run()
    page.multiselect(key="also").set_value(["runway:made_up", "animatic:neon"]).run()
    assert page.button(key="generate").label == r"Generate 3 to compare · \$1.31"
    assert "5 s became 6 s." in words(page)
    page.button(key="generate").click().run()
    assert r"1 clip of 5 s at 720p on Luma Ray 2: about **\$0.71**, paid to Luma." in words(page) or "Ray 2" in words(
        page
    )
    page.button(key="accept_price").click().run()
    with database.reading(studio) as session:
        made = session.exec(select(Generation)).all()
    assert {one.model for one in made} == {"luma:ray-2", "runway:made_up", "animatic:neon"}
    assert len({one.group_id for one in made}) == 1 and made[0].group_id


def test_one_refused_model_keeps_all_from_being_queued_and_says_which(visit: Open, studio: Database):
    page = choose(visit("create"), "luma:ray-2")
    page.multiselect(key="also").set_value(["runway:gen4_turbo"]).run()
    assert page.button(key="generate").disabled and "Gen-4 Turbo moves a picture" in words(page)


def test_the_switch_of_a_model_can_be_taken_back(visit: Open):
    page = visit("create")
    page.selectbox(key="duration_s").select(7).run()
    choose(page, "luma:ray-2")
    page.button(key="undo_switch").click().run()
    assert page.selectbox(key="model").value == "animatic:cinematic" and page.selectbox(key="duration_s").value == 7


def a_picture(studio: Database, folder: Path) -> str:
    path = folder / "a.png"
    Image.new("RGB", (128, 72), "teal").save(path)
    asset = library.asset_of_picture(Files(folder / "media"), path)
    with database.writing(studio) as session:
        return library.add(session, asset).id


def test_references_are_shown_given_a_role_and_removed(visit: Open, studio: Database, tmp_path: Path):
    reference = Reference(asset_id=a_picture(studio, tmp_path), role=Role.CHARACTER)
    page = open_with(visit, Brief(prompt="A boat", model="runway:made_up", duration_s=3, references=(reference,)))
    assert "References · 1 of 2" in words(page)
    page.selectbox(key="role_0").set_value(Role.STYLE).run()
    page.text_input(key="reference_url").input("https://example.org/b.png").run()
    assert "References · 2 of 2" in words(page)
    again = visit("create")
    assert again.selectbox(key="role_0").value == Role.STYLE and "References · 2 of 2" in words(again)
    again.button(key="remove_reference_1").click().run()
    assert "References · 1 of 2" in words(again)


def test_a_preset_is_saved_used_and_deleted_with_a_way_back(visit: Open, studio: Database):
    page = choose(visit("create"), "luma:ray-2")
    page.text_area(key="prompt").input("A street at night").run()
    page.text_input(key="preset_name").input("Night").run()
    page.button(key="save_preset").click().run()
    with database.reading(studio) as session:
        [saved] = presets.list_all(session)
    assert (saved.name, saved.brief.prompt) == ("Night", "A street at night")
    page.text_area(key="prompt").input("Something else").run()
    page.button(key=f"use_preset_{saved.id}").click().run()
    assert page.text_area(key="prompt").value == "A street at night"
    page.button(key="bring_back").click().run()
    assert page.text_area(key="prompt").value == "Something else"
    page.button(key=f"delete_preset_{saved.id}").click().run()
    page.button(key="restore_preset").click().run()
    assert f"use_preset_{saved.id}" in keys(page)


def test_a_preset_without_a_name_is_refused_with_a_sentence(visit: Open):
    page = visit("create")
    page.button(key="save_preset").click().run()
    assert "Give the preset a name." in words(page)
