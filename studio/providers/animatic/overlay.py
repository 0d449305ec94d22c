"""Text and signs that are drawn once in RGBA and then laid on frames."""

import numpy as np
from PIL import Image

from studio.providers.animatic.colour import NEUTRAL, to_yuv
from studio.providers.animatic.frame import Frame
from studio.providers.animatic.planes import dim, halve, to_mask, to_plane


class Patch:
    def __init__(self, image: Image.Image, at: tuple[int, int] = (0, 0)):
        x, y = (value // 2 * 2 for value in at)
        canvas = Image.new("RGBA", ((image.width + at[0] - x + 1) // 2 * 2, (image.height + at[1] - y + 1) // 2 * 2))
        canvas.paste(image, (at[0] - x, at[1] - y))
        pixels = np.asarray(canvas, np.float32) / 255
        shares = pixels[..., 3]
        luma, *colours = np.moveaxis(to_yuv(pixels[..., :3]), -1, 0)
        self.at, self._mask, self._colour_mask = (x, y), to_mask(shares), to_mask(halve(shares))
        # Of four pixels, only those that are drawn count for the colour.
        weight = np.maximum(halve(shares), 1e-4)
        averages = [np.where(halve(shares) > 0, halve(colour * shares) / weight, NEUTRAL) for colour in colours]
        self._planes = [to_plane(luma), *(to_plane(average.astype(np.float32)) for average in averages)]

    @classmethod
    def cropped(cls, image: Image.Image) -> "Patch":
        """Only the part of a full-size drawing that has something on it."""
        box = image.getbbox() or (0, 0, 2, 2)
        return cls(image.crop(box), (box[0], box[1]))

    def lay(self, frame: Frame, *, opacity: float = 1.0, moved: tuple[int, int] = (0, 0)) -> None:
        mask, colour_mask = self._mask, self._colour_mask
        if opacity < 1:
            mask, colour_mask = dim(mask, opacity), dim(colour_mask, opacity)
        at = (self.at[0] + moved[0] // 2 * 2, self.at[1] + moved[1] // 2 * 2)
        frame.lay(self._planes, at, mask, colour_mask)
