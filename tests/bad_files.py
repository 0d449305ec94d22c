"""Files that a provider or a person may send where a clip is due, made on the spot: bad ones, and good ones that look odd.

BAD["cut short"].write(folder)     a path; probing it must end in the sentence BAD["cut short"].sentence
GOOD["rotated"].write(folder)      a path; probing it must tell GOOD["rotated"].facts
"""

import json
import random
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

from studio.media.encode import SOUND_RATE
from tests.clips import write_test_clip

WIDTH, HEIGHT, FPS, SECONDS = 320, 180, 24, 2


@dataclass(frozen=True)
class BadFile:
    """`sentence` is part of what the person reads."""

    build: Callable[[Path], object]
    sentence: str

    def write(self, folder: Path) -> Path:
        return _write(self.build, folder)


@dataclass(frozen=True)
class GoodFile:
    """`facts` are those that make it odd."""

    build: Callable[[Path], object]
    facts: dict[str, Any] = field(default_factory=dict)
    suffix: str = ".mp4"

    def write(self, folder: Path) -> Path:
        return _write(self.build, folder, self.suffix)


def _write(build: Callable[[Path], object], folder: Path, suffix: str = ".mp4") -> Path:
    path = folder / f"{build.__name__}{suffix}"
    build(path)
    return path


# What is no video at all


def empty(path: Path) -> None:
    path.write_bytes(b"")


def noise(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(20_000))


def web_page(path: Path) -> None:
    path.write_text(
        "\n<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>\n" * 20
    )


def storage_error(path: Path) -> None:
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>'
    )


def json_error(path: Path) -> None:
    path.write_text(json.dumps({"error": {"code": 500, "message": "try again later"}}))


def playlist(path: Path) -> None:
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n")


def concat_list(path: Path) -> None:
    path.write_text("ffconcat version 1.0\nfile /etc/passwd\n")


def svg(path: Path) -> None:
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><image href="file:///etc/passwd"/></svg>'
    )


def png(path: Path) -> None:
    Image.new("RGB", (WIDTH, HEIGHT), "teal").save(path, "PNG")


def gif(path: Path) -> None:
    """It moves, and FFmpeg would play it: but it is not what a provider sells as a clip."""
    steps = [Image.new("P", (WIDTH, HEIGHT), shade) for shade in range(0, 100, 20)]
    steps[0].save(path, "GIF", save_all=True, append_images=steps[1:], duration=100)


def avif(path: Path) -> None:
    """A still picture in the same kind of box as an MP4."""
    Image.new("RGB", (WIDTH, HEIGHT), "teal").save(path, "AVIF")


def sound_only(path: Path) -> None:
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=SOUND_RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, SOUND_RATE), np.float32), format="fltp", layout="mono")
        frame.sample_rate = SOUND_RATE
        container.mux([*stream.encode(frame), *stream.encode(None)])


# Videos that are broken


def index_missing(path: Path) -> None:
    """The index stands at the end, and the end did not come."""
    encode(path)
    _keep(path, 0.7)


def cut_short(path: Path) -> None:
    """The index came first and promises more than there is."""
    write_test_clip(path, WIDTH, HEIGHT, SECONDS)
    _keep(path, 0.5)


def too_large(path: Path) -> None:
    encode(path, width=8192, height=4320, frames=1)


def times_without_sense(path: Path) -> None:
    """Two seconds of pictures, all shown within a few milliseconds."""
    encode(path)
    _patch(path, b"stts", 16, struct.pack(">I", 1))


def endless(path: Path) -> None:
    """Every picture lasts for hours."""
    encode(path)
    _patch(path, b"stts", 16, struct.pack(">I", 0x00FFFFFF))


# Good ones that look odd


def varying_rate(path: Path) -> None:
    encode(path, moments_ms=[20 * index + 70 * (index // 6) for index in range(FPS)])


def ntsc(path: Path) -> None:
    encode(path, fps=Fraction(60_000, 1001), frames=60)


def ten_bit_hdr(path: Path) -> None:
    """PQ in BT.2020, as HDR screens want it."""
    encode(path, codec="libx265", pixel_format="yuv420p10le", colours=(9, 16, 9), x265_params="log-level=none")


def wide_pixels(path: Path) -> None:
    encode(path, pixel_aspect=Fraction(4, 3))


def endless_pixels(path: Path) -> None:
    """Each pixel a hundred times as wide as it is high."""
    encode(path, pixel_aspect=Fraction(100))


def rotated(path: Path) -> None:
    """Held upright: stored lying, with a matrix that says how to turn it."""
    encode(path)
    quarter_turn = struct.pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, HEIGHT << 16, 0, 1 << 30)
    _patch(path, b"tkhd", 44, quarter_turn)


def odd_sides(path: Path) -> None:
    encode(path, codec="libvpx-vp9", container_format="webm", width=641, height=361, deadline="realtime", cpu_used="8")


def full_chroma(path: Path) -> None:
    encode(path, pixel_format="yuv444p", width=641, height=361)


def fragmented(path: Path) -> None:
    encode(path, movflags="frag_keyframe+empty_moov")


def lying_size(path: Path) -> None:
    """The container claims 65534 x 65534; the video in it knows better."""
    encode(path)
    _patch(path, b"avc1", 28, struct.pack(">HH", 65534, 65534))


def flipped_bytes(path: Path) -> None:
    """Spots on some pictures. Only decoding all of it would tell, and a player shows it all the same."""
    encode(path)
    content = bytearray(path.read_bytes())
    for place in range(len(content) // 3, len(content) // 3 + 200, 7):
        content[place] ^= 0x55
    path.write_bytes(content)


def with_sound(path: Path) -> None:
    write_test_clip(path, WIDTH, HEIGHT, SECONDS, has_sound=True)


BAD: dict[str, BadFile] = {
    "empty": BadFile(empty, "The file is empty."),
    "noise": BadFile(noise, "This is not a video file we know."),
    "web page": BadFile(web_page, "A web page was sent instead of a video (the link has probably expired)."),
    "storage error": BadFile(storage_error, "A document was sent instead of a video."),
    "json error": BadFile(json_error, "An error message was sent instead of a video."),
    "playlist": BadFile(playlist, "A playlist was sent instead of a video."),
    "concat list": BadFile(concat_list, "A playlist was sent instead of a video."),
    "svg": BadFile(svg, "A document was sent instead of a video."),
    "png": BadFile(png, "This is a PNG file, not a video."),
    "gif": BadFile(gif, "This is a GIF file, not a video."),
    "avif": BadFile(avif, "This is an AVIF file, not a video."),
    "sound only": BadFile(sound_only, "There is no picture in this file (sound only)."),
    "index missing": BadFile(index_missing, "The video is incomplete or damaged (its index is missing)."),
    "cut short": BadFile(cut_short, "The video is cut short ("),
    "too large": BadFile(too_large, "The picture is too large (8192 x 4320)."),
    "times without sense": BadFile(times_without_sense, "The times of the pictures make no sense."),
    "endless": BadFile(endless, "The times of the pictures make no sense."),
}

GOOD: dict[str, GoodFile] = {
    "varying rate": GoodFile(varying_rate, {"has_varying_rate": True}),
    "59.94": GoodFile(ntsc, {"fps": 59.94, "frames": 60, "has_varying_rate": False}),
    "ten bit hdr": GoodFile(ten_bit_hdr, {"codec": "hevc", "is_hdr": True, "is_ten_bit": True}),
    "wide pixels": GoodFile(wide_pixels, {"pixel_aspect": 1.3333, "shown_size": (427, HEIGHT)}),
    "endless pixels": GoodFile(endless_pixels, {"pixel_aspect": 1, "shown_size": (WIDTH, HEIGHT)}),
    "rotated": GoodFile(rotated, {"rotation": 270, "shown_size": (HEIGHT, WIDTH)}),
    "odd sides": GoodFile(odd_sides, {"kind": "webm", "codec": "vp9", "width": 641, "height": 361}, ".webm"),
    "full chroma": GoodFile(full_chroma, {"pixel_format": "yuv444p", "width": 641, "height": 361}),
    "fragmented": GoodFile(fragmented, {"frames": FPS}),
    "lying size": GoodFile(lying_size, {"width": WIDTH, "height": HEIGHT}),
    "flipped bytes": GoodFile(flipped_bytes, {"frames": FPS}),
    "with sound": GoodFile(with_sound, {"has_sound": True, "sound_codec": "aac", "duration_s": SECONDS}),
}


def encode(
    path: Path,
    codec: str = "libx264",
    container_format: str = "mp4",
    width: int = WIDTH,
    height: int = HEIGHT,
    frames: int = FPS,
    fps: Fraction | int = FPS,
    pixel_format: str = "yuv420p",
    pixel_aspect: Fraction = Fraction(1),
    colours: tuple[int, int, int] = (1, 1, 1),
    moments_ms: Sequence[int] = (),
    movflags: str = "",
    shade: int | tuple[int, int, int] | None = None,
    **options: str,
) -> None:
    """A clip with its index at the end and one key frame. `colours`: primaries, transfer and matrix, by their numbers."""
    wanted = {name.replace("_", "-"): value for name, value in options.items()} | {"preset": "ultrafast"}
    with av.open(
        str(path), "w", format=container_format, options={"movflags": movflags} if movflags else {}
    ) as container:
        stream: Any = container.add_stream(codec, rate=fps, options=wanted)
        stream.width, stream.height, stream.pix_fmt = width, height, pixel_format
        context = stream.codec_context
        context.sample_aspect_ratio = pixel_aspect
        context.color_primaries, context.color_trc, context.colorspace = colours
        unit = Fraction(1, 1000) if moments_ms else 1 / Fraction(fps)
        context.time_base = unit
        for index, moment in enumerate(moments_ms or range(frames)):
            frame = plain(width, height, pixel_format, shade) if shade else shaded(width, height, pixel_format, index)
            frame.pts, frame.time_base = moment, unit
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def shaded(width: int, height: int, pixel_format: str, index: int) -> av.VideoFrame:
    """Bands that move down a little with every picture."""
    frame = av.VideoFrame(width, height, pixel_format)
    for plane in frame.planes:
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        rows[:] = ((np.arange(len(rows)) * 2 + 5 * index) % 200)[:, None]
    return frame


def plain(width: int, height: int, pixel_format: str, shade: int | tuple[int, int, int]) -> av.VideoFrame:
    """One colour: its luma and chroma codes, or the luma of a ten-bit grey."""
    codes, depth = (shade, np.uint8) if isinstance(shade, tuple) else ((shade, 512, 512), np.uint16)
    frame = av.VideoFrame(width, height, pixel_format)
    for plane, code in zip(frame.planes, codes, strict=True):
        np.frombuffer(memoryview(plane), depth)[:] = code
    return frame


def _keep(path: Path, fraction: float) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * fraction)])


def _patch(path: Path, box: bytes, offset: int, value: bytes) -> None:
    """Overwrite what stands `offset` bytes after the start of the box's name."""
    content = bytearray(path.read_bytes())
    place = content.index(box) + offset
    content[place : place + len(value)] = value
    path.write_bytes(content)
