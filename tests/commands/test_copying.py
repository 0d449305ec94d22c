"""What was made is copied where it is wanted: nothing of a person's is lost, and no place is found bad after the money is spent."""

import os
from pathlib import Path

import pytest

from studio.commands import copying
from studio.commands.copying import BadTarget
from studio.sandbox.server import Address
from tests.commands.shell import FLASH, Shell


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    file = tmp_path / "clip.mp4"
    file.write_bytes(b"a clip")
    return file


@pytest.mark.parametrize(
    ("out", "sentence"),
    [
        ("story.txt", "story.txt is what it is made of, and would be lost: choose another place for --out."),
        ("folder", "folder is a folder: choose another place for --out."),
        ("story.txt/film.mp4", "story.txt is no folder: choose another place for --out."),
        (f"{'a' * 300}.mp4", "File name too long): choose another place for --out."),
    ],
)
def test_a_bad_place_is_told_before_anything_is_asked_for(shell: Shell, sandbox: Address, out: str, sentence: str):
    (shell.home / "folder").mkdir()
    story = shell.home / "story.txt"
    story.write_text("A boat leaves the harbour.")
    said = shell.call("movie", str(story), *FLASH, "--yes", "--out", str(shell.home / out))
    assert (said.code, said.last_line.endswith(sentence), sandbox.creates()) == (1, True, {})
    assert story.read_text() == "A boat leaves the harbour."


@pytest.mark.parametrize("option", ["--first-frame", "--reference"])
def test_a_clip_does_not_take_the_place_of_its_own_picture(shell: Shell, option: str):
    picture = shell.home / "first-2.png"
    picture.write_bytes(b"mine")
    out = shell.home / "first.png"
    said = shell.call("generate", "A boat", option, str(picture), "--takes", "2", "--out", str(out))
    assert (said.code, "is what it is made of" in said.last_line, picture.read_bytes()) == (1, True, b"mine")


def test_a_place_at_home_is_meant_by_its_sign(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, clip: Path):
    monkeypatch.setenv("HOME", str(tmp_path))
    target = copying.target_of(Path("~/films/film.mp4"))
    assert copying.copy_out(clip, target) == tmp_path / "films" / "film.mp4"
    assert (tmp_path / "films" / "film.mp4").read_bytes() == b"a clip"


def test_the_home_of_nobody_is_a_sentence():
    with pytest.raises(BadTarget, match="cannot be looked at"):
        copying.target_of(Path("~nobody-of-that-name/film.mp4"))


def test_a_device_is_no_place_for_a_film():
    with pytest.raises(BadTarget, match=f"{os.devnull} is no file"):
        copying.target_of(Path(os.devnull))


def test_an_earlier_film_is_replaced_whole(clip: Path, tmp_path: Path):
    earlier = tmp_path / "film.mp4"
    earlier.write_bytes(b"a longer film of yesterday")
    assert copying.copy_out(clip, copying.target_of(earlier)) == earlier
    assert (earlier.read_bytes(), len(list(tmp_path.iterdir()))) == (b"a clip", 2)


def test_a_place_that_turns_bad_meanwhile_is_a_sentence_that_says_where_it_lies(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (target := tmp_path / "film.mp4").mkdir()
    assert copying.copy_out(clip, target) == clip
    said = capsys.readouterr().err
    assert f"{target} cannot be written (Is a directory)" in said and said.rstrip().endswith(str(clip))
    assert not list(tmp_path.glob(".*"))
