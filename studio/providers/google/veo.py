"""Google's Veo, through its SDK `google-genai` in Enterprise mode: with an express key, or with a project and this machine's
credentials. A Gemini key does not reach it: the SDK refuses before anything is sent."""

import base64
import re
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar

import google.auth
import httpx
from google import genai
from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError
from google.genai import types

from studio.brief import Brief, FoundMaterial, Material
from studio.errors import FailureKind, KeyMissing, ProviderError, ReadFailed, Refused, Unclear
from studio.providers import catalogue
from studio.providers.catalogue import ClipSound
from studio.providers.google.client import make_client
from studio.providers.google.errors import LOG_IN, reading, shortened, submitting
from studio.providers.google.omni import TIMEOUT_S
from studio.providers.google.progress import BLOCKED, INLINE, UNREADABLE, save_inline
from studio.providers.google.words import HERE_ONLY, clip_type, read_picture
from studio.providers.interface import Connection, Downloaded, Outcome, Progress, Provider, Submitted

API_VERSION = "v1beta1"
SCOPE = "https://www.googleapis.com/auth/cloud-platform"
REMOTE_ID = re.compile(r"(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._/-]{0,511}")
MOST_BYTES = 20 << 20  # of a clip inside a request: Google names no limit for these, and 20 MB for others
RUNNING, DONE = "running", "done"
FILTERED_CODES = (*BLOCKED, "support code", "violat", "sensitive")
KINDS = {3: FailureKind.INVALID, 7: FailureKind.KEY, 8: FailureKind.QUOTA, 16: FailureKind.KEY}  # of google.rpc.Code


def as_veo(brief: Brief) -> dict[str, Any]:
    """The brief in Google's words. Sound is said outright, as the price depends on it."""
    known = catalogue.model(brief.model, brief.operation)
    words: dict[str, Any] = {
        "number_of_videos": 1,
        "duration_seconds": round(brief.duration_s),
        "aspect_ratio": brief.ratio if known.ratios else None,
        "resolution": brief.resolution,
        "generate_audio": brief.sound or known.sound == ClipSound.ALWAYS,
        "negative_prompt": brief.negative_prompt.strip() or None,
        "seed": brief.seed,
        "last_frame": _picture(brief.last_frame) if brief.last_frame else None,
        "reference_images": [_reference(reference) for reference in brief.references] or None,
    }
    source: dict[str, Any] = {
        "prompt": brief.prompt,
        "image": _picture(brief.first_frame) if brief.first_frame else None,
        "video": _clip(brief.source) if brief.source else None,
    }
    return {"model": brief.model_name, "source": _without_none(source), "config": _without_none(words)}


def _picture(frame: Material) -> dict[str, Any]:
    content, mime_type = read_picture(frame)
    return {"image_bytes": content, "mime_type": mime_type}


def _reference(reference: Material) -> dict[str, Any]:
    return {"image": _picture(reference), "reference_type": "ASSET"}


def _clip(source: Material) -> dict[str, Any]:
    """Inside the request, as no storage of Google's is ours to put it in."""
    path = source.path if isinstance(source, FoundMaterial) else None
    if path is None:
        raise Refused(HERE_ONLY.format("clips", "clip"))
    mime_type = clip_type(path)
    if path.stat().st_size > MOST_BYTES:
        raise Refused(f"Veo takes clips of at most {MOST_BYTES >> 20} MB: choose a shorter or a smaller one.")
    return {"video_bytes": path.read_bytes(), "mime_type": mime_type}


def _without_none(words: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in words.items() if value is not None}


class GoogleVeo(Provider):
    """One client for all calls, which never retries: the engine does."""

    name: ClassVar[str] = "veo"
    label: ClassVar[str] = "Google Veo"
    key_names: ClassVar[tuple[str, ...]] = ("VEO_API_KEY", "GOOGLE_CLOUD_PROJECT")

    def __init__(
        self,
        key: str,
        base_url: str,
        project: str = "",
        location: str = "us-central1",
        timeout_s: float = TIMEOUT_S,
        credentials: Credentials | None = None,
    ):
        self._key, self._project, self._location = key, project, location
        self._base_url = base_url.replace("{location}-", "" if key or location == "global" else f"{location}-")
        self._timeout_s, self._credentials = timeout_s, credentials
        self._made: genai.Client | None = None
        self._http: httpx.Client | None = None
        self._lock = Lock()

    @property
    def _client(self) -> genai.Client:
        if not (self._key or self._project):
            raise KeyMissing(
                "Google Veo needs a key or a project: save a key under Settings, or put VEO_API_KEY or "
                "GOOGLE_CLOUD_PROJECT into the environment or into .env and start again."
            )
        with self._lock:
            if self._made is None:
                self._made, self._http = self._make()
            return self._made

    def _make(self) -> tuple[genai.Client, httpx.Client]:
        who: dict[str, Any] = {"api_key": self._key} if self._key else self._as_project()
        return make_client(self._base_url, API_VERSION, self._timeout_s, enterprise=True, **who)

    def _as_project(self) -> dict[str, Any]:
        """The credentials are looked up here, where it is sure that nothing was sent."""
        try:
            credentials = self._credentials or google.auth.default(scopes=[SCOPE])[0]
        except GoogleAuthError:
            raise KeyMissing(f"This machine has no credentials at Google: {LOG_IN}, then start again.") from None
        return {"project": self._project, "location": self._location, "credentials": credentials}

    def submit(self, brief: Brief) -> Submitted:
        words, client = as_veo(brief), self._client
        source, config = types.GenerateVideosSource(**words["source"]), types.GenerateVideosConfig(**words["config"])
        with submitting(self.label, self._key):
            reply = client.models.generate_videos(model=words["model"], source=source, config=config)
        remote_id: Any = getattr(reply, "name", None)
        if not (isinstance(remote_id, str) and REMOTE_ID.fullmatch(remote_id)):
            raise Unclear("Google Veo sent a reply without a good id.")
        return Submitted(remote_id)

    def check(self, remote_id: str) -> Progress:
        client = self._client
        with reading(self.label, self._key):
            reply: Any = client.operations.get(types.GenerateVideosOperation.model_validate({"name": remote_id}))
        if getattr(reply, "name", None) != remote_id:  # `{}`, null and a list come as an operation without a name
            raise ReadFailed(UNREADABLE, kind=FailureKind.PROVIDER)
        return as_progress(reply)

    def download(self, progress: Progress, folder: Path) -> Downloaded:
        """The clip has come with the answer already."""
        clip = folder / "clip.mp4"
        save_inline(progress.url or "", clip)
        return Downloaded(clip)

    def check_connection(self) -> Connection:
        try:
            with reading(self.label, self._key):
                listed = self._client.models.list(config={"page_size": 1, "query_base": True}).page
        except ProviderError as error:
            return Connection(False, str(error))
        if not (listed and listed[0].name):
            return Connection(False, UNREADABLE)
        return Connection(True, "Google Veo lets us in.")

    def close(self) -> None:
        if self._made:
            self._made.close()
        if self._http:
            self._http.close()


def as_progress(operation: Any) -> Progress:
    """An operation in our words. Its clip is inside: no address of ours was given to put it at."""
    if not operation.done:
        return Progress(Outcome.RUNNING, stage=RUNNING)
    if operation.error:
        return _failed(operation.error)
    made = operation.response
    videos = (made and made.generated_videos) or []
    content = videos[0].video.video_bytes if videos and videos[0].video else None
    if content:
        return Progress(Outcome.SUCCEEDED, stage=DONE, url=INLINE + base64.b64encode(content).decode())
    if made and made.rai_media_filtered_count:
        reasons = shortened(" ".join(made.rai_media_filtered_reasons or []))
        sentence = f"Google's filter refused it: change the prompt or the picture. Google says: {reasons or 'nothing'}"
        return Progress(Outcome.FAILED, failure=FailureKind.FILTERED, sentence=sentence)
    sentence = "Google says it is finished, but made no clip. What it charged shows in your account there."
    return Progress(Outcome.FAILED, failure=FailureKind.PROVIDER, sentence=sentence)


def _failed(error: dict[str, Any]) -> Progress:
    """Whether it was charged Google does not say."""
    words, code = shortened(error.get("message")), error.get("code")
    is_filtered = any(sign in words.lower() for sign in FILTERED_CODES)
    kind = FailureKind.FILTERED if is_filtered else KINDS.get(code or 0, FailureKind.PROVIDER)
    said = f" Google says: {words}" if words else ""
    advice = (
        "Google's filter refused it: change the prompt or the picture." if is_filtered else "Google could not make it."
    )
    return Progress(Outcome.FAILED, failure=kind, sentence=advice + said)
