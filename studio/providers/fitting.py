"""The same brief for another model: what it can make stays, the rest gives way to what comes nearest."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from studio.brief import Brief, Keyframe
from studio.providers import catalogue
from studio.providers.catalogue import Model


@dataclass(frozen=True)
class Fitted:
    """`changes` are sentences for the person whose brief it is."""

    brief: Brief
    changes: tuple[str, ...]


def fit(brief: Brief, model_id: str) -> Fitted:
    """Raises NotFound for a model nobody knows. The prompt is never touched."""
    known = catalogue.model(model_id)
    steps = [*_sizes(brief, known), *_frames(brief, known), *_extras(brief, known)]
    values: dict[str, Any] = {name: value for name, value, _ in steps}
    fitted = brief.model_copy(update=values | {"model": model_id})
    return Fitted(fitted, tuple(sentence for _, _, sentence in steps))


Change = tuple[str, Any, str]


def _sizes(brief: Brief, known: Model) -> Iterator[Change]:
    lengths = known.frames_at_s if known.frames_at_s and catalogue.has_frames(brief) else known.durations_s
    if brief.duration_s not in lengths:
        nearest = min(lengths, key=lambda seconds: abs(seconds - brief.duration_s))
        why = f": {catalogue.frames_at(known)}" if brief.duration_s in known.durations_s else ""
        yield "duration_s", nearest, f"{brief.duration_s:g} s became {nearest:g} s{why}."
    if brief.resolution not in known.resolutions:
        usual = "720p" if "720p" in known.resolutions else known.resolutions[-1]
        yield "resolution", usual, f"{brief.resolution} became {usual}."
    if not catalogue.makes_shape(brief, known):
        usual = "16:9" if "16:9" in known.ratios else known.ratios[0]
        yield "ratio", usual, f"{brief.ratio} became {usual}."


def _frames(brief: Brief, known: Model) -> Iterator[Change]:
    if brief.first_frame and not (known.first_frame and _reaches(brief.first_frame, known)):
        yield "first_frame", None, f"The first frame is gone: {_way_in(known)}."
    if brief.last_frame and not (known.last_frame and _reaches(brief.last_frame, known)):
        yield "last_frame", None, f"The last frame is gone: {_way_in(known)}."
    elif brief.last_frame and known.last_frame_needs_first and not _keeps_start(brief, known):
        yield "last_frame", None, f"The last frame is gone: {known.label} takes one only with a first frame."
    elif brief.last_frame and not known.continues_with_other_frame and catalogue.goes_on_beside_a_picture(brief):
        yield "last_frame", None, f"The last frame is gone: {known.label} goes on from a clip without another frame."
    other_provider = known.provider != brief.provider and "last frame" not in known.continues
    if brief.continues_id and (not known.continues or other_provider):
        yield "continues_id", None, f"It no longer continues a clip: {known.label} goes on from clips of its own only."


def _reaches(frame: Keyframe, known: Model) -> bool:
    """Whether a picture of this kind can be given to the model at all."""
    way = "address" if frame.url else "file"
    return frame.generation_id is not None or way in known.pictures


def _keeps_start(brief: Brief, known: Model) -> bool:
    """Whether something to start on is left: a first frame, or a clip that it continues."""
    return bool(brief.continues_id or (brief.first_frame and _reaches(brief.first_frame, known)))


def _way_in(known: Model) -> str:
    ways: dict[tuple[str, ...], str] = {
        ("address",): f"{known.label} takes pictures by address only",
        ("file",): f"{known.label} takes pictures from the library only",
    }
    return ways.get(known.pictures, f"{known.label} does not take it")


def _extras(brief: Brief, known: Model) -> Iterator[Change]:
    if brief.loop and not known.loop:
        yield "loop", False, f"{known.label} cannot loop."
    if brief.camera_moves and known.provider != brief.provider:
        yield "camera_moves", (), "The camera moves are gone: every provider has its own."
    if brief.seed is not None and not known.seed:
        yield "seed", None, f"The seed is gone: {known.label} takes none."
