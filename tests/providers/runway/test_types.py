"""Every word that Runway is sent, against the types of its own SDK: which fields a model has, which must come, what they may be."""

import ast
import inspect
import re
from collections.abc import Iterator
from itertools import product
from typing import Any, Required, get_args, get_origin, get_type_hints

import pytest
from pydantic import TypeAdapter, ValidationError
from runwayml.types import (
    image_to_video_create_params,
    text_to_image_create_params,
    text_to_video_create_params,
    video_to_video_create_params,
    video_upscale_create_params,
)

from studio.brief import Brief, FoundMaterial, Keyframe, Reference, Source
from studio.providers import catalogue
from studio.providers.catalogue import Model
from studio.providers.runway.words import WAYS, as_runway, way_of

PICTURE, CLIP = "https://example.org/boat.png", "https://example.org/boat.mp4"
MODULES: dict[str, Any] = {
    "text_to_video": text_to_video_create_params,
    "image_to_video": image_to_video_create_params,
    "video_to_video": video_to_video_create_params,
    "video_upscale": video_upscale_create_params,
    "text_to_image": text_to_image_create_params,
}
NOT_OURS = {"enhance_frame_rate"}  # it makes a clip smoother, which nobody can ask for yet


def named(module: Any) -> dict[str, Any]:
    """The SDK's types for one way, by the model that each is for."""
    types = [kind for kind in vars(module).values() if "model" in getattr(kind, "__annotations__", ())]
    return {model: kind for kind in types for model in get_args(get_type_hints(kind)["model"])}


def required(kind: Any) -> set[str]:
    """The types are written as strings, so that Python itself does not know it."""
    return {name for name, hint in get_type_hints(kind, include_extras=True).items() if get_origin(hint) is Required}


TYPES = {way: named(module) for way, module in MODULES.items()}
OURS = [one for one in catalogue.models() if one.provider == "runway"]


def briefs_of(known: Model) -> Iterator[Brief]:
    """All that a person can choose of it: each size with each length, once from words and once with each kind of picture."""
    first, last = Keyframe(url=PICTURE), Keyframe(url=PICTURE)
    pictures: list[dict[str, Any]] = [
        {},
        {"first_frame": first},
        {"first_frame": first, "last_frame": last},
        {"references": tuple(Reference(url=PICTURE, role=role) for role in known.roles)},
    ]
    sizes = product(known.resolutions or ("",), known.ratios or ("",), known.durations_s)
    for (resolution, ratio, duration_s), more in product(sizes, pictures):
        yield Brief(
            operation=known.operation,
            model=known.id,
            prompt="A boat" if known.takes_prompt else "",
            negative_prompt="rain" if known.negative_prompt else "",
            resolution=resolution,
            ratio=ratio,
            duration_s=duration_s,
            seed=7 if known.seed else None,
            sound=known.sound == catalogue.ClipSound.CHOICE,
            source=Source(url=CLIP) if known.works_on_a_clip else None,
            **more,
        )


def wrong_words(brief: Brief) -> list[str]:
    words, way = as_runway(brief), way_of(brief)
    kind = TYPES[way].get(brief.model_name)
    if kind is None:
        return [f"{way} has no {brief.model_name}"]
    hints = get_type_hints(kind)
    missing = [f"{way} {brief.model_name}: no {name}" for name in required(kind) - words.keys()]
    strange = [f"{way} {brief.model_name}: {name}={words[name]}" for name in words if not fits(words, name, hints)]
    return missing + strange


def fits(words: dict[str, Any], name: str, hints: dict[str, Any]) -> bool:
    if name not in hints:
        return False
    try:
        found = TypeAdapter[Any](hints[name]).validate_python(words[name], strict=True)
        list(found if hasattr(found, "__next__") else ())  # what is listed is only looked at when it is read
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("known", OURS, ids=lambda known: f"{known.name}-{known.operation}")
def test_what_the_rules_allow_is_what_the_types_of_the_sdk_take(known: Model):
    allowed = [brief for brief in briefs_of(known) if not list(catalogue.reasons_against(brief))]
    assert allowed
    assert sorted({wrong for brief in allowed for wrong in wrong_words(brief)}) == []


def test_every_model_that_makes_or_changes_a_clip_is_there():
    listed = {model for way, models in TYPES.items() if way != "text_to_image" for model in models}
    assert listed - NOT_OURS == {one.name for one in OURS if one.makes == "clip"}


def explained(way: str) -> Iterator[tuple[str, str, str]]:
    """What the SDK says of each field: the model, the field, the sentences below it."""
    types = {kind.__name__: model for model, kind in TYPES[way].items()}
    parts = ast.parse(inspect.getsource(MODULES[way])).body
    for part in (part for part in parts if isinstance(part, ast.ClassDef) and part.name in types):
        for line, below in zip(part.body, part.body[1:], strict=False):
            if isinstance(line, ast.AnnAssign) and isinstance(below, ast.Expr):
                said = ast.literal_eval(below.value)
                yield types[part.name], ast.unparse(line.target), " ".join(said.split())


def limits(*fields: str) -> Iterator[tuple[str, str, int]]:
    """Of each way and model: how many it takes at most, where that is said."""
    for way in TYPES:
        for model, name, said in explained(way):
            found = re.search(r"(?:up to|Up to|one to) ([\d,]+|three)", said) if name in fields else None
            if found:
                yield way, model, 3 if found[1] == "three" else int(found[1].replace(",", ""))


def entries_for(way: str, model: str) -> list[Model]:
    ways = {"image_to_video": "text_to_video"}
    return [one for one in OURS if one.name == model and WAYS[one.operation] == ways.get(way, way)]


def test_a_prompt_may_be_as_long_as_the_sdk_says():
    said = {(one.id, most) for way, model, most in limits("prompt_text") for one in entries_for(way, model)}
    assert {model for model, _ in said} >= {"runway:gen4.5", "runway:seedance2_5", "runway:gpt_image_2"}
    assert said == {(one.id, one.prompt_chars[1]) for one in OURS if one.id in dict(said)}


def test_there_may_be_as_many_references_as_the_sdk_says():
    said = [
        (one, most) for way, model, most in limits("references", "reference_images") for one in entries_for(way, model)
    ]
    taken = [(one, most) for one, most in said if one.references]
    assert len(taken) > 15
    assert [(one.id, one.operation, most) for one, most in taken if one.references != most] == []


def test_what_was_brought_to_runway_goes_by_its_address_there():
    source = FoundMaterial(url="runway://there")
    known = catalogue.model("runway:aleph2", catalogue.usual_operation("runway:aleph2"))
    brief = Brief(operation=known.operation, model=known.id, prompt="At night").model_copy(update={"source": source})
    assert as_runway(brief)["video_uri"] == "runway://there"
