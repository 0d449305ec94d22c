"""Cuts are rendered by an engine: into the library, once, whoever dies meanwhile."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlmodel import select

from studio import database as db
from studio import library, productions, tunes, waiting
from studio.engine import cutting
from studio.engine.cutting import LEASE_S, render_due
from studio.engine.tools import Tools
from studio.errors import NotFound, Unclear
from studio.media.film import voice
from studio.media.film.recipe import Recipe
from studio.media.isolated import Inspected, inspect
from studio.productions import editing, plans, takes
from studio.productions.cut import cuts, exporting, measuring, recipes
from studio.productions.outline import Finish, Look, Outline
from studio.tables import Asset, AssetKind, Cut, CutState, Tune, TuneState
from tests.clock import Clock
from tests.engine.turns import until_settled
from tests.productions.stories import BOAT
from tests.scripted import Scripted

MANY = 8  # people


def small(finish: Finish) -> Outline:
    return BOAT.model_copy(update={"look": Look(model="luma:ray-2", resolution="540p"), "finish": finish})


def generated(tools: Tools, clock: Clock, finish: Finish) -> str:
    """A movie whose scenes all have a take."""
    with db.writing(tools.database) as session:
        production_id = productions.create(session, small(finish)).id
        outline = productions.get(session, production_id).outline
        whole = plans.make(session, outline, {}, plans.missing(outline, {}))
        for generation in plans.queue(session, production_id, whole):
            generation.created_at = generation.next_step_at = tools.clock()
            session.add(generation)
    until_settled(tools, clock, rounds=12)
    return production_id


def queue(tools: Tools, production_id: str, *, is_preview: bool = True) -> str:
    with db.writing(tools.database) as session:
        outline, made = productions.get(session, production_id).outline, takes.list_all(session, production_id)
        recipe = recipes.make(outline, made, is_preview=is_preview)
        return cuts.queue(session, production_id, recipe, is_preview=is_preview).id


def look(tools: Tools, cut_id: str) -> tuple[Cut, Asset | None]:
    with db.reading(tools.database) as session:
        cut = cuts.get(session, cut_id)
        return cut, cuts.film_of(session, cut)


@pytest.fixture
def production_id(tools: Tools, clock: Clock) -> str:
    return generated(tools, clock, Finish())


def test_a_cut_becomes_a_film_of_the_library(tools: Tools, production_id: str):
    cut_id = queue(tools, production_id, is_preview=False)
    assert render_due(tools, "an engine")
    cut, film = look(tools, cut_id)
    assert (cut.state, cut.fraction) == (CutState.READY, 1.0)
    assert film and (film.kind, film.title, film.width, film.height) == (AssetKind.FILM, "The boat", 960, 540)
    assert film.duration_s == pytest.approx(3, abs=0.1)  # three clips of a second
    assert all(tools.files.has(name) for name in library.names_of(film))
    assert not render_due(tools, "an engine")


def test_a_preview_is_not_among_the_films(tools: Tools, production_id: str):
    _, film = render(tools, queue(tools, production_id))
    assert film and (film.kind, film.height) == (AssetKind.PREVIEW, 360)


@pytest.mark.skipif(not voice.is_there(), reason="the extra `voice` is not installed")
def test_narration_is_spoken_once_and_its_words_are_read(tools: Tools, clock: Clock):
    production_id = generated(tools, clock, Finish(voice="en-us", title="The boat", card_s=1))
    cut, film = render(tools, queue(tools, production_id))
    kept = tools.files.root.parent / "cuts"
    speech = list((kept / "speech").glob("*.wav"))
    measured = measuring.from_json(Recipe.model_validate(cut.recipe), cut.measured or {}, kept)
    assert {item.narration.sound for item in measured.narrated.reel if item.narration} == set(map(str, speech))
    assert [line.text for line in measured.lines] == [f"Words of scene {number}." for number in (1, 2, 3)]
    spoken = {path: path.stat().st_ino for path in speech}
    assert film and len(speech) == 3
    render(tools, queue(tools, production_id))
    assert {path: path.stat().st_ino for path in speech} == spoken
    speech[0].unlink()  # swept away: whoever takes the film elsewhere hears it nevertheless
    with db.reading(tools.database) as session:
        taken = exporting.look(session, tools.files, cut.id)
    exporting.measure(taken, kept)
    assert speech[0].is_file()


@pytest.mark.skipif(not voice.is_there(), reason="the extra `voice` is not installed")
def test_a_narration_that_cannot_be_said_names_its_scene(tools: Tools, clock: Clock):
    production_id = generated(tools, clock, Finish(voice="xx-none"))
    cut, _ = render(tools, queue(tools, production_id))
    assert cut.state == CutState.FAILED
    assert cut.sentence == "Scene 1: The offline voice has no voice called xx-none."


def test_what_cannot_be_cut_ends_with_its_sentence(tools: Tools, production_id: str):
    with db.writing(tools.database) as session:
        recipe = recipes.make(small(Finish()), takes.list_all(session, production_id), is_preview=True)
        shot = recipe.reel[0].model_copy(update={"start_s": 30})
        broken = recipe.model_copy(update={"reel": (shot, *recipe.reel[1:])})
        cut_id = cuts.queue(session, production_id, broken).id
    cut, film = render(tools, cut_id)
    assert (cut.state, film) == (CutState.FAILED, None)
    assert cut.sentence.startswith("Scene 1 starts at 30.0 s, but its clip is")


def test_a_cancelled_cut_is_not_rendered(tools: Tools, production_id: str):
    cut_id = queue(tools, production_id)
    with db.writing(tools.database) as session:
        cuts.cancel(session, cut_id)
    assert not render_due(tools, "an engine")
    assert look(tools, cut_id)[0].state == CutState.CANCELLED


def test_one_that_is_being_rendered_stops_when_nobody_wants_it(
    tools: Tools, production_id: str, monkeypatch: pytest.MonkeyPatch
):
    cut_id = queue(tools, production_id)
    monkeypatch.setattr(cutting, "TELL_EVERY_S", 0)
    with db.writing(tools.database) as session:
        cut = session.get_one(Cut, cut_id)
        cut.is_cancel_asked = True  # as if somebody had cancelled just after it was taken
        session.add(cut)
    cut, film = render(tools, cut_id)
    assert (cut.state, film) == (CutState.CANCELLED, None)


def test_a_lease_is_renewed_however_long_nothing_is_said(
    tools: Tools, clock: Clock, production_id: str, monkeypatch: pytest.MonkeyPatch
):
    """As while the sound of a long film is brought to its loudness, or the film is looked at."""
    cut_id = queue(tools, production_id)
    monkeypatch.setattr(cutting, "RENEW_EVERY_S", 0.05)
    was_due: list[bool] = []

    def look_for_long(target: Path, folder: Path, poster_s: float) -> Inspected:
        for _ in range(3):
            clock.forward(LEASE_S - 1)
            time.sleep(0.5)
            with db.reading(tools.database) as session:
                was_due.append(cuts.has_due(session, clock()))
        return inspect(target, folder, poster_s=poster_s)

    monkeypatch.setattr(cutting, "inspect", look_for_long)
    cut, _ = render(tools, cut_id)
    assert (cut.state, cut.rendered_by) == (CutState.READY, "an engine") and was_due == [False] * 3


def test_who_is_told_to_stop_gives_it_back_and_another_goes_on(tools: Tools, production_id: str):
    cut_id = queue(tools, production_id)
    render_due(tools, "the first", is_stopping=lambda: True)
    assert look(tools, cut_id)[0].state == CutState.QUEUED
    assert render(tools, cut_id)[0].state == CutState.READY


def test_a_cut_of_a_dead_engine_is_taken_over_when_its_lease_ends(tools: Tools, clock: Clock, production_id: str):
    cut_id = queue(tools, production_id)
    clock.moment = max(clock.moment, look(tools, cut_id)[0].next_step_at)
    with db.writing(tools.database) as session:
        taken = cuts.take_due(session, "dead", clock(), tools.after(LEASE_S))
    assert taken and not render_due(tools, "another")
    clock.forward(LEASE_S + 1)
    assert render_due(tools, "another")
    cut, film = look(tools, cut_id)
    assert (cut.state, cut.rendered_by) == (CutState.READY, "another") and film
    with db.writing(tools.database) as session:  # the dead one wakes up: what it has made is thrown away
        assert not cuts.go_on(session, taken, tools.after(LEASE_S), 0.5, "")
        assert not cuts.finish(session, taken, Asset(**film.model_dump(exclude={"id"})))
        assert [one.id for one in session.exec(select(Asset).where(Asset.kind == AssetKind.PREVIEW))] == [film.id]


DAMAGED = {
    "Its file is not there any more.": lambda clip: clip.unlink(),
    "The file is empty.": lambda clip: clip.write_bytes(b""),
    "The video is cut short": lambda clip: clip.write_bytes(clip.read_bytes()[: clip.stat().st_size // 2]),
    "A web page was sent": lambda clip: clip.write_text("<!DOCTYPE html><html></html>" * 20),
}


def test_a_take_that_was_damaged_after_it_was_made_is_named_and_the_next_cut_is_fine(tools: Tools, production_id: str):
    with db.reading(tools.database) as session:
        clip = takes.list_all(session, production_id)["s2"][0].clip
        assert clip
    path = tools.files.path_of(clip.name)
    content = path.read_bytes()
    for sentence, damage in DAMAGED.items():
        damage(path)
        cut, film = render(tools, queue(tools, production_id))
        assert (cut.state, film) == (CutState.FAILED, None) and cut.sentence.startswith(f"Scene 2: {sentence}")
        path.write_bytes(content)
    assert render(tools, queue(tools, production_id))[0].state == CutState.READY


def test_an_engine_that_is_alone_need_not_wait_for_the_lease_of_a_dead_one(tools: Tools, production_id: str):
    cut_id = queue(tools, production_id)
    with db.writing(tools.database) as session:
        assert cuts.take_due(session, "dead", tools.clock(), tools.after(LEASE_S))
    assert not render_due(tools, "another")
    with db.writing(tools.database) as session:
        cuts.make_all_due(session, tools.clock())
    assert render(tools, cut_id)[0].state == CutState.READY


def render(tools: Tools, cut_id: str) -> tuple[Cut, Asset | None]:
    assert render_due(tools, "an engine")
    return look(tools, cut_id)


def wait_for_takes(tools: Tools, production_id: str) -> str:
    with db.writing(tools.database) as session:
        return cuts.queue_when_ready(session, production_id).id


def test_a_cut_that_waits_for_takes_is_rendered_once_they_are_there(tools: Tools, clock: Clock):
    with db.writing(tools.database) as session:
        production_id = productions.create(session, small(Finish())).id
        outline = productions.get(session, production_id).outline
        plans.queue(session, production_id, plans.make(session, outline, {}, plans.missing(outline, {})))
    cut_id = wait_for_takes(tools, production_id)
    assert not render_due(tools, "an engine") and look(tools, cut_id)[0].state == CutState.WAITING
    until_settled(tools, clock, rounds=12)
    cut, film = render(tools, cut_id)
    assert cut.state == CutState.READY and film and film.duration_s == pytest.approx(3, abs=0.1)


def test_a_cut_that_waits_in_vain_says_for_which_scene(tools: Tools, production_id: str):
    with db.writing(tools.database) as session:
        clip = takes.list_all(session, production_id)["s3"][0].clip
        assert clip
        library.delete(session, clip.id)
    cut_id = wait_for_takes(tools, production_id)
    assert not render_due(tools, "an engine")
    cut, _ = look(tools, cut_id)
    assert cut.state == CutState.FAILED and cut.sentence.startswith("Scene 3 did not become a clip")


def test_a_cut_that_waits_for_music_that_fails_says_so(tools: Tools, clock: Clock):
    with db.writing(tools.database) as session:
        tune = tunes.queue(session, "calm", 5)
        tune_id = tune.id
    production_id = generated(tools, clock, Finish(music_id=tune_id))
    cut_id = wait_for_takes(tools, production_id)
    assert not render_due(tools, "an engine") and look(tools, cut_id)[0].state == CutState.WAITING
    with db.writing(tools.database) as session:
        tune = session.get_one(Tune, tune_id)
        tune.state, tune.sentence = TuneState.FAILED, "It came to a standstill."
        session.add(tune)
    assert not render_due(tools, "an engine")
    cut, _ = look(tools, cut_id)
    assert cut.state == CutState.FAILED
    assert cut.sentence.startswith("The film lacks its music. It came to a standstill. Choose other music")


def test_a_cut_of_a_deleted_movie_waits_until_that_is_brought_back(tools: Tools, production_id: str):
    cut_id = wait_for_takes(tools, production_id)
    with db.writing(tools.database) as session:
        productions.delete(session, production_id)
    assert not render_due(tools, "an engine") and look(tools, cut_id)[0].state == CutState.WAITING
    with pytest.raises(NotFound, match="not there any more"):
        waiting.look_at_cut(tools, cut_id)
    with db.writing(tools.database) as session:
        productions.restore(session, production_id)
    cut, film = render(tools, cut_id)
    assert cut.state == CutState.READY and film


def test_a_cut_does_not_wait_for_takes_of_a_scene_that_was_removed(tools: Tools, clock: Clock, provider: Scripted):
    production_id = generated(tools, clock, Finish())
    provider.submits = [Unclear("The reply was lost.")]
    with db.writing(tools.database) as session:
        outline, made = productions.get(session, production_id).outline, takes.list_all(session, production_id)
        plans.queue(session, production_id, plans.make(session, outline, made, ["s3"]))
    until_settled(tools, clock, rounds=3)
    cut_id = wait_for_takes(tools, production_id)
    assert not render_due(tools, "an engine") and look(tools, cut_id)[0].state == CutState.WAITING
    with db.writing(tools.database) as session:
        opened = productions.get(session, production_id)
        productions.save(session, opened.production, editing.remove(opened.outline, "s3"), "Removed scene 3.")
    assert render(tools, cut_id)[0].state == CutState.READY


def test_of_several_who_ask_for_a_film_when_it_is_ready_all_get_the_same(tools: Tools):
    with db.writing(tools.database) as session:
        production_id = productions.create(session, small(Finish())).id
    together = threading.Barrier(MANY)

    def ask(_: int) -> str:
        with db.reading(tools.database) as session:
            productions.get(session, production_id)
            together.wait()  # each with a connection that is open already
        return wait_for_takes(tools, production_id)

    with ThreadPoolExecutor(MANY) as threads:
        assert len(set(threads.map(ask, range(MANY)))) == 1
