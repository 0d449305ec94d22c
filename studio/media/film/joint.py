"""How well two clips go together where one ends and the next begins, told before more is paid for them."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from studio.media import isolated
from studio.media.isolated import ProcessLimits

LOOKING = ProcessLimits(time_s=180, cpu_s=180)

A_MOMENT_S = 0.01  # what begins where a shot ends is not seen any more
ALIKE, SIMILAR = 0.75, 0.45  # likeness
NEAR, FAR = 6, 18  # colour distance
SAME_SHAPE = 0.02  # shapes that differ by less are the same


class Match(StrEnum):
    SEAMLESS = "seamless"  # the next goes on with the same picture
    CLOSE = "close"  # the same place or light, another picture
    JUMP = "jump"  # something is seen to change


@dataclass(frozen=True)
class Joint:
    """`likeness`: of brightness and structure, 0-1. `colour_distance`: between the mean colours, where 2 is just seen (CIE 1976)."""

    size_before: tuple[int, int]
    size_after: tuple[int, int]
    likeness: float
    colour_distance: float

    @property
    def has_same_size(self) -> bool:
        return self.size_before == self.size_after

    @property
    def has_same_shape(self) -> bool:
        before, after = (width / height for width, height in (self.size_before, self.size_after))
        return abs(before / after - 1) < SAME_SHAPE

    @property
    def match(self) -> Match:
        if not self.has_same_shape or self.colour_distance > FAR:
            return Match.JUMP
        if self.likeness >= ALIKE and self.colour_distance <= NEAR:
            return Match.SEAMLESS
        return Match.CLOSE if self.likeness >= SIMILAR or self.colour_distance <= NEAR else Match.JUMP

    @property
    def sentence(self) -> str:
        return f"{self._about_pictures()} {self._about_sizes()}".strip()

    def _about_pictures(self) -> str:
        if self.match == Match.SEAMLESS:
            return "The next scene goes on with the same picture: the cut will hardly be seen."
        if self.colour_distance > FAR:
            return (
                "Light and colours change a lot: a transition, or the last frame as the next first frame, would help."
            )
        if self.likeness >= SIMILAR:
            return "The pictures are similar, but not the same: the cut may look like a jump."
        return (
            "The picture is another one, in "
            + ("the same" if self.colour_distance <= NEAR else "similar")
            + " colours."
        )

    def _about_sizes(self) -> str:
        if self.has_same_size:
            return ""
        before, after = ("{} x {}".format(*size) for size in (self.size_before, self.size_after))
        if self.has_same_shape:
            return f"The sizes differ ({before}, then {after})."
        return f"The shapes differ ({before}, then {after}): one of them will be cut or have borders."


def check(before: Path, after: Path, *, ends_at_s: float | None = None, starts_at_s: float = 0) -> Joint:
    """Compares the picture at which one clip ends with that at which the next begins. Raises BadMedia."""
    found = isolated.run("studio.media.film.joint:compare", before, after, ends_at_s, starts_at_s, limits=LOOKING)
    return Joint(tuple(found["size_before"]), tuple(found["size_after"]), found["likeness"], found["colour_distance"])


def compare(before: str, after: str, ends_at_s: float | None, starts_at_s: float) -> dict[str, Any]:
    """In a process of its own."""
    from studio.media.film.likeness import colour_distance, likeness
    from studio.media.film.moments import picture_at, upright_size
    from studio.media.probe import open_clip

    with open_clip(Path(before)) as clip:
        size_before = upright_size(clip)
        last = picture_at(clip, clip.stated_duration_s if ends_at_s is None else ends_at_s - A_MOMENT_S)
    with open_clip(Path(after)) as clip:
        size_after, first = upright_size(clip), picture_at(clip, starts_at_s)
    return asdict(Joint(size_before, size_after, likeness(last, first), colour_distance(last, first)))
