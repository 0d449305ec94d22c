"""The film as an OpenTimelineIO file, for programs that edit: clips with their trims, transitions, cards, sounds, chapters.

It is written by hand: the format is JSON, and the library has no wheel for every Python we run on.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from studio.files import whole_file
from studio.media.film.recipe import Join, Narration, Recipe, Shot, TitleCard
from studio.media.film.timeline import Lengths, Placed, Timeline, held, is_overlap

Json = dict[str, Any]
Locate = Callable[[str], str]  # the name of a clip or sound -> the address that the file names

FREEZE: Json = {"OTIO_SCHEMA": "FreezeFrame.1", "name": "held", "effect_name": "FreezeFrame", "time_scalar": 0.0}
NAMESPACE = "dailies"  # of what only we read


def as_uri(name: str) -> str:
    return Path(name).absolute().as_uri()


def write(recipe: Recipe, timeline: Timeline, lengths: Lengths, target: Path, *, locate: Locate = as_uri) -> None:
    """An `.otio` file."""
    with whole_file(target) as part:
        part.write_text(json.dumps(as_json(recipe, timeline, lengths, locate), indent=1), encoding="utf-8")


def as_json(recipe: Recipe, timeline: Timeline, lengths: Lengths, locate: Locate = as_uri) -> Json:
    tracks = [_pictures(recipe, timeline, lengths, locate), *_speech(recipe, timeline, lengths, locate)]
    if recipe.music:
        tracks.append(_music(recipe, timeline, lengths, locate))
    return {
        "OTIO_SCHEMA": "Timeline.1",
        "name": recipe.title,
        "metadata": {NAMESPACE: {"recipe": recipe.model_dump(mode="json")}},
        "global_start_time": _time(0, recipe.fps),
        "tracks": {"OTIO_SCHEMA": "Stack.1", "name": "tracks", "children": tracks},
    }


def _pictures(recipe: Recipe, timeline: Timeline, lengths: Lengths, locate: Locate) -> Json:
    children = list[Json]()
    for placed in timeline.placed:
        children += _item(recipe, placed, timeline, lengths, locate)
        if placed.tail:
            children.append(_transition(recipe, placed, timeline))
    return _track("Pictures", "Video", children)


def _transition(recipe: Recipe, placed: Placed, timeline: Timeline) -> Json:
    kind = recipe.reel[placed.index].transition.kind
    before, after = _offsets(recipe, placed, timeline)
    return {
        "OTIO_SCHEMA": "Transition.1",
        "name": kind.value,
        "transition_type": "SMPTE_Dissolve" if kind == Join.CROSS_FADE else "Custom_Transition",
        "in_offset": _time(before, recipe.fps),
        "out_offset": _time(after, recipe.fps),
    }


def _offsets(recipe: Recipe, placed: Placed, timeline: Timeline) -> tuple[int, int]:
    """How much of a transition lies before the cut and how much after it. Where both are seen, the cut is in its middle."""
    if is_overlap(recipe, placed.index):
        return placed.tail // 2, placed.tail - placed.tail // 2
    is_last = placed.index + 1 == len(timeline.placed)
    return placed.tail, 0 if is_last else timeline.placed[placed.index + 1].head


def _item(recipe: Recipe, placed: Placed, timeline: Timeline, lengths: Lengths, locate: Locate) -> list[Json]:
    """A clip stands in the file from cut to cut: the rest of it is seen in its transitions. Where its last picture is held, that
    stands behind it."""
    item, fps = recipe.reel[placed.index], recipe.fps
    first = round(item.start_s * fps) if isinstance(item, Shot) else 0
    hidden_before = _hidden(recipe, placed.index - 1, timeline)[0] if placed.index else 0
    hidden_after = _hidden(recipe, placed.index, timeline)[1]
    stands = held(item, fps)
    start, frames = first + hidden_before, placed.frames - hidden_before - hidden_after - stands
    media = (
        _title(item) if isinstance(item, TitleCard) else _media(locate(item.clip), lengths.clips_s[placed.index], fps)
    )
    clip = _clip(recipe.label(placed.index), media, _range(start, frames, fps))
    if item.chapter:
        clip["markers"] = [_marker(item.chapter, start, fps)]
    if not stands:
        return [clip]
    still = _clip(f"{recipe.label(placed.index)}, held", media, _range(start + frames - 1, stands, fps))
    return [clip, still | {"effects": [FREEZE]}]


def _hidden(recipe: Recipe, index: int, timeline: Timeline) -> tuple[int, int]:
    """Of an overlap after that shot: what is cut from the start of the next, and from its own end."""
    return _offsets(recipe, timeline.placed[index], timeline) if is_overlap(recipe, index) else (0, 0)


def _speech(recipe: Recipe, timeline: Timeline, lengths: Lengths, locate: Locate) -> list[Json]:
    """As many tracks as there are voices at once."""
    lanes = list[_Lane]()
    for placed in timeline.placed:
        if said := recipe.reel[placed.index].narration:
            start = placed.start + round(said.offset_s * recipe.fps)
            lane = next((lane for lane in lanes if lane.end <= start), None) or _Lane(recipe.fps)
            if not lane.children:
                lanes.append(lane)
            frames = round(lengths.narrations_s[placed.index] * recipe.fps)
            lane.add(start, frames, _narration(recipe, placed, said, lengths, frames, locate))
    return [_track("Speech", "Audio", lane.children) for lane in lanes]


class _Lane:
    """A track that is filled from left to right."""

    def __init__(self, fps: int):
        self.children, self.end, self._fps = list[Json](), 0, fps

    def add(self, start: int, frames: int, clip: Json) -> None:
        if start > self.end:
            self.children.append({"OTIO_SCHEMA": "Gap.1", "source_range": _range(0, start - self.end, self._fps)})
        self.children.append(clip)
        self.end = start + frames


def _narration(recipe: Recipe, placed: Placed, said: Narration, lengths: Lengths, frames: int, locate: Locate) -> Json:
    media = _media(locate(said.sound), lengths.narrations_s[placed.index], recipe.fps)
    return _clip(f"{recipe.label(placed.index)}, narration", media, _range(0, frames, recipe.fps))


def _music(recipe: Recipe, timeline: Timeline, lengths: Lengths, locate: Locate) -> Json:
    """As often as it is heard: not at all where it begins behind its own end."""
    assert recipe.music
    fps, skipped = recipe.fps, round(recipe.music.start_s * recipe.fps)
    once = round(lengths.music_s * fps) - skipped
    starts = range(0, timeline.frames if recipe.music.loops else 1, once) if once > 0 else ()
    media = _media(locate(recipe.music.sound), lengths.music_s, fps)
    pieces = [_clip("Music", media, _range(skipped, min(once, timeline.frames - start), fps)) for start in starts]
    return _track("Music", "Audio", pieces)


def _track(name: str, kind: str, children: list[Json]) -> Json:
    return {"OTIO_SCHEMA": "Track.1", "name": name, "kind": kind, "children": children}


def _clip(name: str, media: Json, source_range: Json) -> Json:
    return {
        "OTIO_SCHEMA": "Clip.2",
        "name": name,
        "source_range": source_range,
        "media_references": {"DEFAULT_MEDIA": media},
        "active_media_reference_key": "DEFAULT_MEDIA",
    }


def _media(address: str, length_s: float, fps: int) -> Json:
    length = _range(0, round(length_s * fps), fps)
    return {"OTIO_SCHEMA": "ExternalReference.1", "target_url": address, "available_range": length}


def _title(card: TitleCard) -> Json:
    words = {"text": card.text, "small_text": card.small_text, "style": card.style}
    return {"OTIO_SCHEMA": "GeneratorReference.1", "generator_kind": "Title", "parameters": words}


def _marker(name: str, at: int, fps: int) -> Json:
    return {"OTIO_SCHEMA": "Marker.2", "name": name, "color": "GREEN", "marked_range": _range(at, 1, fps)}


def _range(start: int, frames: int, fps: int) -> Json:
    return {
        "OTIO_SCHEMA": "TimeRange.1",
        "start_time": _time(start, fps),
        "duration": _time(frames, fps),
    }


def _time(frames: int, fps: int) -> Json:
    return {"OTIO_SCHEMA": "RationalTime.1", "value": frames, "rate": fps}
