"""A clip of ours at Luma, before it is worked on: uploaded in one turn, used in a later one, as Luma looks at it in between.

Luma itself remembers what is there: a file is found by its name, which tells its content, on whatever machine the engine runs.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
import luma_agents
from luma_agents import omit
from luma_agents.types import CreateFileResponse, File, PresignedUpload

from studio.errors import FailureKind, NotSent, ReadFailed, Refused
from studio.providers.catalogue.rules import is_public
from studio.providers.luma_agents.words import UNREADABLE, media_type_of

Reply = TypeVar("Reply")

KEPT_FOR = timedelta(days=1)  # then Luma deletes it
NOT_JUST_BEFORE_ITS_END = timedelta(minutes=10)
PENDING_FOR = timedelta(minutes=1)  # longer: its upload may have broken off, so it is brought once more
BEST_FIRST = ("ready", "pending", "failed")
PAGES, LISTED = 5, 100
LOOK_AGAIN_S = 3.0
ON_ITS_WAY = "Luma is looking at the clip before it works on it."
UNFIT = "Luma does not take this clip: choose another, or a smaller one."


class Uploads:
    """`http` carries no key: the place for a file is its own permission."""

    def __init__(self, client: luma_agents.Luma, http: httpx.Client, *, allow_private: bool):
        self._files, self._http, self._allow_private = client.files, http, allow_private

    def ready_id(self, clip: Path) -> str:
        """Raises NotSent until it is ready there, and Refused where Luma does not want it; what the SDK raises goes through."""
        now = datetime.now(UTC)
        known = min((file for file in self._listed() if _is_it(file, clip.name, now)), key=_rank, default=None)
        if known is None:
            self._upload(clip, now)
            raise NotSent(ON_ITS_WAY, retry_after_s=LOOK_AGAIN_S)
        seen = _sound(self._files.get(known.id), "state")
        if seen.state == "failed":
            raise Refused(f"{UNFIT} Luma says: {seen.failure_reason or 'nothing'}", kind=FailureKind.MEDIA)
        if seen.state != "ready":
            raise NotSent(ON_ITS_WAY, retry_after_s=LOOK_AGAIN_S)
        return seen.id

    def _listed(self) -> Iterator[File]:
        """Newest first."""
        cursor: str | None = None
        for _ in range(PAGES):
            page = self._files.list(limit=LISTED, purpose="input", cursor=cursor or omit)
            if not isinstance(getattr(page, "data", None), list):
                raise ReadFailed(UNREADABLE, kind=FailureKind.PROVIDER)
            yield from (_sound(file, "id") for file in page.data)
            if not (page.has_more and page.next_cursor):
                return
            cursor = page.next_cursor

    def _upload(self, clip: Path, now: datetime) -> None:
        size = clip.stat().st_size
        made = self._files.create(
            mime_type=media_type_of(clip.name),
            size_bytes=size,
            filename=clip.name,
            purpose="input",
            expires_at=now + KEPT_FOR,
        )
        _sound(made, "id")
        try:
            self._put(clip, made)
            self._files.complete(made.id)
        except (httpx.HTTPError, httpx.InvalidURL, luma_agents.APIError):
            self._forget(made.id)
            raise NotSent("The clip could not be brought to Luma.") from None

    def _put(self, clip: Path, made: CreateFileResponse) -> None:
        place: Any = made.upload
        address: Any = place.url if isinstance(place, PresignedUpload) else None
        if not (isinstance(address, str) and (self._allow_private or is_public(address))):
            raise NotSent("Luma names no place to put the clip.", kind=FailureKind.PROVIDER)
        with clip.open("rb") as content:
            self._http.put(address, content=content, headers=_headers(place.headers)).raise_for_status()

    def _forget(self, file_id: str) -> None:
        """As well as may be: Luma deletes it after a day anyhow."""
        try:
            self._files.delete(file_id)
        except luma_agents.APIError:
            return


def _headers(told: Any) -> dict[str, str]:
    items = told.items() if isinstance(told, dict) else ()
    return {name: value for name, value in items if isinstance(value, str)}


def _sound(reply: Reply, name: str) -> Reply:
    """A web page is a str here, and what is missing is None."""
    if not isinstance(getattr(reply, name, None), str):
        raise ReadFailed(UNREADABLE, kind=FailureKind.PROVIDER)
    return reply


def _is_it(file: File, name: str, now: datetime) -> bool:
    if file.filename != name or file.state not in BEST_FIRST:
        return False
    is_stuck = file.state == "pending" and now - _aware(file.created_at) > PENDING_FOR
    ends_soon = file.expires_at is not None and _aware(file.expires_at) - now < NOT_JUST_BEFORE_ITS_END
    return not (is_stuck or ends_soon)


def _rank(file: File) -> int:
    return BEST_FIRST.index(file.state)


def _aware(moment: object) -> datetime:
    """Long ago, where it cannot be read."""
    known = moment if isinstance(moment, datetime) else datetime.min
    return known if known.tzinfo else known.replace(tzinfo=UTC)
