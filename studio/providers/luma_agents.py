"""Luma Agents, Luma's newer service, through its SDK `luma_agents`. Facts of the wire: its types and guide, read 2026-11-20."""

import base64
import re
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar
from urllib.parse import urlsplit

import httpx
import luma_agents

from studio.brief import Brief, FoundMaterial, Material
from studio.errors import FailureKind, KeyMissing, ProviderError, ReadFailed, Refused, Unclear
from studio.media.fetch import fetch
from studio.providers.data_uri import read_picture
from studio.providers.interface import Connection, Downloaded, Outcome, Progress, Provider, Submitted
from studio.providers.stainless import reading, submitting

OUTCOMES: Mapping[str, Outcome] = {
    "queued": Outcome.RUNNING,
    "processing": Outcome.RUNNING,
    "completed": Outcome.SUCCEEDED,
    "failed": Outcome.FAILED,
}
FILTERED = (FailureKind.FILTERED, "Luma's filter refused it: change the prompt or the picture.")
UNFIT_PICTURE = (FailureKind.INVALID, "Luma cannot use the picture: take another, or a smaller one as JPEG or PNG.")
BROKE = (FailureKind.PROVIDER, "Luma could not make it; try again.")
FAILURES: Mapping[str, tuple[FailureKind, str]] = {
    "content_moderated": FILTERED,
    "generation_failed": BROKE,
    "output_not_found": BROKE,
    "budget_exhausted": (
        FailureKind.QUOTA,
        "Nothing is left to spend at Luma: raise the budget there, then try again.",
    ),
    "image_too_large": UNFIT_PICTURE,
    "unsupported_format": UNFIT_PICTURE,
    "corrupt_input": UNFIT_PICTURE,
    "invalid_request": (FailureKind.INVALID, "Luma cannot make it as asked: change the brief."),
    "rate_limited": (FailureKind.RATE, "Luma was asked too often: try again later."),
}
REMOTE_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
TIMEOUT_S = 30.0  # a picture goes out inside the request
UNREADABLE = "Luma sent a reply that cannot be read."
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def as_luma_agents(brief: Brief) -> dict[str, Any]:
    """The brief in its words. What is not asked is left out. Raises Refused for a picture that cannot be sent."""
    video: dict[str, Any] = {
        "resolution": brief.resolution,
        "duration": f"{brief.duration_s:g}s",
        "loop": brief.loop or None,
        "start_frame": brief.first_frame and _frame(brief.first_frame),
        "end_frame": brief.last_frame and _frame(brief.last_frame),
    }
    return {
        "type": "video",
        "model": brief.model_name,
        "prompt": brief.prompt,
        "aspect_ratio": brief.ratio,
        "video": {name: value for name, value in video.items() if value is not None},
    }


def _frame(frame: Material) -> dict[str, str]:
    if frame.url:
        return {"url": frame.url}
    if isinstance(frame, FoundMaterial) and frame.remote_id:
        return {"generation_id": frame.remote_id}
    if isinstance(frame, FoundMaterial) and frame.path:
        return _inline(frame.path)
    raise Refused("Luma takes pictures from the library or by address: choose the picture again.")


def _inline(picture: Path) -> dict[str, str]:
    """The file itself, inside the request."""
    media_type, content = read_picture(picture)
    return {"data": base64.b64encode(content).decode("ascii"), "media_type": media_type}


class _Client(luma_agents.Luma):
    """The SDK's, without the headers that a variable of the environment (LUMA_CUSTOM_HEADERS) would add to each request."""

    def __init__(self, **options: Any):
        super().__init__(**options)
        self._custom_headers = {}


class LumaAgents(Provider):
    """It lists nothing, stops nothing and tells no balance: a lost reply is for a person."""

    name: ClassVar[str] = "luma_agents"
    label: ClassVar[str] = "Luma"
    key_names: ClassVar[tuple[str, ...]] = ("LUMA_AGENTS_API_KEY",)

    def __init__(self, key: str, base_url: str, timeout_s: float = TIMEOUT_S):
        self._key, self._base_url, self._timeout_s = key, base_url, timeout_s
        self._is_here = urlsplit(base_url).hostname in THIS_MACHINE
        self._made: _Client | None = None
        self._lock = Lock()

    @property
    def _client(self) -> _Client:
        """Retries are off for every call: the SDK would send a paid POST three times."""
        if not self._key:
            raise KeyMissing(
                "Luma needs a key for this model: put LUMA_AGENTS_API_KEY into the environment or into .env, "
                "then start again."
            )
        with self._lock:
            if self._made is None:
                # Our own connections: a proxy of the environment is for the world, not for an address on this machine
                http = httpx.Client(
                    trust_env=not self._is_here, limits=httpx.Limits(max_connections=64), follow_redirects=False
                )
                self._made = _Client(
                    auth_token=self._key,
                    base_url=self._base_url,
                    max_retries=0,
                    timeout=self._timeout_s,
                    http_client=http,
                )
            return self._made

    def submit(self, brief: Brief) -> Submitted:
        words, client = as_luma_agents(brief), self._client
        with submitting(luma_agents, self.label):
            reply = client.generations.create(**words)
        remote_id = getattr(reply, "id", None)
        if not (isinstance(remote_id, str) and REMOTE_ID.fullmatch(remote_id)):
            raise Unclear("Luma sent a reply without a good id.")
        return Submitted(remote_id)

    def check(self, remote_id: str) -> Progress:
        """Each answer names the clip by an address that lives for an hour from then on."""
        with reading(luma_agents, self.label):
            reply = self._client.generations.get(remote_id)
        return as_progress(reply)

    def download(self, progress: Progress, folder: Path) -> Downloaded:
        """A plain GET without the key: the address is its own permission."""
        clip = folder / "clip.mp4"
        fetch(progress.url or "", clip, allow_private=self._is_here)
        return Downloaded(clip)

    def check_connection(self) -> Connection:
        """The list of uploaded files is the one thing that can be asked for nothing."""
        try:
            with reading(luma_agents, self.label):
                page = self._client.files.list(limit=1)
        except ProviderError as error:
            return Connection(False, str(error))
        if not isinstance(getattr(page, "data", None), list):
            return Connection(False, UNREADABLE)
        return Connection(True, "Luma accepts the key.")

    def close(self) -> None:
        if self._made:
            self._made.close()


def as_progress(reply: Any) -> Progress:
    """Its answer in our words. Raises ReadFailed for one that makes no sense: reading again is free."""
    state = getattr(reply, "state", None)
    if not isinstance(state, str):
        raise ReadFailed(UNREADABLE, kind=FailureKind.PROVIDER)
    outcome = OUTCOMES.get(state, Outcome.RUNNING)  # a state we do not know yet is not an end
    if outcome == Outcome.FAILED:
        return _failed(getattr(reply, "failure_code", None), getattr(reply, "failure_reason", None))
    url = _clip_of(getattr(reply, "output", None))
    if outcome == Outcome.SUCCEEDED and not url:
        raise ReadFailed("Luma says it is finished, but names no clip.", kind=FailureKind.PROVIDER)
    return Progress(outcome, stage=state, url=url)


def _clip_of(output: Any) -> str | None:
    """The first video of several outputs: an EXR archive or a picture may stand beside it."""
    for one in output if isinstance(output, list) else ():
        url = getattr(one, "url", None)
        if getattr(one, "type", None) == "video" and isinstance(url, str) and url:
            return url
    return None


def _failed(code: Any, reason: Any) -> Progress:
    """Whether a failure is paid back Luma does not say for this service. A code we do not know is theirs to explain."""
    kind, advice = FAILURES.get(code, BROKE) if isinstance(code, str) else BROKE
    words = " ".join(reason.split())[:300] if isinstance(reason, str) else ""
    return Progress(Outcome.FAILED, failure=kind, sentence=f"{advice} Luma says: {words}" if words else advice)
