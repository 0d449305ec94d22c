"""The clips and pictures that the sandbox hands out: real H.264 of any even size, with a hum where they have sound, encoded once
per size, length and colours."""

import asyncio
import getpass
import io
import os
import struct
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import av
import av.error
import numpy as np
from numpy.typing import NDArray

RECIPE = 1  # part of every file name: raise it when a clip would look different
FPS = 24
SOUND_RATE = 48_000
PALETTES = (  # sky, horizon, ground, sun
    ((30, 42, 92), (214, 138, 112), (16, 22, 46), (255, 214, 150)),
    ((74, 30, 84), (232, 120, 96), (40, 16, 46), (255, 206, 160)),
    ((12, 70, 92), (150, 206, 190), (8, 40, 50), (252, 244, 200)),
    ((110, 56, 30), (240, 178, 96), (58, 28, 16), (255, 236, 180)),
    ((40, 74, 60), (190, 206, 140), (18, 36, 22), (244, 248, 206)),
    ((60, 70, 92), (186, 192, 204), (32, 36, 46), (246, 246, 250)),
)
BT709 = np.array([[0.1826, 0.6142, 0.0620], [-0.1006, -0.3386, 0.4392], [0.4392, -0.3989, -0.0403]])  # limited range


@dataclass(frozen=True)
class Shape:
    """What a clip measures, and which palette it wears."""

    width: int
    height: int
    duration_s: int
    palette: int = 0
    has_sound: bool = False

    @property
    def stem(self) -> str:
        sound = "-sound" if self.has_sound else ""
        return f"{self.width}x{self.height}-{self.duration_s}s-{self.palette}{sound}-v{RECIPE}"


class Clips:
    """Clips and posters by shape: in memory, else on disk (for the next sandbox too), else made."""

    def __init__(self, folder: Path | None = None):
        person = getattr(os, "getuid", getpass.getuser)()
        self.folder = folder or Path(tempfile.gettempdir()) / f"dailies-sandbox-{person}"
        self._kept: dict[str, bytes] = {}
        self._making = asyncio.Lock()  # a hundred downloads of a new shape encode it once

    async def clip(self, shape: Shape, tag: str) -> bytes:
        """The same pictures for every generation of a shape, but no two files alike: each ends with its own tag."""
        return await self._file(f"{shape.stem}.mp4", partial(encode_clip, shape)) + free_box(tag.encode())

    async def picture(self, shape: Shape, kind: str, tag: str) -> bytes:
        """A still of the same scene, `kind` is jpg or png; no two JPEGs alike either."""
        if kind == "png":
            return await self._file(f"{shape.stem}.png", partial(encode_png, shape))
        return with_comment(await self.poster(shape), tag.encode())

    async def poster(self, shape: Shape) -> bytes:
        return await self._file(f"{shape.stem}.jpg", partial(encode_poster, shape))

    async def _file(self, name: str, make: Callable[[Path], None]) -> bytes:
        if name not in self._kept:
            async with self._making:
                if name not in self._kept:
                    self._kept[name] = await asyncio.to_thread(read_or_make, self.folder / name, make)
        return self._kept[name]


def read_or_make(path: Path, make: Callable[[Path], None]) -> bytes:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{uuid4().hex}-{path.name}")
        make(unfinished)
        unfinished.replace(path)
    return path.read_bytes()


def measured(clip: bytes) -> Shape:
    """Of a clip that a customer has sent. Raises ValueError for what is none."""
    try:
        with av.open(io.BytesIO(clip), "r") as opened:
            stream = opened.streams.video[0]
            seconds = round((opened.duration or 0) / av.time_base)
            return Shape(stream.width, stream.height, seconds, has_sound=bool(opened.streams.audio))
    except (av.error.FFmpegError, IndexError) as error:
        raise ValueError("not a video") from error


def free_box(content: bytes) -> bytes:
    """An MP4 box that every player skips."""
    return struct.pack(">I4s", 8 + len(content), b"free") + content


def with_comment(jpeg: bytes, comment: bytes) -> bytes:
    """A JPEG segment that every program skips."""
    return jpeg[:2] + struct.pack(">2sH", b"\xff\xfe", 2 + len(comment)) + comment + jpeg[2:]


def encode_clip(shape: Shape, target: Path) -> None:
    """One second is encoded and repeated, so that a clip costs 24 pictures, however long it is."""
    with (
        av.open(io.BytesIO(encode_second(shape)), "r") as second,
        av.open(str(target), "w", format="mp4", options={"movflags": "faststart"}) as out,
    ):
        stream = out.add_stream_from_template(second.streams.video[0])
        sound: Any = out.add_stream("aac", rate=SOUND_RATE, layout="mono") if shape.has_sound else None
        packets = [packet for packet in second.demux(video=0) if packet.dts is not None]
        for turn in range(shape.duration_s):
            for packet in packets:
                out.mux(moved(packet, stream, turn))
            if sound:
                out.mux(sound.encode(hum(turn)))
        if sound:
            out.mux(sound.encode(None))


def hum(second: int) -> Any:
    """A second of a low tone that begins where the one before ended."""
    moments = np.arange(SOUND_RATE) / SOUND_RATE
    samples = (0.1 * np.sin(2 * np.pi * 220 * moments)).astype(np.float32)
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="fltp", layout="mono")
    frame.sample_rate, frame.pts = SOUND_RATE, second * SOUND_RATE
    return frame


def moved(packet: Any, stream: Any, seconds: int) -> Any:
    """A copy of the packet, so many seconds later."""
    ticks = round(seconds / packet.time_base)
    copy = av.Packet(bytes(packet))
    copy.stream, copy.time_base, copy.is_keyframe = stream, packet.time_base, packet.is_keyframe
    copy.pts, copy.dts, copy.duration = packet.pts + ticks, packet.dts + ticks, packet.duration
    return copy


def encode_second(shape: Shape) -> bytes:
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as out:
        options = {"preset": "ultrafast", "crf": "24", "x264-params": f"keyint={FPS}:scenecut=0:bframes=0"}
        stream: Any = out.add_stream("libx264", rate=FPS, options=options)
        stream.width, stream.height, stream.pix_fmt = shape.width, shape.height, "yuv420p"
        context = stream.codec_context
        context.color_range, context.colorspace, context.color_primaries, context.color_trc = 1, 1, 1, 1
        for index in range(FPS):
            frame = draw(shape, index / FPS)
            frame.pts, frame.time_base = index, Fraction(1, FPS)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return target.getvalue()


def encode_poster(shape: Shape, target: Path) -> None:
    draw(shape, 0).to_image().save(target, "JPEG", quality=85)


def encode_png(shape: Shape, target: Path) -> None:
    draw(shape, 0).to_image().save(target, "PNG")


def draw(shape: Shape, turn: float) -> Any:
    """A sun that sways above a horizon; `turn` 0-1 is once there and back. In planes of 4:2:0, never RGB: that is fast."""
    sky, horizon, ground, sun = (np.array(colour, float) for colour in PALETTES[shape.palette % len(PALETTES)])
    rows = np.linspace(0, 1, shape.height)[:, None]
    column = as_yuv(np.where(rows < 0.68, sky + (horizon - sky) * rows / 0.68, ground)).astype(np.uint8)
    centre = (0.5 + 0.18 * np.sin(2 * np.pi * turn), 0.42)
    planes: list[NDArray[np.uint8]] = []
    for channel, value in enumerate(as_yuv(sun)):
        step = 2 if channel else 1
        plane = np.repeat(column[::step, channel, None], shape.width // step, axis=1)
        paint_disc(plane, centre, 0.13, value)
        planes.append(plane.ravel())
    frame = av.VideoFrame.from_ndarray(np.concatenate(planes).reshape(-1, shape.width), format="yuv420p")
    frame.color_range, frame.colorspace = 1, 1
    return frame


def as_yuv(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    return rgb @ BT709.T + (16, 128, 128)


def paint_disc(plane: NDArray[np.uint8], centre: tuple[float, float], radius: float, value: float) -> None:
    """A disc with a soft edge; the radius is a part of the height."""
    height, width = plane.shape
    x, y, r = centre[0] * width, centre[1] * height, radius * height
    top, left = max(int(y - r), 0), max(int(x - r), 0)
    patch = plane[top : int(y + r) + 2, left : int(x + r) + 2]
    ys, xs = np.mgrid[top : top + patch.shape[0], left : left + patch.shape[1]]
    cover = np.clip((r - np.hypot(ys - y, xs - x)) / (0.06 * r), 0, 1)
    patch[:] = patch + (value - patch) * cover
