"""Clips of this machine that Google keeps for two days, so that an interaction can name them. To bring one costs nothing."""

from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Any

from google import genai

from studio.errors import FailureKind, NotSent, Refused
from studio.providers.google.errors import uploading
from studio.providers.google.words import clip_type

LABEL = "Google"
REMEMBERED = 200
STILL_LOOKING = "Google is still looking through the clip that was brought there: it is submitted when that is done."
NO_GOOD = "Google cannot read the clip: choose another, or make it anew."
UNREADABLE = "Google did not say where it keeps the clip that was brought there."
Clip = tuple[Path, int, int]  # where it is, its size, when it changed


class Uploads:
    """Remembers what it has brought: Google takes a while to look through a clip, and to wait for that is the engine's part."""

    def __init__(self, base_url: str, key: str):
        self._base_url, self._key = base_url, key
        self._names: OrderedDict[Clip, str] = OrderedDict()
        self._lock = Lock()

    def address_of(self, path: Path, client: genai.Client) -> str:
        """Google's own address of the clip. Raises NotSent, RateLimited or Refused: nothing was paid."""
        clip = _clip(path)
        with uploading(LABEL, self._key):
            return self._checked(clip, self._kept(clip, client) or self._bring(clip, client))

    def _kept(self, clip: Clip, client: genai.Client) -> Any:
        """What Google says of one that was brought before; None where it has it no longer, or never had."""
        with self._lock:
            name = self._names.get(clip)
        if name is None:
            return None
        try:
            return client.files.get(name=name)
        except Exception as error:
            if getattr(error, "code", None) not in (403, 404):
                raise
            self._forget(clip)
            return None

    def _bring(self, clip: Clip, client: genai.Client) -> Any:
        """Google says where to send it; our own address is said here too, or the SDK would send it anywhere it is told."""
        return client.files.upload(
            file=clip[0], config={"mime_type": clip_type(clip[0]), "http_options": {"base_url": self._base_url}}
        )

    def _checked(self, clip: Clip, file: Any) -> str:
        name, address = getattr(file, "name", None), getattr(file, "uri", None)
        if not (isinstance(name, str) and name and isinstance(address, str) and address):
            raise NotSent(UNREADABLE)
        state = getattr(getattr(file, "state", None), "name", None)
        if state == "FAILED":
            self._forget(clip)
            raise Refused(NO_GOOD, kind=FailureKind.MEDIA)
        self._remember(clip, name)
        if state == "PROCESSING":
            raise NotSent(STILL_LOOKING)
        return address

    def _remember(self, clip: Clip, name: str) -> None:
        with self._lock:
            self._names[clip] = name
            while len(self._names) > REMEMBERED:
                self._names.popitem(last=False)

    def _forget(self, clip: Clip) -> None:
        with self._lock:
            self._names.pop(clip, None)


def _clip(path: Path) -> Clip:
    try:
        about = path.stat()
    except OSError:
        raise Refused("The clip of this brief cannot be read: choose another.", kind=FailureKind.MEDIA) from None
    return path, about.st_size, about.st_mtime_ns
