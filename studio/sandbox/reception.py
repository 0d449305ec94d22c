"""How every request is received, whoever the provider is: logged, checked for a key, spoiled by a fault, answered."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import Response

from studio.sandbox.account import Account, Clock, Generation
from studio.sandbox.clips import Clips
from studio.sandbox.faults import Fault, Faults
from studio.sandbox.log import Log, LoggedRequest, last_four
from studio.sandbox.replies import Dropped, as_json, spoiled

Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass
class Call:
    """One request on its way to an answer."""

    request: Request
    entry: LoggedRequest
    asked: Any = None  # the body; None if it is not JSON
    generation: Generation | None = None  # that it names
    fault: Fault | None = None

    def met(self, what: str) -> Fault | None:
        """The fault of this call, if it is that one."""
        return self.fault if self.fault and self.fault.what == what else None

    @property
    def named(self) -> Generation:
        """The generation that it names: it is there, or the call would have been turned away."""
        if self.generation is None:
            raise LookupError(self.entry.path)
        return self.generation


Answer = Callable[[Call], Awaitable[Response]]


class Wire:
    """What the reception asks of a provider's protocol. Each provider says it in its own way."""

    name: ClassVar[str]

    def find(self, call: Call) -> Generation | None:
        """The generation that the call names."""
        return None

    def prompt_of(self, asked: Any) -> str:
        prompt = asked.get("prompt") if isinstance(asked, dict) else None
        return prompt if isinstance(prompt, str) else ""

    def key_of(self, request: Request) -> str | None:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        return key if scheme.lower() == "bearer" and key else None

    def turned_away(self, call: Call, key: str | None) -> Response | None:
        """What the provider refuses by itself; such a call meets no fault."""
        return None

    def refusal(self, code: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
        return as_json({"detail": sentence}, code, headers)


@dataclass
class Reception:
    clock: Clock
    clips: Clips
    faults: Faults
    log: Log = field(default_factory=Log)
    accounts: dict[str, Account] = field(default_factory=dict)

    def endpoint(self, wire: Wire, operation: str, answer: Answer) -> Endpoint:
        """What a route calls."""

        async def respond(request: Request) -> Response:
            call, key = await self.receive(request, wire, operation)
            reply = wire.turned_away(call, key)
            if reply is None:
                call.fault = self.faults.take(operation, call.entry.prompt)
                call.entry.fault = call.fault.what if call.fault else None
                reply = await answer_or_spoil(call, wire, answer)
            call.entry.status = None if isinstance(reply, Dropped) else reply.status_code
            return reply

        return respond

    async def receive(self, request: Request, wire: Wire, operation: str) -> tuple[Call, str | None]:
        key = wire.key_of(request)
        entry = self.log.add(LoggedRequest(self.clock(), request.method, request.scope["path"], wire.name, operation))
        entry.key_ends = last_four(key) if key is not None else None
        call = Call(request, entry)
        if request.method == "POST":
            call.asked = read_json(await request.body())
        call.generation = wire.find(call)
        entry.prompt = call.generation.prompt if call.generation else wire.prompt_of(call.asked)
        if operation == "submit":
            self.log.submit_received(entry)
        return call, key

    def log_unknown(self, request: Request, status: int) -> None:
        """Somebody asked for what no provider here offers."""
        self.log.add(LoggedRequest(self.clock(), request.method, request.scope["path"], status=status))

    def clear(self) -> None:
        self.faults.set.clear()
        self.log.clear()
        for account in self.accounts.values():
            account.clear()


async def answer_or_spoil(call: Call, wire: Wire, answer: Answer) -> Response:
    fault = call.fault
    if fault is None:
        return await answer(call)
    if fault.acts_before:
        return spoiled(fault, None, wire.refusal)
    if fault.what == "delay":
        await asyncio.sleep(fault.seconds)
    reply = await answer(call)
    if fault.what == "accept_then_delay":
        await asyncio.sleep(fault.seconds)
    return spoiled(fault, reply, wire.refusal)


def read_json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
