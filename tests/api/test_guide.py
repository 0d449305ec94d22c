"""docs/rest.md: every command in it is run, in the order in which it stands there, as curl would."""

import re
import shlex
from argparse import ArgumentParser
from pathlib import Path

from sqlalchemy import Engine as Database
from starlette.testclient import TestClient

from studio import database, library
from tests.api.conftest import HERE
from tests.e2e import seeds

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "rest.md"
OTHERWISE = {"stream": 206, "cancel": 409, "retry": 409}  # a part of it; the clip is there, so it is too late for both

CURL = ArgumentParser()
CURL.add_argument("address")
CURL.add_argument("-X", dest="method")
CURL.add_argument("-H", dest="headers", action="append", default=[])
CURL.add_argument("-d", dest="body")
CURL.add_argument("-o", dest="file")
CURL.add_argument("-N", action="store_true")


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    return [line.removeprefix("curl ") for line in lines if line.startswith("curl ")]


def test_every_command_of_the_guide_does_what_it_says(client: TestClient, studio: Database, tmp_path: Path, clip: Path):
    asset = seeds.add_clip(studio, tmp_path, clip, 0)
    with database.reading(studio) as session:
        job = library.get(session, asset).asset.generation_id or ""
    assert len(commands()) > 12
    for command in commands():
        asked = CURL.parse_args(shlex.split(command.replace("$API", HERE).replace("$JOB", job)))
        headers = dict(header.split(": ", 1) for header in asked.headers)
        method = asked.method or ("POST" if asked.body else "GET")
        reply = client.request(method, asked.address, content=asked.body, headers=headers)
        usual = 202 if asked.address.endswith("/generate") else 200
        assert reply.status_code == OTHERWISE.get(asked.address.rpartition("/")[2], usual), (command, reply.text)
