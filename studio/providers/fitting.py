"""The same brief for another model: what it can make stays, the rest gives way to what comes nearest."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from studio.brief import Brief, Material
from studio.providers import catalogue
from studio.providers.catalogue import ITS_OWN, ClipSound, Model

USUAL_SIZES = ("720p", "1K")  # of a clip, of a picture


@dataclass(frozen=True)
class Fitted:
    """`changes` are sentences for the person whose brief it is."""

    brief: Brief
    changes: tuple[str, ...]


def fit(brief: Brief, model_id: str) -> Fitted:
    """Raises NotFound for a model nobody knows. The prompt is never touched."""
    does_the_same = any(known.operation == brief.operation for known in catalogue.entries(model_id))
    operation = brief.operation if does_the_same else catalogue.usual_operation(model_id)
    known = catalogue.model(model_id, operation)
    steps = [*_sizes(brief, known), *_frames(brief, known), *_references(brief, known), *_source(brief, known)]
    steps += _extras(brief, known)
    values: dict[str, Any] = {name: value for name, value, _ in steps}
    fitted = brief.model_copy(update=values | {"model": model_id, "operation": operation})
    return Fitted(fitted, tuple(sentence for _, _, sentence in steps))


Change = tuple[str, Any, str]


def _sizes(brief: Brief, known: Model) -> Iterator[Change]:
    lengths = known.frames_at_s if known.frames_at_s and catalogue.has_frames(brief) else known.durations_s
    if known.references_at_s and known.references and brief.references:
        lengths = known.references_at_s
    if lengths == ITS_OWN:
        if brief.duration_s and not known.works_on_a_clip:
            yield "duration_s", 0, f"The length is {known.label}'s own."
    elif brief.duration_s not in lengths:
        nearest = min(lengths, key=lambda seconds: abs(seconds - brief.duration_s))
        yield "duration_s", nearest, f"{_in_seconds(brief.duration_s)} became {nearest:g} s{_why(brief, known)}."
    if known.resolutions and brief.resolution not in known.resolutions:
        usual = next((size for size in USUAL_SIZES if size in known.resolutions), known.resolutions[-1])
        yield "resolution", usual, f"{brief.resolution} became {usual}."
    if not catalogue.makes_shape(brief, known):
        usual = "16:9" if "16:9" in known.ratios else known.ratios[0]
        yield "ratio", usual, f"{brief.ratio} became {usual}."


def _in_seconds(duration_s: float) -> str:
    return f"{duration_s:g} s" if duration_s else "A length of its own"


def _why(brief: Brief, known: Model) -> str:
    if brief.duration_s not in known.durations_s:
        return ""
    return f": {known.label} takes references only so" if brief.references else f": {catalogue.frames_at(known)}"


def _frames(brief: Brief, known: Model) -> Iterator[Change]:
    if brief.first_frame and not (known.first_frame and _reaches(brief.first_frame, known)):
        yield "first_frame", None, f"The first frame is gone: {_way_in(known, known.first_frame)}."
    if brief.last_frame and not (known.last_frame and _reaches(brief.last_frame, known)):
        yield "last_frame", None, f"The last frame is gone: {_way_in(known, known.last_frame)}."
    elif brief.last_frame and known.last_frame_needs_first and not _keeps_start(brief, known):
        yield "last_frame", None, f"The last frame is gone: {known.label} takes one only with a first frame."
    elif brief.last_frame and not known.continues_with_other_frame and catalogue.goes_on_beside_a_picture(brief):
        yield "last_frame", None, f"The last frame is gone: {known.label} goes on from a clip without another frame."
    other_provider = known.provider != brief.provider and not _takes_stills(known)
    if brief.continues_id and (not known.continues or other_provider):
        yield "continues_id", None, f"It no longer continues a clip: {known.label} goes on from clips of its own only."


def _takes_stills(known: Model) -> bool:
    return "last frame" in known.continues


def _reaches(picture: Material, known: Model) -> bool:
    """Whether a picture of this kind can be given to the model at all. Whether the world reaches us is seen when it is queued."""
    if picture.generation_id is not None:
        return True
    return "address" in known.pictures if picture.url else bool({"file", "own"} & set(known.pictures))


def _keeps_start(brief: Brief, known: Model) -> bool:
    """Whether something to start on is left: a first frame, or a clip that it continues."""
    return bool(brief.continues_id or (brief.first_frame and _reaches(brief.first_frame, known)))


def _way_in(known: Model, takes_it: bool) -> str:
    if not takes_it:
        return f"{known.label} takes none"
    return f"{known.label} takes pictures {'by address' if 'address' in known.pictures else 'from the library'} only"


def _references(brief: Brief, known: Model) -> Iterator[Change]:
    if not brief.references:
        return
    kept = tuple(
        one for one in brief.references if known.references and one.role in known.roles and _reaches(one, known)
    )[: known.references]
    if kept != brief.references:
        how_many = (
            "The references are gone" if not kept else f"{len(kept)} of {len(brief.references)} references are left"
        )
        yield (
            "references",
            kept,
            f"{how_many}: {known.label} takes {f'at most {known.references}' if kept else 'none of them'}.",
        )


def _source(brief: Brief, known: Model) -> Iterator[Change]:
    if brief.source and not known.works_on_a_clip:
        yield "source", None, f"{known.label} does not work on clips: it makes new ones."
    if known.strengths and brief.strength not in known.strengths:
        middle = known.strengths[len(known.strengths) // 2]
        yield "strength", middle, f"The strength is {middle.replace('_', ' ')}."
    elif brief.strength and not known.strengths:
        yield "strength", "", f"The strength is gone: {known.label} takes none."


def _is_too_much_for_hdr(brief: Brief, known: Model) -> bool:
    return catalogue.has_frames(brief) and not known.hdr_beside_frames


def _extras(brief: Brief, known: Model) -> Iterator[Change]:
    if brief.loop and not known.loop:
        yield "loop", False, f"{known.label} cannot loop."
    if brief.camera_moves and known.provider != brief.provider:
        yield "camera_moves", (), "The camera moves are gone: every provider has its own."
    if brief.seed is not None and not known.seed:
        yield "seed", None, f"The seed is gone: {known.label} takes none."
    if brief.negative_prompt and not known.negative_prompt:
        yield "negative_prompt", "", f"The negative prompt is gone: {known.label} takes none."
    if brief.sound and known.sound == ClipSound.NEVER:
        yield "sound", False, f"{known.label} makes no sound."
    if brief.hdr and not known.hdr_at:
        yield "hdr", False, f"{known.label} makes no high dynamic range."
    elif brief.hdr and ((brief.resolution, brief.duration_s) not in known.hdr_at or _is_too_much_for_hdr(brief, known)):
        yield "hdr", False, f"The high dynamic range is gone: {known.label} makes none of this."
