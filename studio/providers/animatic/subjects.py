"""The one thing a prompt is about, standing on the ground a little right of the middle."""

from dataclasses import dataclass

import numpy as np

from studio.providers.animatic import silhouettes
from studio.providers.animatic.layers import Item
from studio.providers.animatic.sprites import Sprite
from studio.providers.animatic.stage import Stage
from studio.providers.animatic.terrain import Ground, knoll


@dataclass(frozen=True)
class Subject:
    height: float  # in frame heights
    silhouette: silhouettes.Silhouette
    sinks: float = 0.008  # into the ground, so that no light shows below it
    footing: float = 0.05  # how far to either side it touches the ground, in heights
    followers: int = 0  # more of them, behind it


_SUBJECTS = {
    "person": Subject(0.20, silhouettes.person),
    "tree": Subject(0.30, silhouettes.tree, sinks=0.01),
    "deer": Subject(0.17, silhouettes.deer, footing=0.25),
    "fox": Subject(0.085, silhouettes.fox, footing=0.25),
    "camel": Subject(0.13, silhouettes.camel, footing=0.25, followers=2),
    "horse": Subject(0.16, silhouettes.horse, footing=0.25),
    "lighthouse": Subject(0.30, silhouettes.lighthouse, footing=0.15),
    "castle": Subject(0.27, silhouettes.castle, footing=0.50),
    "house": Subject(0.13, silhouettes.house, footing=0.45),
}


def subject_x(stage: Stage) -> float:
    return 0.27 * min(1.0, stage.aspect / 1.5)


def raised(stage: Stage, ground: Ground, lift: float) -> Ground:
    """The ground with a knoll for the subject to stand on, if there is one."""
    return knoll(ground, subject_x(stage), lift) if stage.story.subject else ground


def standing(stage: Stage, ground: Ground, depth: float) -> list[Item]:
    subject = _SUBJECTS.get(stage.story.subject or "")
    if subject is None:
        return []
    height = subject.height * (0.75 + 0.25 * stage.narrowing)
    step = 1.35 * height * stage.narrowing
    places = [subject_x(stage) - 0.25 * step * subject.followers + step * k for k in range(subject.followers + 1)]
    feet = [(x, _lowest(ground, x, subject.footing * height) + subject.sinks) for x in places]
    return [Sprite(stage, depth, foot, height, subject.silhouette) for foot in feet]


def portrait(stage: Stage) -> Item:
    foot = (0.16 * stage.narrowing, 0.60)
    return Sprite(stage, 0.6, foot, 0.82, silhouettes.bust, rim=0.8, rim_width=0.012)


def _lowest(ground: Ground, x: float, reach: float) -> float:
    return float(ground(np.array([x - reach, x, x + reach], np.float32)).max())
