"""Google's Gemini Omni, through its SDK `google-genai`: an interaction in the background, with a Gemini API key.

Facts of the wire: Google's guide to Gemini Omni of 2026-09-18, and the SDK itself."""

import base64
import binascii
import re
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar
from urllib.parse import urlsplit

import httpx
from google import genai

from studio.brief import Brief, FoundMaterial, Material
from studio.errors import FailureKind, KeyMissing, ProviderError, ReadFailed, Refused, Unclear
from studio.files import whole_file
from studio.media.fetch import fetch
from studio.media.kinds import CLIP_KINDS, HEAD_BYTES, JPEG, PICTURE_KINDS, PNG, WEBP, require_kind
from studio.providers.google_client import is_here, make_client
from studio.providers.google_errors import reading, shortened, status_of, submitting
from studio.providers.interface import Cancelled, Connection, Downloaded, Outcome, Progress, Provider, Submitted
from studio.providers.stainless import FILTER_WORDS

OUTCOMES: Mapping[str, Outcome] = {
    "queued": Outcome.RUNNING,
    "in_progress": Outcome.RUNNING,
    "requires_continuation": Outcome.RUNNING,  # in the background Google goes on by itself
    "completed": Outcome.SUCCEEDED,
    "failed": Outcome.FAILED,
    "cancelled": Outcome.FAILED,
    "incomplete": Outcome.FAILED,
    "budget_exceeded": Outcome.FAILED,
    "requires_action": Outcome.FAILED,
}
ENDS = {Outcome.SUCCEEDED, Outcome.FAILED}
API_VERSION = "v1"
GOOGLES_OWN = "generativelanguage.googleapis.com"
MIME_TYPES = {JPEG: "image/jpeg", PNG: "image/png", WEBP: "image/webp"}
REMOTE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._=-]{0,511}")
FILE = re.compile(r"/files/([a-z0-9-]+)(?::download)?")
INLINE = "data:video/mp4;base64,"
TIMEOUT_S = 12.0
UNREADABLE = "Google sent a reply that cannot be read."
BLOCKED = (*FILTER_WORDS, "blocked", "policy", "policies", "content_filter", "responsible ai")


def as_google(brief: Brief) -> dict[str, Any]:
    """The brief in Google's words. A picture's part is told by a tag in the prompt; pictures come in the order of the tags."""
    tags = {"<FIRST_FRAME>": brief.first_frame, "<LAST_FRAME>": brief.last_frame}
    frames = {tag: frame for tag, frame in tags.items() if frame}
    text = " ".join([*frames, brief.prompt])
    config: dict[str, Any] = {"video_config": {"task": "image_to_video" if frames else "text_to_video"}}
    if brief.seed is not None:
        config["seed"] = brief.seed
    return {
        "model": brief.model_name,
        "input": [*map(_picture, frames.values()), {"type": "text", "text": text}] if frames else text,
        "response_format": {
            "type": "video",
            "aspect_ratio": brief.ratio,
            "resolution": brief.resolution,
            "duration": f"{brief.duration_s:g}s",
            "delivery": "uri",
        },
        "generation_config": config,
        "background": True,
        "store": True,
    }


def _picture(frame: Material) -> dict[str, str]:
    content, mime_type = read_picture(frame)
    return {"type": "image", "data": base64.b64encode(content).decode(), "mime_type": mime_type}


def read_picture(frame: Material) -> tuple[bytes, str]:
    """Its bytes and what they are. Raises Refused or BadMedia."""
    path = frame.path if isinstance(frame, FoundMaterial) else None
    if path is None:
        raise Refused("Google takes pictures from the library, not by address: add the picture to the library first.")
    try:
        content = path.read_bytes()
    except OSError:
        raise Refused("A picture of this brief cannot be read: choose another.", kind=FailureKind.MEDIA) from None
    return content, MIME_TYPES[require_kind(content[:HEAD_BYTES], PICTURE_KINDS)]


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

    @property
    def _client(self) -> genai.Client:
        """Kept for as long as we live: the SDK closes the connections of a client that nobody holds."""
        if not self._key:
            raise KeyMissing(
                "Google needs a key: put GEMINI_API_KEY into the environment or into .env, then start again."
            )
        with self._lock:
            if self._made is None:
                self._made, self._http = self._make()
            return self._made

    def _make(self) -> tuple[genai.Client, httpx.Client]:
        return make_client(self._base_url, API_VERSION, self._timeout_s, api_key=self._key, enterprise=False)

    def submit(self, brief: Brief) -> Submitted:
        words, client = as_google(brief), self._client
        with submitting(self.label, self._key):
            reply = client.interactions.create(**words)
        remote_id = getattr(reply, "id", None)
        if not (isinstance(remote_id, str) and REMOTE_ID.fullmatch(remote_id)):
            raise Unclear("Google sent a reply without a good id.")
        return Submitted(remote_id)

    def check(self, remote_id: str) -> Progress:
        with reading(self.label, self._key):
            reply = self._client.interactions.get(remote_id)
        return as_progress(reply)

    def download(self, progress: Progress, folder: Path) -> Downloaded:
        """Files of Google's need the key, which goes to our own address only; all else is fetched without it."""
        clip, url = folder / "clip.mp4", progress.url or ""
        if url.startswith(INLINE):
            save_inline(url, clip)
        elif name := self._file_name(url):
            address = f"{self._base_url}/{API_VERSION}/files/{name}:download?alt=media"
            fetch(address, clip, headers={"x-goog-api-key": self._key}, allow_private=self._is_here)
        else:
            fetch(url, clip, allow_private=self._is_here)
        return Downloaded(clip)

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
        state = _state(reply)
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


def _state(reply: Any) -> str:
    state = getattr(reply, "status", None)
    if not isinstance(state, str):
        raise ReadFailed(UNREADABLE, kind=FailureKind.PROVIDER)
    return state


def as_progress(reply: Any) -> Progress:
    """Google's answer in our words. Raises ReadFailed for one that makes no sense: reading again is free."""
    state = _state(reply)
    outcome = OUTCOMES.get(state, Outcome.RUNNING)  # a state we do not know yet is not an end
    if outcome == Outcome.FAILED:
        return _failed(state, _complaints(reply))
    if outcome == Outcome.SUCCEEDED:
        url = _clip_url(getattr(reply, "output_video", None))
        return Progress(outcome, stage=state, url=url) if url else _without_clip(reply)
    return Progress(outcome, stage=state)


def _clip_url(video: Any) -> str | None:
    """The clip may come inside the answer, even where its address was asked for."""
    uri, content = getattr(video, "uri", None), getattr(video, "data", None)
    if isinstance(uri, str) and uri:
        return uri
    return INLINE + content if isinstance(content, str) and content else None


def save_inline(url: str, clip: Path) -> None:
    try:
        content = base64.b64decode(url.removeprefix(INLINE), validate=True)
    except binascii.Error:
        raise ReadFailed("Google sent a clip that cannot be read.", kind=FailureKind.PROVIDER) from None
    require_kind(content[:HEAD_BYTES], CLIP_KINDS)
    with whole_file(clip) as part:
        part.write_bytes(content)


def _without_clip(reply: Any) -> Progress:
    """Completed is not made: Google refuses in words, where it should have answered with a clip."""
    words = shortened(getattr(reply, "output_text", None))
    if not words:
        sentence = "Google says it is finished, but made no clip. What it charged shows in your account there."
        return Progress(Outcome.FAILED, failure=FailureKind.PROVIDER, sentence=sentence)
    sentence = f"Google answered in words instead of a clip: change the prompt or the picture. Google says: {words}"
    return Progress(Outcome.FAILED, failure=FailureKind.FILTERED, sentence=sentence)


def _complaints(reply: Any) -> str:
    errors: Any = getattr(reply, "errors", None)
    listed = errors if isinstance(errors, list) else []
    said = [getattr(error, what, None) for error in listed for what in ("code", "message")]
    return shortened(": ".join(words for words in said if isinstance(words, str) and words))


def _failed(state: str, words: str) -> Progress:
    """Whether it was charged Google does not say."""
    said = f" Google says: {words}" if words else ""
    if state == "cancelled":
        return Progress(Outcome.FAILED, failure=FailureKind.CANCELLED, sentence=f"It was cancelled at Google.{said}")
    if state == "budget_exceeded":
        sentence = f"Nothing is left to spend at Google: raise the budget there, then try again.{said}"
        return Progress(Outcome.FAILED, failure=FailureKind.QUOTA, sentence=sentence)
    if any(sign in words.lower() for sign in BLOCKED):
        sentence = f"Google's filter refused it: change the prompt or the picture.{said}"
        return Progress(Outcome.FAILED, failure=FailureKind.FILTERED, sentence=sentence)
    how = "" if state == "failed" else f" ({state.replace('_', ' ')})"
    sentence = f"Google could not make it{how}; try again.{said}"
    return Progress(Outcome.FAILED, failure=FailureKind.PROVIDER, sentence=sentence)
