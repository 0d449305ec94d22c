"""How long words take: read aloud as narration, or shown as action. Scripts without spaces are counted by their letters."""

import re

WORDS_PER_S = 2.5  # of a calm narrator
BREATH_S = 0.6  # after each scene
SHOWN_WORDS_PER_S = 5.0  # what a sentence of action shows is seen faster than it is read
LEAST_SHOWN_S = 2.5
NO_SPACES = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f"  # Kana, Han, Thai
LETTERS_PER_WORD = 2  # of those
_LETTER = re.compile(f"[{NO_SPACES}]")
_WORD = re.compile(rf"[^\W{NO_SPACES}]+")


def words_in(text: str) -> float:
    return len(_WORD.findall(text)) + len(_LETTER.findall(text)) / LETTERS_PER_WORD


def said_s(text: str) -> float:
    return words_in(text) / WORDS_PER_S + BREATH_S if text.strip() else 0.0


def shown_s(text: str) -> float:
    return max(LEAST_SHOWN_S, words_in(text) / SHOWN_WORDS_PER_S)
