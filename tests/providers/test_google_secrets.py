"""Neither key nor prompt is written down by Google's SDK, though the environment asks for it: a process of its own, with every
logger at DEBUG, goes through all that we ask of Google."""

from pathlib import Path

import pytest

from studio.sandbox.server import Address, running
from tests import processes

KEY, PROMPT = "planted-key-0123456789-wxyz", "A planted prompt about a paper boat"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, clip: Path) -> tuple[str, Address]:
    """All that came of it on both outputs."""
    log = tmp_path_factory.mktemp("log") / "written"
    with running(seconds=0) as sandbox:
        child = processes.start(
            ["-m", "tests.providers.google_aloud", sandbox.url, KEY, PROMPT, str(clip)], log, GOOGLE_GENAI_DEBUG="1"
        )
        assert child.wait(120) == 0, log.read_text()
        return log.read_text(), sandbox


def test_everything_was_asked(written: tuple[str, Address]):
    _, sandbox = written
    asked = {(entry["provider"], entry["operation"]) for entry in sandbox.log()}
    of_google = {"submit", "check", "download", "cancel", "ping", "upload", "transfer", "file"}
    assert {operation for provider, operation in asked if provider == "google"} == of_google
    assert {operation for provider, operation in asked if provider == "veo"} == {"submit", "check", "ping"}


@pytest.mark.parametrize("secret", [KEY, PROMPT])
def test_no_secret_is_written(written: tuple[str, Address], secret: str):
    said, _ = written
    assert "DEBUG" in said and secret not in said


def test_the_sdk_would_have_written_them(tmp_path: Path, clip: Path):
    """Or the tests above would prove nothing."""
    log = tmp_path / "written"
    with running(seconds=0) as sandbox:
        order = ["-m", "tests.providers.google_aloud", sandbox.url, KEY, PROMPT, str(clip), "as it comes"]
        child = processes.start(order, log, GOOGLE_GENAI_DEBUG="1")
        child.wait(120)
    assert KEY in log.read_text() and PROMPT in log.read_text()
