"""A zip that is sent while it is written: dated, and whole also where a file goes meanwhile."""

import io
import logging
import os
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from studio import archive
from studio.archive import Entry


def packed(entries: Sequence[Entry]) -> ZipFile:
    return ZipFile(io.BytesIO(b"".join(archive.stream(entries))))


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    file = tmp_path / "clip.mp4"
    file.write_bytes(b"a clip")
    return file


def test_a_file_has_its_own_date_and_a_text_that_of_now(clip: Path):
    os.utime(clip, (moment := datetime(2026, 3, 4, 5, 6, 8).timestamp(), moment))
    before = time.localtime()[:6]
    inside = packed([("clips/1.mp4", clip), ("READ ME.txt", "hello")])
    assert inside.getinfo("clips/1.mp4").date_time == (2026, 3, 4, 5, 6, 8)
    assert datetime(*inside.getinfo("READ ME.txt").date_time) >= datetime(*before[:5])
    assert (inside.read("clips/1.mp4"), inside.read("READ ME.txt"), inside.testzip()) == (b"a clip", b"hello", None)


@pytest.mark.parametrize("year", [1970, 2200])
def test_a_date_that_a_zip_cannot_say_becomes_the_nearest(clip: Path, year: int):
    os.utime(clip, (moment := datetime(year, 1, 2).timestamp(), moment))
    assert packed([("1.mp4", clip)]).getinfo("1.mp4").date_time[0] in (1980, 2107)


def test_what_is_deleted_meanwhile_is_left_out_and_told_once_in_the_log(clip: Path, caplog: pytest.LogCaptureFixture):
    clip.unlink()
    with caplog.at_level(logging.WARNING):
        inside = packed([("2.mp4", clip), ("READ ME.txt", "hello"), ("3.mp4", clip), ("4.txt", "also")])
    assert (inside.namelist(), inside.testzip()) == (["READ ME.txt", "4.txt"], None)
    [told] = caplog.records
    assert "without 2.mp4, 3.mp4" in told.getMessage() and told.exc_info is None


def test_a_file_that_is_deleted_while_it_is_sent_is_sent_whole(clip: Path):
    clip.write_bytes(b"x" * 3 * archive.PIECE)
    pieces = archive.stream([("1.mp4", clip)])
    first = next(pieces)
    clip.unlink()
    whole = ZipFile(io.BytesIO(first + b"".join(pieces)))
    assert len(whole.read("1.mp4")) == 3 * archive.PIECE


def test_whoever_asks_for_all_of_it_is_told_what_is_gone(tmp_path: Path):
    told = list[Sequence[str]]()
    list(archive.stream([("1.mp4", tmp_path / "gone.mp4"), ("READ ME.txt", "hello")], told.append))
    assert told == [["1.mp4"]]
