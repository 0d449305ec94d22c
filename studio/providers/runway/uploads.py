"""What is too large for a request is brought to Runway before it, for a day. To bring it costs nothing."""

import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import runwayml

from studio.brief import Brief, FoundMaterial, Material
from studio.errors import BadMedia, FailureKind, NotSent, ProviderError, RateLimited, Refused
from studio.media.kinds import CLIP_KINDS, HEAD_BYTES, PICTURE_KINDS, require_kind
from studio.providers.data_uri import MOST_CHARS
from studio.providers.refusals import retry_after_s, sentence_of

LABEL = "Runway"
START = "/v1/uploads"
GOOD_FOR_S = 12 * 3600  # Runway keeps it for 24 h
REMEMBERED = 200
MOST_INLINE_BYTES = MOST_CHARS * 3 // 4 - 100  # base64 makes four of three; the head of the address besides
NOT_BROUGHT = "{what} could not be brought to Runway{why}: it is tried again."

Key = tuple[Path, int, int]  # where it is, its size, when it changed


class Uploads:
    """Remembers what it has brought, so that a submission that has to wait brings nothing twice."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, tuple[float, str]] = OrderedDict()
        self._lock = Lock()

    def brought(self, brief: Brief, client: runwayml.RunwayML) -> Brief:
        """The same brief with addresses at Runway for its clip, and for pictures that are too large for a request.

        Raises NotSent, RateLimited or Refused: nothing was paid.
        """
        changes: dict[str, Any] = {
            name: self._of_picture(frame, client)
            for name, frame in (("first_frame", brief.first_frame), ("last_frame", brief.last_frame))
        }
        changes["references"] = tuple(self._of_picture(one, client) for one in brief.references)
        if isinstance(brief.source, FoundMaterial) and brief.source.path:
            changes["source"] = self._at_runway(brief.source, "clip", client)
        return brief.model_copy(update=changes)

    def _of_picture(self, picture: Material | None, client: runwayml.RunwayML) -> Material | None:
        if not isinstance(picture, FoundMaterial) or picture.path is None:
            return picture
        is_large = _key(picture.path, "picture")[1] > MOST_INLINE_BYTES
        return self._at_runway(picture, "picture", client) if is_large else picture

    def _at_runway(self, material: FoundMaterial, what: str, client: runwayml.RunwayML) -> FoundMaterial:
        assert material.path
        return material.model_copy(update={"url": self._address_of(material.path, what, client)})

    def _address_of(self, path: Path, what: str, client: runwayml.RunwayML) -> str:
        key = _key(path, what)
        with self._lock:
            brought_at, address = self._kept.get(key, (0.0, ""))
        if address and time.monotonic() - brought_at < GOOD_FOR_S:
            return address
        address = _bring(path, what, client)
        with self._lock:
            self._kept[key] = time.monotonic(), address
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)
        return address


def _bring(path: Path, what: str, client: runwayml.RunwayML) -> str:
    """Runway says where to send it. The SDK sends it there without our key, and follows no redirect."""
    with _uploading(what), path.open("rb") as file:
        suffix = require_kind(file.read(HEAD_BYTES), CLIP_KINDS if what == "clip" else PICTURE_KINDS).name
        file.seek(0)
        address = client.uploads.create_ephemeral(file=(f"{what}.{suffix}", file)).uri
    if not str(address).startswith("runway://"):  # the SDK believes whatever comes
        raise NotSent(NOT_BROUGHT.format(what=f"The {what}", why=" (its reply names no place)"))
    return address


@contextmanager
def _uploading(what: str) -> Iterator[None]:
    """Whatever goes wrong here, nothing was submitted."""
    try:
        yield
    except ProviderError:
        raise
    except BadMedia as reason:
        raise Refused(str(reason), kind=FailureKind.MEDIA) from None
    except runwayml.APIStatusError as error:
        raise _of_status(error, what) from None
    except Exception:
        raise NotSent(NOT_BROUGHT.format(what=f"The {what}", why="")) from None


def _of_status(error: runwayml.APIStatusError, what: str) -> ProviderError:
    """A refusal of the place where it is kept says nothing of our key."""
    status, is_runways = error.status_code, error.response.request.url.path.endswith(START)
    if status == 401 and is_runways:
        return Refused(sentence_of(FailureKind.KEY, LABEL, ""), kind=FailureKind.KEY, http_status=status)
    if status == 429:
        wait_s = retry_after_s(error.response)
        return RateLimited(f"{LABEL} asks us to slow down.", retry_after_s=wait_s, http_status=status)
    return NotSent(NOT_BROUGHT.format(what=f"The {what}", why=f" (it answered {status})"), http_status=status)


def _key(path: Path, what: str) -> Key:
    try:
        about = path.stat()
    except OSError:
        raise Refused(f"A {what} of this brief cannot be read: choose another.", kind=FailureKind.MEDIA) from None
    return path, about.st_size, about.st_mtime_ns
