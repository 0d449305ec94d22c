"""Files are read in a process of its own, and whatever happens to it ends in a sentence."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
from PIL import Image

from studio.errors import BadMedia
from studio.media import isolated, reader
from studio.media.isolated import PLACES, Limits, inspect, inspect_picture
from studio.media.probe import probe
from studio.settings import ROOT
from tests.bad_files import BAD, GOOD
from tests.bad_pictures import BAD_PICTURES, GOOD_PICTURES
from tests.patience import until


def run(name: str, *arguments, **limits):
    return isolated.run(f"tests.media.misbehaving:{name}", *arguments, limits=Limits(**limits))


# What it finds


def test_a_clip_is_inspected_in_one_go(clip, folder):
    found = inspect(clip, folder, with_last_frame=True)
    assert found.facts == probe(clip)
    assert found.sha256 == hashlib.sha256(clip.read_bytes()).hexdigest()
    assert found.size_bytes == clip.stat().st_size
    assert (found.poster, found.last_frame) == (folder / "poster.webp", folder / "last.png")
    with Image.open(folder / "poster.webp") as poster, Image.open(folder / "last.png") as last:
        assert (poster.format, last.format, last.size) == ("WEBP", "PNG", (320, 180))


def test_the_last_frame_is_cut_only_when_it_is_wanted(clip, folder):
    assert inspect(clip, folder).last_frame is None
    assert os.listdir(folder) == ["poster.webp"]


@pytest.mark.parametrize("name", ["rotated", "ten bit hdr", "odd sides"])
def test_an_odd_clip_goes_there_and_back(tmp_path, folder, name):
    facts = inspect(GOOD[name].write(tmp_path), folder).facts
    assert {fact: getattr(facts, fact) for fact in GOOD[name].facts} == GOOD[name].facts


@pytest.mark.parametrize("name", BAD)
def test_a_bad_clip_is_a_sentence_and_leaves_nothing(tmp_path, folder, name):
    with pytest.raises(BadMedia) as refusal:
        inspect(BAD[name].write(tmp_path), folder, with_last_frame=True)
    assert BAD[name].sentence in str(refusal.value)
    assert os.listdir(folder) == []


def test_a_picture_is_inspected_in_one_go(tmp_path, folder):
    found = inspect_picture(GOOD_PICTURES["phone photo"].write(tmp_path), folder)
    assert (found.facts.width, found.facts.height) == (180, 320)
    with Image.open(found.poster) as poster:
        assert poster.size == (180, 320)


@pytest.mark.parametrize("name", ["print jpeg", "see-through"])
def test_a_picture_of_any_colours_has_a_poster(tmp_path, folder, name):
    found = inspect_picture(GOOD_PICTURES[name].write(tmp_path), folder)
    with Image.open(found.poster) as poster:
        assert poster.has_transparency_data == found.facts.has_transparency


@pytest.mark.parametrize("name", ["bomb", "moving webp", "cut jpeg", "video"])
def test_a_bad_picture_is_a_sentence_and_leaves_nothing(tmp_path, folder, name):
    with pytest.raises(BadMedia) as refusal:
        inspect_picture(BAD_PICTURES[name].write(tmp_path), folder)
    assert BAD_PICTURES[name].sentence in str(refusal.value)
    assert os.listdir(folder) == []


def test_a_file_that_is_not_there_is_not_called_bad(tmp_path, folder):
    with pytest.raises(OSError, match="No such file"):
        inspect(tmp_path / "gone.mp4", folder)


# What may happen to it, in a process that was forked from a warm one and in one that was started for it

LINUX_ONLY = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each process is started anew")


@pytest.fixture(params=[pytest.param(True, marks=LINUX_ONLY, id="warm"), pytest.param(False, id="anew")])
def either_way(request, monkeypatch) -> bool:
    monkeypatch.setattr(isolated, "CAN_BE_WARM", request.param)
    return request.param


@pytest.mark.usefixtures("either_way")
def test_what_is_printed_over_there_does_not_spoil_the_answer():
    assert run("answer", 21) == {"twice": 42}


@pytest.mark.usefixtures("either_way")
def test_a_crash_is_a_sentence():
    with pytest.raises(BadMedia, match="made the reader crash"):
        run("crash")


@pytest.mark.usefixtures("either_way")
def test_a_failure_nobody_thought_of_is_a_sentence_and_a_line_in_the_log(caplog):
    with pytest.raises(BadMedia, match="made the reader crash"):
        run("fail_for_a_reason_nobody_thought_of")
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.usefixtures("either_way")
def test_a_hang_is_a_sentence_and_nothing_hangs_on(tmp_path):
    with pytest.raises(BadMedia, match="took too long"):
        run("hang", tmp_path / "pid", time_s=2)
    assert not is_running(int((tmp_path / "pid").read_text()))


@pytest.mark.usefixtures("either_way")
def test_a_file_that_computes_for_ever_is_a_sentence():
    with pytest.raises(BadMedia, match="took too long"):
        run("compute_for_ever", cpu_s=1)


@pytest.mark.usefixtures("either_way")
def test_a_memory_bomb_is_a_sentence():
    with pytest.raises(BadMedia, match="too much memory"):
        run("eat_memory", memory_bytes=1 << 30)


@pytest.mark.usefixtures("either_way")
def test_a_refusal_keeps_its_words():
    with pytest.raises(BadMedia, match=r"^The moon is too bright\.$"):
        run("refuse")


@pytest.mark.usefixtures("either_way")
@pytest.mark.parametrize(
    ("name", "words"), [("find_the_disk_full", "No space left"), ("be_stopped", "stopped from outside")]
)
def test_what_this_machine_is_to_blame_for_is_not_blamed_on_the_file(name, words):
    with pytest.raises(OSError, match=words):
        run(name)


# How it is kept apart


@pytest.mark.usefixtures("either_way")
def test_no_key_is_handed_down(monkeypatch):
    monkeypatch.setenv("LUMA_API_KEY", "luma-secret")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    found = run("tell_environment")
    assert "PATH" in found
    assert {"LUMA_API_KEY", "PYTHONPATH"}.isdisjoint(found)


@pytest.mark.usefixtures("either_way")
def test_there_are_never_more_than_two_at_once(tmp_path):
    with ThreadPoolExecutor(6) as pool:
        company = list(pool.map(lambda _: run("count_company", tmp_path), range(6)))
    assert max(company) == PLACES


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_it_dies_with_its_parent(tmp_path, either_way):
    script = (
        f"from studio.media import isolated; isolated.CAN_BE_WARM = {either_way}; "
        f"isolated.run('tests.media.misbehaving:hang', {str(tmp_path / 'pid')!r})"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT) as parent:
        until((tmp_path / "pid").exists)
        parent.kill()
    pid = int((tmp_path / "pid").read_text())
    until(lambda: not is_running(pid))


# The one that waits for orders


@pytest.fixture
def waiting():
    """One that has just done its first."""
    reader._end_all()
    run("answer", 1)
    return reader._waiting[0]._process


@LINUX_ONLY
def test_one_process_waits_and_another_reads_each_file(waiting):
    found = [run("tell_processes") for _ in range(3)]
    assert {one["parent"] for one in found} == {waiting.pid}
    assert len({one["self"] for one in found}) == 3


@LINUX_ONLY
def test_what_a_file_does_to_its_process_is_not_there_for_the_next(waiting):
    with pytest.raises(BadMedia):
        run("crash")
    with pytest.raises(BadMedia):
        run("hang", "/dev/null", time_s=0.5)
    assert run("tell_processes")["parent"] == waiting.pid


@LINUX_ONLY
def test_one_that_was_killed_while_it_waited_is_replaced(waiting):
    waiting.kill()
    with pytest.raises(OSError, match="Try again"):
        run("answer", 21)
    assert run("answer", 21) == {"twice": 42}


@LINUX_ONLY
def test_one_that_nobody_needs_leaves_and_is_replaced_unseen(waiting, monkeypatch):
    hurry = reader.START.replace("import {main};", "import {main}; {main}.__globals__['IDLE_S'] = 0.1;")
    with monkeypatch.context() as patch:
        patch.setattr(reader, "START", hurry)
        bored = reader._Reader()
    until(lambda: not psutil.pid_exists(bored._process.pid))  # nor is it left behind as a zombie
    reader._waiting.append(bored)
    assert run("tell_processes")["parent"] == waiting.pid


@pytest.mark.parametrize(
    "module", ["studio.files", "studio.media.fetch", "studio.media.isolated", "studio.media.facts"]
)
def test_asking_for_it_does_not_load_the_decoders(module):
    script = f"import sys, {module}; print(*{{'av', 'numpy', 'PIL'}} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


def is_running(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
