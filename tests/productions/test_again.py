"""A production is outlined again: what stays keeps its id and its takes, and only what a person takes is changed."""

import pytest

from studio.productions import again, editing
from studio.productions.again import Becomes
from studio.productions.editing import BadScene
from studio.productions.outline import MOST_SCENES, Outline, Scene
from studio.writers.outline import PlannedChapter, PlannedOutline, PlannedScene, Wish
from studio.writers.tasks import OutlineAgain
from tests.productions.stories import BOAT, ids, story


def planned(*scenes: tuple[str, int]) -> PlannedOutline:
    """Prompts, each with the number that it had."""
    made = tuple(PlannedScene(prompt=prompt, narration="", seconds=5, was=was) for prompt, was in scenes)
    return PlannedOutline(title="", chapters=(PlannedChapter(scenes=made),))


ANEW = planned(("A paper boat in the rain", 1), ("A girl finds it", 0), ("It reaches the open sea at dawn", 3))


def compared(old: Outline, new: PlannedOutline) -> list[tuple[Becomes, str | None]]:
    return [(pair.what, pair.old.id if pair.old else None) for pair in again.compare(old, new)]


def test_scenes_are_told_apart_by_the_numbers_that_the_writer_gives():
    assert compared(BOAT, ANEW) == [
        (Becomes.CHANGED, "s1"),  # its narration is gone
        (Becomes.GONE, "s2"),
        (Becomes.NEW, None),
        (Becomes.CHANGED, "s3"),
    ]


def test_without_numbers_prompts_that_are_alike_are_the_same_scene():
    new = planned(("The lighthouse", 0), ("It reaches the sea at night", 0), ("A paper boat in the heavy rain", 0))
    assert [old for _, old in compared(BOAT, new)] == [None, "s3", "s1", "s2"]


def test_a_number_is_of_the_scenes_as_the_writer_was_shown_them():
    moved = editing.move(BOAT, "s3", -2)
    pairs = again.compare(moved, ANEW, ids(BOAT))
    assert {pair.old.id: pair.new.prompt for pair in pairs if pair.old and pair.new} == {
        "s1": "A paper boat in the rain",
        "s3": "It reaches the open sea at dawn",
    }


def test_what_came_after_the_writer_was_asked_stays_and_what_went_stays_away():
    changed = editing.remove(editing.add(BOAT, Scene(id="new", prompt="A paper boat in the rain"), "s1"), "s3")
    pairs = again.compare(changed, ANEW, ids(BOAT))
    assert [(pair.what, pair.old and pair.old.id) for pair in pairs] == [
        (Becomes.CHANGED, "s1"), (Becomes.KEPT, "new"), (Becomes.GONE, "s2"), (Becomes.NEW, None), (Becomes.NEW, None),
    ]  # fmt: skip
    assert "new" in ids(again.take(changed, pairs, range(len(pairs))))


def test_a_number_counts_once_and_one_that_is_none_not_at_all():
    new = planned(("One", 1), ("Two", 1), ("Three", 99))
    assert [old for _, old in compared(BOAT, new)] == ["s1", "s2", "s3", None, None]


def test_all_of_it_is_taken_and_what_stays_keeps_its_id_and_its_choice():
    old = chosen(BOAT, "s1", "a-take")
    pairs = again.compare(old, ANEW)
    new = again.take(old, pairs, range(len(pairs)))
    assert [ids(new)[0], ids(new)[2]] == ["s1", "s3"] and len(ids(new)) == 3
    first, second, _ = new.scenes()
    assert (first.chosen_id, second.prompt) == ("a-take", "A girl finds it")
    assert (new.look, new.finish, new.title) == (BOAT.look, BOAT.finish, BOAT.title)


def test_what_is_not_taken_stays_as_it_is():
    pairs = again.compare(BOAT, ANEW)
    assert list(again.take(BOAT, pairs, ()).scenes()) == list(BOAT.scenes())
    [new] = [place for place, pair in enumerate(pairs) if pair.what == Becomes.NEW]
    assert len(ids(again.take(BOAT, pairs, {new}))) == 4


def test_what_somebody_chose_meanwhile_stays_and_other_scenes_refuse_it():
    pairs = again.compare(BOAT, ANEW)
    new = again.take(chosen(BOAT, "s3", "a-take"), pairs, range(len(pairs)))
    assert [scene.chosen_id for scene in new.scenes()] == [None, None, "a-take"]
    with pytest.raises(BadScene, match="have been changed meanwhile"):
        again.take(Outline(), pairs, ())


def test_one_scene_stays_at_least():
    pairs = again.compare(BOAT, planned(("Something else entirely", 0)))
    gone = {place for place, pair in enumerate(pairs) if pair.what == Becomes.GONE}
    with pytest.raises(BadScene, match="No scene would be left"):
        again.take(BOAT, pairs, gone)


def test_more_scenes_than_a_movie_has_are_refused_with_a_sentence():
    full = story(*[f"Boat number {n}" for n in range(MOST_SCENES)])
    pairs = again.compare(full, planned(("Something else altogether", 0)))
    [new] = [place for place, pair in enumerate(pairs) if pair.what == Becomes.NEW]
    with pytest.raises(BadScene, match="at most 200 scenes"):
        again.take(full, pairs, {new})


@pytest.mark.parametrize("place", [-1, 4, 10**9])
def test_a_place_that_is_not_there_is_told(place: int):
    with pytest.raises(BadScene, match="Its places go from 0 to 3"):
        again.take(BOAT, again.compare(BOAT, ANEW), {place})


def test_the_writer_is_told_the_scenes_as_they_are():
    task = again.task_of(BOAT, "end happier", Wish(scenes=4))
    assert isinstance(task, OutlineAgain) and [scene.prompt for scene in task.scenes] == [
        scene.prompt for scene in BOAT.scenes()
    ]


def chosen(outline: Outline, scene_id: str, take: str) -> Outline:
    from studio.productions import editing

    return editing.change(outline, scene_id, chosen_id=take)
