"""Runway, through its SDK `runwayml`. Facts of the wire: the SDK's types and Runway's reference, read 2026-11-20."""

import math
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar
from urllib.parse import urlsplit

import httpx
import runwayml

from studio.brief import Brief, FoundMaterial, Material
from studio.errors import FailureKind, KeyMissing, ProviderError, ReadFailed, Refused, Unclear
from studio.media.fetch import fetch
from studio.providers.data_uri import as_data_uri
from studio.providers.interface import Cancelled, Connection, Downloaded, Outcome, Progress, Provider, Submitted
from studio.providers.stainless import reading, submitting

# What Runway calls a size: pixels. Every model has its own list.
GEN_4: Mapping[tuple[str, str], str] = {
    ("720p", "16:9"): "1280:720",
    ("720p", "9:16"): "720:1280",
    ("720p", "1:1"): "960:960",
    ("720p", "4:3"): "1104:832",
    ("720p", "3:4"): "832:1104",
    ("720p", "21:9"): "1584:672",
}
VEO_3: Mapping[tuple[str, str], str] = {
    ("720p", "16:9"): "1280:720",
    ("720p", "9:16"): "720:1280",
    ("1080p", "16:9"): "1920:1080",
    ("1080p", "9:16"): "1080:1920",
}
SIZES: Mapping[str, Mapping[tuple[str, str], str]] = {
    "gen4.5": GEN_4,
    "gen4_turbo": GEN_4,
    "veo3.1": VEO_3,
    "veo3.1_fast": VEO_3,
}
HAVE_SOUND = ("veo3.1", "veo3.1_fast")  # unless told not to; sound is charged extra

OUTCOMES: Mapping[str, Outcome] = {
    "PENDING": Outcome.RUNNING,
    "THROTTLED": Outcome.RUNNING,  # accepted; it waits for one of the account's places
    "RUNNING": Outcome.RUNNING,
    "SUCCEEDED": Outcome.SUCCEEDED,
    "FAILED": Outcome.FAILED,
    "CANCELLED": Outcome.FAILED,
}
NOT_BEGUN = ("PENDING", "THROTTLED")  # what is deleted in these costs nothing
USD_PER_CREDIT = 0.01
REMOTE_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
TIMEOUT_S = 12.0
UNREADABLE = "Runway sent a reply that cannot be read."
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


def as_runway(brief: Brief) -> dict[str, Any]:
    """The brief in Runway's words, as the SDK names them. What is not asked is left out: the SDK would send a null."""
    words: dict[str, Any] = {
        "model": brief.model_name,
        "prompt_text": brief.prompt if brief.prompt.strip() else None,
        "prompt_image": _pictures(brief) or None,
        "ratio": _size(brief),
        "duration": round(brief.duration_s),
        "seed": brief.seed,
        "audio": False if brief.model_name in HAVE_SOUND else None,
    }
    return {name: value for name, value in words.items() if value is not None}


def _size(brief: Brief) -> str:
    try:
        return SIZES[brief.model_name][brief.resolution, brief.ratio]
    except KeyError:
        raise Refused(f"Runway makes no {brief.ratio} at {brief.resolution} with this model.") from None


def _pictures(brief: Brief) -> list[dict[str, str]]:
    frames = {"first": brief.first_frame, "last": brief.last_frame}
    return [{"uri": _picture(frame), "position": place} for place, frame in frames.items() if frame]


def _picture(frame: Material) -> str:
    """A file goes inside the request: an upload of its own would be a second call that can fail, to a host Runway names."""
    if isinstance(frame, FoundMaterial) and frame.path:
        return as_data_uri(frame.path)
    if frame.url:
        return frame.url
    raise Refused("Runway takes pictures from the library or by a public https address: choose another.")


class Client(runwayml.RunwayML):
    """The SDK's own, deaf to RUNWAYML_CUSTOM_HEADERS: what somebody left in the environment could replace the key."""

    def __init__(self, **options: Any):
        super().__init__(**options)
        self._custom_headers = {}


class Runway(Provider):
    """One client, which never retries: the SDK would send a paid POST three times. The engine reads again where it may."""

    name: ClassVar[str] = "runway"
    label: ClassVar[str] = "Runway"
    key_names: ClassVar[tuple[str, ...]] = ("RUNWAY_API_KEY", "RUNWAYML_API_SECRET")

    def __init__(self, key: str, base_url: str, timeout_s: float = TIMEOUT_S):
        self._key, self._base_url, self._timeout_s = key, base_url, timeout_s
        self._is_here = urlsplit(base_url).hostname in THIS_MACHINE
        self._made: Client | None = None
        self._lock = Lock()

    @property
    def _client(self) -> Client:
        if not self._key:
            raise KeyMissing(
                "Runway needs a key: put RUNWAY_API_KEY into the environment or into .env, then start again."
            )
        with self._lock:
            if self._made is None:
                # Our own connections: a proxy of the environment is for the world, not for an address on this machine
                http = httpx.Client(
                    trust_env=not self._is_here, limits=httpx.Limits(max_connections=64), follow_redirects=False
                )
                self._made = Client(
                    api_key=self._key,
                    base_url=self._base_url,
                    max_retries=0,
                    timeout=self._timeout_s,
                    http_client=http,
                )
            return self._made

    def submit(self, brief: Brief) -> Submitted:
        words, client = as_runway(brief), self._client
        make: Any = client.image_to_video if "prompt_image" in words else client.text_to_video
        with submitting(runwayml, self.label):
            told = _told(make.create(**words))
        remote_id = told.get("id")
        if not (isinstance(remote_id, str) and REMOTE_ID.fullmatch(remote_id)):
            raise Unclear("Runway sent a reply without a good id.")
        return Submitted(remote_id, _usd(told))

    def check(self, remote_id: str) -> Progress:
        return as_progress(self._look(remote_id))

    def _look(self, remote_id: str) -> dict[str, Any]:
        """A task as Runway tells it, with its status."""
        with _reading():
            told = _told(self._client.tasks.retrieve(remote_id))
        if not isinstance(told.get("status"), str):
            raise ReadFailed(UNREADABLE, kind=FailureKind.PROVIDER)
        return told

    def download(self, progress: Progress, folder: Path) -> Downloaded:
        """A plain GET without the key: the address is its own permission."""
        clip = folder / "clip.mp4"
        fetch(progress.url or "", clip, allow_private=self._is_here)
        return Downloaded(clip)

    def cancel(self, remote_id: str) -> Cancelled:
        """To delete is to cancel, but it also destroys a clip that is there: look first. What had begun is not paid back."""
        before = self._look_if_there(remote_id)
        status = before.get("status", "")
        if status in ("SUCCEEDED", "FAILED"):
            return Cancelled.TOO_LATE
        if before and status != "CANCELLED":
            self._delete(remote_id)
        cost = _usd(self._look_after(remote_id), "cost")
        is_free = status in NOT_BEGUN if cost is None else cost == 0
        return Cancelled.CANCELLED if is_free else Cancelled.CHARGED

    def _look_if_there(self, remote_id: str) -> dict[str, Any]:
        try:
            return self._look(remote_id)
        except ReadFailed as error:
            if error.http_status == 404:
                return {}
            raise

    def _delete(self, remote_id: str) -> None:
        try:
            with _reading():
                self._client.tasks.delete(remote_id)
        except ReadFailed as error:
            if error.http_status != 404:
                raise

    def _look_after(self, remote_id: str) -> dict[str, Any]:
        """What Runway says of a deleted task, if anything: it is gone by its guide, CANCELLED with a cost by its types."""
        try:
            return self._look(remote_id)
        except ProviderError:
            return {}

    def check_connection(self) -> Connection:
        try:
            with _reading():
                told = _told(self._client.organization.retrieve())
        except ProviderError as error:
            return Connection(False, str(error))
        credits = _number(told.get("creditBalance"))
        if credits is None:
            return Connection(False, UNREADABLE)
        return Connection(True, "Runway accepts the key.", credits * USD_PER_CREDIT)

    def close(self) -> None:
        if self._made:
            self._made.close()


@contextmanager
def _reading() -> Iterator[None]:
    try:
        with reading(runwayml, Runway.label):
            yield
    except (AttributeError, TypeError):  # the SDK's own, where a reply is no object: it hangs a method of its own on it
        raise ReadFailed(UNREADABLE, kind=FailureKind.PROVIDER) from None


def _told(reply: Any) -> dict[str, Any]:
    """A reply under Runway's own names. One that lacks a field the SDK reads as another kind of task, but nothing is lost."""
    return reply.to_dict(warnings=False) if isinstance(reply, runwayml.BaseModel) else {}


def as_progress(told: Mapping[str, Any]) -> Progress:
    """Runway's task in our words. Raises ReadFailed for one that makes no sense: reading again is free."""
    status = str(told.get("status"))
    outcome = OUTCOMES.get(status, Outcome.RUNNING)  # a state we do not know yet is not an end
    if status == "CANCELLED":
        return _cancelled(told)
    if outcome == Outcome.FAILED:
        return _failed(told)
    url = _first(told.get("output"))
    if outcome == Outcome.SUCCEEDED and not url:
        raise ReadFailed("Runway says it is finished, but names no clip.", kind=FailureKind.PROVIDER)
    done = _number(told.get("progress"))
    fraction = None if done is None else min(max(done, 0.0), 1.0)
    return Progress(outcome, stage=status.lower(), fraction=fraction, url=url, cost_usd=_usd(told))


def _cancelled(told: Mapping[str, Any]) -> Progress:
    cost = _usd(told, "cost")
    return Progress(
        Outcome.FAILED,
        stage="cancelled",
        failure=FailureKind.CANCELLED,
        sentence="Cancelled at Runway.",
        was_charged=None if cost is None else cost > 0,
        cost_usd=cost,
    )


def _failed(told: Mapping[str, Any]) -> Progress:
    """What it cost is Runway's word. Without one: refused inputs are paid, of the rest we do not know."""
    code, cost = str(told.get("failureCode") or ""), _usd(told, "cost")
    was_charged = cost > 0 if cost is not None else True if code.startswith("SAFETY.INPUT") else None
    kind, advice = _reason(code)
    words = " ".join(str(told.get("failure") or "").split())[:300]
    said = f" Runway says: {words}" if words else ""
    paid = " Runway charges for it all the same." if was_charged else ""
    return Progress(
        Outcome.FAILED, failure=kind, sentence=f"{advice}{paid}{said}", was_charged=was_charged, cost_usd=cost
    )


def _reason(code: str) -> tuple[FailureKind, str]:
    """The third part of a SAFETY code is a guess, by Runway's own guide: it is not told."""
    if code.startswith("SAFETY.OUTPUT"):
        return FailureKind.FILTERED, "Runway's filter held the clip back: change the prompt or the picture."
    if "SAFETY" in code.split("."):
        return FailureKind.FILTERED, "Runway's filter refused it: change the prompt or the picture."
    if code.startswith("ASSET."):
        return FailureKind.INVALID, "Runway could not use the picture: choose another."
    return FailureKind.PROVIDER, "Runway could not make it; try again."


def _first(output: Any) -> str | None:
    url = output[0] if isinstance(output, list) and output else None
    return url if isinstance(url, str) and url else None


def _usd(told: Mapping[str, Any], *names: str) -> float | None:
    """What it cost, or while it runs the most that it will."""
    for name in names or ("cost", "estimatedCost"):
        cost = told.get(name)
        credits = _number(cost.get("credits")) if isinstance(cost, dict) else None
        if credits is not None and credits >= 0:
            return round(credits * USD_PER_CREDIT, 6)
    return None


def _number(value: Any) -> float | None:
    is_one = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if is_one else None
