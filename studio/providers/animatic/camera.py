"""The camera: each move is a few curves over the frames; a depth turns them into what the camera sees there."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

Curve = npt.NDArray[np.floating[Any]]  # one number for each frame
Curves = dict[str, Curve]

_ALL = slice(None)
_NEAREST = 0.75  # how far a dolly may come to what it drives at: beyond, pixels would show


@dataclass(frozen=True)
class Beat:
    """The time of a clip, frame by frame."""

    frame_count: int
    fps: int
    is_loop: bool

    @property
    def duration_s(self) -> float:
        return self.frame_count / self.fps

    @property
    def time(self) -> Curve:
        """From 0 to 1. A loop stops one frame short of 1, which is its 0."""
        return np.arange(self.frame_count) / max(1, self.frame_count if self.is_loop else self.frame_count - 1)

    @property
    def seconds(self) -> Curve:
        return np.arange(self.frame_count) / self.fps

    @property
    def ease(self) -> Curve:
        """From 0 to 1, gently; a loop comes back to 0."""
        if self.is_loop:
            return 0.5 - 0.5 * np.cos(2 * np.pi * self.time)
        # A little speed is kept at both ends: clips are cut together.
        return 0.8 * (0.5 - 0.5 * np.cos(np.pi * self.time)) + 0.2 * self.time

    @property
    def swing(self) -> Curve:
        """The ease, from -0.5 to 0.5."""
        return self.ease - 0.5

    def wave(self, turns_per_s: float, phase: float = 0.0) -> Curve:
        """A sine; in a loop it makes whole turns."""
        turns = max(1, round(turns_per_s * self.duration_s)) if self.is_loop else turns_per_s * self.duration_s
        return np.sin(2 * np.pi * turns * self.seconds / self.duration_s + phase)


def _drift(beat: Beat) -> Curves:
    return {"dolly": 0.16 * beat.ease, "truck_x": 0.10 * beat.swing}


def _pan(sign: int) -> Callable[[Beat], Curves]:
    return lambda beat: {"pan_x": 0.62 * sign * beat.swing}


def _tilt(sign: int) -> Callable[[Beat], Curves]:
    return lambda beat: {"pan_y": 0.30 * sign * beat.swing}


def _truck(sign: int) -> Callable[[Beat], Curves]:
    return lambda beat: {"truck_x": 1.1 * sign * beat.swing}


def _crane(sign: int) -> Callable[[Beat], Curves]:
    return lambda beat: {"truck_y": 0.30 * sign * beat.swing, "pan_y": 0.06 * sign * beat.swing}


def _orbit(sign: int) -> Callable[[Beat], Curves]:
    return lambda beat: {
        "truck_x": 1.35 * sign * beat.swing,
        "pan_x": -0.42 * sign * beat.swing,
        "dolly": 0.18 * np.sin(np.pi * beat.ease),
    }


def _roll(sign: int) -> Callable[[Beat], Curves]:
    return lambda beat: {"roll": 9 * sign * beat.swing, "dolly": 0.10 * beat.ease}


def _handheld(beat: Beat) -> Curves:
    return {
        "pan_x": 0.010 * beat.wave(0.175) + 0.006 * beat.wave(0.43, 1),
        "pan_y": 0.008 * beat.wave(0.30, 2) + 0.004 * beat.wave(0.68),
        "roll": 0.55 * beat.wave(0.175, 0.5) + 0.25 * beat.wave(0.43),
        "dolly": 0.12 * beat.ease,
    }


def _aerial(beat: Beat) -> Curves:
    return {"dolly": 0.50 * beat.ease, "truck_y": -0.16 + 0.10 * beat.ease, "pan_y": 0.05 - 0.04 * beat.ease}


MOVES: MappingProxyType[str, Callable[[Beat], Curves]] = MappingProxyType(
    {
        "static": lambda beat: {},
        "push in": lambda beat: {"dolly": 0.46 * beat.ease, "zoom": 1 + 0.04 * beat.ease},
        "pull out": lambda beat: {"dolly": 0.46 * (1 - beat.ease), "zoom": 1 + 0.04 * (1 - beat.ease)},
        "zoom in": lambda beat: {"zoom": 1 + 0.55 * beat.ease},
        "zoom out": lambda beat: {"zoom": 1.55 - 0.55 * beat.ease},
        "pan left": _pan(-1),
        "pan right": _pan(1),
        "tilt up": _tilt(-1),
        "tilt down": _tilt(1),
        "truck left": _truck(-1),
        "truck right": _truck(1),
        "crane up": _crane(-1),
        "crane down": _crane(1),
        "orbit left": _orbit(-1),
        "orbit right": _orbit(1),
        "roll left": _roll(1),
        "roll right": _roll(-1),
        "handheld": _handheld,
        "dolly zoom": lambda beat: {"dolly": 0.50 * beat.ease, "zoom": 1.30 - 0.40 * beat.ease},
        "aerial": _aerial,
    }
)


@dataclass(frozen=True)
class Camera:
    """Its curves over the frames. A pan moves all depths alike; a truck and a dolly move what is near more."""

    move: str | None
    beat: Beat
    aspect: float
    zoom: Curve
    dolly: Curve
    pan_x: Curve
    pan_y: Curve
    truck_x: Curve
    truck_y: Curve
    roll: Curve
    overscan: float = field(default=1.0)  # how much wider the frame is drawn, so that a roll shows no empty corner

    @classmethod
    def for_move(cls, move: str | None, beat: Beat, aspect: float) -> "Camera":
        curves = MOVES[move](beat) if move else _drift(beat)
        still = {name: np.zeros(beat.frame_count) for name in ("dolly", "pan_x", "pan_y", "truck_x", "truck_y", "roll")}
        zoom = np.ones(beat.frame_count)
        roll = curves.get("roll", still["roll"])
        return cls(
            move=move, beat=beat, aspect=aspect, overscan=_overscan(roll, aspect), **(still | {"zoom": zoom} | curves)
        )

    def scale(self, depth: float | Curve, frames: slice | int = _ALL) -> Curve:
        """How large things at a depth (0 far away, 1 close) appear, frame by frame."""
        return self.zoom[frames] / (1 - np.minimum(self.dolly[frames] * depth, _NEAREST)) / self.overscan

    def middle(self, depth: float | Curve, frames: slice | int = _ALL) -> tuple[Curve, Curve]:
        """What lies in the middle of the picture at a depth."""
        x = self.pan_x[frames] + self.truck_x[frames] * depth
        y = self.pan_y[frames] + self.truck_y[frames] * depth
        return x, y

    def windows(self, depth: float, drift: float | Curve = 0.0) -> Curve:
        """What the camera sees at a depth: left, top, right and bottom for each frame, in frame heights from the middle."""
        scale, (x, y) = self.scale(depth), self.middle(depth)
        across, down = 0.5 * self.aspect / scale, 0.5 / scale
        return np.stack([x + drift - across, y - down, x + drift + across, y + down], -1)


def _overscan(roll: Curve, aspect: float) -> float:
    angle = math.radians(float(np.abs(roll).max()))
    return math.cos(angle) + max(aspect, 1 / aspect) * math.sin(angle) + 0.006 if angle else 1.0
