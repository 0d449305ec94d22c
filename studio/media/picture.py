"""What is in a picture that somebody gives us for a keyframe or a reference, or a sentence that says why we refuse it."""

import struct
import warnings
from pathlib import Path

from PIL import ExifTags, Image, ImageOps

from studio.errors import BadMedia
from studio.media.facts import PictureFacts
from studio.media.kinds import HEAD_BYTES, JPEG, PICTURE_KINDS, PNG, WEBP, FileKind, require_kind

MAX_PICTURE_BYTES = 32 << 20
MAX_MEGAPIXELS = 50
MIN_SIDE = 64

READERS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}  # Pillow knows some forty more formats: none of them is tried
BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error)  # what Pillow raises on damaged files
BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)
TOO_MANY_PIXELS = f"The picture has too many pixels. Make it {MAX_MEGAPIXELS} megapixels at most."
UPRIGHT = 1  # in EXIF


def probe_picture(path: Path) -> PictureFacts:
    facts, _ = load_picture(path)
    return facts


def load_picture(path: Path) -> tuple[PictureFacts, Image.Image]:
    """Its facts, and the picture itself: whole, decoded and upright."""
    size_bytes = path.stat().st_size
    if size_bytes > MAX_PICTURE_BYTES:
        raise BadMedia(f"The picture's file is too large. Make it {MAX_PICTURE_BYTES >> 20} MB at most.")
    with path.open("rb") as file:
        kind = require_kind(file.read(HEAD_BYTES), PICTURE_KINDS)
    try:
        upright, is_turned = _decode(path, kind)
    except BOMB as error:
        raise BadMedia(TOO_MANY_PIXELS) from error
    except BROKEN as error:
        raise BadMedia("The picture is incomplete or damaged.") from error
    facts = PictureFacts(kind.name, upright.width, upright.height, size_bytes, is_turned, upright.has_transparency_data)
    return facts, upright


def _decode(path: Path, kind: FileKind) -> tuple[Image.Image, bool]:
    """The upright picture and whether it was stored otherwise. Its size is checked first: a few bytes can claim gigabytes."""
    with warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning):
        opened = Image.open(path, formats=[READERS[kind]])
    with opened as picture:
        _check(kind, picture)
        picture.load()
        is_turned = picture.getexif().get(ExifTags.Base.Orientation, UPRIGHT) != UPRIGHT
        return ImageOps.exif_transpose(picture), is_turned


def _check(kind: FileKind, picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > MAX_MEGAPIXELS * 1_000_000:
        raise BadMedia(TOO_MANY_PIXELS)
    if min(width, height) < MIN_SIDE:
        raise BadMedia(f"The picture is too small ({width} x {height}). Each side must be {MIN_SIDE} pixels or more.")
    is_moving = kind != JPEG and getattr(
        picture, "is_animated", False
    )  # a phone's JPEG may hold a second, hidden picture
    if is_moving:
        raise BadMedia("This picture moves. Save one frame of it as JPEG, PNG or WebP.")
