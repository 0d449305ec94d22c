"""A text becomes scenes, one for each paragraph, until a writer breaks it up better."""

import re

from studio.productions.editing import BadScene, halves
from studio.productions.outline import LONGEST_IDEA, LONGEST_PROMPT, MOST_SCENES, Chapter, Outline, Scene

EMPTY_LINE = re.compile(r"\n\s*\n")


def outline_of(title: str, text: str) -> Outline:
    """Raises BadScene with a sentence."""
    if len(text) > LONGEST_IDEA:
        raise BadScene(f"A text has at most {LONGEST_IDEA:,} characters: this one has {len(text):,}.")
    scenes = scenes_of(text)
    if len(scenes) > MOST_SCENES:
        raise BadScene(f"A movie has at most {MOST_SCENES} scenes: this text has {len(scenes):,} paragraphs.")
    return Outline(title=title.strip(), idea=text, chapters=(Chapter(scenes=scenes),))


def scenes_of(text: str) -> tuple[Scene, ...]:
    """The words of a paragraph are what is seen. One that is too long for a prompt makes several."""
    paragraphs = (" ".join(part.split()) for part in EMPTY_LINE.split(text.replace("\r\n", "\n")))
    return tuple(Scene(prompt=part) for whole in paragraphs if whole for part in _fitting(whole))


def _fitting(words: str) -> list[str]:
    if len(words) <= LONGEST_PROMPT:
        return [words]
    first, rest = halves(words)
    if not rest:  # one endless sentence
        first, rest = words[:LONGEST_PROMPT], words[LONGEST_PROMPT:]
    return [*_fitting(first), *_fitting(rest)]
