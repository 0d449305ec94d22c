"""What works on clips at Runway."""

from typing import Any

from studio.brief import Operation
from studio.providers.catalogue.entry import ClipSound, Model
from studio.providers.catalogue.runway.making import entry, references

CLIP_OR_ADDRESS = ("address", "file")
PROMPT_VIDEO = {"source": "prompt_video"}
LENGTH_IS_ITS_OWN = "How long the result is the model decides."


def _work(name: str, label: str, about: str, operation: Operation, **fields: Any) -> Model:
    """As long and as large as the clip, unless the fields say otherwise."""
    known: dict[str, Any] = {"sources": CLIP_OR_ADDRESS, "wire": {"size": ""}}
    if "wire" in fields:
        fields["wire"] = {"size": "", **fields["wire"]}
    return entry(name, label, about, operation=operation, **known | fields)


def _modify(name: str, label: str, **fields: Any) -> Model:
    return _work(name, label, "Changes what a clip shows, by words and references.", Operation.MODIFY, **fields)


def _extend(name: str, label: str, **fields: Any) -> Model:
    fields["unverified"] = (*fields.get("unverified", ()), LENGTH_IS_ITS_OWN)
    return _work(name, label, "Goes on where a clip ends.", Operation.EXTEND, **fields)


def _seedance(name: str, label: str, *, most: int = 9, longest: int = 3500, mode: str = "") -> dict[str, Any]:
    wire = {**PROMPT_VIDEO, **({"mode": mode} if mode else {})}
    features = {"prompt_chars": (1, longest), "seed": True, "sound": ClipSound.CHOICE, "wire": wire}
    return {"name": name, "label": label, **features, **references(most)}


WORK = (
    _work(
        "aleph2",
        "Aleph 2",
        "Runway: changes what you name in a clip and keeps the rest.",
        Operation.MODIFY,
        seed=True,
    ),
    _work(
        "aleph2",
        "Aleph 2",
        "Runway: gives a clip another shape, and paints what is missing.",
        Operation.REFRAME,
        ratios=("16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "3:2", "2:3"),
        needs_prompt=False,
        seed=True,
        wire={"size": "target"},
    ),
    _modify(**_seedance("seedance2_5", "Seedance 2.5", most=30, longest=15_000, mode="edit")),
    _modify(**_seedance("seedance2", "Seedance 2")),
    _modify(**_seedance("seedance2_fast", "Seedance 2 Fast")),
    _modify(**_seedance("seedance2_mini", "Seedance 2 Mini")),
    _modify("gemini_omni_flash_1.1", "Gemini Omni Flash 1.1", wire={"mode": "edit"}, **references(None)),
    _modify("gemini_omni_flash", "Gemini Omni Flash", **references(None)),
    _modify("kling_4", "Kling 4", resolutions=("720p", "1080p"), wire={"size": "auto"}, **references(10)),
    _modify("klingO3_4k", "Kling O3 4K", wire=PROMPT_VIDEO, **references(4)),
    _modify("klingO3_pro", "Kling O3 Pro", wire=PROMPT_VIDEO, **references(4)),
    _modify("klingO3_standard", "Kling O3 Standard", wire=PROMPT_VIDEO, **references(4)),
    _modify(
        "hailuo3",
        "Hailuo 3",
        resolutions=("768p", "2k"),
        wire={"size": "adaptive resolution", **PROMPT_VIDEO},
        **references(9),
    ),
    _extend(**_seedance("seedance2_5", "Seedance 2.5", most=30, longest=15_000, mode="extend"), needs_prompt=False),
    _extend("gemini_omni_flash_1.1", "Gemini Omni Flash 1.1", wire={"mode": "extend"}, **references(None)),
    _work(
        "magnific_video_upscaler_creative",
        "Magnific Creative",
        "More pixels, and details that were not there.",
        Operation.UPSCALE,
        resolutions=("720p", "1k", "2k", "4k"),
        takes_prompt=False,
        needs_prompt=False,
        wire={"size": "resolution"},
    ),
)
