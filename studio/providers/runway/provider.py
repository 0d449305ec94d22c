"""Runway, through its SDK `runwayml`. Facts of the wire: the SDK's types and Runway's reference, read 2026-11-20.

`words.py` is what goes out, `uploads.py` what goes before it, `progress.py` what comes back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar

import runwayml

from studio.brief import Brief
from studio.errors import FailureKind, ProviderError, ReadFailed
from studio.media.fetch import fetch
from studio.media.kinds import CLIP_KINDS, PICTURE_KINDS
from studio.providers.connections import is_here, own_connections
from studio.providers.in_time import in_time
from studio.providers.interface import Cancelled, Connection, Downloaded, Progress, Provider, Submitted
from studio.providers.refusals import without_key
from studio.providers.runway.progress import USD_PER_CREDIT, as_progress, number, usd_of
from studio.providers.runway.uploads import Uploads
from studio.providers.runway.words import as_runway, way_of
from studio.providers.stainless import good_id, reading, submitting

NOT_BEGUN = ("PENDING", "THROTTLED")  # what is deleted in these costs nothing
TIMEOUT_S = 12.0
UNREADABLE = "Runway sent a reply that cannot be read."


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
        self._is_here = is_here(base_url)
        self._made: Client | None = None
        self._lock = Lock()
        self._uploads = Uploads()

    @property
    def _client(self) -> Client:
        if not self._key:
            raise without_key("Runway needs a key", "RUNWAY_API_KEY")
        with self._lock:
            if self._made is None:
                self._made = Client(
                    api_key=self._key,
                    base_url=self._base_url,
                    max_retries=0,
                    timeout=self._timeout_s,
                    http_client=own_connections(self._base_url),
                )
            return self._made

    def submit(self, brief: Brief) -> Submitted:
        client = self._client
        with in_time(self.label):
            words = as_runway(self._uploads.brought(brief, client))
        make: Any = getattr(client, way_of(brief))
        with submitting(runwayml, self.label):
            told = _told(make.create(**words))
        remote_id = good_id(told.get("id"), self.label)
        return Submitted(remote_id, usd_of(told))

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
        """A plain GET without the key: the address is its own permission. A clip or a picture: its own bytes tell which."""
        file = folder / "result"
        fetch(progress.url or "", file, kinds=(*CLIP_KINDS, *PICTURE_KINDS), allow_private=self._is_here)
        return Downloaded(file)

    def cancel(self, remote_id: str) -> Cancelled:
        """To delete is to cancel, but it also destroys a clip that is there: look first. What had begun is not paid back."""
        before = self._look_if_there(remote_id)
        status = before.get("status", "")
        if status in ("SUCCEEDED", "FAILED"):
            return Cancelled.TOO_LATE
        if before and status != "CANCELLED":
            self._delete(remote_id)
        cost = usd_of(self._look_after(remote_id), "cost")
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
        credits = number(told.get("creditBalance"))
        if credits is None:
            return Connection(False, UNREADABLE)
        return Connection(True, "Runway accepts the key.", credits * USD_PER_CREDIT)

    def made_lately(self, brief: Brief) -> int | None:
        with _reading():
            told = _told(self._client.organization.retrieve())
        found: Any = told
        for name in ("usage", "models", brief.model_name, "dailyGenerations"):
            found = found.get(name) if isinstance(found, dict) else None
        made = number(found)
        return None if made is None else int(made)

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
