"""docs/rest.md: every command in it is run, in the order in which it stands there, as curl would."""

import re
import shlex
from argparse import ArgumentParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine as Database
from starlette.testclient import TestClient

from studio import database, library, settings
from studio.productions.cut import cuts
from studio.providers.animatic.words import CAMERA_MOVES
from tests.api.conftest import HERE
from tests.e2e import movies, seeds
from tests.productions.stories import BOAT

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "rest.md"
OTHERWISE = {"stream": 206, "cancel": 409, "retry": 409}  # a part of it; the clip is there, so it is too late for both

CURL = ArgumentParser()
CURL.add_argument("address")
CURL.add_argument("-X", dest="method")
CURL.add_argument("-H", dest="headers", action="append", default=[])
CURL.add_argument("-d", dest="body")
CURL.add_argument("-o", dest="file")
CURL.add_argument("-T", dest="sent")
CURL.add_argument("-N", action="store_true")


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return [line.removeprefix("curl ") for line in lines if line.startswith("curl ")]


def usual(method: str, address: str) -> int:
    """An answer that begins something says so."""
    last = urlsplit(address).path.rpartition("/")[2]
    if method == "POST" and last in ("start", "productions", "share-links"):
        return 201
    return (
        202
        if method == "POST" and last in ("generate", "cuts", "refinings", "speak", "music")
        else OTHERWISE.get(last, 200)
    )


def test_a_scene_of_the_guide_moves_as_its_model_can():
    """The movie of the guide is begun with the animatic."""
    named = re.findall(r'"camera_moves": \["([^"]+)"\]', GUIDE.read_text().partition("## Movies")[2])
    assert named and set(named) <= set(CAMERA_MOVES)


@pytest.fixture
def places(studio: Database, tmp_path: Path, clip: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the guide calls by a name: a clip, and a movie whose first scene has a take, with a film."""
    monkeypatch.setenv("GEMINI_API_KEY", "google-0123456789-secret-wxyz")
    settings.load.cache_clear()
    asset, movie = seeds.add_clip(studio, tmp_path, clip, 0), movies.start(studio, BOAT)
    [take] = movies.generate(studio, movie, [1])
    seeds.make_clip(studio, tmp_path, clip, take)
    film = movies.add_film(studio, movie)
    with database.reading(studio) as session:
        job, cut = library.get(session, asset).asset.generation_id or "", cuts.of_film(session, film)
    assert cut
    return {"$API": HERE, "$JOB": job, "$MOVIE": movie, "$SCENE": "s1", "$TAKE": take, "$CUT": cut.id}


def test_every_command_of_the_guide_does_what_it_says(client: TestClient, places: dict[str, str]):
    kept = dict[str, bytes]()
    assert len(commands()) > 24
    for command in commands():
        movie = client.get(f"productions/{places['$MOVIE']}").json()  # none while it is deleted
        for name, value in (places | {"$VERSION": movie.get("version", "")}).items():
            command = command.replace(name, value)
        asked = CURL.parse_args(shlex.split(command))
        headers = dict(header.split(": ", 1) for header in asked.headers)
        method = asked.method or ("POST" if asked.body else "GET")
        body = kept[asked.sent] if asked.sent else asked.body
        reply = client.request(method, asked.address, content=body, headers=headers)
        kept[asked.file or ""] = reply.content
        assert reply.status_code == usual(method, asked.address), (command, reply.text)
