"""Where media lies: names, whole writes, and what is left of dead processes."""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from studio.errors import NotFound
from studio.files import Files, whole_file
from studio.settings import ROOT

SHA = hashlib.sha256(b"a clip").hexdigest()
NO_NAMES = [
    *("", ".", "..", "a", "a.mp4", ".work", "/etc/passwd", "../a-0123456789ab.mp4", "a/../b-0123456789ab.mp4"),
    *("a-0123456789ab", "a-0123456789ab.svg", "a-0123456789ab.html", "a-0123456789AB.mp4", "-0123456789ab.mp4"),
    *(
        "a-0123456789ab.mp4\n",
        "a-0123456789ab.mp4/",
        "a\\b-0123456789ab.mp4",
        "a\0-0123456789ab.mp4",
        ".a-0123456789ab.mp4.part",
    ),
]
LATER = datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "media")


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    path = tmp_path / "finished.mp4"
    path.write_bytes(b"a clip")
    return path


def contents(files: Files) -> list[str]:
    return sorted(path.name for path in files.root.iterdir() if path.name != ".work")


# Names


def test_a_file_is_kept_under_its_assets_id_and_its_hash(files, finished):
    asset_id = str(uuid4())
    name = files.keep(finished, asset_id, SHA, ".mp4")
    assert name == f"{asset_id}-{SHA[:12]}.mp4"
    assert files.path_of(name).read_bytes() == b"a clip"
    assert not finished.exists()


def test_keeping_again_after_a_crash_gives_the_same_name(files, finished):
    name = files.keep(finished, "a1", SHA, "mp4")
    assert files.keep(finished, "a1", SHA, "mp4") == name  # moved, and then the power went
    finished.write_bytes(b"a clip")
    assert files.keep(finished, "a1", SHA, "mp4") == name  # downloaded once more
    assert contents(files) == [name]
    assert not finished.exists()


def test_keeping_what_is_in_its_place_already_leaves_it_there(files, finished):
    name = files.keep(finished, "a1", SHA, "mp4")
    assert files.keep(files.path_of(name), "a1", SHA, "mp4") == name
    assert files.has(name)


def test_keeping_what_is_nowhere_fails(files, finished):
    finished.unlink()
    with pytest.raises(FileNotFoundError):
        files.keep(finished, "a1", SHA, "mp4")
    assert contents(files) == []


@pytest.mark.parametrize("name", NO_NAMES)
def test_a_name_that_is_none_of_ours_leads_nowhere(files, name):
    for ask in (files.path_of, files.has, files.remove):
        with pytest.raises(NotFound):
            ask(name)


@pytest.mark.parametrize(
    ("asset_id", "sha256", "suffix"), [("../a", SHA, "mp4"), ("a", "../../etc/pa", "mp4"), ("a", SHA, "svg")]
)
def test_nothing_is_kept_under_a_name_that_could_not_be_asked_for(files, finished, asset_id, sha256, suffix):
    with pytest.raises(NotFound):
        files.keep(finished, asset_id, sha256, suffix)
    assert finished.exists()


def test_a_removed_file_is_gone_and_may_be_removed_again(files, finished):
    name = files.keep(finished, "a1", SHA, "mp4")
    assert files.has(name)
    files.remove(name)
    files.remove(name)
    assert not files.has(name)


# Whole writes


def test_a_file_from_another_disk_is_copied_whole(files):
    with file_on_another_disk(than=files.root) as source:
        name = files.keep(source, "a1", SHA, "mp4")
        assert not source.exists()
    assert files.path_of(name).read_bytes() == b"a clip"
    assert contents(files) == [name]


@contextmanager
def file_on_another_disk(than: Path) -> Iterator[Path]:
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == than.stat().st_dev:
        pytest.skip("there is one disk only")
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        source = Path(folder) / "clip.mp4"
        source.write_bytes(b"a clip")
        yield source


def test_a_file_appears_only_when_it_is_whole(tmp_path):
    target = tmp_path / "clip.mp4"
    with whole_file(target) as part:
        part.write_bytes(b"half")
        assert not target.exists()
    assert target.read_bytes() == b"half"
    assert os.listdir(tmp_path) == ["clip.mp4"]


def test_a_write_that_fails_leaves_what_was_there(tmp_path):
    target = tmp_path / "clip.mp4"
    target.write_bytes(b"before")
    with pytest.raises(ValueError, match="no"), whole_file(target) as part:
        part.write_bytes(b"half")
        raise ValueError("no")
    assert target.read_bytes() == b"before"
    assert os.listdir(tmp_path) == ["clip.mp4"]


# Workspaces


def test_a_workspace_lies_on_the_same_disk_and_is_gone_at_the_end(files):
    with files.workspace() as folder:
        (folder / "clip.mp4").write_bytes(b"half a clip")
        assert os.stat(folder).st_dev == os.stat(files.root).st_dev
    assert not folder.exists()


def test_a_workspace_is_gone_when_the_work_fails(files):
    with pytest.raises(ValueError, match="no"), files.workspace() as folder:
        (folder / "deep").mkdir()
        raise ValueError("no")
    assert not folder.exists()


def test_a_workspace_may_be_gone_before_its_end(files):
    with files.workspace() as folder:
        folder.rmdir()
    assert not folder.exists()


# Leftovers


def test_what_a_killed_process_left_is_swept(files):
    script = f"""
import os, signal
from pathlib import Path
from studio.files import Files, whole_file
files = Files(Path({str(files.root)!r}))
with files.workspace() as folder, whole_file(files.root / "clip.mp4") as part:
    (folder / "clip.mp4").write_bytes(b"half")
    part.write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    assert len(contents(files)) == 1
    assert files.sweep(LATER) == 2
    assert contents(files) == []
    assert os.listdir(files.root / ".work") == []


def test_a_sweep_spares_what_is_at_work_and_what_is_kept(files, finished):
    name = files.keep(finished, "a1", SHA, "mp4")
    with files.workspace() as folder:
        (folder / "frame.png").write_bytes(b"now")
        os.utime(folder, (0, 0))  # begun long ago, and still written to
        assert files.sweep(datetime.now(UTC) - timedelta(hours=1)) == 0
        assert (folder / "frame.png").exists()
    assert files.sweep(LATER) == 0
    assert contents(files) == [name]


def test_the_space_left_is_that_of_the_disk(files):
    assert 0 < files.free_bytes() < 1 << 60
