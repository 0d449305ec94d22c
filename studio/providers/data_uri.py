"""A picture of this machine inside a request. One that is too large is made smaller; no provider makes clips that show it."""

import base64
import io
from pathlib import Path

from PIL import Image

from studio.errors import BadMedia, FailureKind, Refused
from studio.media.kinds import HEAD_BYTES, JPEG, PICTURE_KINDS, PNG, WEBP, require_kind
from studio.media.picture import load_picture

MIME = {JPEG: "image/jpeg", PNG: "image/png", WEBP: "image/webp"}
MOST_CHARS = 5_000_000  # of the whole address: base64 makes four of three
STEPS = ((3840, 92), (2048, 92), (2048, 80), (1280, 70))  # longest side, quality


def as_data_uri(path: Path, most: int = MOST_CHARS) -> str:
    """Raises Refused where the picture is gone, for a file that is none, and where nothing makes it small enough."""
    uri = _uri(*read_picture(path))
    return uri if len(uri) <= most else _smaller(path, most)


def read_picture(path: Path) -> tuple[str, bytes]:
    """Its media type by its first bytes, and its content. Raises Refused: nothing was sent yet."""
    try:
        content = path.read_bytes()
        return MIME[require_kind(content[:HEAD_BYTES], PICTURE_KINDS)], content
    except OSError:
        raise Refused("A picture of this brief cannot be read: choose another.", kind=FailureKind.MEDIA) from None
    except BadMedia as reason:
        raise Refused(str(reason), kind=FailureKind.MEDIA) from None


def _smaller(path: Path, most: int) -> str:
    _, picture = load_picture(path)
    for side, quality in STEPS:
        picture.thumbnail((side, side))
        uri = _uri("image/jpeg", _as_jpeg(picture, quality))
        if len(uri) <= most:
            return uri
    raise Refused("A picture of this brief is too large to be sent: choose a smaller one.", kind=FailureKind.MEDIA)


def _as_jpeg(picture: Image.Image, quality: int) -> bytes:
    """What shines through becomes white, as on paper."""
    opaque = Image.new("RGB", picture.size, "white")
    layer = picture.convert("RGBA")
    opaque.paste(layer, mask=layer)
    target = io.BytesIO()
    opaque.save(target, "JPEG", quality=quality)
    return target.getvalue()


def _uri(mime: str, content: bytes) -> str:
    return f"data:{mime};base64,{base64.b64encode(content).decode()}"
