"""What has changed in a text, word by word: what went is struck out in red, what came stands behind it in green."""

from difflib import SequenceMatcher

from studio.ui.words import literal

AROUND = 6  # words that stay, shown on each side of a change
LEFT_OUT = "…"


def in_words(old: str, new: str) -> str:
    """As Markdown. Of long stretches that stay only the ends are shown."""
    before, after = old.split(), new.split()
    pieces: list[str] = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(literal(_ends(before[start:end], start == 0, end == len(before))))
            continue
        gone, come = " ".join(before[start:end]), " ".join(after[new_start:new_end])
        pieces += [f":red[~~{literal(gone)}~~]"] if gone else []
        pieces += [f":green[{literal(come)}]"] if come else []
    return " ".join(pieces)


def _ends(words: list[str], is_first: bool, is_last: bool) -> str:
    """The ends that lie beside a change."""
    left, right = (0 if is_first else AROUND), (0 if is_last else AROUND)
    if len(words) <= left + right:
        return " ".join(words)
    return " ".join([*words[:left], LEFT_OUT, *words[len(words) - right :]])
