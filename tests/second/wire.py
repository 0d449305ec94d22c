"""What a service of this server is made of: requests, replies, routes, and the generations it holds."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

UNKNOWN_FIELDS = {"x_new_field": {"of": ["a later version", None]}}  # every answer has some that no SDK knows


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]  # names in small letters
    content: bytes

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.content or b"{}")
        except ValueError:
            raise Wrong(400, "this is no JSON") from None

    @property
    def bearer(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")


@dataclass(frozen=True)
class Reply:
    """`told` goes out as JSON; `content` as it is."""

    told: Any = None
    status: int = 200
    content: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_bytes(self) -> tuple[bytes, str]:
        if self.told is None:
            return self.content, self.headers.get("Content-Type", "application/octet-stream")
        told = {**self.told, **UNKNOWN_FIELDS} if isinstance(self.told, dict) else self.told
        return json.dumps(told).encode(), "application/json; charset=utf-8"


class Wrong(Exception):
    """The service refuses; it puts the words into its own form."""

    def __init__(self, status: int, words: str):
        super().__init__(words)
        self.status, self.words = status, words


Answer = Callable[..., Reply]


@dataclass(frozen=True)
class Route:
    method: str
    path: str  # a pattern; its groups are given to `answer` behind the request
    answer: Answer
    needs_key: bool = True
    is_paid: bool = False

    def groups(self, request: Request) -> tuple[str, ...] | None:
        found = re.fullmatch(self.path, request.path) if request.method == self.method else None
        return found.groups() if found else None


@dataclass
class Made:
    """A generation of this server. Every look brings it one state further; the last one stays."""

    id: str
    asked: dict[str, Any]
    at: str
    states: list[str]
    kind: str = "mp4"
    looks: int = 0

    def look(self) -> str:
        self.looks += 1
        return self.states.pop(0) if len(self.states) > 1 else self.states[0]

    @property
    def is_finished(self) -> bool:
        return len(self.states) == 1


class Service:
    """One provider. It says who may come in, and how it refuses."""

    routes: Sequence[Route] = ()

    def __init__(self) -> None:
        self.made: dict[str, Made] = {}
        self.files: dict[str, dict[str, Any]] = {}

    def let_in(self, request: Request) -> None: ...

    def refusal(self, wrong: Wrong) -> Reply:
        return Reply({"detail": wrong.words}, wrong.status)

    def answer(self, route: Route, request: Request, groups: Sequence[str]) -> Reply:
        try:
            if route.needs_key:
                self.let_in(request)
            return route.answer(request, *groups)
        except Wrong as wrong:
            return self.refusal(wrong)


def expect(holds: object, words: str, status: int = 400) -> None:
    if not holds:
        raise Wrong(status, words)


def expect_public(address: Any) -> None:
    """An https address that the world reaches: a name, not a number."""
    parts = urlsplit(address) if isinstance(address, str) else None
    is_name = parts and "." in (parts.hostname or "") and not re.fullmatch(r"[\d.:]+", parts.hostname or "")
    expect(parts and parts.scheme == "https" and is_name, f"{str(address)[:80]!r} is no public https address")
