"""The command line: its files, its exit code and its sentences. As a child process where that matters, else in this one."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image
from sqlmodel import select

from studio import generations
from studio.brief import State
from studio.media.probe import probe
from studio.sandbox.server import Address
from studio.tables import Asset
from tests import processes
from tests.commands.shell import FLASH, Shell
from tests.forks import Forked
from tests.patience import until

# -- generate ---------------------------------------------------------------------------------------------


def test_a_clip_is_made_as_asked_and_copied_where_it_is_wanted(shell: Shell, sandbox: Address):
    out = shell.home / "new folder" / "x.mp4"
    wish = ["A paper boat", "--model", "luma:ray-flash-2", "--seconds", "9", "--ratio", "9:16", "--resolution", "540p"]
    said = shell.run("generate", *wish, "--camera", "pan_left", "--loop", "--out", str(out), "--json", "--yes")
    told = said.json
    assert (said.code, told["state"], told["estimate_usd"], told["clip"]) == (0, "succeeded", 0.25, str(out))
    clip = probe(out)
    assert (clip.shown_size, clip.duration_s) == ((540, 960), pytest.approx(9, abs=0.1))
    assert sandbox.creates() == {"A paper boat": {"received": 1, "accepted": 1}}
    asked = sandbox.jobs()[0]["asked"]
    assert (asked["concepts"], asked["loop"], told["remote_id"]) == (
        [{"key": "pan_left"}],
        True,
        sandbox.jobs()[0]["id"],
    )


def test_the_price_and_the_progress_are_told_and_the_clip_is_all_that_is_printed(shell: Shell):
    said = shell.call("generate", "A paper boat", *FLASH, "--yes")
    lines = said.err.splitlines()
    assert lines[0].startswith("$0.14 (Luma's list price") and "2026-11-20" in lines[0]
    assert [line.split()[0] for line in lines[1:]][-1] == "succeeded"
    clip = Path(said.out.strip())
    assert clip.parent == shell.home / "home" / "media" and probe(clip).duration_s == pytest.approx(5, abs=0.1)


def test_an_animatic_needs_no_key_and_costs_nothing(shell: Shell, sandbox: Address):
    out = shell.home / "a.mp4"
    said = shell.call(
        "generate", "A boat at sea", "--seconds", "1", "--resolution", "540p", "--out", str(out), LUMA_API_KEY=""
    )
    assert (said.code, "$" in said.err) == (0, False)
    assert (probe(out).shown_size, probe(out).duration_s) == ((960, 540), pytest.approx(1, abs=0.05))
    assert sandbox.log() == []


def test_a_picture_of_ones_own_is_taken_in_only_once_the_brief_is_good(shell: Shell):
    picture = shell.home / "first.png"
    Image.new("RGB", (96, 64), "red").save(picture)
    refused = shell.call("generate", "A boat", *FLASH, "--first-frame", str(picture))
    assert (refused.code, refused.last_line.split(":")[0]) == (
        1,
        "Ray Flash 2 takes pictures by a public https address only",
    )
    missing = shell.call("generate", "A boat", "--first-frame", str(shell.home / "none.png"))
    assert (missing.code, missing.last_line) == (1, "The picture cannot be read: No such file or directory.")
    assert shell.call("generate", "A boat", "--first-frame", str(picture), "--no-wait").code == 0
    assert shell.look(lambda session: [asset.kind for asset in session.exec(select(Asset))]) == ["picture"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["A boat", "--model", "luma:ray-2", "--seconds", "7"], "Ray 2 makes clips of 5 or 9 s, not 7 s."),
        (["A boat", "--seconds", "0"], "not 0 s."),
        (["", *FLASH], "Write a prompt: what should the clip show?"),
        (["A boat", "--model", "luma:ray-9"], "There is no model named 'luma:ray-9'."),
        (["A boat", "--model", "luma:ray-2", "--continue", "nothing"], "There is no generation 'nothing'."),
        (["A boat", "--model", "luma:ray-2", "--first-frame", "ftp://example.org/a"], "a public https address only"),
    ],
)
def test_a_bad_brief_is_a_sentence_and_nothing_is_sent(shell: Shell, sandbox: Address, words: list[str], sentence: str):
    said = shell.call("generate", *words)
    assert (said.code, said.out) == (1, "") and sentence in said.last_line
    assert sandbox.log() == []


@pytest.mark.parametrize(
    ("key", "sentence"),
    [("wrong", "Luma does not accept the key: check it under Settings."), ("", "Luma needs a key: ")],
)
def test_a_refused_or_missing_key_is_a_sentence(shell: Shell, key: str, sentence: str):
    said = shell.call("generate", "A boat", *FLASH, "--json", "--yes", LUMA_API_KEY=key)
    assert (said.code, said.json["state"], said.json["failure"], said.json["clip"]) == (1, "failed", "key", None)
    assert said.last_line.startswith(sentence) and said.json["sentence"] == said.last_line


def test_a_default_that_a_model_cannot_make_gives_way_to_what_comes_nearest(shell: Shell, sandbox: Address):
    usual = {
        "STUDIO_DEFAULT_SECONDS": "8",
        "STUDIO_DEFAULT_RESOLUTION": "360p",
        "STUDIO_DEFAULT_MODEL": "luma:ray-flash-2",
    }
    assert shell.call("generate", "A boat", "--no-wait", "--yes", **usual).code == 0
    told = shell.call("show", shell.call("list", "--json").json[0]["id"], "--json").json
    assert (told["brief"]["duration_s"], told["brief"]["resolution"]) == (9, "720p")


# -- what is there ----------------------------------------------------------------------------------------


def test_without_waiting_it_is_queued_and_the_commands_lead_through_its_life(shell: Shell, sandbox: Address):
    queued = shell.call("generate", "A boat that waits", *FLASH, "--no-wait", "--yes")
    made = queued.out.strip()
    assert (queued.code, sandbox.log()) == (0, [])
    [listed] = shell.call("list", "--json").json
    assert (listed["id"], listed["state"], listed["prompt"]) == (made, "queued", "A boat that waits")
    assert made in (line := shell.call("list").out) and "luma:ray-flash-2" in line and "A boat that waits" in line

    assert shell.call("cancel", made).err.startswith("cancelled")
    late = shell.call("cancel", made)
    assert (late.code, late.last_line) == (1, "It cannot be cancelled: it is cancelled.")
    again = shell.call("retry", made, "--yes").err.splitlines()
    assert again[0] == "Another try: $0.14" and again[1].startswith("queued")
    told = shell.call("show", made, "--json").json
    assert [event["state"] for event in told["history"]] == ["queued", "cancelled", "queued"]
    assert (told["charged_usd"], told["brief"]["prompt"]) == (0, "A boat that waits")
    assert "Cancelled before it was sent." in shell.call("show", made).out


@pytest.mark.parametrize("command", [["show"], ["cancel"], ["retry"], ["retry", "--look-again"]])
def test_an_unknown_id_is_a_sentence(shell: Shell, command: list[str]):
    said = shell.call(*command, "nothing")
    assert (said.code, said.out, said.last_line) == (1, "", "There is no generation 'nothing'.")


def test_the_doctor_says_what_is_well_and_that_no_engine_runs(shell: Shell):
    said = shell.call("doctor")
    assert said.code == 0
    assert "ok    database: sqlite answers." in said.out
    assert "BAD   engine: No engine is running: start the studio, or run python -m studio engine." in said.out
    assert "ok    luma: Luma: ready." in said.out


def test_the_doctor_writes_a_support_bundle(shell: Shell):
    target = shell.home / "help.zip"
    assert shell.call("doctor", "--bundle", str(target)).code == 0
    with ZipFile(target) as archive:
        assert {"doctor.json", "settings.json", "versions.json", "log.txt"} < set(archive.namelist())
    said = shell.call("doctor", "--bundle", str(shell.home / "nowhere" / "help.zip"))
    assert said.code == 1 and "cannot be written" in said.last_line


def test_a_doctor_without_a_database_says_so(shell: Shell):
    (shell.home / "home" / "studio.db").write_bytes(b"This is no database. " * 100)
    said = shell.call("doctor")
    assert (said.code, said.last_line[:28]) == (1, "The database does not answer")


def test_a_wrong_word_for_the_sandbox_is_told(shell: Shell):
    said = shell.call("sandbox", "--trouble", "rain")
    assert said.code == 2 and "busy" in said.err
    assert (
        shell.call("sandbox", "--port", "99999").last_line
        == "There is no port 99999: choose another port, from 1 to 65535."
    )


# -- with an engine ---------------------------------------------------------------------------------------


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def start_engine(stack: ExitStack, shell: Shell) -> Forked:
    engine = processes.start(["-m", "studio", "engine"], shell.home / "engine.log", **shell.environment)
    stack.callback(processes.end, engine, signal.SIGKILL)
    until(lambda: shell.engines() == [engine.pid])
    return engine


@pytest.mark.slow
def test_generate_leaves_the_work_to_the_one_engine_that_runs(stack: ExitStack, shell: Shell):
    engine = start_engine(stack, shell)
    second = shell.run("engine")
    assert (second.code, second.last_line) == (1, "Another process already moves the generations of this database.")
    assert shell.run("generate", "A boat", *FLASH, "--yes").code == 0
    assert shell.engines() == [engine.pid]
    processes.end(engine)
    assert (engine.returncode, shell.engines()) == (0, [])


def test_generate_takes_over_when_the_engine_dies(stack: ExitStack, shell: Shell, sandbox: Address):
    engine = start_engine(stack, shell)
    command = ["-m", "studio", "generate", "A boat", *FLASH, "--yes"]
    waiting = processes.start(command, shell.home / "generate.log", **shell.environment)
    stack.callback(processes.end, waiting, signal.SIGKILL)
    until(lambda: State.RUNNING in shell.look(generations.count_by_state))
    processes.end(engine, signal.SIGKILL)
    assert waiting.wait(60) == 0
    assert sandbox.creates() == {"A boat": {"received": 1, "accepted": 1}}


@pytest.mark.slow
def test_an_engine_ends_soon_even_with_a_clip_that_comes_slowly(stack: ExitStack, shell: Shell, sandbox: Address):
    sandbox.fault(on="download", what="slow_file", seconds=60)
    shell.call("generate", "A boat", *FLASH, "--no-wait", "--yes")
    engine = start_engine(stack, shell)
    until(lambda: any(entry["operation"] == "download" for entry in sandbox.log()))
    processes.end(engine)  # which waits for half as long as the clip takes
    assert engine.returncode == 0
