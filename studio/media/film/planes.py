"""Pictures as the encoder takes them: planar 4:2:0, a (height * 3 // 2, width) array of bytes, limited range, BT.709."""

import numpy as np
from av.video.frame import VideoFrame
from PIL import Image

from studio.media.encode import Plane

BLACK, NEUTRAL = 16, 128
BT709, LIMITED_RANGE = "ITU709", "MPEG"

Size = tuple[int, int]  # width, height: both even


def black(size: Size) -> Plane:
    width, height = size
    planes = np.full((height * 3 // 2, width), NEUTRAL, np.uint8)
    planes[:height] = BLACK
    return planes


def from_picture(picture: Image.Image) -> Plane:
    """Of an RGB picture with even sides."""
    frame = VideoFrame.from_image(picture.convert("RGB"))
    converted = frame.reformat(format="yuv420p", dst_colorspace=BT709, dst_color_range=LIMITED_RANGE)
    return from_frame(converted)


def from_frame(frame: VideoFrame) -> Plane:
    """Of a frame that is planar 4:2:0 already. PyAV's own way copies it twice."""
    planes = np.empty((frame.height * 3 // 2, frame.width), np.uint8)
    for plane, source in zip(split(planes), frame.planes, strict=True):
        rows = np.frombuffer(memoryview(source), np.uint8).reshape(-1, source.line_size)
        plane[:] = rows[: plane.shape[0], : plane.shape[1]]
    return planes


def blend(one: Plane, other: Plane, fraction: float) -> Plane:
    """`fraction` is how much of the other is seen, 0-1."""
    return np.asarray(Image.blend(Image.fromarray(one), Image.fromarray(other), fraction))


def split(planes: Plane) -> tuple[Plane, Plane, Plane]:
    """Brightness and the two colours, as views: what is written to them is written to the picture."""
    height, width = planes.shape[0] * 2 // 3, planes.shape[1]
    colours = planes[height:].reshape(2, height // 2, width // 2)
    return planes[:height], colours[0], colours[1]


class Patch:
    """Something drawn once that is then laid on many pictures. `ink` is opaque; `shares` says how much of it is seen where."""

    def __init__(self, ink: Image.Image, shares: Image.Image, at: tuple[int, int]):
        """Both have the same even sides; `at` is where its upper left corner comes to lie, even too."""
        self._at = at
        masks = (shares, shares.reduce(2), shares.reduce(2))
        self._layers = [_Layer(plane, mask) for plane, mask in zip(split(from_picture(ink)), masks, strict=True)]

    def laid_on(self, planes: Plane) -> Plane:
        """A new picture; the one given stays as it is."""
        laid = planes.copy()
        for plane, layer, share in zip(split(laid), self._layers, (1, 2, 2), strict=True):
            layer.lay(plane, self._at[0] // share, self._at[1] // share)
        return laid


class _Layer:
    """One plane of a patch. Shares are of 256, so that all fits in 16 bits: this is done for every picture."""

    def __init__(self, ink: Plane, mask: Image.Image):
        shares = np.round(np.asarray(mask, np.float32) * 256 / 255).astype(np.uint16)
        self._ink, self._rest = ink * shares, 256 - shares

    def lay(self, plane: Plane, left: int, top: int) -> None:
        height, width = self._ink.shape
        place = plane[top : top + height, left : left + width]
        place[:] = (place * self._rest + self._ink) >> 8
