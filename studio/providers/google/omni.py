"""Google's Gemini Omni and its picture models, through the SDK `google-genai`: an interaction in the background, with a Gemini
API key. `words.py` is what goes out, `progress.py` what comes back."""

import re
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar
from urllib.parse import urlsplit

import httpx
from google import genai

from studio.brief import Brief, FoundMaterial
from studio.errors import FailureKind, ProviderError, ReadFailed, Unclear
from studio.media.fetch import fetch
from studio.media.kinds import CLIP_KINDS, PICTURE_KINDS
from studio.providers.connections import is_here
from studio.providers.google.client import make_client
from studio.providers.google.errors import reading, status_of, submitting
from studio.providers.google.progress import (
    INLINE,
    INLINE_PICTURE,
    IS_PICTURE,
    OUTCOMES,
    UNREADABLE,
    as_progress,
    save_inline,
    state_of,
)
from studio.providers.google.uploads import Uploads
from studio.providers.google.words import as_google
from studio.providers.in_time import in_time
from studio.providers.interface import Cancelled, Connection, Downloaded, Outcome, Progress, Provider, Submitted
from studio.providers.refusals import without_key

ENDS = {Outcome.SUCCEEDED, Outcome.FAILED}
API_VERSION = "v1"
GOOGLES_OWN = "generativelanguage.googleapis.com"
REMOTE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._=-]{0,511}")
FILE = re.compile(r"/files/([a-z0-9-]+)(?::download)?")
TIMEOUT_S = 12.0


class GoogleOmni(Provider):
    """One client for all calls, which never retries: the engine does."""

    name: ClassVar[str] = "google"
    label: ClassVar[str] = "Google"
    key_names: ClassVar[tuple[str, ...]] = ("GEMINI_API_KEY", "GOOGLE_API_KEY")

    def __init__(self, key: str, base_url: str, timeout_s: float = TIMEOUT_S):
        self._key, self._base_url, self._timeout_s = key, base_url.rstrip("/"), timeout_s
        self._host = urlsplit(base_url).hostname
        self._is_here = is_here(base_url)
        self._made: genai.Client | None = None
        self._http: httpx.Client | None = None
        self._lock = Lock()
        self._uploads = Uploads(self._base_url, key)

    @property
    def _client(self) -> genai.Client:
        """Kept for as long as we live: the SDK closes the connections of a client that nobody holds."""
        if not self._key:
            raise without_key("Google needs a key", "GEMINI_API_KEY")
        with self._lock:
            if self._made is None:
                self._made, self._http = self._make()
            return self._made

    def _make(self) -> tuple[genai.Client, httpx.Client]:
        return make_client(self._base_url, API_VERSION, self._timeout_s, api_key=self._key, enterprise=False)

    def submit(self, brief: Brief) -> Submitted:
        client = self._client
        with in_time(self.label):
            words = as_google(self._with_clip(brief, client))
        with submitting(self.label, self._key):
            reply = client.interactions.create(**words)
        remote_id = getattr(reply, "id", None)
        if not (isinstance(remote_id, str) and REMOTE_ID.fullmatch(remote_id)):
            raise Unclear("Google sent a reply without a good id.")
        return Submitted(remote_id)

    def _with_clip(self, brief: Brief, client: genai.Client) -> Brief:
        """The same brief, with the clip of this machine that it works on brought to Google."""
        path = brief.source.path if isinstance(brief.source, FoundMaterial) else None
        if path is None:
            return brief
        address = self._uploads.address_of(path, client)
        return brief.model_copy(update={"source": FoundMaterial(url=address, path=path)})

    def check(self, remote_id: str) -> Progress:
        with reading(self.label, self._key):
            reply = self._client.interactions.get(remote_id)
        return as_progress(reply)

    def download(self, progress: Progress, folder: Path) -> Downloaded:
        """Files of Google's need the key, which goes to our own address only; all else is fetched without it."""
        url, _, mark = (progress.url or "").partition("#")
        is_picture = url.startswith(INLINE_PICTURE) or f"#{mark}" == IS_PICTURE
        target = folder / ("picture" if is_picture else "clip.mp4")
        kinds = PICTURE_KINDS if is_picture else CLIP_KINDS
        if url.startswith((INLINE, INLINE_PICTURE)):
            save_inline(url, target)
        elif name := self._file_name(url):
            address = f"{self._base_url}/{API_VERSION}/files/{name}:download?alt=media"
            fetch(address, target, headers={"x-goog-api-key": self._key}, kinds=kinds, allow_private=self._is_here)
        else:
            fetch(url, target, kinds=kinds, allow_private=self._is_here)
        return Downloaded(target)

    def _file_name(self, url: str) -> str | None:
        """Of a file that Google keeps for us. Its address bears Google's own name even where we reach it by another."""
        try:
            parts = urlsplit(url)
            is_theirs = parts.hostname in (self._host, GOOGLES_OWN)
        except ValueError:
            return None
        found = FILE.search(parts.path)
        return found[1] if is_theirs and found and found.end() == len(parts.path) else None

    def cancel(self, remote_id: str) -> Cancelled:
        client = self._client
        with reading(self.label, self._key):
            try:
                reply: Any = client.interactions.cancel(remote_id)
            except Exception as error:
                if status_of(error) == 409:  # it has ended
                    return Cancelled.TOO_LATE
                if status_of(error) != 400:
                    raise
                reply = client.interactions.get(remote_id)  # it has ended, most likely; or the key is bad
        state = state_of(reply)
        if state == "cancelled":
            return Cancelled.CANCELLED
        if OUTCOMES.get(state) in ENDS:
            return Cancelled.TOO_LATE
        raise ReadFailed("Google has not stopped it yet.", kind=FailureKind.PROVIDER)

    def check_connection(self) -> Connection:
        """Lists one model. Google tells no balance."""
        try:
            with reading(self.label, self._key):
                listed = self._client.models.list(config={"page_size": 1}).page
        except ProviderError as error:
            return Connection(False, str(error))
        if not (listed and listed[0].name):  # `{}`, null and a list come as an empty page
            return Connection(False, UNREADABLE)
        return Connection(True, "Google accepts the key.")

    def close(self) -> None:
        if self._made:
            self._made.close()
        if self._http:
            self._http.close()
