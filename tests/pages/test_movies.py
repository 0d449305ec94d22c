"""The Movies page: from a text to scenes, every edit saved and undone, and what is generated for what price."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database
from streamlit.testing.v1 import AppTest

from studio import budgets, database, generations, moves, productions
from studio.access import Visitor
from studio.brief import State
from studio.errors import FailureKind
from studio.productions import editing, takes
from studio.productions.outline import Continuity, Look, Outline, Scene
from studio.productions.takes import Takes
from studio.tables import Access, Asset, Scope, Take
from studio.ui import who
from tests.e2e import movies, seeds
from tests.pages.conftest import Open
from tests.pages.shown import choice, keys, videos, words
from tests.productions.stories import story
from tests.productions.two_studios import Studio

FREE = "animatic:cinematic"


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
        opened = productions.get(session, movie)
        productions.save(session, opened.production, editing.change(opened.outline, scene_id, **values), f"{values}")


def save(studio: Database, movie: str, outline: Outline, sentence: str) -> None:
    """By somebody else."""
    with database.writing(studio) as session:
        productions.save(session, productions.get(session, movie).production, outline, sentence)


def finish(studio: Database, folder: Path, clip: Path) -> None:
    """All that is in line becomes a clip."""
    with database.reading(studio) as session:
        waiting = [one.id for one, _ in generations.list_queued(session, 50)]
    for generation_id in waiting:
        seeds.make_clip(studio, folder, clip, generation_id)


def go(page: AppTest, movie: str) -> AppTest:
    """By the browser's Back."""
    page.query_params["movie"] = movie
    return page.run()


@pytest.fixture
def ready(studio: Database, folder: Path, clip: Path) -> str:
    """A movie of three scenes with a take each."""
    movie = boat(studio)
    movies.generate(studio, movie)
    finish(studio, folder, clip)
    return movie


def test_two_takes_that_are_the_same_clip_each_have_their_stars(visit: Open, studio: Database, ready: str):
    """As in a movie that was opened from a file: it keeps equal clips once."""
    with database.writing(studio) as session:
        one, two = [one for its in takes.list_all(session, ready).values() for one in its][:2]
        session.merge(two.generation).asset_id = one.generation.asset_id
        taken = session.get_one(Take, two.id)
        taken.scene_id = "s1"
        session.add(taken)
    page = visit("movies", movie=ready, scene="s1")
    assert not page.exception and len(page.main.get("feedback")) == 2


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


def test_a_deleted_movie_says_what_is_still_made_of_it_and_cancels_what_was_not_sent(visit: Open, studio: Database):
    movie = boat(studio)
    movies.generate(studio, movie)
    send(studio, movie, "s3")
    page = visit("movies").button(key=f"delete_{movie}").click().run()
    assert "3 takes of it are still in line or being made, 2 of them not sent yet." in words(page)
    page.button(key="cancel_unseen").click().run()
    assert states(studio, movie) == {"s1": State.CANCELLED, "s2": State.CANCELLED, "s3": State.RUNNING}
    assert "1 take of it is still being made." in words(page) and "cancel_unseen" not in keys(page)


def send(studio: Database, movie: str, scene_id: str) -> None:
    """Its take is being made."""
    with database.writing(studio) as session:
        [take] = takes.list_all(session, movie)[scene_id]
        take.generation.state = State.RUNNING


def states(studio: Database, movie: str) -> dict[str, State]:
    return {scene_id: take.generation.state for scene_id, (take,) in made(studio, movie).items()}


def test_a_movie_is_saved_as_a_file_with_few_or_all_takes(
    visit: Open, studio: Database, folder: Path, clip: Path, ready: str
):
    [link] = links_to_files(visit("movies", movie=ready))
    assert link == f"/app/static/movies/{ready}.dailies"
    movies.generate(studio, ready, [1])
    finish(studio, folder, clip)
    page = visit("movies", movie=ready)
    assert links_to_files(page) == [link, f"{link}?takes=all"]
    page.checkbox(key="save_movie_earlier").check().run()
    assert links_to_files(page) == [f"{link}?earlier=true", f"{link}?takes=all&earlier=true"]


def links_to_files(page: AppTest) -> list[str]:
    return [one.proto.url for one in page.get("link_button") if ".dailies" in one.proto.url]


def test_a_movie_file_is_asked_for_on_the_shelf_by_makers_only(
    visit: Open, ready: str, monkeypatch: pytest.MonkeyPatch
):
    page = visit("movies").button(key="open_movie_file").click().run()
    assert "cost nothing here" in words(page) and not page.exception
    page.button(key="close_movie_file").click().run()
    assert "cost nothing here" not in words(page)
    monkeypatch.setattr(who, "visitor", lambda: Visitor("vera", Access.VIEWER))
    assert "open_movie_file" not in keys(visit("movies"))


def test_what_was_made_elsewhere_says_so(visit: Open, studio: Database, folder: Path, ready: str, tmp_path: Path):
    here = Studio(studio, folder)
    here.save(ready, tmp_path / "boat.dailies")
    copy = here.open(tmp_path / "boat.dailies").id
    assert "made elsewhere" in words(visit("movies", movie=copy)) and "made elsewhere" not in words(
        visit("movies", movie=ready)
    )


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


def test_takes_of_a_removed_scene_are_told_and_those_that_were_not_sent_cancelled(visit: Open, studio: Database):
    movie = boat(studio)
    movies.generate(studio, movie)
    page = visit("movies", movie=movie, scene="s3")
    assert "cancel_unseen" not in keys(page)
    page.button(key="remove_scene").click().run()
    assert "1 take of removed scenes is still in line." in words(page)
    assert "Removed scene 3: Undo brings it back" in words(page)
    page.button(key="cancel_unseen").click().run()
    assert states(studio, movie) == {"s1": State.QUEUED, "s2": State.QUEUED, "s3": State.CANCELLED}
    assert "of removed scenes" not in words(page) and not page.exception


def test_a_removed_scene_that_comes_back_has_its_takes(visit: Open, studio: Database):
    movie = boat(studio)
    movies.generate(studio, movie)
    page = visit("movies", movie=movie, scene="s3").button(key="remove_scene").click().run()
    assert "cancel_unseen" in keys(page) and "cancel_unseen" not in keys(page.button(key="undo_edit").click().run())


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
    page.button(key="save_unsaved_prompt_s1").click().run()
    assert scene(studio, movie, "s1").prompt == "Mine" and not page.code


def test_of_two_fields_that_could_not_be_saved_both_are_kept(visit: Open, studio: Database):
    movie = boat(studio)
    page = visit("movies", movie=movie)
    edit(studio, movie, "s2", prompt="Theirs")
    page.text_area(key="prompt_s1").set_value("Mine").run()
    edit(studio, movie, "s2", prompt="Theirs again")
    page.text_area(key="narration_s1").set_value("My words").run()
    assert [code.value for code in page.code] == ["Mine", "My words"]
    page.button(key="save_unsaved_prompt_s1").click().run()
    assert [code.value for code in page.code] == ["My words"] and scene(studio, movie, "s1").prompt == "Mine"
    page.button(key="drop_unsaved_narration_s1").click().run()
    assert not page.code and scene(studio, movie, "s1").narration == "Words of scene 1."


def test_what_could_not_be_saved_stays_with_its_movie(visit: Open, studio: Database):
    movie, other = boat(studio), boat(studio)
    page = visit("movies", movie=movie)
    edit(studio, movie, "s1", prompt="Theirs")
    page.text_area(key="prompt_s1").set_value("Mine").run()
    assert not go(page, other).code
    assert [code.value for code in go(page, movie).code] == ["Mine"]


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


def test_a_scene_made_again_takes_along_the_one_that_its_failure_blocked(visit: Open, studio: Database):
    movie = boat(studio)
    visit("movies", movie=movie).button(key="generate_missing").click().run()
    with database.writing(studio) as session:
        failed = session.merge(made(studio, movie)["s1"][0].generation)
        moves.end(session, failed, State.FAILED, FailureKind.PROVIDER, "It broke.", was_charged=False)
    page = visit("movies", movie=movie, scene="s1")
    assert "Scene 2 was blocked and goes on with it: free" in words(page)
    page.button(key="generate_this").click().run()
    [again], [freed] = made(studio, movie)["s1"][1:], made(studio, movie)["s2"]
    assert (freed.generation.state, freed.generation.waits_for_id) == (State.QUEUED, again.id)
    assert (
        "Queued 2 takes" in words(page)
        and "waits for the take" in words(visit("movies", movie=movie, scene="s2")).lower()
    )


def test_what_comes_free_with_the_missing_scenes_is_told_beside_their_button(visit: Open, studio: Database):
    movie = boat(studio)
    visit("movies", movie=movie).button(key="generate_missing").click().run()
    with database.writing(studio) as session:
        failed, blocked = (session.merge(made(studio, movie)[scene_id][0].generation) for scene_id in ("s1", "s2"))
        older = generations.queue(session, blocked.brief.model_copy(update={"continues_id": None}))
        older.created_at -= timedelta(hours=1)
        clip = Asset(name="clip.mp4", sha256="0", size_bytes=1, width=16, height=9, generation_id=older.id)
        moves.succeed(session, older, clip)
        session.add(Take(generation_id=older.id, production_id=movie, scene_id="s2", created_at=older.created_at))
        moves.end(session, failed, State.FAILED, FailureKind.PROVIDER, "It broke.", was_charged=False)
    page = visit("movies", movie=movie)
    assert page.button(key="generate_missing").label == "Generate 1 missing scene · free"
    assert "Scene 2 was blocked and goes on with it: free" in words(page)


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
        opened = productions.get(session, movie)
        changed = editing.change(opened.outline, "s2", duration_s=7)
        productions.save(session, opened.production, changed, "Made it longer.")
    page = visit("movies", movie=movie)
    label = page.button(key="generate_missing").label
    assert label.startswith("Generate 3 missing scenes · \\$")
    page.button(key="generate_missing").click().run()
    assert "Scene 2" in words(page) and "paid to Luma" in words(page) and "7 s became" in words(page)
    page.button(key="accept_plan").click().run()
    assert sum(len(its) for its in made(studio, movie).values()) == 3


def test_who_asks_in_two_tabs_pays_once(visit: Open, studio: Database):
    movie = boat(studio, "luma:ray-2")
    tabs = [visit("movies", movie=movie).button(key="generate_missing").click().run() for _ in range(2)]
    for page in tabs:
        page.button(key="accept_plan").click().run()
    assert [len(its) for its in made(studio, movie).values()] == [1, 1, 1]
    assert "have changed since this was shown" in words(tabs[1]) and "accept_plan" not in keys(tabs[1])


def test_a_scene_that_another_tab_has_begun_is_asked_about_again(visit: Open, studio: Database):
    movie = boat(studio, "luma:ray-2")
    tabs = [visit("movies", movie=movie).button(key="generate_this").click().run() for _ in range(2)]
    for page in tabs:
        page.button(key="accept_plan").click().run()
    assert len(made(studio, movie)["s1"]) == 1 and "have changed since this was shown" in words(tabs[1])
    tabs[1].button(key="accept_plan").click().run()
    assert len(made(studio, movie)["s1"]) == 2


def test_a_scene_that_goes_while_its_price_is_asked_about_is_not_paid(visit: Open, studio: Database):
    movie = boat(studio, "luma:ray-2")
    page = visit("movies", movie=movie).button(key="generate_missing").click().run()
    save(studio, movie, editing.remove(outline(studio, movie), "s3"), "Removed scene 3.")
    page.button(key="accept_plan").click().run()
    assert made(studio, movie) == {} and "have changed since this was shown" in words(page)
    assert page.button(key="accept_plan").label.startswith("Generate 2 takes")
    page.button(key="accept_plan").click().run()
    assert set(made(studio, movie)) == {"s1", "s2"}


def test_what_was_asked_about_one_movie_is_closed_over_another(visit: Open, studio: Database):
    movie, other = boat(studio, "luma:ray-2"), boat(studio, "luma:ray-2")
    page = visit("movies", movie=movie).button(key="generate_missing").click().run()
    assert "accept_plan" in keys(page) and "accept_plan" not in keys(go(page, other))
    assert "accept_plan" not in keys(go(page, movie)) and made(studio, movie) == made(studio, other) == {}


def test_what_is_typed_and_cannot_be_saved_is_not_generated(visit: Open, studio: Database):
    movie = boat(studio)
    page = visit("movies", movie=movie)
    edit(studio, movie, "s1", prompt="Theirs")
    page.text_area(key="prompt_s1").set_value("Mine")
    page.button(key="generate_this").click().run()
    assert made(studio, movie) == {} and [code.value for code in page.code] == ["Mine"]


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


def test_takes_are_compared_in_place_and_one_is_chosen(
    visit: Open, studio: Database, folder: Path, clip: Path, ready: str
):
    first = movies.generate(studio, ready, [1])
    finish(studio, folder, clip)
    page = visit("movies", movie=ready, scene="s1")
    page.button(key="compare_takes").click().run()
    assert page.button(key="stop_comparing").label == "Back to the movie"
    assert len(videos(page)) == 2
    page.button(key=f"choose_compared_{first[0]}").click().run()
    assert outline(studio, ready).scene("s1").chosen_id == first[0]  # pyright: ignore[reportOptionalMemberAccess]
    assert any("Scene 1" in heading.value for heading in page.subheader) and not page.exception


def test_words_that_take_longer_to_say_than_their_scene_lasts_are_remarked_on(visit: Open, studio: Database):
    movie = boat(studio)
    edit(studio, movie, "s1", narration="It left before dawn, with nobody at the oars, and no one saw it go. " * 2)
    assert "About 9 s to say, and the scene has 5 s" in words(visit("movies", movie=movie, scene="s1"))
    assert "to say" not in words(visit("movies", movie=movie, scene="s2"))


def test_a_scene_is_made_as_long_as_its_words_where_its_model_can(visit: Open, studio: Database):
    movie = boat(studio)
    edit(studio, movie, "s1", narration="It left before dawn, with nobody at the oars, and no one saw it go. " * 2)
    page = visit("movies", movie=movie, scene="s1").button(key="lengthen_scene").click().run()
    assert scene(studio, movie, "s1").duration_s == 9 and "to say" not in words(page)
    assert page.button(key="undo_edit").help == r"Made scene 1 9 s long\."
    edit(studio, movie, "s1", model="luma:ray-2")
    edit(studio, movie, "s1", duration_s=5, narration="It left before dawn. " * 9)
    page = visit("movies", movie=movie, scene="s1")
    assert "Ray 2 makes none so long: say less, or split it." in words(page) and "lengthen_scene" not in keys(page)


def test_fields_are_drawn_with_what_is_set(visit: Open, studio: Database):
    """Not only filled afterwards: a browser that misses the one drawing which fills them would send them back empty."""
    movie = boat(studio)
    edit(studio, movie, "s2", camera_moves=("pan left",))
    page = visit("movies", movie=movie, scene="s2")
    assert page.text_input(key="movie_title").proto.default == "The boat"
    assert page.selectbox(key="look_model").proto.default == page.selectbox(key="look_model").index
    assert [
        page.multiselect(key="camera_moves_s2").options[one]
        for one in page.multiselect(key="camera_moves_s2").proto.default
    ] == ["pan left"]
    assert list(page.button_group(key="continuity_s2").proto.default) == [1]


def test_all_again_tells_its_price_first(visit: Open, studio: Database, ready: str):
    page = visit("movies", movie=ready).button(key="generate_all").click().run()
    assert page.button(key="accept_plan").label == "Generate 3 takes · free"
    assert "Animatic Cinematic: **free**." in words(page) and "paid to" not in words(page)
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
    on_the_strip = [key for key in keys(page) if key.startswith("select_")]
    assert len(on_the_strip) <= 12 and f"select_s{count}" in on_the_strip
