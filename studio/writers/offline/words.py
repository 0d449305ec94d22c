"""Whether a text says one of some words, in any script."""

import re
from functools import lru_cache

HAN_AND_KANA = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def says(words: str, text: str) -> bool:
    """`words` as a pattern of alternatives: whole words, also in the plural; in scripts without blanks anywhere."""
    whole, anywhere = _patterns(words)
    return bool(whole.search(text) or (anywhere and anywhere.search(text)))


@lru_cache(maxsize=128)
def _patterns(words: str) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    letters = "".join(HAN_AND_KANA.findall(words))
    whole = re.compile(rf"(?<!\w)(?:{words})s?(?!\w)", re.IGNORECASE)
    return whole, re.compile(f"[{letters}]") if letters else None
