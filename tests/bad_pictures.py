"""Pictures that somebody may upload for a keyframe, made on the spot: bad ones, and good ones that look odd."""

import struct
import zlib
from pathlib import Path

from PIL import Image, PngImagePlugin

from tests import bad_files
from tests.bad_files import BadFile, GoodFile

SIZE = (320, 180)


def gradient() -> Image.Image:
    return Image.radial_gradient("L").resize(SIZE).convert("RGB")


# Bad ones


def cut_jpeg(path: Path) -> None:
    gradient().save(path, "JPEG")
    path.write_bytes(path.read_bytes()[:2000])


def broken_png(path: Path) -> None:
    gradient().save(path, "PNG")
    content = bytearray(path.read_bytes())
    content[300] ^= 0xFF
    path.write_bytes(content)


def bomb(path: Path, side: int = 60_000) -> None:
    """A hundred bytes that claim to be a picture of 3.6 gigapixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = b"IDAT" + zlib.compress(bytes(1000))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(body) for body in (header, rows, b"IEND")))


def large(path: Path) -> None:
    """Claims more than we take, and less than what Pillow itself warns of."""
    bomb(path, side=8000)


def text_bomb(path: Path) -> None:
    """A comment of 100 KB that unpacks to 100 MB."""
    info = PngImagePlugin.PngInfo()
    info.add_text("comment", "x" * 100_000_000, zip=True)
    gradient().save(path, "PNG", pnginfo=info)


def moving_png(path: Path) -> None:
    gradient().save(path, "PNG", save_all=True, append_images=[Image.new("RGB", SIZE)])


def moving_webp(path: Path) -> None:
    gradient().save(path, "WEBP", save_all=True, append_images=[Image.new("RGB", SIZE)])


def tiny(path: Path) -> None:
    Image.new("RGB", (32, 180)).save(path, "PNG")


def bmp(path: Path) -> None:
    gradient().save(path, "BMP")


# Good ones that look odd


def phone_photo(path: Path) -> None:
    """Stored lying, with a note in its EXIF that says how to turn it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    gradient().save(path, "JPEG", exif=exif)


def double_jpeg(path: Path) -> None:
    """Many phones hide a second picture behind the first: a depth map, or the brighter half of an HDR photo."""
    gradient().save(path, "MPO", save_all=True, append_images=[Image.new("RGB", SIZE)])


def print_jpeg(path: Path) -> None:
    gradient().convert("CMYK").save(path, "JPEG")


def see_through(path: Path) -> None:
    Image.new("RGBA", SIZE, (255, 0, 0, 128)).save(path, "PNG")


def webp(path: Path) -> None:
    gradient().save(path, "WEBP")


BAD_PICTURES: dict[str, BadFile] = {
    "empty": BadFile(bad_files.empty, "The file is empty."),
    "noise": BadFile(bad_files.noise, "This is not a picture file we know. Save it as JPEG, PNG or WebP."),
    "web page": BadFile(bad_files.web_page, "A web page was sent instead of a picture"),
    "svg": BadFile(bad_files.svg, "A document was sent instead of a picture."),
    "gif": BadFile(bad_files.gif, "This is a GIF file, not a picture"),
    "video": BadFile(bad_files.with_sound, "This is a video, not a picture."),
    "bmp": BadFile(bmp, "This is not a picture file we know."),
    "cut jpeg": BadFile(cut_jpeg, "The picture is incomplete or damaged."),
    "broken png": BadFile(broken_png, "The picture is incomplete or damaged."),
    "text bomb": BadFile(text_bomb, "The picture is incomplete or damaged."),
    "bomb": BadFile(bomb, "The picture has too many pixels. Make it 50 megapixels at most."),
    "large": BadFile(large, "The picture has too many pixels."),
    "moving png": BadFile(moving_png, "This picture moves."),
    "moving webp": BadFile(moving_webp, "This picture moves."),
    "tiny": BadFile(tiny, "The picture is too small (32 x 180)."),
}

GOOD_PICTURES: dict[str, GoodFile] = {
    "phone photo": GoodFile(phone_photo, {"kind": "jpg", "width": 180, "height": 320, "is_turned": True}, ".jpg"),
    "double jpeg": GoodFile(double_jpeg, {"kind": "jpg", "width": 320, "height": 180, "is_turned": False}, ".jpg"),
    "print jpeg": GoodFile(print_jpeg, {"kind": "jpg", "has_transparency": False}, ".jpg"),
    "see-through": GoodFile(see_through, {"kind": "png", "has_transparency": True}, ".png"),
    "webp": GoodFile(webp, {"kind": "webp", "has_transparency": False}, ".webp"),
}


def _chunk(body: bytes) -> bytes:
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
