"""Neither key nor prompt is written down, though the environment asks every SDK for it: a process of its own, at DEBUG, goes through
all that we ask of the providers, and through their trouble, in which a provider repeats the key."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from studio.sandbox.server import Address, running
from tests import processes
from tests.second.studio import PROVIDERS

KEY, PROMPT = "planted-key-0123456789-wxyz", "A planted prompt about a paper boat"
ALOUD = {"GOOGLE_GENAI_DEBUG": "1", "LUMAAI_LOG": "debug", "LUMA_LOG": "debug", "RUNWAYML_LOG": "debug"}
SPOKEN = f"Not this key: Bearer {KEY}"
REFUSED = {"detail": SPOKEN, "error": {"code": 401, "message": SPOKEN, "status": "UNAUTHENTICATED"}}
TROUBLES: dict[str, dict[str, Any]] = {
    f"{on} {name}": {"on": on} | fault
    for on in ("submit", "check", "download")
    for name, fault in {
        "refused": {"what": "status", "code": 401, "body": REFUSED},
        "busy": {"what": "status", "code": 429},
        "html": {"what": "html"},
        "drop": {"what": "drop"},
    }.items()
}


@dataclass(frozen=True)
class Written:
    """All that came of it: both outputs, and the folder with the database."""

    said: str
    folder: Path
    sandbox: Address


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, clip: Path) -> Written:
    folder = tmp_path_factory.mktemp("data")
    log = tmp_path_factory.mktemp("log") / "written"
    with running(seconds=0) as sandbox:
        for trouble, fault in TROUBLES.items():
            sandbox.fault(match=trouble, times=None, **fault)
        order = ["-m", "tests.providers.aloud", PROMPT, str(clip), *TROUBLES]
        child = processes.start(order, log, **ALOUD, **environment(sandbox, folder))
        assert child.wait(180) == 0, log.read_text()
        return Written(log.read_text(), folder, sandbox)


def environment(sandbox: Address, folder: Path) -> dict[str, str]:
    named = {"google": "GEMINI_API_KEY"}
    keys = {named.get(name, f"{name.upper()}_API_KEY"): KEY for name in PROVIDERS}
    addresses = {f"{name.upper()}_BASE_URL": getattr(sandbox, name) for name in PROVIDERS}
    limits = {f"{name.upper()}_CREATES_PER_MINUTE": "10000" for name in PROVIDERS}
    limits |= {f"{name.upper()}_MAX_RUNNING": "100" for name in PROVIDERS}
    return keys | addresses | limits | {"STUDIO_DATA": str(folder), "STUDIO_LOG_LEVEL": "DEBUG"}


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_trouble_was_met(written: Written, name: str):
    met = {
        trouble
        for entry in written.sandbox.log()
        for trouble in TROUBLES
        if entry["fault"] and entry["prompt"].endswith(trouble) and name in (entry["provider"], whose_file(entry))
    }
    comes_with_its_check = {trouble for trouble in TROUBLES if name == "veo" and trouble.startswith("download")}
    assert sorted(set(TROUBLES) - comes_with_its_check - met) == []


def whose_file(entry: dict[str, Any]) -> str:
    return entry["path"].split("/")[2] if entry["path"].startswith("/files/") else ""


def test_google_was_asked_for_all_that_it_does(written: Written):
    asked = {(entry["provider"], entry["operation"]) for entry in written.sandbox.log()}
    of_google = {"submit", "check", "download", "cancel", "ping", "upload", "transfer", "file"}
    assert {operation for provider, operation in asked if provider == "google"} == of_google
    assert {operation for provider, operation in asked if provider == "veo"} == {"submit", "check", "ping"}


def test_no_key_is_written_or_kept(written: Written):
    assert "Traceback" in written.said and "Not this key" in written.said  # what errors say was written
    assert KEY not in written.said
    files = [path for path in written.folder.rglob("*") if path.is_file()]
    assert "studio.db" in [path.name for path in files]
    assert [path.name for path in files if KEY.encode() in path.read_bytes()] == []


def test_no_prompt_is_written(written: Written):
    assert "DEBUG tests.aloud" in written.said
    assert [line for line in written.said.splitlines() if PROMPT in line] == []


def test_the_sdks_would_have_written_them(tmp_path: Path):
    """Or the tests above would prove nothing."""
    log = tmp_path / "written"
    with running(seconds=0) as sandbox:
        order = ["-m", "tests.providers.aloud", "as it comes", PROMPT, sandbox.url, KEY]
        assert processes.start(order, log, **ALOUD).wait(120) == 0, log.read_text()
    said = log.read_text()
    assert KEY in said
    assert [sdk for sdk in ("lumaai", "luma_agents", "runwayml", "google") if f"{PROMPT} for {sdk}" not in said] == []
