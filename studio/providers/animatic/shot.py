"""A shot is what to draw: a brief in the renderer's words, with its pictures beside it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

FPS = 24


@dataclass(frozen=True)
class AnimaticShot:
    prompt: str = ""
    look: str = "cinematic"
    width: int = 1280
    height: int = 720
    duration_s: float = 5
    camera_move: str | None = None  # None: a gentle drift
    first_picture: Path | None = None
    last_picture: Path | None = None
    is_loop: bool = False
    asked_seed: int | None = None
    has_caption: bool = True  # or a page with notes, where it is a storyboard

    @property
    def frame_count(self) -> int:
        return max(1, round(self.duration_s * FPS))

    @property
    def seed(self) -> int:
        """From the prompt when none is asked, so that the same words draw the same picture at any size."""
        source = self.prompt if self.asked_seed is None else f"seed {self.asked_seed}"
        return int.from_bytes(hashlib.sha256(source.encode(errors="replace")).digest()[:6], "big")

    def to_json(self) -> dict[str, Any]:
        """Without the pictures: they lie beside it, wherever that is."""
        return {name: value for name, value in vars(self).items() if not name.endswith("_picture")}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], first_picture: Path | None, last_picture: Path | None) -> Self:
        return cls(**stored, first_picture=first_picture, last_picture=last_picture)
