"""Neighbouring takes are compared once, beside everything else."""

import shutil
from pathlib import Path

import pytest

from studio.media.film import joint
from studio.media.film.joint import Joint
from studio.media.film.recipe import Join
from studio.productions import editing, joints
from studio.productions.joints import ClipPair, Joints
from tests.clips import write_test_clip
from tests.patience import until
from tests.productions.cut.test_recipes import ALL
from tests.productions.stories import BOAT


def pair(**values: object) -> ClipPair:
    told = {"scene_id": "s1", "before_id": "a1", "before": "1.mp4", "after": "2.mp4", "after_id": "a2"}
    return ClipPair(**told | {"ends_at_s": None, "starts_at_s": 0} | values)  # pyright: ignore[reportArgumentType]


@pytest.fixture
def found(tmp_path: Path) -> Joints:
    write_test_clip(tmp_path / "1.mp4", 320, 180, 1, seed=1)
    write_test_clip(tmp_path / "2.mp4", 320, 320, 1, seed=2)
    return Joints(tmp_path, tmp_path / "joints")


def test_scenes_that_go_hard_into_the_next_are_pairs():
    assert [(one.scene_id, one.before_id, one.after_id) for one in joints.pairs(BOAT, ALL)] == [
        ("s1", "a1", "a2"),
        ("s2", "a2", "a3"),
    ]
    faded = editing.change(BOAT, "s1", join=Join.CROSS_FADE)
    assert [one.scene_id for one in joints.pairs(faded, ALL)] == ["s2"]
    assert joints.pairs(editing.change_finish(BOAT, join=Join.DIP), ALL) == []


def test_a_trim_makes_it_another_pair():
    assert pair().name == pair(scene_id="another", before="renamed.mp4").name
    assert len({pair().name, pair(ends_at_s=2).name, pair(starts_at_s=1).name, pair(after_id="a3").name}) == 4


def test_what_was_found_is_kept(found: Joints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    found.look_at(pair())
    monkeypatch.setattr(joint, "check", NotImplemented)
    again = Joints(tmp_path, tmp_path / "joints")
    assert again.are_all_known([pair()])
    assert "The shapes differ (320 x 180, then 320 x 320)" in again.find([pair()])["s1"].sentence


def test_what_cannot_be_read_is_asked_for_once(found: Joints):
    gone = pair(after="gone.mp4")
    found.look_at(gone)
    assert found.are_all_known([gone]) and found.find([gone]) == {}


def until_known(found: Joints) -> dict[str, Joint]:
    found.find([pair()])
    until(lambda: found.are_all_known([pair()]))
    return found.find([pair()])


def test_what_cannot_be_kept_is_known_nevertheless(found: Joints, tmp_path: Path):
    (tmp_path / "joints").write_text("A file stands where the folder would be.")
    assert until_known(found)["s1"].size_after == (320, 320)


def test_what_is_swept_away_meanwhile_stays_known(found: Joints, tmp_path: Path):
    assert until_known(found)
    shutil.rmtree(tmp_path / "joints")
    assert found.are_all_known([pair()]) and found.find([pair()])


def test_what_is_kept_and_cannot_be_read_is_looked_at_again(found: Joints, tmp_path: Path):
    (tmp_path / "joints").mkdir()
    (tmp_path / "joints" / f"{pair().name}.json").write_text('{"size_before": [1')
    assert until_known(found)


def test_where_this_machine_was_to_blame_the_next_start_looks_again(
    found: Joints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def is_stopped(*_: object, **__: object) -> Joint:
        raise OSError("The reader was stopped from outside.")

    with monkeypatch.context() as patch:
        patch.setattr(joint, "check", is_stopped)
        assert until_known(found) == {} and found.are_all_known([pair()])
    assert until_known(Joints(tmp_path, tmp_path / "joints"))
