"""A text becomes a film on the command line: priced first, made once, and put where it is wanted."""

import json
import signal
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import select

from studio import productions
from studio.commands.breaking_up import WishedMovie
from studio.media.probe import probe
from studio.sandbox.server import Address
from studio.tables import Generation, Writing
from studio.writers import registry
from tests import processes
from tests.commands.shell import FLASH, Shell
from tests.patience import until

HEARS_INTERRUPTS = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have tests ignore it
runpy.run_module("studio", run_name="__main__")
"""
STORY = "A boat leaves the harbour.\n\nIt meets a storm."


@pytest.fixture
def story(shell: Shell) -> str:
    file = shell.home / "story.txt"
    file.write_text(STORY)
    return str(file)


def count(shell: Shell) -> tuple[int, int]:
    """Movies, and generations."""
    movies = shell.look(lambda session: len(productions.list_all(session)))
    return movies, shell.look(lambda session: len(session.exec(select(Generation)).all()))


@pytest.mark.timeout(600)
def test_a_text_becomes_a_film_for_nothing(shell: Shell, story: str, sandbox: Address):
    out = shell.home / "new folder" / "film.mp4"
    said = shell.call("movie", story, "--resolution", "540p", "--out", str(out))
    assert (said.code, said.out.strip(), "$" in said.err) == (0, str(out), False)
    assert (probe(out).shown_size, (probe(out).duration_s or 0) > 3) == ((960, 540), True)
    assert "0 of 2 scenes are ready" in said.err and said.last_line.startswith("ready 100%")
    assert (count(shell), sandbox.log()) == ((1, 2), [])


@pytest.mark.timeout(600)
def test_its_price_is_told_first_scene_by_scene(shell: Shell, story: str, sandbox: Address):
    said = shell.call("movie", story, *FLASH, "--yes", "--json")
    first, _, whole = said.err.splitlines()[:3]
    assert first.startswith("scene 1, A boat leaves the harbour.: $0.14 (Luma") and whole == "2 scenes: $0.28"
    assert (said.code, said.json["state"], len(sandbox.creates())) == (0, "ready", 2)
    assert Path(said.json["film"]).is_file()


@pytest.mark.timeout(600)
def test_a_scene_that_fails_is_told_and_the_movie_stays(shell: Shell, story: str, sandbox: Address):
    sandbox.fault(on="submit", what="status", code=400)
    said = shell.call("movie", story, *FLASH, "--yes")
    assert (said.code, "did not become a clip" in said.last_line, count(shell)) == (1, True, (1, 2))


def paid(sandbox: Address) -> int:
    return sum(asked["accepted"] for asked in sandbox.creates().values())


def interrupted(shell: Shell, sandbox: Address, *words: str) -> str:
    """Once both takes are paid for."""
    log = shell.home / "movie.log"
    waiting = processes.start(["-c", HEARS_INTERRUPTS, *words], log, **shell.environment)
    try:
        until(lambda: paid(sandbox) == 2)
        waiting.send_signal(signal.SIGINT)
        assert waiting.wait(30) == 130
    finally:
        processes.end(waiting, signal.SIGKILL)
    return log.read_text()


@pytest.mark.timeout(600)
def test_who_is_interrupted_goes_on_with_the_same_movie_and_pays_once(shell: Shell, story: str, sandbox: Address):
    said = interrupted(shell, sandbox, "movie", story, *FLASH, "--yes", "--title", "The boat")
    assert said.splitlines()[-1].startswith("“The boat” (") and "goes on with the next engine" in said
    again = shell.call("movie", story, *FLASH, "--yes", "--title", "The boat")
    assert again.err.startswith("“The boat” is not finished: it goes on.") and "$" not in again.err
    assert (again.code, count(shell), paid(sandbox)) == (0, (1, 2), 2)


@pytest.mark.timeout(600)
def test_a_generation_goes_on_when_its_command_is_interrupted(shell: Shell, sandbox: Address):
    said = interrupted(shell, sandbox, "generate", "A boat at sea", *FLASH, "--takes", "2", "--yes")
    assert "goes on with the next engine" in (last := said.splitlines()[-1])
    assert shell.call("show", last.split()[-1]).code == 0


@pytest.mark.timeout(600)
def test_what_failed_is_made_with_the_same_command_at_its_price(shell: Shell, story: str, sandbox: Address):
    sandbox.fault(on="submit", what="status", code=400)
    shell.call("movie", story, *FLASH, "--yes")
    said = shell.call("movie", story, *FLASH, "--yes", "--json")
    assert "1 scene: $0.14" in said.err
    assert (said.code, said.json["state"], count(shell)) == (0, "ready", (1, 3))


GEMINI = "google-0123456789-secret-wxyz"


@pytest.fixture
def google(shell: Shell, sandbox: Address) -> Shell:
    """With a key of Gemini's."""
    shell.environment |= {"GEMINI_API_KEY": GEMINI, "GOOGLE_BASE_URL": sandbox.google}
    return shell


def writings(shell: Shell) -> list[tuple[str, str]]:
    return shell.look(lambda session: [(one.writer, one.task) for one in session.exec(select(Writing)).all()])


@pytest.mark.timeout(180)
def test_another_writer_tells_its_price_and_makes_the_scenes(google: Shell, story: str):
    said = google.call("movie", story, "--resolution", "540p", "--writer", "gemini", "--yes", "--json")
    assert said.err.startswith("scenes, by Gemini with ") and "$" in said.err.splitlines()[0]
    assert (said.code, said.json["state"], writings(google)) == (0, "ready", [("gemini", "break up")])
    assert GEMINI not in said.out + said.err


def test_where_nobody_agrees_to_its_price_no_writer_is_asked(google: Shell, story: str, sandbox: Address):
    said = google.call("movie", story, "--writer", "gemini")
    assert "nobody can be asked here" in said.last_line and "--yes" in said.last_line
    assert (said.code, count(google), writings(google), sandbox.log()) == (1, (0, 0), [], [])


@pytest.mark.timeout(180)
def test_a_writer_is_paid_once_however_often_the_command_is_given(google: Shell, story: str, sandbox: Address):
    sandbox.fault(on="submit", what="status", code=400)
    words = ["movie", story, *FLASH, "--writer", "gemini", "--yes"]
    assert google.call(*words).code == 1
    said = google.call(*words)
    assert (said.code, count(google)[0], writings(google)) == (0, 1, [("gemini", "break up")])
    assert "is not finished: it goes on" in said.err and "scenes, by" not in said.err


def test_a_movie_that_was_begun_before_there_were_other_writers_is_found_again():
    look = {"style": "", "model": None, "resolution": None, "ratio": None}
    wanted = WishedMovie(STORY, "", look, voice="", scenes=None, writer=registry.BUILT_IN)
    before = {"text": STORY, "title": "", "look": look, "voice": "", "scenes": None}
    assert wanted.key == sha256(json.dumps(before, sort_keys=True).encode()).hexdigest()
    assert replace(wanted, writer="gemini").key != wanted.key


def test_a_writer_that_fails_leaves_no_movie(google: Shell, story: str, sandbox: Address):
    sandbox.fault(on="write", what="status", code=429)
    said = google.call("movie", story, "--writer", "gemini", "--yes")
    assert (said.code, said.last_line[-1], count(google)) == (1, ".", (0, 0))


@pytest.mark.timeout(180)
def test_a_voice_that_costs_tells_its_price_and_speaks_before_the_film(google: Shell, story: str):
    words = ["movie", story, "--resolution", "540p", "--voice", "gemini:Kore"]
    refused = google.call(*words)
    assert (refused.code, "nobody can be asked here" in refused.last_line, count(google)) == (1, True, (0, 0))
    said = google.call(*words, "--yes", "--json")
    assert "narration of 2 scenes, Kore: $" in said.err
    assert (said.code, said.json["state"]) == (0, "ready")
    assert writings(google).count(("gemini", "speak")) == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--model", "luma:kite"], "There is no model named 'luma:kite'."),
        (["--voice", "gemini:Nobody"], "There is no voice 'gemini:Nobody'"),
        (["--voice", "gemini:Kore"], "Gemini's voices need a key"),
        (["--writer", "kite"], "There is no writer 'kite': choose one of offline, gemini, openai."),
        (["--title", "A" * 300], "Title: String should have at most 200 characters."),
    ],
)
def test_what_cannot_be_made_is_a_sentence_and_makes_nothing(shell: Shell, story: str, words: list[str], sentence: str):
    said = shell.call("movie", story, *words)
    assert (said.code, said.last_line.startswith(sentence), count(shell)) == (1, True, (0, 0))


@pytest.mark.timeout(600)
def test_the_mark_that_some_editors_write_first_is_no_part_of_a_story(shell: Shell):
    file = shell.home / "story.txt"
    file.write_bytes(b"\xef\xbb\xbfA boat leaves the harbour.")
    said = shell.call("movie", str(file), *FLASH, "--yes", LUMA_API_KEY="")
    assert "scene 1, A boat leaves the harbour.: $0.14" in said.err
    assert shell.look(lambda session: productions.outline_of(session, productions.list_all(session)[0]).idea[0]) == "A"


def test_no_more_of_a_file_is_read_than_a_movie_takes(shell: Shell):
    with (shell.home / "story.txt").open("wb") as file:
        file.truncate(20 << 30)  # it takes no room on the disk, and more than there is in memory
    said = shell.call("movie", str(file.name))
    assert (said.code, "more than 200,000 letters" in said.last_line) == (1, True)


@pytest.mark.parametrize("story", [b"\xff\xfe\x00", b"", b"x" * 200_001, None])
def test_a_file_that_is_no_story_is_a_sentence(shell: Shell, story: bytes | None):
    file = shell.home / "story.txt"
    if story is not None:
        file.write_bytes(story)
    said = shell.call("movie", str(file))
    assert (said.code, said.last_line[-1], count(shell)) == (1, ".", (0, 0))
