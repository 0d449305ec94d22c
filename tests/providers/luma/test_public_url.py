"""A picture of the library and a clip of another provider reach Luma by an address of this studio, which Luma really fetches."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from PIL import Image
from sqlalchemy import Engine as Database
from starlette.applications import Starlette

from studio import database as db
from studio import generations, library, saved_settings, server, signed_addresses
from studio.brief import Brief, Keyframe, Operation, Reference, Source, State
from studio.engine.tools import Tools
from studio.errors import BadBrief
from studio.files import Files
from studio.providers.interface import Provider
from studio.providers.luma import Luma
from studio.providers.runway import Runway
from studio.sandbox.server import Address, running
from studio.settings import Settings, load
from studio.tables import Asset
from tests.clock import Clock
from tests.engine.turns import look, queue, until_settled
from tests.ports import free_port
from tests.providers.matrix import run
from tests.second import studio

BOAT = Brief(prompt="A paper boat in the rain", model="luma:ray-2", resolution="540p")
CLIP = Brief(prompt="A tree", model="runway:gen4.5", duration_s=2)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Address]:
    with running(seconds=0) as address:
        yield address


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """As a person sets them: the world, which is this machine here, reaches the studio at that address."""
    port = free_port()
    names = {"STUDIO_DATA": str(tmp_path), "STUDIO_SECRET_KEY": "a-test", "PUBLIC_URL": f"http://127.0.0.1:{port}"}
    for name, value in names.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    load.cache_clear()
    with open_to_the_world(port):
        yield load()
    load.cache_clear()


@contextmanager
def open_to_the_world(port: int) -> Iterator[None]:
    """The routes of the studio's own server."""
    config = uvicorn.Config(Starlette(routes=server.routes()), port=port, lifespan="off", log_config=None, ws="none")
    web = uvicorn.Server(config)
    thread = threading.Thread(target=web.run, name="studio")
    thread.start()
    try:
        while not web.started:
            thread.join(0.01)
        yield
    finally:
        web.should_exit = True
        thread.join()


@pytest.fixture
def tools(sqlite: Database, sandbox: Address, clock: Clock, settings: Settings, tmp_path: Path) -> Iterator[Tools]:
    sandbox.clear()
    with db.writing(sqlite) as session:
        saved_settings.save(session, {"public_url": settings.public_url}, settings)
    made: dict[str, Provider] = {"luma": Luma("a-key", sandbox.luma), "runway": Runway("a-key", sandbox.runway)}
    yield Tools(sqlite, Files(tmp_path / "media"), made.__getitem__, lambda: settings, clock, chance=lambda: 0.0)
    for provider in made.values():
        provider.close()


def add_picture(tools: Tools, folder: Path) -> Asset:
    Image.radial_gradient("L").resize((640, 360)).convert("RGB").save(source := folder / "boat.png")
    with db.writing(tools.database) as session:
        return library.add(session, library.asset_of_picture(tools.files, source))


def settled(tools: Tools, clock: Clock, brief: Brief) -> str:
    """How it ended; Luma fails what it cannot fetch."""
    ended = run(tools, clock, brief, rounds=8)
    return ended.state if ended.state == State.SUCCEEDED else f"{ended.state}: {ended.failure_sentence}"


def given(sandbox: Address, *way: Any) -> str:
    found: Any = sandbox.jobs()[0]["asked"]
    for step in way:
        found = found[step]
    return found


def test_a_picture_of_the_library_starts_a_clip(tools: Tools, sandbox: Address, clock: Clock, tmp_path: Path):
    picture = add_picture(tools, tmp_path)
    brief = BOAT.model_copy(update={"first_frame": Keyframe(asset_id=picture.id)})
    assert settled(tools, clock, brief) == State.SUCCEEDED
    assert signed_addresses.name_in(given(sandbox, "keyframes", "frame0", "url")) == picture.name


def test_a_picture_of_the_library_guides_a_picture(tools: Tools, sandbox: Address, clock: Clock, tmp_path: Path):
    picture = add_picture(tools, tmp_path)
    asked = Brief(prompt="A boat", operation=Operation.PICTURE, model="luma:photon-1")
    assert (
        settled(tools, clock, asked.model_copy(update={"references": (Reference(asset_id=picture.id),)}))
        == State.SUCCEEDED
    )
    assert signed_addresses.name_in(given(sandbox, "image_ref", 0, "url")) == picture.name


@pytest.mark.parametrize("is_frame", [True, False], ids=["as a first frame", "as what it continues"])
def test_a_clip_of_another_provider_is_continued_by_its_last_frame(
    tools: Tools, sandbox: Address, clock: Clock, is_frame: bool
):
    first = run(tools, clock, CLIP, rounds=8)
    start = {"first_frame": Keyframe(generation_id=first.id)} if is_frame else {"continues_id": first.id}
    assert settled(tools, clock, BOAT.model_copy(update=start)) == State.SUCCEEDED
    with db.reading(tools.database) as session:
        last = session.get_one(Asset, first.asset_id).last_frame
    assert signed_addresses.name_in(given(sandbox, "keyframes", "frame0", "url")) == last


def test_a_clip_of_another_provider_is_modified_as_large_and_as_long_as_it_is(
    tools: Tools, sandbox: Address, clock: Clock
):
    first = run(tools, clock, CLIP, rounds=8)
    modify = Brief(prompt="In snow", operation=Operation.MODIFY, model="luma:ray-2", strength="flex_1")
    assert (
        settled(tools, clock, modify.model_copy(update={"source": Source(generation_id=first.id)})) == State.SUCCEEDED
    )
    assert sandbox.jobs()[0]["asked"]["media"]["url"].startswith(tools.settings().public_url)
    assert (shape := sandbox.reception.accounts["luma"].newest()[0].shape) and (shape.width, shape.duration_s) == (
        1280,
        2,
    )


def test_a_clip_that_somebody_gave_us_is_reframed(tools: Tools, clock: Clock, clip: Path):
    source = Source(asset_id=studio.add_clip(tools, clip))
    reframe = Brief(operation=Operation.REFRAME, model="luma:ray-2", ratio="9:16", source=source)
    assert settled(tools, clock, reframe) == State.SUCCEEDED


def test_a_picture_whose_file_is_gone_fails_at_luma_with_a_sentence_and_is_not_charged(
    tools: Tools, sandbox: Address, clock: Clock, tmp_path: Path
):
    picture = add_picture(tools, tmp_path)
    tools.files.path_of(picture.name).unlink()
    made = queue(tools, BOAT.model_copy(update={"first_frame": Keyframe(asset_id=picture.id)}))
    until_settled(tools, clock, rounds=8)
    ended = look(tools, made)
    assert (ended.state, ended.was_charged) == (State.FAILED, False)
    assert ended.failure_sentence.startswith("Luma could not read the picture or the clip")


def test_without_the_address_the_brief_is_refused_before_anything_is_sent(
    tools: Tools, sandbox: Address, settings: Settings, tmp_path: Path
):
    picture = add_picture(tools, tmp_path)
    with db.writing(tools.database) as session:
        saved_settings.save(session, {"public_url": ""}, settings)
        with pytest.raises(BadBrief, match="or set PUBLIC_URL"):
            generations.queue(session, BOAT.model_copy(update={"first_frame": Keyframe(asset_id=picture.id)}))
    assert sandbox.log() == []
