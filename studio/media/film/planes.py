"""Pictures as the encoder takes them: planar 4:2:0, a (height * 3 // 2, width) array of bytes, limited range, BT.709."""

import numpy as np
import numpy.typing as npt
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
    return np.asarray(converted.to_ndarray(), np.uint8)


def to_picture(planes: Plane) -> Image.Image:
    frame = VideoFrame.from_ndarray(planes, format="yuv420p")
    return frame.reformat(format="rgb24", src_colorspace=BT709, src_color_range=LIMITED_RANGE).to_image()


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
        self._at, self._size = at, ink.size
        self._planes = split(from_picture(ink))
        self._masks = (shares, shares.reduce(2), shares.reduce(2))

    def laid_on(self, planes: Plane) -> Plane:
        """A new picture; the one given stays as it is."""
        laid = planes.copy()
        for plane, ink, mask, share in zip(split(laid), self._planes, self._masks, (1, 2, 2), strict=True):
            left, top = self._at[0] // share, self._at[1] // share
            _paste(plane[top : top + mask.height, left : left + mask.width], ink, mask)
        return laid


def _paste(place: npt.NDArray[np.uint8], ink: Plane, mask: Image.Image) -> None:
    pasted = Image.fromarray(np.ascontiguousarray(place))
    pasted.paste(Image.fromarray(ink), mask=mask)
    place[:] = np.asarray(pasted)
