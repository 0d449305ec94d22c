"""What these tests share: shots small enough to draw often, and numbers that say how much two pictures differ."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from studio.providers.animatic.frame import Frame
from studio.providers.animatic.render import Renderer
from studio.providers.animatic.shot import Shot
from studio.providers.animatic.words import read_camera_move
from studio.providers.interface import Outcome, Progress, Provider

LOOKS = ("cinematic", "storyboard", "neon")
PROMPT = "A lone wanderer looks over mountains at golden hour"


def small(prompt: str = PROMPT, **asked) -> Renderer:
    """A second at 320 x 180."""
    shot = Shot(prompt=prompt, width=320, height=180, duration_s=1, camera_move=read_camera_move(prompt))
    return Renderer(replace(shot, **asked))


def difference(one: Frame | Image.Image, other: Frame | Image.Image) -> float:
    """Of the brightness, on average over all pixels, in levels of 255."""
    return float(np.abs(_luma(one) - _luma(other)).mean())


def _luma(picture: Frame | Image.Image) -> np.ndarray:
    luma = picture.planes[0] if isinstance(picture, Frame) else picture.convert("L")
    return np.asarray(luma, np.float32)


def until_ended(provider: Provider, remote_id: str) -> list[Progress]:
    """All that it said on the way, the end last."""
    heard = [provider.check(remote_id)]
    while heard[-1].outcome is Outcome.RUNNING:
        time.sleep(0.05)
        heard.append(provider.check(remote_id))
    return heard


def save_picture(path: Path, size: tuple[int, int] = (640, 360)) -> Path:
    """Fifteen fields from dark to light: a picture that one knows again, however it is cut."""
    fields = Image.new("L", (5, 3))
    fields.putdata(range(30, 240, 14))
    fields.resize(size, Image.Resampling.NEAREST).convert("RGB").save(path)
    return path


def opened(path: Path | None) -> Image.Image:
    assert path
    with Image.open(path) as picture:
        return picture.copy()
