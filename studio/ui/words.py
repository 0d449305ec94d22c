"""What people wrote and what we measured, as words on the screen."""

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import count

from studio.tables import AssetKind, now
from studio.words import counted as counted
from studio.words import first_words

JOINER = "\u2060"  # invisible; it keeps apart what would become an icon, an emoji, an arrow or a link
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
DRAWN = re.compile(r":(?=[\w+/-])|[<>~-](?=[-=>])|www(?=\.)|@", re.IGNORECASE)
# what the library shows
KINDS = {
    AssetKind.CLIP: "Clips",
    AssetKind.PICTURE: "Pictures",
    AssetKind.FILM: "Films",
    AssetKind.SOUND: "Sounds",
}
STEPS = ((60, "s"), (60, "min"), (24, "h"))


def literal(text: str) -> str:
    """Somebody's text so that Markdown shows it letter by letter: no bold, link, picture, formula, icon or arrow."""
    kept_apart = DRAWN.sub(rf"\g<0>{JOINER}", " ".join(text.split()))
    return PUNCTUATION.sub(r"\\\1", kept_apart)


def ago(moment: datetime, at: datetime | None = None) -> str:
    """`just now`, `2 min ago`, `3 h ago`, `5 days ago`, then the date."""
    seconds = ((at or now()) - moment).total_seconds()
    if seconds < 10:
        return "just now"
    if seconds < 2 * 24 * 3600:
        return f"{span(seconds)} ago"
    days = int(seconds // (24 * 3600))
    return f"{days} days ago" if days < 14 else f"{moment:%d %b %Y}"


def span(seconds: float) -> str:
    """In the largest unit that fits: `40 s`, `2 min`, `3 h`."""
    for most, unit in STEPS:
        if seconds < most or unit == "h":
            return f"{max(1, round(seconds))} {unit}"
        seconds /= most
    return ""


def duration(seconds: float) -> str:
    """How long something took, as exactly as one reads it: `0.42 s`, `8.1 s`, `95 s`, `4 min 10 s`, `2 h 5 min`."""
    if seconds < 100:
        return f"{seconds:.2f} s" if seconds < 1 else f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def running_time(seconds: float) -> str:
    """As films are told: `0:32`, `1:04:00`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def told_apart(names: Mapping[str, str], most: int = 70) -> dict[str, str]:
    """Labels by id. Of one name the second gets a number: a browser tells the choices of a list apart by their words alone."""
    labels: dict[str, str] = {}
    taken: set[str] = set()
    for id_, name in names.items():
        label = first_words(name, most)
        alike = (label if number == 1 else f"{label} ({number})" for number in count(1))
        labels[id_] = next(one for one in alike if one not in taken)
        taken.add(labels[id_])
    return labels


def file_size(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:,.1f} MB" if size_bytes >= 100_000 else f"{max(1, size_bytes // 1000)} kB"


def in_stars(rating: int | None) -> str:
    """`★★★`; nothing for what nobody rated."""
    return "★" * (rating or 0)
