"""Answers that are wrong in every way: each field of a good one with a value of another type, and each error a server may give."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from studio.errors import StudioError
from tests.second.server import KEY, Server
from tests.second.wire import Reply, Request

WRONG_VALUES: Sequence[Any] = (None, 17, "x", [None], {"x": 1})
STATUSES = (400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 503)


@dataclass(frozen=True)
class Answered:
    """The answer number `at` of a call; `is_paid`: to what costs money."""

    at: int
    request: Request
    reply: Reply
    is_paid: bool

    @property
    def kind(self) -> str:
        """The same for all that is asked in the same way."""
        return f"{self.request.method} {re.sub('[0-9a-f-]{36}|[0-9]{5,}', '', self.request.path)}"


def listen(server: Server, call: Callable[[], object]) -> list[Answered]:
    """All that is answered to a call, good answers that they are."""
    answers: list[Answered] = []

    def note(request: Request, reply: Reply) -> Reply:
        is_paid = bool(server.paid) and server.paid[-1] is request
        answers.append(Answered(len(answers), request, reply, is_paid))
        return reply

    server.change = note
    with suppress(StudioError):
        call()
    server.change = lambda _, reply: reply
    return answers


def spoil(server: Server, at: int, spoiled: Reply | None) -> None:
    """From now on the answer number `at` is another one."""
    seen = iter(range(1000))
    server.change = lambda _, reply: spoiled if next(seen) == at else reply


def wrong_forms(reply: Reply) -> Iterator[Reply]:
    """The whole, then one field after the other, then one header after the other."""
    if reply.told is not None:
        for told in [*WRONG_VALUES[1:], *_wrong_within(reply.told)]:
            yield replace(reply, told=told)
    yield Reply(content=b"<html>Welcome</html>", headers={"Content-Type": "text/html"})
    yield Reply(content=b"", headers={"Content-Type": "application/json"})
    yield Reply(content=b'{"id": "cut', headers={"Content-Type": "application/json"})
    for name in reply.headers:
        yield replace(reply, headers={other: value for other, value in reply.headers.items() if other != name})
        yield replace(reply, headers={**reply.headers, name: "x"})


def _wrong_within(told: Any) -> Iterator[Any]:
    if isinstance(told, Mapping):
        for name, value in told.items():
            yield {other: kept for other, kept in told.items() if other != name}
            for wrong in [*WRONG_VALUES, *_wrong_within(value)]:
                yield {**told, name: wrong}
    elif isinstance(told, list) and told:
        for wrong in [*WRONG_VALUES, *_wrong_within(told[0])]:
            yield [wrong, *told[1:]]
        yield []


def error(status: int) -> Reply:
    """Which repeats the key, as some do."""
    words = f"no: {KEY}"
    return Reply({"error": {"message": words, "code": status}, "detail": words}, status)
