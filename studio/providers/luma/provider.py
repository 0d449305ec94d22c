"""Luma Dream Machine, through its SDK `lumaai`."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar, cast
from urllib.parse import urlsplit

import lumaai
from lumaai.resources.generations import GenerationsResource
from lumaai.types import Generation

from studio.brief import Brief, FoundMaterial, Material, Operation
from studio.errors import FailureKind, NotSent, ProviderError, ReadFailed, Refused
from studio.providers import plain_download
from studio.providers.connections import is_here, own_connections
from studio.providers.in_time import in_time
from studio.providers.interface import Connection, Downloaded, Outcome, Progress, Provider, Submitted
from studio.providers.luma.echo import as_told, has_same_words, is_echo
from studio.providers.luma.words import MARK, UNREADABLE, as_luma, as_progress, luma_id
from studio.providers.refusals import without_key
from studio.providers.stainless import before_paying, good_id, reading, submitting

CREATES: Mapping[Operation, Callable[[GenerationsResource], Callable[..., object]]] = {
    Operation.MAKE: lambda generations: generations.create,
    Operation.PICTURE: lambda generations: generations.image.create,
    Operation.MODIFY: lambda generations: generations.video.modify,
    Operation.REFRAME: lambda generations: generations.video.reframe,
    Operation.UPSCALE: lambda generations: generations.upscale,
    Operation.ADD_AUDIO: lambda generations: generations.audio,
}
BY_ID = (Operation.UPSCALE, Operation.ADD_AUDIO)  # Luma is told which of its own clips to work on
TIMEOUT_S = 12.0
LISTED = 100  # one page when looking for a lost one
PAGES = 5
FOUND = "found"  # in the place of the earlier clip's mark, where nobody knows that clip any more
GONE = "Luma no longer has what this brief points at: choose another."


class Luma(Provider):
    """One client for all calls, and it never retries: that is the engine's.

    Whether work by id (upscale, add audio) answers with a new id or keeps the clip's own, Luma does not say. Where it keeps it,
    our remote id is Luma's with a mark of the clip that was there before: so every attempt has an id of its own, and a check can
    tell the earlier clip, which stands there until the new one is made, by its address. What Luma keeps at the very same
    address cannot be told apart: such a generation times out, with its id kept, rather than show the earlier clip as the new.
    """

    name: ClassVar[str] = "luma"
    label: ClassVar[str] = "Luma"
    key_names: ClassVar[tuple[str, ...]] = ("LUMA_API_KEY", "LUMAAI_API_KEY")

    def __init__(self, key: str, base_url: str, timeout_s: float = TIMEOUT_S):
        self._key, self._base_url, self._timeout_s = key, base_url, timeout_s
        self._is_here = is_here(base_url)
        self._made: lumaai.LumaAI | None = None
        self._moves: Sequence[str] = ()
        self._lock = Lock()

    @property
    def _client(self) -> lumaai.LumaAI:
        """Retries are off for every call: the SDK would send a paid POST three times."""
        if not self._key:
            raise without_key("Luma needs a key", "LUMA_API_KEY")
        with self._lock:
            if self._made is None:
                self._made = lumaai.LumaAI(
                    auth_token=self._key,
                    base_url=self._base_url,
                    max_retries=0,
                    timeout=self._timeout_s,
                    http_client=own_connections(self._base_url),
                )
            return self._made

    # -- the four things ----------------------------------------------------------------------------------

    def submit(self, brief: Brief) -> Submitted:
        """What Luma made itself is read first, for its address of this hour: the reads are free and come before the paid call."""
        create = CREATES[brief.operation](self._client.generations)
        with in_time(self.label):
            words = as_luma(self._with_addresses(brief))
            before = self._read_made(brief.source) if brief.operation in BY_ID else None
        with submitting(lumaai, self.label):
            reply = create(**words)
        remote_id = good_id(getattr(reply, "id", None), self.label)
        is_same = before is not None and remote_id == words["id"]
        return Submitted(f"{remote_id}{MARK}{mark_of(before)}" if is_same and before else remote_id)

    def check(self, remote_id: str) -> Progress:
        with reading(lumaai, self.label):
            reply = self._client.generations.get(luma_id(remote_id))
        progress = as_progress(reply)
        is_earlier_clip = progress.url is not None and remote_id.partition(MARK)[2] == mark_of(progress.url)
        return Progress(Outcome.RUNNING, stage=progress.stage) if is_earlier_clip else progress

    def download(self, progress: Progress, folder: Path) -> Downloaded:
        return plain_download.download(progress, folder, allow_private=self._is_here)

    # -- what Luma made itself ----------------------------------------------------------------------------

    def _with_addresses(self, brief: Brief) -> Brief:
        """A clip that is continued or worked on by id goes by its id, all else that Luma made by its address."""
        found = {
            "first_frame": brief.first_frame and self._with_address(brief.first_frame),
            "last_frame": brief.last_frame and self._with_address(brief.last_frame),
            "references": tuple(self._with_address(reference) for reference in brief.references),
        }
        if brief.source and brief.operation not in BY_ID:
            found["source"] = self._with_address(brief.source, is_clip=True)
        return brief.model_copy(update=found)

    def _with_address(self, material: Material, *, is_clip: bool = False) -> Material:
        if isinstance(material, FoundMaterial) and material.remote_id and (material.is_picture or is_clip):
            return material.model_copy(update={"url": self._read_made(material), "remote_id": None})
        return material

    def _read_made(self, material: Material | None) -> str:
        """Its address now. Before a paid call, so nothing is paid when this fails. Raises NotSent or Refused."""
        if not (isinstance(material, FoundMaterial) and material.remote_id):
            raise Refused("Luma does this with clips of its own only: choose one that Luma made.")
        with before_paying(lumaai, self.label, GONE):
            progress = self.check(material.remote_id)
        if progress.outcome == Outcome.RUNNING:
            raise NotSent("Luma has not finished what this brief points at.")
        if progress.url is None or progress.is_picture != material.is_picture:
            raise Refused(GONE, kind=FailureKind.MEDIA)
        return progress.url

    # -- the free calls -----------------------------------------------------------------------------------

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
        listed = self._list_since(since)
        if listed is None:
            return None
        lost = [one for one in reversed(listed) if is_echo(one.request, brief)]
        return [one.id for one in sorted(lost, key=_made_at)] or self._find_in_place(brief)

    def _list_since(self, since: datetime) -> Sequence[Any] | None:
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
                return [one for one in seen.values() if _made_at(one) >= since]
        return None

    def _page(self, offset: int) -> tuple[list[Any], bool]:
        with reading(lumaai, self.label):
            reply = self._client.generations.list(limit=LISTED, offset=offset)
        listed: Any = getattr(reply, "generations", None)
        if not (isinstance(listed, list) and all(isinstance(one, Generation) and _is_readable(one) for one in listed)):
            raise ReadFailed("Luma sent a list that cannot be read.", kind=FailureKind.PROVIDER)
        has_more: Any = getattr(reply, "has_more", None)
        return listed, has_more if isinstance(has_more, bool) else len(listed) >= LISTED

    def _find_in_place(self, brief: Brief) -> Sequence[str]:
        """Where the work kept the id of its clip, that clip now echoes the work."""
        source = brief.source
        if brief.operation not in BY_ID or not (isinstance(source, FoundMaterial) and source.remote_id):
            return []
        with reading(lumaai, self.label):
            reply = self._client.generations.get(luma_id(source.remote_id))
        is_worked_on = has_same_words(as_told(getattr(reply, "request", None)), brief)
        return [f"{luma_id(source.remote_id)}{MARK}{FOUND}"] if is_worked_on else []

    def camera_moves(self) -> Sequence[str]:
        """Luma's own list, asked for once."""
        if not self._moves:
            with reading(lumaai, self.label):
                listed = cast("object", self._client.generations.concepts.list())  # a web page is a str here
            if not isinstance(listed, list):
                raise ReadFailed(UNREADABLE, kind=FailureKind.PROVIDER)
            self._moves = [move for move in listed if isinstance(move, str)]
        return self._moves

    def close(self) -> None:
        if self._made:
            self._made.close()


def mark_of(address: str) -> str:
    """Of the file at an address, however that is signed."""
    return sha256(urlsplit(address).path.encode()).hexdigest()[:12]


def _is_readable(one: Generation) -> bool:
    """Of a list entry: whether it tells which it is, and when it was made."""
    return isinstance(one.id, str) and isinstance(one.created_at, datetime)


def _made_at(one: Any) -> datetime:
    return one.created_at if one.created_at.tzinfo else one.created_at.replace(tzinfo=UTC)
