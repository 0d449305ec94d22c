"""A studio killed while a voice speaks: what was answered is kept, what was lost is said, nothing is paid twice."""

import signal
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine as Database

from studio import database as db
from studio import speeches
from studio.sandbox.server import Address, running
from studio.settings import Settings
from studio.voices.script import Script
from tests import processes
from tests.patience import until
from tests.ports import free_port

TEXTS = ("The boat left before dawn.", "Nobody was at the oars.", "Mara saw it from the pier.")
SCRIPTS = [Script(text, "gemini:Kore", "gemini-3.8-flash-tts") for text in TEXTS]


@pytest.mark.slow
def test_a_studio_killed_while_a_voice_speaks(sqlite: Database, settings: Settings, tmp_path: Path):
    with db.writing(sqlite) as session:
        keyed = settings.model_copy(update={"google_api_key": SecretStr("a-key-of-google-1234")})
        speeches.queue(session, SCRIPTS, keyed)
    with running(seconds=0) as sandbox:
        sandbox.fault(on="write", what="delay", seconds=60, match=TEXTS[1])
        given = {"STUDIO_DATA": str(tmp_path), "STUDIO_PORT": str(free_port()), "STUDIO_SECRET_KEY": "a-test"}
        given |= {"GEMINI_API_KEY": "a-key-of-google-1234", "GOOGLE_BASE_URL": sandbox.google}
        server = processes.start(["app.py"], tmp_path / "server.log", **given)
        try:
            until(lambda: asked(sandbox) == list(TEXTS[:2]))
        finally:
            processes.end(server, signal.SIGKILL)
        assert states(sqlite) == ["ready", "speaking", "queued"]
        server = processes.start(["app.py"], tmp_path / "server.log", **given)
        try:
            until(lambda: states(sqlite) == ["ready", "lost", "ready"])
        finally:
            processes.end(server)
        assert asked(sandbox) == list(TEXTS)


def asked(sandbox: Address) -> list[str]:
    """In the order in which they came."""
    return [entry["prompt"] for entry in reversed(sandbox.log()) if entry["operation"] == "write"]


def states(database: Database) -> list[str]:
    with db.reading(database) as session:
        found = speeches.find(session, [script.id for script in SCRIPTS])
    return [found[script.id].state.value for script in SCRIPTS]
