"""What Runway accepts, in its own words for no. What each model takes stands in `models.py`."""

from collections.abc import Callable, Mapping
from typing import Any

from studio.sandbox.runway.models import LONGEST_PROMPT, MOST_REFERENCES, Takes, takes

LONGEST_DATA_URI = 5_000_000
LONGEST_ADDRESS = 2048
HIGHEST_SEED = 2**32 - 1
LONGEST_S = 60
UNSAID_REFERENCES = 30  # for whom Runway says no number
CLIPS, PICTURES = ("videoUri", "promptVideo"), ("references", "referenceImages")


class Wrong(Exception):
    """It cannot be made as asked: the field, and what is wrong with it."""

    def __init__(self, field: str, sentence: str):
        super().__init__(sentence)
        self.field, self.sentence = field, sentence


def check(asked: Any, way: str) -> None:
    """`way`: the end of the path that it came to."""
    if not isinstance(asked, dict):
        raise Wrong("body", "Expected an object")
    known = takes(way, asked.get("model"))
    if known is None:
        raise Wrong("model", "This model is not available on this endpoint")
    for name in sorted(known.needed):
        if asked.get(name) is None:
            raise Wrong(name, "Required")
    for name, value in asked.items():
        if name != "model":
            _check_field(name, value, known, asked["model"])


def _check_field(name: str, value: Any, known: Takes, model: str) -> None:
    """A null is no answer: what is not wanted is left out."""
    if name not in known.choices:
        raise Wrong(name, f"Unrecognized key: {name}")
    if name == "promptImage":
        check_pictures(value, known.choices[name] or ("first",))
    elif choices := known.choices[name]:
        if isinstance(value, bool) or str(value) not in choices:
            raise Wrong(name, f"Invalid option: expected one of {' '.join(choices)}")
    elif name == "promptText":
        check_prompt(value, LONGEST_PROMPT.get(model))
    elif name in PICTURES:
        check_references(name, value, MOST_REFERENCES.get(model, UNSAID_REFERENCES))
    elif name in CLIPS:
        check_uri(name, value, "video")
    elif not VALUES[name](value):
        raise Wrong(name, f"Invalid value for {name}")


VALUES: Mapping[str, Callable[[Any], bool]] = {
    "seed": lambda value: type(value) is int and 0 <= value <= HIGHEST_SEED,
    "audio": lambda value: isinstance(value, bool),
    "duration": lambda value: value == "auto" or (type(value) is int and 1 <= value <= LONGEST_S),
    "negativePrompt": lambda value: isinstance(value, str) and bool(value),
    "ratio": lambda value: isinstance(value, str),
}


def check_prompt(prompt: Any, longest: int | None) -> None:
    if not isinstance(prompt, str) or not prompt:
        raise Wrong("promptText", "Expected a non-empty string")
    if longest and len(prompt.encode("utf-16-le", "surrogatepass")) // 2 > longest:
        raise Wrong("promptText", f"Too big: expected at most {longest} UTF-16 code units")


def check_pictures(pictures: Any, allowed: tuple[str, ...]) -> None:
    """One address, or a list with a place for each."""
    listed = [{"uri": pictures, "position": "first"}] if isinstance(pictures, str) else pictures
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise Wrong("promptImage", "Expected an address or a list of pictures")
    if [one.get("position") for one in listed] not in (["first"], list(allowed)):
        raise Wrong("promptImage", f"Expected pictures at {' and '.join(allowed)}; a first one is needed")
    for one in listed:
        check_uri("promptImage", one.get("uri"), "image")


def check_references(name: str, references: Any, most: int) -> None:
    """Of a picture they have tags, no two alike."""
    if not isinstance(references, list) or not 1 <= len(references) <= most:
        raise Wrong(name, f"Expected 1 to {most} pictures")
    for one in references:
        check_uri(name, one.get("uri") if isinstance(one, dict) else None, "image")
    tags = [one["tag"] for one in references if "tag" in one]
    if len(set(tags)) < len(tags) or not all(is_tag(tag) for tag in tags):
        raise Wrong(name, "A tag has 3-16 letters, digits and underscores, begins with a letter, and is there once")


def is_tag(tag: Any) -> bool:
    return isinstance(tag, str) and 3 <= len(tag) <= 16 and tag.isidentifier() and tag.isascii() and tag[0].isalpha()


def check_uri(field: str, uri: Any, kind: str) -> None:
    match uri:
        case str() if uri.startswith(f"data:{kind}/") and ";base64," in uri:
            if len(uri) > LONGEST_DATA_URI:
                raise Wrong(field, "Data URI is larger than 5MB")
        case str() if uri.startswith(("https://", "runway://")) and len(uri) <= LONGEST_ADDRESS:
            return
        case _:
            raise Wrong(field, "Expected a HTTPS URL, Runway upload URI, or base64 data URI")


def addresses_in(asked: dict[str, Any]) -> list[tuple[str, str]]:
    """Every field that names something, with what it names."""
    listed = asked.get("promptImage")
    found = (
        [("promptImage", listed)] if isinstance(listed, str) else [("promptImage", one["uri"]) for one in listed or ()]
    )
    found += [(name, one["uri"]) for name in PICTURES for one in asked.get(name) or ()]
    return found + [(name, asked[name]) for name in CLIPS if name in asked]
