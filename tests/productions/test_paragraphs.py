"""A pasted text becomes a scene for each of its paragraphs."""

import pytest

from studio.productions import paragraphs
from studio.productions.editing import BadScene
from studio.productions.outline import LONGEST_IDEA, LONGEST_PROMPT, MOST_SCENES

STORY = "A boat leaves\nthe harbour.\n\n  It meets a storm. \r\n\r\n\n\nIt comes home."


def prompts(text: str) -> list[str]:
    return [scene.prompt for scene in paragraphs.scenes_of(text)]


def test_each_paragraph_is_a_scene():
    assert prompts(STORY) == ["A boat leaves the harbour.", "It meets a storm.", "It comes home."]


def test_no_text_is_no_scene():
    assert prompts(" \n\n ") == []


def test_the_text_is_kept_with_the_movie():
    outline = paragraphs.outline_of(" The boat ", STORY)
    assert (outline.title, outline.idea, len(list(outline.scenes()))) == ("The boat", STORY, 3)


@pytest.mark.parametrize("text", ["A boat sails on. " * 700, "x" * (2 * LONGEST_PROMPT + 1)])
def test_a_long_paragraph_makes_several_scenes_and_loses_no_word(text: str):
    made = prompts(text)
    assert len(made) > 2 and max(map(len, made)) <= LONGEST_PROMPT
    assert "".join(made).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [("x\n\n" * (MOST_SCENES + 1), "has 201 paragraphs"), ("x" * (LONGEST_IDEA + 1), "at most 200,000 characters")],
)
def test_too_much_is_a_sentence(text: str, said: str):
    with pytest.raises(BadScene, match=said):
        paragraphs.outline_of("", text)
