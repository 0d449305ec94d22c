"""What Luma Dream Machine accepts of pictures and of work on clips, in its own words for no, and what it takes for it."""

from collections.abc import Iterator
from dataclasses import replace
from math import sqrt
from typing import Any

from studio.sandbox.clips import Shape
from studio.sandbox.luma import rules
from studio.sandbox.luma.rules import AREAS, RATIOS, Wrong, check_choices, check_prompt, even, is_address, wrong_field

MODES = tuple(f"{name}_{number}" for name in ("adhere", "flex", "reimagine") for number in (1, 2, 3))
RAYS, PHOTONS = ("ray-2", "ray-flash-2"), ("photon-1", "photon-flash-1")
VIDEO, IMAGE, MODIFY, REFRAME, UPSCALE, AUDIO = (
    "video", "image", "modify_video", "reframe_video", "upscale_video", "add_audio",
)  # fmt: skip
KINDS = {"modify": MODIFY, "reframe": REFRAME, "image": IMAGE, "upscale": UPSCALE, "audio": AUDIO}  # by the path's end
NEEDED = {MODIFY: ("model", "mode", "media"), REFRAME: ("model", "aspect_ratio", "media"), IMAGE: ("model", "prompt")}
CHOICES: dict[str, dict[str, tuple[str, ...]]] = {
    MODIFY: {"model": RAYS, "mode": MODES},
    REFRAME: {"model": RAYS, "aspect_ratio": RATIOS},
    IMAGE: {"model": PHOTONS, "aspect_ratio": RATIOS, "format": ("jpg", "png")},
    UPSCALE: {"resolution": tuple(AREAS)},
    AUDIO: {},
}
MOST_REFERENCES = 4
LONGEST_S = {MODIFY: 10, REFRAME: 30}
A_CLIP = Shape(1280, 720, 5)  # what stands at an address of the world, as far as we know
PICTURE_AREA = 1920 * 1080
CENTS_PER_MEGAPIXEL = {"ray-2": 1.582, "ray-flash-2": 0.55, "photon-1": 0.73, "photon-flash-1": 0.19}
OUR_GUESS_CENTS = {UPSCALE: 20.0, AUDIO: 10.0}  # Luma names no price


def kind_of(path: str) -> str:
    return KINDS.get(path.rpartition("/")[2], VIDEO)


def check(kind: str, asked: Any) -> None:
    """Fields that Luma does not know pass, as they do there."""
    if kind == VIDEO:
        rules.check(asked)
        return
    if not isinstance(asked, dict):
        raise wrong_field("body", "Input should be a valid dictionary")
    for field in NEEDED.get(kind, ()):
        if asked.get(field) is None:
            raise wrong_field(field, "Field required")
    check_choices(asked, CHOICES[kind] | {"generation_type": (kind,)})
    if asked.get("prompt"):
        check_prompt(asked["prompt"], has_image=False)
    if any(not is_address(address) for address in [*clips_in(asked), *pictures_in(asked)]):
        raise Wrong("Invalid media: a public url is needed")
    for field in ("image_ref", "style_ref"):
        if len(asked.get(field) or ()) > MOST_REFERENCES:
            raise Wrong(f"Too many references in {field}, at most {MOST_REFERENCES}")


def clips_in(asked: dict[str, Any]) -> Iterator[Any]:
    if asked.get("media") is not None:
        yield _url_of(asked["media"])


def pictures_in(asked: dict[str, Any]) -> Iterator[Any]:
    """The addresses of all pictures in a request of whatever kind."""
    keyframes = [frame for frame in rules.keyframes_of(asked) if frame and frame.get("type") == "image"]
    for reference in (*keyframes, *(asked.get("image_ref") or ()), *(asked.get("style_ref") or ())):
        yield _url_of(reference)
    if asked.get("first_frame") is not None:
        yield _url_of(asked["first_frame"])
    for identity in (asked.get("character_ref") or {}).values():
        yield from identity.get("images") or ()


def _url_of(given: Any) -> Any:
    return given.get("url") if isinstance(given, dict) else None


def shape_of(kind: str, asked: dict[str, Any], source: Shape | None) -> Shape:
    """What comes of it. `source`: the clip that is worked on, None for one out in the world."""
    clip = source or A_CLIP
    if kind == VIDEO:
        return rules.shape_of(asked)
    if kind == IMAGE:
        return rules.shaped(PICTURE_AREA, asked.get("aspect_ratio") or "16:9", 1)
    if kind == REFRAME:
        return rules.shaped(clip.width * clip.height, asked["aspect_ratio"], clip.duration_s)
    if kind == UPSCALE:
        return _scaled(clip, AREAS[asked.get("resolution") or "1080p"])
    return replace(clip, has_sound=kind == AUDIO)


def _scaled(clip: Shape, area: float) -> Shape:
    by = sqrt(area / (clip.width * clip.height))
    return replace(clip, width=even(clip.width * by), height=even(clip.height * by))


def cost_cents(kind: str, asked: dict[str, Any], source: Shape | None) -> float:
    """Of reframing and the faster model it is our guess."""
    if kind == VIDEO:
        return rules.cost_cents(asked)
    if kind in OUR_GUESS_CENTS:
        return OUR_GUESS_CENTS[kind]
    shape = shape_of(kind, asked, source)
    frames = 1 if kind == IMAGE else 24 * shape.duration_s
    return round(shape.width * shape.height * frames / 1e6 * CENTS_PER_MEGAPIXEL[asked["model"]], 2)
