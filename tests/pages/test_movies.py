"""The Movies page: from a text to scenes, every edit saved and undone, and what is generated for what price."""

import time
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database

from studio import budgets, database, generations, productions
from studio.access import Visitor
from studio.brief import State
from studio.productions import editing, takes
from studio.productions.outline import Continuity, Look, Outline, Scene
from studio.productions.takes import Takes
from studio.tables import Access, Scope
from studio.ui import who
from tests.e2e import movies, seeds
from tests.pages.conftest import Open
from tests.pages.shown import choice, keys, videos, words
from tests.productions.stories import story

THREE = "A boat leaves the harbour.\n\nIt meets a storm.\n\nIt comes home."
FREE = "animatic:cinematic"
PATIENCE = 60  # seconds, of a page with very many scenes on a busy machine


def start(studio: Database, outline: Outline) -> str:
    with database.writing(studio) as session:
        return productions.create(session, outline).id


def boat(studio: Database, model: str = FREE) -> str:
    return start(
        studio, story("A boat leaves the harbour", "It meets a storm", "It comes home", model=model, continues=(2,))
    )


def outline(studio: Database, movie: str) -> Outline:
    with database.reading(studio) as session:
        return productions.get(session, movie).outline


def made(studio: Database, movie: str) -> Takes:
    with database.reading(studio) as session:
        return takes.list_all(session, movie)


def scene(studio: Database, movie: str, scene_id: str) -> Scene:
    found = outline(studio, movie).scene(scene_id)
    assert found
    return found


def edit(studio: Database, movie: str, scene_id: str, **values: object) -> None:
    """By somebody else."""
    with database.writing(studio) as session:
        draft = productions.get(session, movie)
        productions.save(session, draft.production, editing.change(draft.outline, scene_id, **values), f"{values}")


def finish(studio: Database, folder: Path, clip: Path) -> None:
    """All that is in line becomes a clip."""
    with database.reading(studio) as session:
        waiting = [one.id for one, _ in generations.list_queued(session, 50)]
    for generation_id in waiting:
        seeds.make_clip(studio, folder, clip, generation_id)


@pytest.fixture
def ready(studio: Database, folder: Path, clip: Path) -> str:
    """A movie of three scenes with a take each."""
    movie = boat(studio)
    movies.generate(studio, movie)
    finish(studio, folder, clip)
    return movie


# -- the shelf -----------------------------------------------------------------------------------------------


def test_an_empty_shelf_says_what_to_do(visit: Open):
    page = visit("movies")
    assert "Paste a story or write an idea" in words(page) and "new_movie" in keys(page)


def test_an_empty_movie_asks_for_its_first_scene(visit: Open, studio: Database):
    page = visit("movies", movie=start(studio, Outline()))
    assert "No scenes yet" in words(page)
    page.button(key="add_first_scene").click().run()
    assert "Scene 1" in words(page) and not page.exception


def test_the_shelf_tells_how_far_a_movie_is(visit: Open, ready: str):
    page = visit("movies")
    assert "The boat" in words(page) and "3 of 3 scenes ready · 0:15 · just now" in words(page)
    page.button(key=f"open_{ready}").click().run()
    assert page.query_params["movie"] == [ready] or page.query_params["movie"] == ready


def test_a_deleted_movie_comes_back(visit: Open, studio: Database):
    movie = boat(studio)
    page = visit("movies").button(key=f"delete_{movie}").click().run()
    assert f"open_{movie}" not in keys(page)
    page.button(key="undo_delete").click().run()
    assert f"open_{movie}" in keys(page)


def test_an_address_of_no_movie_is_a_sentence(visit: Open):
    assert "not there any more" in words(visit("movies", movie="nobody"))


# -- edits ---------------------------------------------------------------------------------------------------


def test_what_is_typed_is_saved_and_undone_by_its_name(visit: Open, studio: Database):
    movie = boat(studio)
    page = visit("movies", movie=movie, scene="s3")
    page.text_area(key="prompt_s3").set_value("It sinks").run()
    assert scene(studio, movie, "s3").prompt == "It sinks"
    assert page.button(key="undo_edit").help == r"Changed the prompt of scene 3\."
    page.button(key="undo_edit").click().run()
    assert "Undone: Changed the prompt of scene 3." in words(page)
    assert page.text_area(key="prompt_s3").value == scene(studio, movie, "s3").prompt == "It comes home"
    page.button(key="redo_edit").click().run()
    assert page.text_area(key="prompt_s3").value == "It sinks"


def test_a_click_on_the_strip_chooses_a_scene(visit: Open, studio: Database):
    page = visit("movies", movie=boat(studio)).button(key="select_s2").click().run()
    assert "Scene 2" in [head.value for head in page.subheader]
    assert page.text_area(key="prompt_s2").value == "It meets a storm"


def test_scenes_are_added_moved_duplicated_split_and_removed(visit: Open, studio: Database):
    movie = start(studio, story("One. Two.", "Three", model=FREE))
    page = visit("movies", movie=movie)
    for key in ("split_scene", "duplicate_scene", "move_later", "add_scene", "remove_scene"):
        page.button(key=key).click().run()
        assert not page.exception
    assert [one.prompt for one in outline(studio, movie).scenes()] == ["One.", "Two.", "One.", "Three"]
    assert "Removed scene 4." in str(page.button(key="undo_edit").help).replace("\\", "")


def test_the_look_of_the_whole_and_exceptions_for_a_scene(visit: Open, studio: Database):
    movie = boat(studio)
    page = visit("movies", movie=movie)
    page.selectbox(key="look_model").set_value("luma:ray-2").run()
    page.text_area(key="look_style").set_value("35 mm film").run()
    page.selectbox(key="model_s1").set_value("animatic:neon").run()
    page.selectbox(key="duration_s_s1").set_value(7.0).run()
    found = outline(studio, movie)
    assert found.look == Look(model="luma:ray-2", resolution="720p", ratio="16:9", style="35 mm film")
    assert (scene(studio, movie, "s1").model, scene(studio, movie, "s1").duration_s) == ("animatic:neon", 7)


def test_a_scene_begins_as_a_new_shot_or_goes_on(visit: Open, studio: Database):
    movie = boat(studio)
    page = visit("movies", movie=movie, scene="s3")
    choice(page, "continuity_s3").set_value(Continuity.CONTINUE).run()
    assert scene(studio, movie, "s3").continuity == Continuity.CONTINUE
    assert Continuity.CONTINUE not in choice(visit("movies", movie=movie, scene="s1"), "continuity_s1").options


def test_a_picture_of_the_library_is_matched(visit: Open, studio: Database, folder: Path, clip: Path):
    movie, picture = boat(studio), seeds.add_picture(studio, folder, folder, "Teal")
    page = visit("movies", movie=movie)
    choice(page, "continuity_s1").set_value(Continuity.MATCH).run()
    page.button(key="choose_first_frame_s1").click().run()
    page.button(key=f"take_{picture}").click().run()
    frame = scene(studio, movie, "s1").first_frame
    assert frame and frame.asset_id == picture
    page.button(key="remove_first_frame_s1").click().run()
    assert scene(studio, movie, "s1").first_frame is None


def test_what_was_typed_while_somebody_else_edited_is_kept(visit: Open, studio: Database):
    movie = boat(studio)
    page = visit("movies", movie=movie)
    edit(studio, movie, "s1", prompt="Theirs")
    page.text_area(key="prompt_s1").set_value("Mine").run()
    assert "Somebody else has edited this meanwhile" in words(page)
    assert page.text_area(key="prompt_s1").value == "Theirs" and [code.value for code in page.code] == ["Mine"]
    page.button(key="save_unsaved").click().run()
    assert scene(studio, movie, "s1").prompt == "Mine" and not page.code


def test_an_earlier_version_is_looked_at_and_brought_back(visit: Open, studio: Database):
    movie = boat(studio)
    edit(studio, movie, "s1", prompt="It sinks")
    page = visit("movies", movie=movie).button(key="open_versions").click().run()
    page.selectbox(key="version").set_value(1).run()
    assert "A boat leaves the harbour :blue-badge[Otherwise now]" in words(page)
    page.button(key="bring_back_version").click().run()
    assert scene(studio, movie, "s1").prompt == "A boat leaves the harbour"


# -- generate ------------------------------------------------------------------------------------------------


def test_what_is_missing_is_generated_for_nothing_at_once(visit: Open, studio: Database):
    movie = boat(studio)
    page = visit("movies", movie=movie)
    assert page.button(key="generate_missing").label == "Generate 3 missing scenes · free"
    page.button(key="generate_missing").click().run()
    assert "Queued 3 takes" in words(page) and "3 in line" in str(page.get("progress")[0].proto.text)
    page.button(key="cancel_all").click().run()
    assert {one.generation.state for its in made(studio, movie).values() for one in its} == {State.CANCELLED}


def test_what_is_typed_just_before_a_click_is_what_is_generated(visit: Open, studio: Database):
    movie = boat(studio)
    page = visit("movies", movie=movie, scene="s1")
    page.text_area(key="prompt_s1").set_value("A paper plane over the sea")
    page.button(key="generate_this").click().run()
    [take] = made(studio, movie)["s1"]
    assert take.generation.prompt == scene(studio, movie, "s1").prompt == "A paper plane over the sea"


def test_what_costs_money_is_asked_about_scene_by_scene(visit: Open, studio: Database):
    movie = boat(studio, "luma:ray-2")
    with database.writing(studio) as session:
        draft = productions.get(session, movie)
        changed = editing.change(draft.outline, "s2", duration_s=7)
        productions.save(session, draft.production, changed, "Made it longer.")
    page = visit("movies", movie=movie)
    label = page.button(key="generate_missing").label
    assert label.startswith("Generate 3 missing scenes · \\$")
    page.button(key="generate_missing").click().run()
    assert "Scene 2" in words(page) and "paid to Luma" in words(page) and "7 s became" in words(page)
    page.button(key="accept_plan").click().run()
    assert sum(len(its) for its in made(studio, movie).values()) == 3


def test_a_scene_without_words_keeps_its_movie_from_being_generated(visit: Open, studio: Database):
    page = visit("movies", movie=start(studio, story("A boat", "", model=FREE)))
    assert page.button(key="generate_missing").disabled and "Scene 2:" in words(page)


def test_over_a_budget_nothing_is_queued_and_the_sentence_stays(visit: Open, studio: Database):
    movie = boat(studio, "luma:ray-2")
    with database.writing(studio) as session:
        budgets.set_limit(session, Scope.DAY, 1_000_000, "local")
    page = visit("movies", movie=movie).button(key="generate_missing").click().run()
    page.button(key="accept_plan").click().run()
    assert "budget" in page.error[0].value and "raise_budget" in keys(page)
    assert made(studio, movie) == {}


def test_a_changed_scene_and_its_follower_are_amber_and_updated(visit: Open, studio: Database, ready: str):
    page = visit("movies", movie=ready)
    assert "3 ready" in words(page) and len(videos(page)) == 1 and "generate_missing" not in keys(page)
    page.text_area(key="prompt_s1").set_value("A boat sinks").run()
    assert "2 out of date" in words(page) and "The prompt or the style has changed." in words(page)
    assert "A boat :red[~~leaves the harbour~~] :green[sinks]" in words(page)
    assert page.button(key="update_stale").label == "Update 2 out of date · free"
    page.button(key="update_stale").click().run()
    assert [len(its) for its in made(studio, ready).values()] == [2, 2, 1]


def test_the_old_take_is_kept_on_purpose(visit: Open, studio: Database, ready: str):
    edit(studio, ready, "s3", prompt="It sinks")
    page = visit("movies", movie=ready, scene="s3").button(key="keep_take").click().run()
    assert "Kept on purpose" in words(page) and "out of date" not in words(page)
    page.button(key="let_go_take").click().run()
    assert "1 out of date" in words(page)


def test_of_two_takes_one_is_chosen(visit: Open, studio: Database, folder: Path, clip: Path, ready: str):
    page = visit("movies", movie=ready, scene="s3").button(key="generate_this").click().run()
    finish(studio, folder, clip)
    first, second = made(studio, ready)["s3"]
    page.run()
    assert page.button(key=f"choose_take_{second.id}").label == "Shown: choose it"
    page.button(key=f"choose_take_{first.id}").click().run()
    assert scene(studio, ready, "s3").chosen_id == first.id
    assert page.button(key=f"choose_take_{first.id}").label == "Chosen"


def test_all_again_tells_its_price_first(visit: Open, studio: Database, ready: str):
    page = visit("movies", movie=ready).button(key="generate_all").click().run()
    assert page.button(key="accept_plan").label == "Generate 3 takes · free"
    page.button(key="accept_plan").click().run()
    assert [len(its) for its in made(studio, ready).values()] == [2, 2, 2]


# -- who may, and how many -----------------------------------------------------------------------------------


def test_a_viewer_looks_and_changes_nothing(visit: Open, ready: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(who, "visitor", lambda: Visitor("vera", Access.VIEWER))
    page = visit("movies", movie=ready)
    assert len(videos(page)) == 1 and page.text_area(key="prompt_s1").disabled
    changing = {"undo_edit", "generate_this", "generate_all", "add_scene", "remove_scene", "keep_take"}
    assert not changing & keys(page)


@pytest.mark.parametrize("count", [10, 200])
def test_a_long_movie_is_shown_in_pages(visit: Open, studio: Database, count: int):
    movie = start(studio, story(*[f"Scene of number {number}" for number in range(count)], model=FREE))
    page = visit("movies", movie=movie, scene=f"s{count}")
    began = time.perf_counter()
    page.run(timeout=PATIENCE)
    assert time.perf_counter() - began < 10
    on_the_strip = [key for key in keys(page) if key.startswith("select_")]
    assert len(on_the_strip) <= 12 and f"select_s{count}" in on_the_strip
