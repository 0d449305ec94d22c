"""Starts the sandbox: one server on this machine for all providers, in a thread, in this process or as a child."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

from studio.errors import StudioError
from studio.sandbox import PORT, control, page
from studio.sandbox.account import Account, Clock, CustomerTerms
from studio.sandbox.clips import Clips
from studio.sandbox.faults import Fault, Faults, preset
from studio.sandbox.files import Files
from studio.sandbox.google import Google
from studio.sandbox.luma import Luma
from studio.sandbox.luma_agents import LumaAgents
from studio.sandbox.openai import OpenAI
from studio.sandbox.reception import Reception
from studio.sandbox.replies import as_json
from studio.sandbox.runway import Runway
from studio.sandbox.veo import Veo

BACKLOG = 1024
LONGEST_KEEP_ALIVE_S = 120  # longer than any client keeps a connection: a race at its end would look like a lost reply


class Protocol(H11Protocol):
    """uvicorn's own, which also lets a reply close the connection (replies.hang_up)."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        # asyncio does so only for sockets it made itself; without it every reply (a head, a body) costs 40 ms
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.app_state = {**self.app_state, "transport": transport}


@dataclass(frozen=True)
class Address:
    """A sandbox that runs in this process: where it is, and what one asks of it without HTTP."""

    url: str
    reception: Reception

    @property
    def luma(self) -> str:
        """The base address for the `lumaai` SDK."""
        return f"{self.url}/dream-machine/v1"

    @property
    def luma_agents(self) -> str:
        """The base address for the `luma_agents` SDK."""
        return f"{self.url}/agents/v1"

    @property
    def runway(self) -> str:
        """The base address for the `runwayml` SDK, which adds `/v1` itself."""
        return self.url

    @property
    def openai(self) -> str:
        """The base address for the `openai` SDK."""
        return f"{self.url}/openai/v1"

    @property
    def google(self) -> str:
        """The base address for the `google-genai` SDK, in both its modes."""
        return self.url

    veo = google

    def fault(self, **fields: Any) -> Fault:
        """As POST /sandbox/faults."""
        fault = Fault(**fields)
        self.reception.faults.set.append(fault)
        return fault

    def log(self) -> list[dict[str, Any]]:
        return list(self.reception.log.newest())

    def creates(self) -> dict[str, dict[str, int]]:
        return self.reception.log.creates()

    def jobs(self) -> list[dict[str, Any]]:
        return [job for account in self.reception.accounts.values() for job in page.jobs(account)]

    def clear(self) -> None:
        """As if it had just been started, without its trouble."""
        self.reception.clear()


def build(
    terms: CustomerTerms | None = None, trouble: str | None = None, clock: Clock = time.time, clips: Path | None = None
) -> FastAPI:
    """The app; `app.state.reception` is what it remembers. It must run on `Protocol` for replies that are dropped."""
    reception = Reception(clock, Clips(clips), Faults(preset(trouble)))
    app = FastAPI(title="Dailies sandbox", openapi_url=None)
    app.state.reception = reception
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "::1", "[::1]"])
    for wire in (Luma, LumaAgents, Runway, Google, Veo, OpenAI):
        account = reception.accounts[wire.name] = Account(wire.name, terms or CustomerTerms(), clock)
        app.include_router(wire(reception, account).router())
    app.include_router(Files(reception).router())
    app.include_router(control.router(reception))

    @app.exception_handler(404)
    @app.exception_handler(405)
    async def refuse_unknown(request: Request, error: HTTPException) -> Response:
        reception.log_unknown(request, error.status_code)
        return as_json({"detail": error.detail}, error.status_code)

    return app


def listen(host: str, port: int) -> socket.socket:
    """A socket that already takes connections; port 0 finds a free one."""
    host = "127.0.0.1" if host == "localhost" else host
    if not is_loopback(host):
        raise StudioError(f"The sandbox listens on this machine only: use 127.0.0.1 instead of {host}.")
    if not 0 <= port <= 65535:
        raise StudioError(f"There is no port {port}: choose another port, from 1 to 65535.")
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=BACKLOG
        )
    except OSError as error:
        raise StudioError(f"The sandbox cannot listen on port {port} ({error}): choose another port.") from error


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def url_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def server_of(app: FastAPI) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        access_log=False,
        timeout_keep_alive=LONGEST_KEEP_ALIVE_S,
        timeout_graceful_shutdown=1,
        backlog=BACKLOG,
    )
    return uvicorn.Server(config)


def serve(host: str, port: int, app: FastAPI) -> None:
    """Until it is told to stop (SIGINT, SIGTERM)."""
    listener = listen(host, port)
    print(f"Sandbox on {url_of(listener)}", flush=True)
    server_of(app).run(sockets=[listener])


def run(
    port: int = PORT,
    trouble: str | None = None,
    seconds: float = 3,
    *,
    max_seconds: float | None = None,
    host: str = "127.0.0.1",
    concurrent: int | None = None,
    per_minute: int | None = None,
    balance_cents: float = 1_000_000,
) -> None:
    """What `python -m studio sandbox` calls. Generations take `seconds`, or something up to `max_seconds`."""
    terms = CustomerTerms((seconds, max(seconds, max_seconds or 0)), balance_cents, concurrent, per_minute)
    serve(host, port, build(terms, trouble))


@contextmanager
def running(
    port: int = 0,
    trouble: str | None = None,
    seconds: float | tuple[float, float] = 3,
    *,
    clock: Clock = time.time,
    concurrent: int | None = None,
    per_minute: int | None = None,
    balance_cents: float = 1_000_000,
) -> Iterator[Address]:
    """In a thread of this process, for tests. Give a clock of your own and nothing needs to wait."""
    span = seconds if isinstance(seconds, tuple) else (seconds, seconds)
    app = build(CustomerTerms(span, balance_cents, concurrent, per_minute), trouble, clock)
    listener = listen("127.0.0.1", port)
    server = server_of(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="sandbox", daemon=True)
    thread.start()
    try:
        yield Address(url_of(listener), app.state.reception)
    finally:
        server.should_exit = server.force_exit = True  # replies that are still delayed are not waited for
        thread.join(timeout=10)
