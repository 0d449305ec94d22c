"""Music is made by an engine: once, into the library, under the name by which a movie knows it already."""

from datetime import timedelta

import pytest

from studio import database as db
from studio import library, tunes
from studio.access import NotAllowed, Visitor
from studio.engine import composing, cutting
from studio.engine.housekeeping import Housekeeping
from studio.engine.tools import Tools
from studio.errors import NotFound
from studio.productions import sample
from studio.productions.cut import cuts
from studio.productions.outline import Outline
from studio.tables import Access, Asset, AssetKind, CutState, Tune, TuneState
from tests.clock import Clock


def queue(tools: Tools, mood: str = "playful", seed: int | None = None) -> str:
    with db.writing(tools.database) as session:
        tune = tunes.queue(session, mood, 5, seed=seed)
        tune.next_step_at = tools.clock()
        return tune.id


def look(tools: Tools, tune_id: str) -> tuple[Tune, Asset | None]:
    with db.reading(tools.database) as session:
        tune = session.get_one(Tune, tune_id)
        return tune, session.get(Asset, tune_id)


def test_a_tune_becomes_a_sound_of_the_library(tools: Tools):
    tune_id = queue(tools)
    assert composing.render_due(tools, "an engine") and not composing.render_due(tools, "an engine")
    tune, sound = look(tools, tune_id)
    assert tune.state == TuneState.READY and sound is not None
    assert (sound.kind, sound.title, sound.duration_s) == (AssetKind.SOUND, "Playful, made here", 5)
    assert all(tools.files.has(name) for name in library.names_of(sound)) and sound.poster


def test_one_that_a_dead_engine_left_is_made_by_another(tools: Tools, clock: Clock):
    tune_id = queue(tools)
    with db.writing(tools.database) as session:
        assert tunes.take_due(session, "dead", clock(), tools.after(composing.LEASE_S))
    assert not composing.render_due(tools, "another")
    clock.forward(composing.LEASE_S + 1)
    assert composing.render_due(tools, "another") and look(tools, tune_id)[0].state == TuneState.READY


def test_an_engine_that_is_alone_need_not_wait_for_the_lease_of_a_dead_one(tools: Tools):
    tune_id = queue(tools)
    with db.writing(tools.database) as session:
        assert tunes.take_due(session, "dead", tools.clock(), tools.after(composing.LEASE_S))
    engine = Housekeeping(tools, kind="embedded")
    engine.start(is_alone=True)
    engine.stop()
    assert look(tools, tune_id)[0].state == TuneState.READY or composing.render_due(tools, "another")


def test_who_comes_second_adds_nothing(tools: Tools, clock: Clock):
    tune_id = queue(tools)
    with db.writing(tools.database) as session:
        slow = tunes.take_due(session, "slow", clock(), clock() - timedelta(seconds=1))
    assert slow and composing.render_due(tools, "quick")
    with db.writing(tools.database) as session:
        sound = Asset(id=tune_id, kind=AssetKind.SOUND, name="x", sha256="", size_bytes=1, width=0, height=0)
        assert not tunes.finish(session, slow, sound)


def test_what_cannot_be_made_says_why(tools: Tools, monkeypatch: pytest.MonkeyPatch):
    tune_id = queue(tools)
    with db.writing(tools.database) as session:
        session.get_one(Tune, tune_id).mood = "a mood of a later version"
    assert composing.render_due(tools, "an engine")
    tune, sound = look(tools, tune_id)
    assert (tune.state, sound) == (TuneState.FAILED, None) and tune.sentence


def test_without_a_seed_each_is_another(tools: Tools):
    seeds = {look(tools, queue(tools))[0].seed for _ in range(5)}
    assert len(seeds) == 5 and look(tools, queue(tools, seed=7))[0].seed == 7


def test_a_mood_that_nobody_knows_and_a_viewer_are_refused(sqlite):
    with db.writing(sqlite) as session:
        with pytest.raises(NotFound, match="There is no music of the mood 'angry': calm, hopeful"):
            tunes.queue(session, "angry", 30)
        with pytest.raises(NotAllowed):
            tunes.queue(session, "calm", 30, asked_by=Visitor("ada", Access.VIEWER))


def test_the_sample_waits_for_its_music(tools: Tools, clock: Clock):
    """Its film is of takes and music: where the takes are there and the music is not, it goes on waiting."""
    with db.writing(tools.database) as session:
        movie = sample.start(session)
        [cut] = cuts.list_all(session, movie.id)
        outline = Outline.model_validate(movie_outline(session, movie.id))
    assert outline.finish.music_id
    tune, _ = look(tools, outline.finish.music_id)
    assert (tune.state, tune.title) == (TuneState.QUEUED, "Calm, made here")
    assert tune.duration_s == pytest.approx(
        outline.duration_s + 2 * 3.5 - 7 * 0.8, abs=0.01
    )  # two cards, and what fades over
    cutting.render_due(tools, "an engine")
    with db.reading(tools.database) as session:
        assert cuts.get(session, cut.id).state == CutState.WAITING


def movie_outline(session, movie_id: str):
    from studio.productions import shelf

    return shelf.get(session, movie_id).outline.model_dump()
