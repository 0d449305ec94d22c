"""What films are put together of is kept while it is used, and does not grow for ever."""

import os
import time
from pathlib import Path

import pytest

from studio.engine.sweeping import KEEP_HALF_WRITTEN, KEEP_UNUSED, Sweeping
from studio.engine.tools import Tools
from studio.media.film import voice
from studio.productions.cut import narrating

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

USED_AGAIN = ("segment.mp4", "mix.m4a", "hash.clip.json", "speech/said.wav", "speech/said.times", "joints/pair.json")
HALF_WRITTEN = (".segment.mp4.0a1b.part", "speech/.said.wav.0a1b.part", ".mix-abc/mix.f32")
DAY_S = 86_400


def put(folder: Path, names: tuple[str, ...], days_old: float) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        for one in (path, path.parent) if path.parent.name.startswith(".mix-") else (path,):
            os.utime(one, (written := time.time() - days_old * DAY_S, written))


def left(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("names", "kept_for"), [(USED_AGAIN, KEEP_UNUSED), (HALF_WRITTEN, KEEP_HALF_WRITTEN)])
def test_what_was_not_used_for_long_is_swept(tools: Tools, names: tuple[str, ...], kept_for):
    put(tools.settings().cuts, names, kept_for.days - 0.5)
    Sweeping(tools, "an engine").look()
    assert left(tools.settings().cuts) == set(names)
    put(tools.settings().cuts, names, kept_for.days + 0.5)
    Sweeping(tools, "an engine").look()
    assert left(tools.settings().cuts) == set()


def test_what_is_not_ours_stays(tools: Tools):
    put(tools.settings().cuts, ("notes.txt", "films/of mine/film.mp4"), 400)
    Sweeping(tools, "an engine").look()
    assert left(tools.settings().cuts) == {"notes.txt", "films/of mine/film.mp4"}


@pytest.mark.skipif(not voice.is_there(), reason="the extra `voice` is not installed")
def test_what_is_said_again_counts_as_used(tools: Tools, monkeypatch: pytest.MonkeyPatch):
    folder = tools.settings().cuts / "speech"
    narrating.say("speech:en-us|A boat.", folder)
    kept = {f"speech/{path.name}" for path in folder.iterdir()}
    put(tools.settings().cuts, tuple(path for path in kept if path.endswith(".wav")), 400)
    os.utime(next(folder.glob("*.times")), (0, 0))
    monkeypatch.setattr(voice, "speak", None)  # nobody speaks: it is found
    narrating.say("speech:en-us|A boat.", folder)
    Sweeping(tools, "an engine").look()
    assert left(tools.settings().cuts) == kept
