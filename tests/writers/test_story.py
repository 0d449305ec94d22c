"""A story becomes scenes: none of its words is lost, in any script, and every scene is one that can be made."""

import re

import pytest

from studio.writers.interface import CannotWrite
from studio.writers.offline import OfflineWriter
from studio.writers.outline import PlannedContinuity, PlannedOutline, PlannedSort, SceneLimits, Wish

MOVES = ("push in", "pull out", "pan_right", "static", "handheld", "tilt up", "aerial")
WISH = Wish(limits=SceneLimits(lengths_s=(5, 9), camera_moves=MOVES))
LIGHTHOUSE = """The Lighthouse

Anna climbed the stairs. It was a stormy night, and Mr. Weber had not returned from the sea! She lit the lamp.

"Where are you?" she whispered. Far below, a boat ran for the harbour."""
STORIES = {
    "English": LIGHTHOUSE,
    "Japanese": "雨が降っていた。彼女は空を見上げた。誰もいなかった。\n\n"
    + "そして彼女は長い道を歩き続けた、" * 12
    + "終わり。",
    "Russian": "Ночь. Анна ждёт у окна. Вдруг — стук!\n\nОна бежит вниз по лестнице, и дверь открывается сама.",
    "Arabic": "كان الليل طويلا. انتظرت ليلى عند النافذة؟\n\nثم جاء البحر.",
    "Thai": "ฝนตกทั้งคืน เธอรออยู่ที่หน้าต่าง " * 8,
    "one sentence without an end": "and then they walked on " * 40,
    "emoji": "A 👩🏽‍🚀 waves 👋🏽.\n\nThe ship 🚀 leaves…",
    "Windows lines": "One.\r\nTwo.\r\n\r\nThree.",
}


def break_up(text: str, wish: Wish = WISH) -> PlannedOutline:
    return OfflineWriter().break_up(text, wish).kept


def letters(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("language", STORIES)
def test_no_word_of_a_story_is_lost(language: str):
    text = STORIES[language]
    told = "".join(scene.narration for scene in break_up(text).scenes)
    title, _, rest = text.partition("\n\n")
    assert letters(told) == letters(rest if title == "The Lighthouse" else text)


@pytest.mark.parametrize("language", STORIES)
def test_every_scene_is_one_that_can_be_made(language: str):
    for scene in break_up(STORIES[language]).scenes:
        assert scene.seconds in (5, 9)
        assert scene.camera_move in MOVES
        assert scene.prompt and len(scene.prompt) <= WISH.limits.longest_prompt


def test_a_paragraph_begins_a_new_shot_and_what_does_not_fit_goes_on_from_it():
    outline = break_up(LIGHTHOUSE)
    assert outline.title == "The Lighthouse"
    assert [scene.continuity for scene in outline.scenes] == [
        PlannedContinuity.NEW,
        PlannedContinuity.CONTINUE,
        PlannedContinuity.NEW,
    ]
    assert "Mr. Weber had not returned" in outline.scenes[0].narration


def test_the_camera_follows_the_words():
    moves = [
        break_up(text).scenes[0].camera_move
        for text in ("She runs.", "A tall tower.", "Она бежит.", "彼女は空を見た。")
    ]
    assert moves == ["handheld", "tilt up", "handheld", "tilt up"]


def test_a_model_without_camera_moves_gets_none():
    assert break_up(LIGHTHOUSE, Wish()).scenes[0].camera_move == ""


def test_no_more_scenes_than_are_wanted_and_still_every_word():
    story = "\n\n".join(f"Sentence number {number} of a long tale." for number in range(40))
    outline = break_up(story, Wish(scenes=7, limits=SceneLimits(longest_narration=5000)))
    assert len(outline.scenes) == 7
    assert letters("".join(scene.narration for scene in outline.scenes)) == letters(story)


def test_a_book_has_the_chapters_of_its_text():
    text = "Chapter 1\n\nIt began.\n\n# The sea\n\nIt went on.\n\nIt ended."
    chapters = break_up(f"A Tale\n\n{text}", Wish(sort=PlannedSort.BOOK)).chapters
    assert [(chapter.title, len(chapter.scenes)) for chapter in chapters] == [("Chapter 1", 1), ("The sea", 2)]


def test_a_book_without_headings_is_divided():
    text = "\n\n".join(f"Paragraph {number} of it." for number in range(9))
    assert [len(one.scenes) for one in break_up(text, Wish(sort=PlannedSort.BOOK, chapters=3)).chapters] == [3, 3, 3]


def test_what_is_too_long_or_nothing_is_refused_with_a_sentence():
    with pytest.raises(CannotWrite, match=r"This text has 1,000,000 letters; a writer takes 300,000 at once\."):
        break_up("a" * 1_000_000)
    with pytest.raises(CannotWrite, match="Write a text first"):
        break_up(" \n ")


def test_an_idea_becomes_the_turns_of_a_story():
    outline = (
        OfflineWriter()
        .outline("A paper boat sails through a city. A girl follows.", Wish(seconds=30, style="Ink"))
        .kept
    )
    assert (outline.scenes[0].title, outline.scenes[-1].title, outline.style) == ("The place", "The last image", "Ink")
    assert all("paper boat" in scene.prompt for scene in outline.scenes)
    assert outline.seconds == pytest.approx(30, abs=3)
    assert len(OfflineWriter().outline("A boat", Wish(scenes=25)).kept.scenes) == 25
