"""Luma Dream Machine, through its SDK `lumaai`. Facts of the wire: the provider's documentation, read 2026-11-20."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar, cast
from urllib.parse import urlsplit

import httpx
import lumaai
from pydantic import BaseModel

from studio.brief import Brief, FoundMaterial, Keyframe, Material
from studio.errors import FailureKind, KeyMissing, ProviderError, ReadFailed, Refused, Unclear
from studio.media.fetch import fetch
from studio.providers.interface import Connection, Downloaded, Outcome, Progress, Provider, Submitted
from studio.providers.stainless import FILTER_WORDS, reading, submitting

OUTCOMES: Mapping[str, Outcome] = {
    "queued": Outcome.RUNNING,
    "dreaming": Outcome.RUNNING,
    "completed": Outcome.SUCCEEDED,
    "failed": Outcome.FAILED,
}
REMOTE_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
TIMEOUT_S = 12.0
LISTED = 100  # one page when looking for a lost one
PAGES = 5
LONG_AGO = datetime.min.replace(tzinfo=UTC)
ECHOED = ("model", "aspect_ratio", "duration", "resolution")  # what an echo may leave out, but not change
UNREADABLE = "Luma sent a reply that cannot be read."
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def as_luma(brief: Brief) -> dict[str, Any]:
    """The brief in Luma's words. What is not asked is left out: the SDK would send a null."""
    words: dict[str, Any] = {
        "model": brief.model_name,
        "prompt": brief.prompt or None,
        "aspect_ratio": brief.ratio,
        "duration": f"{brief.duration_s:g}s",
        "resolution": brief.resolution,
        "loop": brief.loop or None,
        "keyframes": _keyframes(brief) or None,
        "concepts": [{"key": move} for move in brief.camera_moves] or None,
    }
    return {name: value for name, value in words.items() if value is not None}


def _keyframes(brief: Brief) -> dict[str, dict[str, str]]:
    frames = {"frame0": brief.first_frame, "frame1": brief.last_frame}
    return {name: _keyframe(frame) for name, frame in frames.items() if frame}


def _keyframe(frame: Material) -> dict[str, str]:
    if isinstance(frame, FoundMaterial) and frame.remote_id:
        return {"type": "generation", "id": frame.remote_id}
    if frame.url:
        return {"type": "image", "url": frame.url}
    raise Refused("Luma takes pictures by a public https address only: give the address of the picture.")


class Luma(Provider):
    """One client submits and never retries; the other reads, and leaves retrying to the engine."""

    name: ClassVar[str] = "luma"
    label: ClassVar[str] = "Luma"
    key_names: ClassVar[tuple[str, ...]] = ("LUMA_API_KEY", "LUMAAI_API_KEY")

    def __init__(self, key: str, base_url: str, timeout_s: float = TIMEOUT_S):
        self._key, self._base_url, self._timeout_s = key, base_url, timeout_s
        self._is_here = urlsplit(base_url).hostname in THIS_MACHINE
        self._made: lumaai.LumaAI | None = None
        self._moves: Sequence[str] = ()
        self._lock = Lock()

    @property
    def _client(self) -> lumaai.LumaAI:
        """Retries are off for every call: the SDK would send a paid POST three times."""
        if not self._key:
            raise KeyMissing("Luma needs a key: put LUMA_API_KEY into the environment or into .env, then start again.")
        with self._lock:
            if self._made is None:
                # Our own connections: a proxy of the environment is for the world, not for an address on this machine
                http = httpx.Client(
                    trust_env=not self._is_here, limits=httpx.Limits(max_connections=64), follow_redirects=False
                )
                self._made = lumaai.LumaAI(
                    auth_token=self._key,
                    base_url=self._base_url,
                    max_retries=0,
                    timeout=self._timeout_s,
                    http_client=http,
                )
            return self._made

    def submit(self, brief: Brief) -> Submitted:
        words, client = as_luma(brief), self._client
        with submitting(lumaai, self.label):
            reply = client.generations.create(**words)
        remote_id = getattr(reply, "id", None)
        if not (isinstance(remote_id, str) and REMOTE_ID.fullmatch(remote_id)):
            raise Unclear("Luma sent a reply without a good id.")
        return Submitted(remote_id)

    def check(self, remote_id: str) -> Progress:
        with reading(lumaai, self.label):
            reply = self._client.generations.get(remote_id)
        return as_progress(reply)

    def download(self, progress: Progress, folder: Path) -> Downloaded:
        """A plain GET without the key: the address is its own permission."""
        clip = folder / "clip.mp4"
        fetch(progress.url or "", clip, allow_private=self._is_here)
        return Downloaded(clip)

    def check_connection(self) -> Connection:
        try:
            with reading(lumaai, self.label):
                credits = self._client.credits.get()
        except ProviderError as error:
            return Connection(False, str(error))
        cents = getattr(credits, "credit_balance", None)
        if not isinstance(cents, int | float):
            return Connection(False, UNREADABLE)
        return Connection(True, "Luma accepts the key.", cents / 100)

    def find_lost(self, brief: Brief, since: datetime) -> Sequence[str] | None:
        """Luma lists its generations, each with an echo of what was asked. None: the list is too long to be read to its end."""
        listed, is_whole = self._list_since(since)
        lost = [one for one in reversed(listed) if one.id and is_echo(one.request, brief)]
        return [one.id for one in sorted(lost, key=_made_at)] if is_whole else None

    def _list_since(self, since: datetime) -> tuple[Sequence[Any], bool]:
        """Page by page. Luma does not say in which order it lists, nor how long a page may be: only what it answers counts."""
        seen: dict[str, Any] = {}
        offset = 0
        for _ in range(PAGES):
            page, has_more = self._page(offset)
            seen |= {one.id: one for one in page}
            offset += len(page)
            moments = [_made_at(one) for one in page]
            only_older_follow = moments == sorted(moments, reverse=True) and min(moments, default=since) < since
            if not (page and has_more) or only_older_follow:
                return [one for one in seen.values() if _made_at(one) >= since], True
        return [], False

    def _page(self, offset: int) -> tuple[list[Any], bool]:
        with reading(lumaai, self.label):
            reply = self._client.generations.list(limit=LISTED, offset=offset)
        listed: Any = getattr(reply, "generations", None)
        if not isinstance(listed, list):
            raise ReadFailed("Luma sent a list that cannot be read.", kind=FailureKind.PROVIDER)
        has_more: Any = getattr(reply, "has_more", None)
        return listed, has_more if isinstance(has_more, bool) else len(listed) >= LISTED

    def camera_moves(self) -> Sequence[str]:
        """Luma's own list, asked for once."""
        if not self._moves:
            with reading(lumaai, self.label):
                listed = cast("object", self._client.generations.concepts.list())  # a web page is a str here
            if not isinstance(listed, list):
                raise ReadFailed(UNREADABLE, kind=FailureKind.PROVIDER)
            self._moves = [str(move) for move in listed]
        return self._moves

    def close(self) -> None:
        if self._made:
            self._made.close()


def as_progress(reply: Any) -> Progress:
    """Luma's answer in our words. Raises ReadFailed for one that makes no sense: reading again is free."""
    state = getattr(reply, "state", None)
    if not isinstance(state, str):
        raise ReadFailed(UNREADABLE, kind=FailureKind.PROVIDER)
    outcome = OUTCOMES.get(state, Outcome.RUNNING)  # a state we do not know yet is not an end
    if outcome == Outcome.FAILED:
        return _failed(str(getattr(reply, "failure_reason", None) or ""))
    url = getattr(getattr(reply, "assets", None), "video", None)
    if outcome == Outcome.SUCCEEDED and not (isinstance(url, str) and url):
        raise ReadFailed("Luma says it is finished, but names no clip.", kind=FailureKind.PROVIDER)
    return Progress(outcome, stage=state, url=url)


def _failed(reason: str) -> Progress:
    """Luma pays back what failed, whatever the reason (its FAQ on failed generations, read 2026-11-20)."""
    words = " ".join(reason.split())[:300]
    if any(sign in words.lower() for sign in FILTER_WORDS):
        sentence = f"Luma's filter refused it: change the prompt or the picture. Luma says: {words}"
        return Progress(Outcome.FAILED, failure=FailureKind.FILTERED, sentence=sentence, was_charged=False)
    if "failed to read user input" in words.lower():
        sentence = f"Luma could not read the picture: check its address. Luma says: {words}"
        return Progress(Outcome.FAILED, failure=FailureKind.INVALID, sentence=sentence, was_charged=False)
    said = f" Luma says: {words}" if words else ""
    sentence = f"Luma could not make it; try again.{said}"
    return Progress(Outcome.FAILED, failure=FailureKind.PROVIDER, sentence=sentence, was_charged=False)


def is_echo(request: Any, brief: Brief) -> bool:
    """Whether Luma's echo of a request is what this brief would have asked for."""
    echo: dict[str, Any] = request.model_dump() if isinstance(request, BaseModel) else {}
    asked = as_luma(brief.model_copy(update={"first_frame": None, "last_frame": None}))
    is_same = _words(echo.get("prompt")) == _words(brief.prompt) and all(
        echo.get(name) in (None, asked[name]) for name in ECHOED
    )
    pictures = echo.get("keyframes") or {}
    if not isinstance(pictures, Mapping):
        return False
    first = Keyframe(generation_id=brief.continues_id) if brief.continues_id else brief.first_frame
    return (
        is_same and _is_picture(pictures.get("frame0"), first) and _is_picture(pictures.get("frame1"), brief.last_frame)
    )


def _words(text: Any) -> list[str]:
    return str(text or "").split()


def _is_picture(echo: Any, asked: Keyframe | None) -> bool:
    """Of a clip that was continued the brief knows our own id only, so any will do."""
    if asked is None or not echo:
        return asked is None and not echo
    return isinstance(echo, Mapping) and echo.get("url") == asked.url


def _made_at(one: Any) -> datetime:
    """Long ago, where it does not tell."""
    at = getattr(one, "created_at", None)
    if not isinstance(at, datetime):
        return LONG_AGO
    return at if at.tzinfo else at.replace(tzinfo=UTC)
