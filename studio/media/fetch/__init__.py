"""Download a clip or a picture from a link that others gave us: of the right kind, whole and within limits, or not at all. `door.py` is
where connections are made.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpcore
import httpx

from studio import __version__
from studio.errors import BadMedia, FailureKind, LinkExpired, ReadFailed
from studio.files import whole_file
from studio.media.fetch.door import Deadline, open_pool
from studio.media.kinds import CLIP_KINDS, HEAD_BYTES, FileKind, require_kind

MAX_REDIRECTS = 4
CONNECT_S = 15.0
MAX_RETRY_AFTER_S = 900.0

REDIRECTS = (301, 302, 303, 307, 308)
EXPIRED = (403, 404, 410)  # a signed link that has run out answers any of these
WHAT_IT_MEANS = {
    401: (FailureKind.KEY, "The server wants a key for this download. Check the key under Settings."),
    429: (FailureKind.RATE, "The server asks us to slow down."),
}
BROKEN_OFF = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError)


@dataclass(frozen=True)
class Fetched:
    kind: FileKind
    size_bytes: int


@dataclass(frozen=True)
class _Rules:
    kinds: tuple[FileKind, ...]
    allow_private: bool
    max_bytes: int
    idle_s: float


def fetch(
    url: str,
    target: Path,
    *,
    headers: Mapping[str, str] | None = None,
    kinds: tuple[FileKind, ...] = CLIP_KINDS,
    allow_private: bool = False,
    max_bytes: int = 2 << 30,
    total_s: float = 1800,
    idle_s: float = 30,
) -> Fetched:
    """The target appears whole, or nothing is left behind.

    `headers` (a key, say) go to the link's own server only. `allow_private` is for our sandbox: it allows any address, and http.
    Raises LinkExpired, ReadFailed where trying again may help, or BadMedia where it will not.
    """
    rules = _Rules(kinds, allow_private, max_bytes, idle_s)
    deadline = Deadline(total_s)
    link, sent = _checked(url, rules), dict(headers or {})
    for _ in range(1 + MAX_REDIRECTS):
        with _ask(link, sent, rules, deadline) as reply:
            onward = _redirect(reply)
            if onward is None:
                _check_status(reply)
                return _save(reply, target, rules)
        link, left = _checked(onward, rules, link), link
        if _origin(link) != _origin(left):
            sent = {}  # for good, even if a later redirect leads back
    raise ReadFailed("The link leads from one place to the next without end.")


def _checked(url: str, rules: _Rules, base: httpx.URL | None = None) -> httpx.URL:
    """Addresses are checked when we connect; here only what the text of the link tells."""
    try:
        link = base.join(url) if base else httpx.URL(url)
    except httpx.InvalidURL as error:
        raise BadMedia("This is not a link we can open.") from error
    if link.scheme != "https" and not (rules.allow_private and link.scheme == "http"):
        raise BadMedia("Only links that start with https:// are opened.")
    if not link.host or link.userinfo:
        raise BadMedia("This is not a link we can open.")
    return link


@contextmanager
def _ask(link: httpx.URL, headers: Mapping[str, str], rules: _Rules, deadline: Deadline) -> Iterator[httpcore.Response]:
    """One GET. What goes wrong while the reply is read comes through here too, as ReadFailed."""
    url = httpcore.URL(scheme=link.scheme, host=link.raw_host, port=link.port, target=link.raw_path)
    own = {"Host": link.netloc.decode(), "User-Agent": f"dailies/{__version__}", "Accept-Encoding": "identity"}
    waits = {"connect": min(CONNECT_S, rules.idle_s), "read": rules.idle_s, "write": rules.idle_s, "pool": rules.idle_s}
    try:
        with open_pool(link, deadline, rules.allow_private) as pool:
            with pool.stream(
                "GET", url, headers=list({**own, **headers}.items()), extensions={"timeout": waits}
            ) as reply:
                yield reply
    except httpcore.TimeoutException as error:
        sentence = "The download took too long." if deadline.is_over else "The server stopped answering."
        raise ReadFailed(sentence) from error
    except httpcore.ConnectError as error:
        raise ReadFailed("The server of the link could not be reached.") from error
    except httpcore.LocalProtocolError:
        # From None: the text of that error quotes our headers, and a key may be in them.
        raise ReadFailed("The download could not be asked for.") from None
    except BROKEN_OFF as error:
        raise ReadFailed("The download stopped early.") from error


def _redirect(reply: httpcore.Response) -> str | None:
    return _header(reply, "location") if reply.status in REDIRECTS else None


def _origin(link: httpx.URL) -> tuple[str, str, int | None]:
    return link.scheme, link.host, link.port


def _header(reply: httpcore.Response, name: str) -> str | None:
    return httpx.Headers(reply.headers).get(name)


def _check_status(reply: httpcore.Response) -> None:
    status = reply.status
    if status == 200:
        return
    if status in EXPIRED:
        raise LinkExpired("The link has expired.", http_status=status)
    wait_s = retry_after_s(_header(reply, "retry-after"), datetime.now(UTC))
    other = FailureKind.PROVIDER, f"The server answered {status} instead of sending the file."
    kind, sentence = WHAT_IT_MEANS.get(status, other)
    raise ReadFailed(sentence, kind=kind, retry_after_s=wait_s, http_status=status)


def retry_after_s(value: str | None, now: datetime) -> float | None:
    """What a Retry-After header asks for, in seconds or as a date; at most a quarter of an hour."""
    if not value:
        return None
    try:
        wait_s = float(value) if value.isdecimal() else _seconds_until(value, now)
    except ValueError:
        return None
    return min(max(0.0, wait_s), MAX_RETRY_AFTER_S)


def _seconds_until(http_date: str, now: datetime) -> float:
    return (parsedate_to_datetime(http_date).replace(tzinfo=UTC) - now).total_seconds()  # it is always in GMT


def _save(reply: httpcore.Response, target: Path, rules: _Rules) -> Fetched:
    stated = _header(reply, "content-length") or ""
    if stated.isdecimal() and int(stated) > rules.max_bytes:
        raise _too_large(rules)
    with whole_file(target) as part, part.open("wb") as file:
        head, size, kind = b"", 0, None
        for piece in reply.iter_stream():  # as they come: waiting for a certain size would let a slow server hold us
            size += len(piece)
            if size > rules.max_bytes:
                raise _too_large(rules)
            if kind is None:
                head += piece
                kind = require_kind(head, rules.kinds) if len(head) >= HEAD_BYTES else None
            file.write(piece)
        return Fetched(kind or require_kind(head, rules.kinds), size)


def _too_large(rules: _Rules) -> BadMedia:
    return BadMedia(f"The file is larger than {rules.max_bytes >> 20} MB.")
