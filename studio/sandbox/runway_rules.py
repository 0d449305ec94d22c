"""What Runway accepts, in its own words for no, and what it takes for it."""

from dataclasses import dataclass
from typing import Any

from studio.sandbox.clips import Shape

LONGEST_PROMPT = 1000  # UTF-16 code units
LONGEST_DATA_URI = 5_000_000
LONGEST_ADDRESS = 2048
HIGHEST_SEED = 2**32 - 1
WIDE_AND_TALL = ("1280:720", "720:1280")
GEN_4_PICTURE = (*WIDE_AND_TALL, "1104:832", "960:960", "832:1104", "1584:672")
VEO = (*WIDE_AND_TALL, "1080:1920", "1920:1080")


@dataclass(frozen=True)
class Rules:
    """One model. An empty tuple of ratios: it has no such way. Credits are cents, per second: silent, and with sound."""

    text_ratios: tuple[str, ...]
    picture_ratios: tuple[str, ...]
    durations: tuple[int, ...]
    credits: tuple[int, int]
    last_frame: bool = False
    needs_prompt: bool = False
    needs_duration: bool = False


TWO_TO_TEN = tuple(range(2, 11))
MODELS = {
    "gen4.5": Rules(WIDE_AND_TALL, GEN_4_PICTURE, TWO_TO_TEN, (12, 12), needs_prompt=True, needs_duration=True),
    "gen4_turbo": Rules((), GEN_4_PICTURE, TWO_TO_TEN, (5, 5)),
    "veo3.1": Rules(VEO, VEO, (4, 6, 8), (20, 40), last_frame=True),
    "veo3.1_fast": Rules(VEO, VEO, (4, 6, 8), (10, 15), last_frame=True),
}


class Wrong(Exception):
    """It cannot be made as asked: the field, and what is wrong with it."""

    def __init__(self, field: str, sentence: str):
        super().__init__(sentence)
        self.field, self.sentence = field, sentence


def check(asked: Any, has_picture: bool) -> None:
    """`has_picture`: it came to image_to_video. Fields that are not known pass."""
    if not isinstance(asked, dict):
        raise Wrong("body", "Expected an object")
    rules = MODELS.get(asked.get("model", ""))
    ratios = rules and (rules.picture_ratios if has_picture else rules.text_ratios)
    if rules is None or not ratios:
        raise Wrong("model", "This model is not available on this endpoint")
    if asked.get("ratio") not in ratios:
        raise Wrong("ratio", f"Invalid option: expected one of {' '.join(ratios)}")
    duration = asked.get("duration")
    if (duration is None and rules.needs_duration) or (duration is not None and duration not in rules.durations):
        raise Wrong("duration", f"Invalid duration: expected one of {' '.join(map(str, rules.durations))}")
    check_prompt(asked.get("promptText"), is_needed=rules.needs_prompt or not has_picture)
    check_extras(asked)
    if has_picture:
        check_pictures(asked.get("promptImage"), rules)


def check_prompt(prompt: Any, is_needed: bool) -> None:
    if prompt is None and not is_needed:
        return
    if not isinstance(prompt, str) or not prompt:
        raise Wrong("promptText", "Expected a non-empty string")
    if len(prompt.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_PROMPT:
        raise Wrong("promptText", f"Too big: expected at most {LONGEST_PROMPT} UTF-16 code units")


def check_extras(asked: dict[str, Any]) -> None:
    """A null is no answer: what is not wanted is left out."""
    if "seed" in asked and not (type(asked["seed"]) is int and 0 <= asked["seed"] <= HIGHEST_SEED):
        raise Wrong("seed", f"Expected a whole number from 0 to {HIGHEST_SEED}")
    if "audio" in asked and not isinstance(asked["audio"], bool):
        raise Wrong("audio", "Expected a boolean")


def check_pictures(pictures: Any, rules: Rules) -> None:
    """One address, or a list with a place for each."""
    listed = [{"uri": pictures, "position": "first"}] if isinstance(pictures, str) else pictures
    places = ["first", "last"][: 1 + rules.last_frame]
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise Wrong("promptImage", "Expected an address or a list of pictures")
    if [one.get("position") for one in listed] not in (["first"], places):
        raise Wrong("promptImage", f"Expected pictures at {' and '.join(places)}; a first one is needed")
    for one in listed:
        check_uri(one.get("uri"))


def check_uri(uri: Any) -> None:
    match uri:
        case str() if uri.startswith("data:image/") and ";base64," in uri:
            if len(uri) > LONGEST_DATA_URI:
                raise Wrong("promptImage", "Data URI is larger than 5MB")
        case str() if uri.startswith(("https://", "runway://")) and len(uri) <= LONGEST_ADDRESS:
            return
        case _:
            raise Wrong("promptImage", "Expected a HTTPS URL, Runway upload URI, or base64 data URI")


def shape_of(asked: dict[str, Any]) -> Shape:
    width, height = (int(part) for part in asked["ratio"].split(":"))
    return Shape(width, height, duration_of(asked))


def duration_of(asked: dict[str, Any]) -> int:
    return asked.get("duration") or MODELS[asked["model"]].durations[-1]


def cost_cents(asked: dict[str, Any]) -> float:
    """A credit is a cent. Sound is on unless it is said to be off."""
    silent, loud = MODELS[asked["model"]].credits
    return float(duration_of(asked) * (loud if asked.get("audio", True) else silent))
