"""Words that several parts share: what people wrote, cut to what fits on a line; and how many of something."""


def first_words(text: str, most: int = 90) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def counted(count: int, what: str) -> str:
    """`1 scene`, `2,000 scenes`."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"
