"""From a brief to the renderer's words, or a sentence that says why not. Light: nothing is drawn here."""

import math
from pathlib import Path
from typing import Any

from studio.brief import Brief, FoundMaterial, Material
from studio.errors import Refused
from studio.providers.animatic.shot import AnimaticShot
from studio.providers.animatic.sizes import size_of
from studio.providers.animatic.words import read_camera_move

LOOKS = ("cinematic", "storyboard", "neon")
SHORTEST_S, LONGEST_S = 1, 10


def as_shot(brief: Brief) -> AnimaticShot:
    """Raises Refused when the animatic cannot draw it."""
    width, height = size_of(brief.resolution, brief.ratio)
    return AnimaticShot(
        prompt=brief.prompt,
        look=_look(brief),
        width=width,
        height=height,
        duration_s=_duration_s(brief),
        camera_move=_camera_move(brief),
        first_picture=_picture(brief.first_frame),
        last_picture=_picture(brief.last_frame),
        is_loop=brief.loop,
        asked_seed=brief.seed,
        has_caption=brief.caption,
    )


def _look(brief: Brief) -> str:
    if brief.model_name not in LOOKS:
        raise Refused(f"The animatic has no model {brief.model_name}. Choose cinematic, storyboard or neon.")
    return brief.model_name


def _duration_s(brief: Brief) -> float:
    if math.isnan(brief.duration_s) or not SHORTEST_S <= brief.duration_s <= LONGEST_S:
        raise Refused(f"The animatic draws {SHORTEST_S} to {LONGEST_S} seconds. {brief.duration_s:g} s is outside.")
    return brief.duration_s


def _camera_move(brief: Brief) -> str | None:
    if not brief.camera_moves:
        return read_camera_move(brief.prompt)
    asked = brief.camera_moves[0]
    if move := read_camera_move(asked):
        return move
    raise Refused(f"The animatic has no camera move called {asked}. Choose one from its list.")


def as_json(brief: Brief) -> dict[str, Any]:
    """What was asked, without where its pictures lie: that may be another place the next time."""
    return brief.model_dump(mode="json")


def path_of(frame: Material | None) -> Path | None:
    return frame.path if isinstance(frame, FoundMaterial) else None


def _picture(frame: Material | None) -> Path | None:
    if frame is None:
        return None
    path = path_of(frame)
    if path is None:
        raise Refused("The animatic takes pictures from the library. Add this one to the library first.")
    if not path.is_file():
        raise Refused("The picture is not in the library any more. Choose another one.")
    return path
