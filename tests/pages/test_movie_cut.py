"""The cut of a movie on the page: how it is finished, what is rendered, and who may."""

from pathlib import Path

import pytest
from sqlalchemy import Engine as Database
from streamlit.testing.v1 import AppTest

from studio import database, productions, settings, share_links
from studio.access import OWNER, Visitor
from studio.engine.cutting import render_due
from studio.engine.tools import Tools
from studio.files import Files
from studio.media.film.recipe import Join
from studio.productions import takes
from studio.productions.cut import cuts
from studio.productions.joints import Joints
from studio.productions.outline import Outline
from studio.tables import Access, Asset, AssetKind, Cut, CutState
from studio.ui import who
from studio.ui.movies import joints, seen
from tests.e2e import movies
from tests.pages.conftest import Open
from tests.pages.shown import keys, videos, words
from tests.pages.test_movies import boat, edit, finish, outline


@pytest.fixture
def ready(studio: Database, folder: Path, clip: Path) -> str:
    movie = boat(studio)
    movies.generate(studio, movie)
    finish(studio, folder, clip)
    return movie


@pytest.fixture
def visit_cut(visit: Open) -> Open:
    def open_cut(movie: str) -> AppTest:
        return visit("movies", movie=movie, part="Cut")

    return open_cut


def list_cuts(studio: Database, movie: str) -> list[Cut]:
    with database.reading(studio) as session:
        return list(cuts.list_all(session, movie))


def end(studio: Database, cut_id: str, state: CutState, sentence: str = "", film: Asset | None = None) -> None:
    """As an engine would."""
    with database.writing(studio) as session:
        cut = session.get_one(Cut, cut_id)
        cut.state, cut.sentence = state, sentence
        if film:
            session.add(film)
            session.flush()
            cut.asset_id = film.id
        session.add(cut)


def film_like(studio: Database, movie: str) -> Asset:
    """A film whose file is that of a clip."""
    with database.reading(studio) as session:
        clip = takes.list_all(session, movie)["s1"][0].clip
    assert clip
    return Asset(**clip.model_dump(exclude={"id", "kind", "generation_id"}), kind=AssetKind.FILM)


def test_the_finish_is_saved_as_edits_and_undone(visit_cut: Open, studio: Database, ready: str):
    page = visit_cut(ready)
    page.text_input(key="finish_title").set_value("The boat").run()
    page.selectbox(key="finish_join").set_value(Join.CROSS_FADE).run()
    page.number_input(key="finish_join_s").set_value(1.0).run()
    page.selectbox(key="finish_subtitles").set_value("burned").run()
    its = outline(studio, ready).finish
    assert (its.title, its.join, its.join_s, its.subtitles) == ("The boat", Join.CROSS_FADE, 1.0, "burned")
    page.button(key="undo_edit").click().run()
    assert outline(studio, ready).finish.subtitles == "soft"
    assert "Undone: Changed the subtitles of the cut." in words(page)
    assert page.selectbox(key="finish_subtitles").value == "soft"


def test_a_scene_is_trimmed_and_has_a_transition_of_its_own(visit_cut: Open, studio: Database, ready: str):
    page = visit_cut(ready)
    page.number_input(key="start_s_s2").set_value(0.5).run()
    page.number_input(key="end_s_s2").set_value(1.0).run()
    page.selectbox(key="join_s2").set_value(Join.WIPE).run()
    its = outline(studio, ready).scene("s2")
    assert its and (its.start_s, its.end_s, its.join) == (0.5, 1.0, Join.WIPE)
    page.button(key="undo_edit").click().run()
    assert "Undone: Changed what follows scene 2." in words(page) and not page.exception


def test_a_film_is_queued_and_its_progress_and_end_are_seen(visit_cut: Open, studio: Database, ready: str):
    page = visit_cut(ready).button(key="render").click().run()
    [cut] = list_cuts(studio, ready)
    assert cut.state == CutState.QUEUED and len(cut.recipe["reel"]) == 3
    assert "No engine is running" in words(page) and f"cancel_cut_{cut.id}" in keys(page)
    end(studio, cut.id, CutState.READY, film=film_like(studio, ready))
    page = visit_cut(ready)
    assert len(videos(page)) == 1 and "Film · 0:" in words(page)


def test_a_cut_is_cancelled(visit_cut: Open, studio: Database, ready: str):
    page = visit_cut(ready).button(key="preview").click().run()
    [cut] = list_cuts(studio, ready)
    assert cut.is_preview
    page.button(key=f"cancel_cut_{cut.id}").click().run()
    assert list_cuts(studio, ready)[0].state == CutState.CANCELLED and not page.exception


def test_what_is_chosen_just_before_counts_also_where_the_button_is_heard_first(
    visit_cut: Open, studio: Database, ready: str
):
    page = visit_cut(ready)
    page.button(key="preview").click()
    page.selectbox(key="finish_subtitles").set_value("burned")
    page.run()
    [cut] = list_cuts(studio, ready)
    assert cut.recipe["subtitles"]["mode"] == "burned" and outline(studio, ready).finish.subtitles == "burned"


def test_a_failed_cut_says_why(visit_cut: Open, studio: Database, ready: str):
    visit_cut(ready).button(key="render").click().run()
    end(
        studio, list_cuts(studio, ready)[0].id, CutState.FAILED, "Scene 2 starts at 30.0 s, but its clip is 2.0 s long."
    )
    assert "Scene 2 starts at 30.0 s" in words(visit_cut(ready))


def test_subtitles_that_can_be_switched_on_are_seen_in_the_browser_too(
    visit_cut: Open, studio: Database, ready: str, folder: Path
):
    visit_cut(ready).button(key="preview").click().run()
    assert render_due(Tools(studio, Files(folder / "media"), NotImplemented, settings.load), "an engine")
    [track] = videos(visit_cut(ready))[0].proto.subtitles
    assert track.url.endswith(".vtt")


def test_an_earlier_cut_can_be_looked_at(visit_cut: Open, studio: Database, ready: str):
    for _ in range(2):
        visit_cut(ready).button(key="render").click().run()
        end(studio, list_cuts(studio, ready)[0].id, CutState.READY, film=film_like(studio, ready))
    newest, older = list_cuts(studio, ready)
    page = visit_cut(ready)
    assert "show_film_" + newest.id in keys(page)
    page.button(key=f"show_film_{older.id}").click().run()
    with database.reading(studio) as session:
        film = cuts.film_of(session, older)
    assert film and film.name in str(videos(page)[0].proto)


def test_what_is_left_out_and_what_is_old_is_said_before(visit_cut: Open, studio: Database, folder: Path, clip: Path):
    movie = boat(studio)
    movies.generate(studio, movie, [1, 2])
    finish(studio, folder, clip)
    edit(studio, movie, "s1", prompt="It burns")
    page = visit_cut(movie)
    assert "Scene 3 has no take: the cut leaves it out." in words(page)
    assert "Scenes 1 and 2 are out of date." in words(page)
    assert {"render", "preview"} <= keys(page)


def test_nothing_is_cut_of_nothing(visit_cut: Open, studio: Database):
    page = visit_cut(boat(studio))
    assert "There is nothing to cut yet" in words(page) and not {"render", "preview"} & keys(page)
    assert "add_first_scene" in keys(visit_cut(new := empty(studio))) and new


def empty(studio: Database) -> str:
    with database.writing(studio) as session:
        return productions.create(session, Outline()).id


def test_while_takes_are_made_the_film_can_be_asked_for_already(visit_cut: Open, studio: Database):
    movie = boat(studio)
    movies.generate(studio, movie)
    page = visit_cut(movie).button(key="render_later").click().run()
    [cut] = list_cuts(studio, movie)
    assert cut.state == CutState.WAITING and f"cancel_cut_{cut.id}" in keys(page)
    assert "render_later" not in keys(page) and "There is nothing to cut yet" not in words(page)


def test_a_viewer_looks_at_films_and_renders_none(
    visit_cut: Open, studio: Database, ready: str, monkeypatch: pytest.MonkeyPatch
):
    visit_cut(ready).button(key="render").click().run()
    end(studio, list_cuts(studio, ready)[0].id, CutState.READY, film=film_like(studio, ready))
    monkeypatch.setattr(who, "visitor", lambda: Visitor("vera", Access.VIEWER))
    page = visit_cut(ready)
    assert len(videos(page)) == 1 and not {"render", "preview", "make_share_link"} & keys(page)
    assert page.text_input(key="finish_title").disabled and page.number_input(key="start_s_s1").disabled


def test_how_scenes_go_together_is_told_between_them(visit_cut: Open, studio: Database, folder: Path, ready: str):
    found = seen.find(ready)
    assert found
    for pair in joints.wanted(found):
        Joints(folder / "media", folder / "cuts" / "joints").look_at(pair)
    known = joints.find(found)
    assert set(known) == {"s1", "s2"} and known["s1"].sentence in words(visit_cut(ready))


def test_the_empty_shelf_shows_a_movie_that_makes_itself(visit: Open, studio: Database):
    page = visit("movies").button(key="show_me").click().run()
    assert not page.exception and page.segmented_control(key="movie_part").value == "Cut"
    with database.reading(studio) as session:
        [movie] = productions.list_all(session)
        made = takes.list_all(session, movie.id)
    assert len(made) == 6 and "Waits for 6 takes, then the film is rendered" in progress(page)
    assert [cut.state for cut in list_cuts(studio, movie.id)] == [CutState.WAITING]
    assert "show_me" not in keys(visit("movies"))


def progress(page: AppTest) -> str:
    return " ".join(str(bar.proto) for bar in page.get("progress")).replace("\\", "")


def test_a_film_is_shared_and_the_link_revoked(visit_cut: Open, studio: Database, ready: str):
    visit_cut(ready).button(key="render").click().run()
    end(studio, list_cuts(studio, ready)[0].id, CutState.READY, film=film_like(studio, ready))
    page = visit_cut(ready).button(key="make_share_link").click().run()
    with database.reading(studio) as session:
        [link] = share_links.list_living(session, OWNER)
    [shown] = [one.value for one in page.code]
    assert f"/watch/{link.id}." in shown and "Ends in 7 days · not opened yet" in plain(page)
    assert "your own machine" in plain(page)
    page.button(key=f"revoke_{link.id}").click().run()
    page.button(key=f"revoke_for_good_{link.id}").click().run()
    assert not page.code and not page.exception
    with database.reading(studio) as session:
        assert share_links.list_living(session, OWNER) == []


def plain(page: AppTest) -> str:
    return words(page).replace("\\", "")
