"""Replies, good and spoiled: connections that close, files that stop half-way, JSON that is none."""

import asyncio
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from studio.sandbox.faults import Fault

Refusal = Callable[..., Response]  # a provider's own words for no: (code, sentence, headers)

WEB_PAGE = b"<!doctype html><title>Back soon</title><h1>We will be back soon</h1>"
STATUS_PHRASES = {status.value: status.phrase for status in HTTPStatus}  # a 520 is not among them
PIECES = 40  # of a slow file


def as_json(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(content, separators=(",", ":")), status, headers, "application/json")


class Dropped(Response):
    """No reply at all: the connection closes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await hang_up(scope, receive)


class CutShort(Response):
    """The headers promise the whole body; half of it comes, then the connection closes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body[: len(self.body) // 2], "more_body": True})
        await hang_up(scope, receive)


class Slow(Response):
    """The body in small pieces, over `seconds`."""

    def __init__(self, seconds: float, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        size = len(self.body) // PIECES + 1
        for start in range(0, len(self.body), size):
            if transport_of(scope).is_closing():
                return
            await send({"type": "http.response.body", "body": self.body[start : start + size], "more_body": True})
            await asyncio.sleep(self.seconds / PIECES)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def transport_of(scope: Scope) -> asyncio.Transport:
    """The connection itself, which `server.Protocol` puts there: no ASGI message closes it without a reply."""
    return scope["state"]["transport"]


async def hang_up(scope: Scope, receive: Receive) -> None:
    """Close after what was written. The server must have noticed before we return, or it would send a 500."""
    transport_of(scope).close()
    while (await receive())["type"] != "http.disconnect":
        pass


def spoiled(fault: Fault, reply: Response | None, refusal: Refusal) -> Response:
    """What goes out instead of `reply`, which is None if the fault acted before."""
    match fault.what.removeprefix("accept_then_"):
        case "status":
            return refused_by(fault, refusal)
        case "drop":
            return Dropped()
        case "html":
            return Response(WEB_PAGE, media_type="text/html")
        case "empty":
            return as_json({}, status_of(reply))
        case "null":
            return as_json(None, status_of(reply))
        case "list":
            return as_json(["not", "what", "you", "asked", "for"], status_of(reply))
        case "truncated":
            is_json = reply is not None and reply.media_type == "application/json"
            body = reply.body if reply and is_json else b'{"detail": "This sentence is never heard to its end"}'
            return Response(body[: len(body) // 2], status_of(reply), media_type="application/json")
        case _:
            return reply or refused_by(fault, refusal)  # the answer itself has seen to it


def refused_by(fault: Fault, refusal: Refusal) -> Response:
    if fault.body is None:
        return refusal(fault.code, STATUS_PHRASES.get(fault.code, "Unknown error"), fault.headers)
    if isinstance(fault.body, str):
        return Response(fault.body, fault.code, {"Content-Type": "text/plain", **fault.headers})
    return as_json(fault.body, fault.code, fault.headers)


def status_of(reply: Response | None) -> int:
    return reply.status_code if reply and reply.status_code != HTTPStatus.NO_CONTENT else 200


def file_reply(content: bytes, media_type: str, range_asked: str | None = None) -> Response:
    """The whole file, or the one range that was asked for."""
    headers = {"Accept-Ranges": "bytes"}
    if range_asked is None:
        return Response(content, headers=headers, media_type=media_type)
    part = read_range(range_asked, len(content))
    if part is None:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{len(content)}"})
    headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{len(content)}"
    return Response(content[part.start : part.stop], 206, headers, media_type)


def read_range(asked: str, size: int) -> range | None:
    """`bytes=0-99`, `bytes=100-` or `bytes=-100`; None where there is no such part."""
    unit, _, span = asked.partition("=")
    first, dash, last = span.partition("-")
    if unit.strip() != "bytes" or not dash or not (first + last).isdecimal():
        return None
    if not first:
        return range(max(size - int(last), 0), size) if int(last) else None
    part = range(int(first), min(int(last) + 1 if last else size, size))
    return part if len(part) else None


def spoiled_file(
    fault: Fault | None, content: bytes, range_asked: str | None, media_type: str = "video/mp4"
) -> Response:
    """What a download gets; without a fault of its own that is the clip or the picture."""
    match fault.what if fault else "":
        case "truncated_file":
            return CutShort(content, media_type=media_type)
        case "cut_file":
            return file_reply(content[: len(content) // 2], media_type, range_asked)
        case "wrong_type":
            return Response(WEB_PAGE, media_type=media_type)
        case "slow_file" if fault:
            return Slow(fault.seconds, content, media_type=media_type)
        case "file" if fault and fault.path:
            return FileResponse(fault.path, media_type=media_type)
        case _:
            return file_reply(content, media_type, range_asked)
