"""Given pictures: the camera moves over them. A clip starts exactly on its first picture and ends exactly on its last."""

import math
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from studio.media.picture import load_picture
from studio.providers.animatic.camera import Camera, Curve
from studio.providers.animatic.colour import Floats, smooth, to_yuv
from studio.providers.animatic.frame import BILINEAR, Box, Frame
from studio.providers.animatic.planes import halve, to_plane
from studio.providers.animatic.stage import Stage

_DEPTH = 0.55  # where the picture stands, for moves that depend on depth
_CLOSEST = 1.5  # how far a move may zoom in to have room
_MOST_CUT = 0.62  # pictures of a shape more different than this are not cut: they float
_MOST_PIXELS = 9e6


class Pictures(Protocol):
    """Anything that gives a frame for every index: a scene, the neon grid, a still, a dissolve of two."""

    def frame(self, index: int) -> Frame: ...


class Dissolve:
    """From one to the other; in a loop, and back."""

    def __init__(self, start: Pictures, end: Pictures, camera: Camera):
        self._start, self._end = start, end
        beat = camera.beat
        self._shares: Curve = beat.ease if beat.is_loop else smooth(beat.time, 0.34, 0.86)

    def frame(self, index: int) -> Frame:
        share = float(self._shares[index])
        if share <= 0.001:
            return self._start.frame(index)
        if share >= 0.999:
            return self._end.frame(index)
        return self._start.frame(index).blended(self._end.frame(index), share)


class Still:
    def __init__(self, stage: Stage, picture: Path, *, is_last: bool = False):
        camera, self._size, anchor = stage.camera, (stage.width, stage.height), -1 if is_last else 0
        image = _of_shape(_opened(picture), stage.width, stage.height)
        aspect = image.width / image.height
        zoom = camera.scale(_DEPTH) / camera.scale(_DEPTH)[anchor]
        wider = max(1.0, 1 / float(zoom.min()))
        across, down = (aspect, 1.0) if aspect >= stage.aspect else (stage.aspect, stage.aspect / aspect)
        room = across * wider, down * wider
        windows, closest = _windows(camera, zoom, room, anchor)
        width, height = _pixels(room, stage.height * min(closest, 1.35))
        image = ImageOps.fit(_continued(image, wider), (width, height), Image.Resampling.LANCZOS)
        self._planes = _planes(_pencilled(image) if stage.is_sketch else np.asarray(image, np.float32) / 255)
        self._windows = windows * np.array([width / room[0], height / room[1]] * 2)
        self._rolls = camera.roll - camera.roll[anchor]

    def frame(self, index: int) -> Frame:
        width, height = self._size
        box = self._box(index)
        half_box = (box[0] / 2, box[1] / 2, box[2] / 2, box[3] / 2)
        colours = [plane.resize((width // 2, height // 2), BILINEAR, half_box) for plane in self._planes[1:]]
        frame = Frame([self._planes[0].resize((width, height), BILINEAR, box), *colours])
        angle = abs(math.radians(roll := float(self._rolls[index])))
        overscan = math.cos(angle) + max(width / height, height / width) * math.sin(angle)
        return frame.rolled(roll, overscan) if roll else frame

    def _box(self, index: int) -> Box:
        left, top, right, bottom = self._windows[index]
        width, height = self._planes[0].size
        return max(0.0, left), max(0.0, top), min(width, right), min(height, bottom)


def _windows(camera: Camera, zoom: Curve, room: tuple[float, float], anchor: int) -> tuple[Curve, float]:
    """What is seen of a picture that is `room` large, and the closest zoom. At the anchor, it is the middle at zoom 1."""
    x, y = (middle - middle[anchor] for middle in camera.middle(_DEPTH))
    across, down = camera.aspect / 2, 0.5
    x = _shortened(x, room[0] / 2 - across / _CLOSEST)
    y = _shortened(y, room[1] / 2 - down / _CLOSEST)
    needed = np.maximum(across / (room[0] / 2 - np.abs(x)), down / (room[1] / 2 - np.abs(y)))
    zoom = np.maximum(zoom, needed)
    x, y, across, down = x + room[0] / 2, y + room[1] / 2, across / zoom, down / zoom
    return np.stack([x - across, y - down, x + across, y + down], -1), float(zoom.max())


def _shortened(way: Curve, limit: float) -> Curve:
    farthest = float(np.abs(way).max())
    return way * (limit / farthest) if farthest > limit else way


def _pixels(room: tuple[float, float], scale: float) -> tuple[int, int]:
    scale = min(scale, math.sqrt(_MOST_PIXELS / (room[0] * room[1])))
    return int(room[0] * scale / 2) * 2, int(room[1] * scale / 2) * 2


def _opened(path: Path) -> Image.Image:
    _, image = load_picture(path)
    return _on_dark(image) if image.has_transparency_data else image.convert("RGB")


def _on_dark(image: Image.Image) -> Image.Image:
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, (24, 24, 28, 255)), image).convert("RGB")


def _of_shape(image: Image.Image, width: int, height: int) -> Image.Image:
    """As it is when it can be cut to the frame; else the whole picture, floating over a blur of itself."""
    aspect, asked = image.width / image.height, width / height
    if min(aspect / asked, asked / aspect) >= _MOST_CUT:
        return image
    blurred = ImageOps.fit(image, (max(2, width // 8), max(2, height // 8))).filter(
        ImageFilter.GaussianBlur(height / 90)
    )
    ground = blurred.point([int(value * 0.55) for value in range(256)] * 3).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    whole = ImageOps.contain(image, (width, height), Image.Resampling.LANCZOS)
    ground.paste(whole, ((width - whole.width) // 2, (height - whole.height) // 2))
    return ground


def _continued(image: Image.Image, wider: float) -> Image.Image:
    """Wider on all sides, for a camera that pulls out of it: its mirror image goes on, and soon goes out of focus."""
    if wider < 1.01:
        return image
    width, height = image.size
    left, top = round(width * (wider - 1) / 2), round(height * (wider - 1) / 2)
    mirrored = Image.new("RGB", (width + 2 * left, height + 2 * top))
    for column in (-1, 0, 1):
        for row in (-1, 0, 1):
            tile = ImageOps.mirror(image) if column else image
            mirrored.paste(ImageOps.flip(tile) if row else tile, (left + column * width, top + row * height))
    edge = height / 40
    sharp = Image.new("L", mirrored.size, 0)
    sharp.paste(255, (int(left - edge), int(top - edge), int(left + width + edge), int(top + height + edge)))
    blurred = mirrored.filter(ImageFilter.GaussianBlur(edge))
    return Image.composite(mirrored, blurred, sharp.filter(ImageFilter.GaussianBlur(edge / 2)))


def _pencilled(image: Image.Image) -> Floats:
    """A drawing after the picture: its edges dark, its tones pale, on warm paper."""
    grey = ImageOps.autocontrast(image.convert("L"), 1)
    around = ImageOps.invert(grey).filter(ImageFilter.GaussianBlur(max(2, image.height / 110)))
    tones = np.asarray(grey, np.float32)
    edges = np.clip(tones * 255 / np.maximum(255 - np.asarray(around, np.float32), 1), 0, 255)
    drawn = edges * np.clip(tones * 0.55 + 118, 0, 255) / 255**2
    return np.stack([drawn, drawn * 0.985, drawn * 0.955], -1)


def _planes(rgb: Floats) -> list[Image.Image]:
    luma, *colours = np.moveaxis(to_yuv(rgb), -1, 0)
    return [to_plane(luma, np.random.default_rng(1)), *(to_plane(halve(colour)) for colour in colours)]
