"""The provider and its workers: real processes, small clips."""

import json
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from PIL import Image

from studio.brief import Brief, FoundMaterial, Keyframe
from studio.errors import FailureKind, LinkExpired, NotSent, Refused
from studio.providers.animatic.folder import GenerationFolder
from studio.providers.animatic.provider import Animatic
from studio.providers.animatic.words import CAMERA_MOVES
from studio.providers.interface import Cancelled, Outcome, Progress
from tests.clock import Clock
from tests.patience import until
from tests.providers.animatic.drawing import PROMPT, difference, opened, save_picture, until_ended

SMALL = Brief(prompt=PROMPT, duration_s=1, resolution="540p", ratio="1:1")
LONG = Brief(prompt="city in the rain", duration_s=10, resolution="1080p")


@pytest.fixture
def animatic(tmp_path):
    yield Animatic(tmp_path / "jobs")
    for worker in all_workers(tmp_path):
        worker.kill()
        worker.wait()


def all_workers(folder: Path) -> list[psutil.Process]:
    """The workers of all jobs below a folder; a dead one that nobody took note of counts too."""
    return [child for child in psutil.Process().children(recursive=True) if is_worker(child, folder)]


def is_worker(process: psutil.Process, folder: Path) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE or str(folder) in " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return False


def worker_of(folder: Path) -> psutil.Process:
    until(lambda: len(all_workers(folder)) == 1)  # just begun, it may be seen twice
    (worker,) = all_workers(folder)
    return worker


def is_drawing(animatic: Animatic, remote_id: str) -> bool:
    return animatic.check(remote_id).stage == "drawing"


# From submit to download


def test_progress_only_rises_and_ends_with_a_clip(animatic):
    heard = until_ended(animatic, animatic.submit(SMALL).remote_id)
    fractions = [progress.fraction or 0 for progress in heard]
    assert fractions == sorted(fractions)
    assert len(set(fractions)) > 2
    assert (heard[-1].outcome, heard[-1].fraction, heard[-1].cost_usd) == (Outcome.SUCCEEDED, 1, 0)
    assert {"setting the scene", "drawing"} <= {progress.stage for progress in heard}


def test_a_download_has_the_clip_and_clean_stills_and_can_be_done_again(animatic, tmp_path):
    *_, done = until_ended(animatic, animatic.submit(SMALL).remote_id)
    (tmp_path / "library").mkdir()
    for _ in range(2):
        downloaded = animatic.download(done, tmp_path / "library")
        assert downloaded.file.read_bytes()[4:8] == b"ftyp"
        for still in (downloaded.first_frame, downloaded.last_frame):
            assert still and opened(still).size == (540, 540)
            still.rename(tmp_path / still.name)  # as the library moves it away


def test_a_download_of_what_is_gone_asks_for_a_fresh_look(animatic, tmp_path):
    remote_id = animatic.submit(SMALL).remote_id
    *_, done = until_ended(animatic, remote_id)
    animatic.forget(remote_id)
    with pytest.raises(LinkExpired):
        animatic.download(done, tmp_path)
    gone = animatic.check(remote_id)
    assert (gone.outcome, gone.failure) == (Outcome.FAILED, FailureKind.PROVIDER)
    assert "folder" in gone.sentence and "is gone" in gone.sentence


def test_two_processes_draw_the_same_clip(animatic):
    one, other = (animatic.submit(SMALL).remote_id for _ in range(2))
    clips = [Path(until_ended(animatic, remote_id)[-1].url or "").read_bytes() for remote_id in (one, other)]
    assert clips[0] == clips[1]


def test_a_clip_starts_and_ends_on_pictures_of_the_library(animatic, tmp_path):
    first, last = save_picture(tmp_path / "a.png"), save_picture(tmp_path / "b.png")
    opened(last).rotate(180).save(last)
    keyframes = {"first_frame": FoundMaterial(path=first), "last_frame": FoundMaterial(asset_id="7", path=last)}
    remote_id = animatic.submit(SMALL.model_copy(update={"ratio": "16:9", **keyframes})).remote_id
    shown = [opened(picture).resize((960, 540), Image.Resampling.NEAREST) for picture in (first, last)]
    for picture in (first, last):
        picture.unlink()  # the generation has its own
    downloaded = animatic.download(until_ended(animatic, remote_id)[-1], tmp_path)
    assert difference(opened(downloaded.first_frame), shown[0]) < 3
    assert difference(opened(downloaded.last_frame), shown[1]) < 3


def test_a_picture_that_cannot_be_read_fails_the_job_with_a_sentence(animatic, tmp_path):
    (tmp_path / "picture.png").write_bytes(b"<html>")
    brief = SMALL.model_copy(update={"first_frame": FoundMaterial(path=tmp_path / "picture.png")})
    *_, failed = until_ended(animatic, animatic.submit(brief).remote_id)
    assert (failed.outcome, failed.failure, failed.was_charged) == (Outcome.FAILED, FailureKind.INVALID, False)
    assert failed.sentence.endswith(".")


def test_a_folder_that_cannot_be_written_is_a_brief_not_sent(tmp_path):
    (tmp_path / "jobs").write_text("a file where the folder should be")
    with pytest.raises(NotSent, match="disk"):
        Animatic(tmp_path / "jobs").submit(SMALL)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"first_frame": Keyframe(url="https://example.org/a.png")}, "pictures from the library"),
        ({"last_frame": Keyframe(asset_id="7")}, "pictures from the library"),
        ({"first_frame": FoundMaterial(path=Path("/nowhere.png"))}, "not in the library any more"),
        ({"model": "animatic:oil"}, "no model oil"),
        ({"camera_moves": ("teleport",)}, "no camera move called teleport"),
        ({"duration_s": 0.5}, "1 to 10 seconds"),
        ({"duration_s": float("nan")}, "1 to 10 seconds"),
        ({"resolution": "4k"}, "not 4k"),
    ],
)
def test_what_cannot_be_drawn_is_refused_before_anything_starts(animatic, tmp_path, asked, sentence):
    with pytest.raises(Refused, match=sentence) as refusal:
        animatic.submit(SMALL.model_copy(update=asked))
    assert refusal.value.kind is FailureKind.INVALID
    assert not (tmp_path / "jobs").exists()


# Cancelling


def test_cancel_stops_the_worker_at_its_next_frame_and_leaves_no_clip(animatic, tmp_path):
    remote_id = animatic.submit(LONG).remote_id
    until(lambda: is_drawing(animatic, remote_id))
    assert animatic.cancel(remote_id) is Cancelled.CANCELLED
    until(lambda: not all_workers(tmp_path), within_s=8)  # it would have drawn for ten more
    assert animatic.check(remote_id).failure is FailureKind.CANCELLED
    assert not [path for path in (tmp_path / "jobs" / remote_id).iterdir() if ".mp4" in path.name]


def test_a_job_cancelled_before_it_began_never_draws(animatic, tmp_path):
    remote_id = animatic.submit(LONG).remote_id
    animatic.cancel(remote_id)
    until(lambda: not all_workers(tmp_path))
    assert animatic.check(remote_id).failure is FailureKind.CANCELLED
    until(lambda: not all_workers(tmp_path))  # one that is just ending may still be there


def test_a_finished_clip_is_too_late_to_cancel(animatic):
    remote_id = animatic.submit(SMALL).remote_id
    until_ended(animatic, remote_id)
    assert animatic.cancel(remote_id) is Cancelled.TOO_LATE
    assert animatic.check(remote_id).outcome is Outcome.SUCCEEDED
    assert animatic.cancel("anim-" + 32 * "0") is Cancelled.TOO_LATE


# Death and return


def test_a_killed_worker_is_started_again_and_finishes(animatic, tmp_path):
    remote_id = animatic.submit(SMALL.model_copy(update={"duration_s": 4})).remote_id
    until(lambda: is_drawing(animatic, remote_id))
    worker_of(tmp_path).kill()
    assert until_ended(animatic, remote_id)[-1].outcome is Outcome.SUCCEEDED
    assert len(list((tmp_path / "jobs" / remote_id).glob("worker-*.log"))) == 2


def test_a_worker_that_dies_three_times_is_given_up(animatic, tmp_path):
    remote_id = animatic.submit(LONG).remote_id
    generation = GenerationFolder(tmp_path / "jobs" / remote_id)
    for _ in range(3):
        assert animatic.check(remote_id).outcome is Outcome.RUNNING
        worker_of(tmp_path).kill()
        until(lambda: not generation.is_drawn_now())  # before that a check takes it for drawn, and starts no other
    progress = animatic.check(remote_id)
    assert (progress.outcome, progress.failure) == (Outcome.FAILED, FailureKind.PROVIDER)
    assert "3 times" in progress.sentence
    assert not all_workers(tmp_path)


def test_after_a_restart_a_running_worker_is_found_and_not_doubled(animatic, tmp_path):
    remote_id = animatic.submit(SMALL.model_copy(update={"duration_s": 3})).remote_id
    until(lambda: is_drawing(animatic, remote_id))
    restarted = Animatic(tmp_path / "jobs")
    assert restarted.check(remote_id).outcome is Outcome.RUNNING
    assert len(all_workers(tmp_path)) == 1
    assert until_ended(restarted, remote_id)[-1].outcome is Outcome.SUCCEEDED


def test_many_who_look_at_once_start_no_second_worker(tmp_path):
    animatic, others = Animatic(tmp_path), [Animatic(tmp_path) for _ in range(8)]
    remote_id = animatic.submit(SMALL).remote_id
    with ThreadPoolExecutor() as threads:
        assert all(
            ended[-1].outcome is Outcome.SUCCEEDED for ended in threads.map(until_ended, others, [remote_id] * 8)
        )
    assert [log.name for log in (tmp_path / remote_id).glob("worker-*.log")] == ["worker-1.log"]


def test_a_worker_survives_the_end_of_its_server(tmp_path):
    script = """if True:
        import sys; from pathlib import Path
        from studio.brief import Brief
        from studio.providers.animatic.provider import Animatic
        print(Animatic(Path(sys.argv[1])).submit(Brief(prompt="sea", duration_s=2, resolution="540p")).remote_id)"""
    server = subprocess.run([sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=True)
    assert until_ended(Animatic(tmp_path), server.stdout.strip())[-1].outcome is Outcome.SUCCEEDED
    assert [log.read_bytes() for log in tmp_path.glob("anim-*/worker-*.log")] == [b""]


def test_no_dead_worker_stays_behind(animatic, tmp_path):
    remote_id = animatic.submit(SMALL).remote_id
    worker_of(tmp_path).send_signal(signal.SIGKILL)
    until(lambda: not all_workers(tmp_path))  # and nobody has checked
    assert animatic.check(remote_id).outcome is Outcome.RUNNING


# Finding and sweeping


def test_a_lost_generation_is_found_by_its_brief_and_its_time(animatic, tmp_path):
    picture = save_picture(tmp_path / "a.png")
    asked = LONG.model_copy(update={"first_frame": FoundMaterial(asset_id="7", path=picture)})
    before = datetime.now(UTC)
    others = [LONG, asked.model_copy(update={"seed": 5}), asked.model_copy(update={"prompt": "else"})]
    remote_id, *_ = (animatic.submit(brief).remote_id for brief in (asked, *others))
    moved = Path(shutil.copy(picture, tmp_path / "elsewhere.png"))
    again = asked.model_copy(update={"first_frame": FoundMaterial(asset_id="7", path=moved)})
    assert animatic.find_lost(again, before) == [remote_id]
    assert animatic.find_lost(again, datetime.now(UTC)) == []


def test_another_picture_is_another_generation(animatic, tmp_path):
    one, other = save_picture(tmp_path / "a.png"), save_picture(tmp_path / "b.png", (320, 180))
    briefs = [LONG.model_copy(update={"first_frame": FoundMaterial(path=path)}) for path in (one, other)]
    first, second = (animatic.submit(brief).remote_id for brief in briefs)
    long_ago = datetime.now(UTC) - timedelta(minutes=1)
    assert [animatic.find_lost(brief, long_ago) for brief in briefs] == [[first], [second]]


def test_what_is_a_day_old_is_swept_at_the_next_submit(tmp_path):
    clock = Clock(datetime.now(UTC))
    animatic = Animatic(tmp_path, clock)
    old = animatic.submit(SMALL).remote_id
    until_ended(animatic, old)
    (tmp_path / f"anim-{32 * '0'}").mkdir()  # of one that died while it submitted
    clock.forward(25 * 3600)
    new = animatic.submit(SMALL).remote_id
    assert [path.name for path in tmp_path.iterdir()] == [new]
    until_ended(animatic, new)


@pytest.mark.parametrize("remote_id", ["", "anim-1", "../../etc", f"anim-{32 * 'f'}", f"anim-{32 * 'f'}/.."])
def test_an_id_that_is_none_of_ours_has_failed(animatic, remote_id):
    progress = animatic.check(remote_id)
    assert (progress.outcome, progress.failure) == (Outcome.FAILED, FailureKind.PROVIDER)
    animatic.forget(remote_id)


# Its surroundings


def test_a_worker_starts_from_any_folder_and_is_given_no_key(animatic, tmp_path, monkeypatch):
    monkeypatch.setenv("LUMA_API_KEY", "secret")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "numpy.py").write_text("raise ImportError('not the real one')")
    remote_id = animatic.submit(SMALL).remote_id
    assert "secret" not in json.dumps(worker_of(tmp_path).environ())
    assert until_ended(animatic, remote_id)[-1].outcome is Outcome.SUCCEEDED


def test_the_provider_itself_is_light():
    script = "import sys, studio.providers.animatic.provider; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert {"av", "numpy", "PIL"} & set(loaded) == set()


def test_it_is_always_connected_and_lists_its_camera_moves(animatic):
    assert animatic.check_connection().is_ok
    assert tuple(animatic.camera_moves()) == CAMERA_MOVES
    assert len(CAMERA_MOVES) == 20
    assert isinstance(animatic.check("anim-1"), Progress)
