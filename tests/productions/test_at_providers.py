"""Scenes that go on from each other, at the providers: what the sandbox receives, and when, from the real engine and the official
SDKs. A scene that changes is made and rendered again with what goes on from it, and nothing else is."""

import base64
import io
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import Engine as Database

from studio import database as db
from studio import generations, productions
from studio.brief import State
from studio.engine.cutting import render_due
from studio.engine.tools import Tools
from studio.errors import FailureKind
from studio.files import Files
from studio.media.probe import open_clip
from studio.productions import editing, plans, staleness, takes
from studio.productions.cut import cuts, recipes
from studio.providers.registry import Providers
from studio.sandbox.server import Address, running
from studio.tables import CutState
from tests.clock import Clock
from tests.engine.turns import look, turn, until_settled
from tests.productions.stories import story
from tests.providers.test_operations import settings_for

SECONDS = 30  # that a generation takes there, by the test's clock
MOST_TURNS = 60


@pytest.fixture
def sandbox(clock: Clock) -> Iterator[Address]:
    with running(seconds=SECONDS, clock=lambda: clock().timestamp()) as address:
        yield address


@pytest.fixture
def tools(sandbox: Address, sqlite: Database, clock: Clock, tmp_path: Path) -> Iterator[Tools]:
    settings = settings_for(sandbox, tmp_path)
    providers = Providers(lambda: settings)
    yield Tools(sqlite, Files(tmp_path / "media"), providers, lambda: settings, clock, chance=lambda: 0.0)
    providers.close()


def start(tools: Tools, model: str, *prompts: str) -> str:
    """All but the last go on from the one before."""
    goes_on = tuple(range(2, max(3, len(prompts))))
    with db.writing(tools.database) as session:
        return productions.create(session, story(*prompts, model=model, continues=goes_on)).id


def generate(tools: Tools, movie: str, which: Any = plans.missing) -> list[str]:
    with db.writing(tools.database) as session:
        outline, made = productions.get(session, movie).outline, takes.list_all(session, movie)
        queued = plans.queue(session, movie, plans.make(session, outline, made, which(outline, made)))
        for one in queued:
            one.created_at = one.next_step_at = tools.clock()
            session.add(one)
        return [one.id for one in queued]


def asked_of(sandbox: Address, prompt: str) -> list[dict[str, Any]]:
    """What the sandbox was asked for under that prompt, oldest first; with the id that it gave."""
    return [job["asked"] | {"id": job["id"]} for job in reversed(sandbox.jobs()) if job["prompt"] == prompt]


def turn_until_second(tools: Tools, clock: Clock, sandbox: Address, first_id: str) -> None:
    """The second is not even submitted before the first is there."""
    for _ in range(MOST_TURNS):
        turn(tools)
        clock.forward(5)
        if asked_of(sandbox, "A bridge"):
            break
        assert len(sandbox.jobs()) == 1
    assert look(tools, first_id).state == State.SUCCEEDED


def by_id(*path: str) -> Callable[[dict[str, Any]], Any]:
    def read(asked: dict[str, Any]) -> Any:
        for step in path:
            asked = asked[step]
        return asked

    return read


@pytest.mark.parametrize(
    ("model", "frame", "wanted"),
    [
        ("luma:ray-2", by_id("keyframes", "frame0"), lambda id_: {"type": "generation", "id": id_}),
        ("luma_agents:ray-3.2", by_id("video", "start_frame"), lambda id_: {"generation_id": id_}),
    ],
)
def test_at_luma_a_scene_is_submitted_with_the_id_of_the_one_before_once_that_is_there(
    tools: Tools, clock: Clock, sandbox: Address, model: str, frame: Any, wanted: Any
):
    first_id, _ = generate(tools, start(tools, model, "A boat", "A bridge"))
    turn_until_second(tools, clock, sandbox, first_id)
    [first], [second] = asked_of(sandbox, "A boat"), asked_of(sandbox, "A bridge")
    assert frame(second) == wanted(first["id"])


PICTURES = {
    "runway:gen4.5": lambda asked: asked["promptImage"][0]["uri"].partition("base64,")[2],
    "google:gemini-omni-1.2-flash": lambda asked: asked["input"][0]["content"][0]["data"],
    "veo:veo-3.1-fast-generate-001": lambda asked: asked["instances"][0]["image"]["bytesBase64Encoded"],
}


@pytest.mark.parametrize("model", PICTURES)
def test_elsewhere_it_is_submitted_with_the_last_frame_of_the_clip_before(
    tools: Tools, clock: Clock, sandbox: Address, model: str
):
    movie = start(tools, model, "A boat", "A bridge")
    first_id, _ = generate(tools, movie)
    turn_until_second(tools, clock, sandbox, first_id)
    received = pixels(Image.open(io.BytesIO(base64.b64decode(PICTURES[model](asked_of(sandbox, "A bridge")[0])))))
    differences = [np.abs(received - frame).mean() for frame in last_second(tools, movie, "s1")]
    assert min(differences) == differences[-1] < 2 < max(differences)


def pixels(picture: Image.Image) -> Any:
    return np.asarray(picture.convert("RGB"), np.int16)


def last_second(tools: Tools, movie: str, scene_id: str) -> list[Any]:
    """The last pictures of the clip that the studio holds."""
    with db.reading(tools.database) as session:
        clip = takes.list_all(session, movie)[scene_id][-1].clip
        assert clip
    with open_clip(tools.files.path_of(clip.name)) as opened:
        frames = deque(opened.container.decode(opened.video), maxlen=24)
        return [pixels(frame.to_image()) for frame in frames]


def test_what_goes_on_from_a_failed_scene_is_blocked_for_nothing_and_goes_on_when_that_is_made_again(
    tools: Tools, clock: Clock, sandbox: Address
):
    sandbox.fault(on="submit", what="failed", match="A boat", times=None)
    movie = start(tools, "luma:ray-2", "A boat", "A bridge")
    first_id, second_id = generate(tools, movie)
    until_settled(tools, clock, 60)
    second = look(tools, second_id)
    assert (second.state, second.failure, second.was_charged) == (State.FAILED, FailureKind.BLOCKED, False)
    assert list(sandbox.creates()) == ["A boat"]
    sandbox.reception.faults.set.clear()
    with db.writing(tools.database) as session:
        generations.retry(session, first_id)
    until_settled(tools, clock, 30)
    assert [look(tools, one).state for one in (first_id, second_id)] == [State.SUCCEEDED] * 2
    assert asked_of(sandbox, "A bridge")[0]["keyframes"]["frame0"]["id"] == asked_of(sandbox, "A boat")[-1]["id"]


def test_both_are_asked_for_anew_after_one_has_failed(tools: Tools, clock: Clock, sandbox: Address):
    sandbox.fault(on="submit", what="failed", match="A boat", times=None)
    movie = start(tools, "luma:ray-2", "A boat", "A bridge")
    generate(tools, movie)
    until_settled(tools, clock, 60)
    sandbox.reception.faults.set.clear()
    again = generate(tools, movie)
    until_settled(tools, clock, 30)
    assert [look(tools, one).state for one in again] == [State.SUCCEEDED] * 2
    assert sandbox.creates()["A bridge"]["accepted"] == 1


def test_of_a_film_only_what_has_changed_is_amber_made_and_rendered_again(
    tools: Tools, clock: Clock, sandbox: Address, tmp_path: Path
):
    movie = start(tools, "luma:ray-flash-2", "A boat", "A bridge", "The sea")
    generate(tools, movie)
    until_settled(tools, clock, 40)
    first = rendered(tools, movie)
    assert len(first) == 3

    change(tools, movie, "s3", prompt="The sea at night")
    assert (stale(tools, movie), len(generate(tools, movie, plans.out_of_date))) == ({"s3"}, 1)
    until_settled(tools, clock, 20)
    assert len(rendered(tools, movie) - first) == 1

    before = rendered(tools, movie)
    change(tools, movie, "s1", prompt="A burning boat")
    assert (stale(tools, movie), len(generate(tools, movie, plans.out_of_date))) == ({"s1", "s2"}, 2)
    until_settled(tools, clock, 40)
    assert (stale(tools, movie), len(rendered(tools, movie) - before)) == (set(), 2)


def change(tools: Tools, movie: str, scene_id: str, **values: object) -> None:
    with db.writing(tools.database) as session:
        opened = productions.get(session, movie)
        productions.save(session, opened.production, editing.change(opened.outline, scene_id, **values), f"{values}")


def stale(tools: Tools, movie: str) -> set[str]:
    with db.reading(tools.database) as session:
        return set(staleness.find(productions.get(session, movie).outline, takes.list_all(session, movie)))


def rendered(tools: Tools, movie: str) -> set[Path]:
    """All segments there are once a preview of it is there."""
    with db.writing(tools.database) as session:
        recipe = recipes.make(productions.get(session, movie).outline, takes.list_all(session, movie), is_preview=True)
        cut = cuts.queue(session, movie, recipe, is_preview=True)
        cut.next_step_at = tools.clock()
        session.add(cut)
    assert render_due(tools, "an engine")
    with db.reading(tools.database) as session:
        assert cuts.get(session, cut.id).state == CutState.READY
    return set((tools.files.root.parent / "cuts").glob("*.mp4"))
