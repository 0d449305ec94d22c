"""Edits of an outline: each gives another one, and leaves what it was given as it was."""

import pytest

from studio.productions import editing
from studio.productions.editing import BadScene, NoScene
from studio.productions.outline import MOST_SCENES, Chapter, Continuity, Outline, Scene
from tests.productions.stories import BOAT, ids, story


def test_a_scene_is_added_at_the_end_or_behind_another():
    at_the_end = editing.add(BOAT, Scene(id="new"))
    assert ids(at_the_end) == ["s1", "s2", "s3", "new"]
    assert ids(editing.add(BOAT, Scene(id="new"), "s1")) == ["s1", "new", "s2", "s3"]
    assert ids(editing.add(Outline(), Scene(id="new"))) == ["new"]
    assert ids(BOAT) == ["s1", "s2", "s3"]


@pytest.mark.parametrize("after_id", [None, "s1"])
def test_too_many_scenes_are_refused_with_a_sentence(after_id: str | None):
    full = story(*["A boat. It sails"] * MOST_SCENES)
    with pytest.raises(BadScene, match="at most 200 scenes"):
        editing.add(full, Scene(), after_id)
    for twice in (editing.split, editing.duplicate):
        with pytest.raises(BadScene, match="at most 200 scenes"):
            twice(full, "s1")


def test_a_scene_is_removed_changed_and_duplicated():
    assert ids(editing.remove(BOAT, "s2")) == ["s1", "s3"]
    changed = editing.change(BOAT, "s2", prompt="It sinks", duration_s=9)
    assert [scene.prompt for scene in changed.scenes()][1] == "It sinks"
    chosen = editing.change(BOAT, "s1", chosen_id="a-take")
    copy = list(editing.duplicate(chosen, "s1").scenes())[1]
    assert (copy.prompt, copy.chosen_id) == ("A paper boat in the rain", None) and copy.id != "s1"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"duration_s": 0}, "Duration s: Input should be greater than 0."),
        ({"prompt": "x" * 6_000}, "Prompt: String should have at most 5000 characters."),
        ({"continuity": "sideways"}, "Continuity: Input should be 'new', 'continue' or 'match'."),
    ],
)
def test_what_a_scene_cannot_be_is_refused_with_a_sentence(values: dict[str, object], sentence: str):
    with pytest.raises(BadScene, match=sentence):
        editing.change(BOAT, "s1", **values)


def test_one_that_is_gone_is_a_sentence():
    with pytest.raises(NoScene, match="not there any more"):
        editing.change(BOAT, "s9", prompt="It sinks")


def test_a_scene_is_moved_as_far_as_there_are_places():
    assert ids(editing.move(BOAT, "s3", -1)) == ["s1", "s3", "s2"]
    assert ids(editing.move(BOAT, "s1", 99)) == ["s2", "s3", "s1"]
    assert ids(editing.move(BOAT, "s1", -1)) == ["s1", "s2", "s3"]


def test_it_is_moved_past_the_end_of_a_chapter():
    book = Outline(
        chapters=(Chapter(id="c1", scenes=(Scene(id="a"), Scene(id="b"))), Chapter(id="c2", scenes=(Scene(id="c"),)))
    )
    moved = editing.move(book, "b", 1)
    assert [[scene.id for scene in chapter.scenes] for chapter in moved.chapters] == [["a", "c"], ["b"]]


def test_a_scene_is_split_between_two_sentences():
    long = editing.change(
        BOAT,
        "s1",
        prompt="A boat in the rain. It drifts. It turns.",
        narration="One. Two.",
        duration_s=9,
        start_s=6,
        end_s=8,
    )
    first, second = list(editing.split(long, "s1").scenes())[:2]
    assert (first.prompt, second.prompt) == ("A boat in the rain.", "It drifts. It turns.")
    assert (first.narration, second.narration) == ("One.", "Two.")
    assert (first.duration_s, second.duration_s, second.continuity) == (4.5, 4.5, Continuity.CONTINUE)
    assert {(one.start_s, one.end_s) for one in (first, second)} == {(0, None)}  # they were of a take of nine seconds


def test_one_sentence_cannot_be_split():
    with pytest.raises(BadScene, match="one sentence"):
        editing.split(BOAT, "s1")


@pytest.mark.parametrize(
    ("text", "halves"),
    [
        ("紙の船。橋の下。", ("紙の船。", "橋の下。")),
        ("¡Mira! ¿Qué pasa?", ("¡Mira!", "¿Qué pasa?")),
        ("", ("", "")),
        ("One…  Two.", ("One…", "Two.")),
    ],
)
def test_sentences_end_alike_in_many_languages(text: str, halves: tuple[str, str]):
    assert editing.halves(text) == halves


def test_another_model_for_the_whole_keeps_of_the_sizes_what_it_can_make():
    wide = editing.change_look(BOAT, resolution="1080p", ratio="21:9")
    assert (wide.look.resolution, wide.look.ratio) == ("1080p", "21:9")
    other = editing.change_look(wide, model="runway:gen4.5")
    assert (other.look.model, other.look.resolution, other.look.ratio) == ("runway:gen4.5", "720p", "16:9")


def test_a_title_has_an_end():
    assert editing.rename(BOAT, "The sea").title == "The sea"
    with pytest.raises(BadScene, match="Title"):
        editing.rename(BOAT, "x" * 201)
