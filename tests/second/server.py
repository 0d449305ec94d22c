"""The server itself: one port for all services, one thread for each connection, and a lock around every answer."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.second.google import Google
from tests.second.luma import Luma
from tests.second.luma_agents import LumaAgents
from tests.second.media import Media
from tests.second.runway import Runway
from tests.second.veo import Veo
from tests.second.wire import Reply, Request, Service

KEY = "the-second-key"


class _Threads(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked has hung up, as a client may after an answer that it cannot read; anything else is told."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Server:
    """Between two tests it forgets all that was made; its address stays."""

    def __init__(self, clip: Path, picture: Path):
        self._files = {"mp4": clip.read_bytes(), "png": picture.read_bytes()}
        self._lock = Lock()
        self._http = _Threads(("127.0.0.1", 0), _handler(self))
        self.address = f"http://127.0.0.1:{self._http.server_port}"
        self.start_anew(lambda: datetime.now(UTC))

    def start_anew(self, clock: Callable[[], datetime]) -> None:
        """`clock` says when things are made."""
        media = Media(self.address, self._files)
        kinds = (Luma, LumaAgents, Runway, Google, Veo)
        self.services: list[Service] = [media, *(kind(KEY, media, clock) for kind in kinds)]
        self.came_in: list[Request] = []
        self.paid: list[Request] = []
        self._to_drop: list[str] = []
        self.change: Callable[[Request, Reply], Reply | None] = lambda _, reply: (
            reply
        )  # of what goes out; None: nothing does

    def forget_files(self) -> None:
        for service in self.services:
            service.files.clear()

    def finish_everything(self) -> None:
        for service in self.services:
            for made in service.made.values():
                made.states = made.states[-1:]

    def __enter__(self) -> "Server":
        Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._http.shutdown()
        self._http.server_close()

    def drop_the_reply_to(self, path: str) -> None:
        """The next POST to such a path is done, but its reply never arrives."""
        self._to_drop.append(path)

    def count(self, method: str, path: str) -> int:
        return sum(request.method == method and path in request.path for request in self.came_in)

    def answer(self, request: Request) -> Reply | None:
        """None: the connection breaks."""
        with self._lock:
            self.came_in.append(request)
            reply = self._answer(request)
            if request.method == "POST" and self._to_drop and self._to_drop[0] in request.path:
                self._to_drop.pop(0)
                return None
            return self.change(request, reply)

    def _answer(self, request: Request) -> Reply:
        for service in self.services:
            for route in service.routes:
                groups = route.groups(request)
                if groups is not None:
                    reply = service.answer(route, request, groups)
                    if route.is_paid and reply.status < 300:
                        self.paid.append(request)
                    return reply
        return Reply({"error": f"nothing is at {request.method} {request.path}"}, 404)


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _do(self) -> None:
            reply = server.answer(_read(self))
            if reply is None:
                self.close_connection = True
                return
            content, content_type = reply.as_bytes()
            self.send_response(reply.status)
            for name, value in {"Content-Type": content_type, **reply.headers}.items():
                self.send_header(name, value)
            if reply.status != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = _do

        def log_message(self, format: str, *args: Any) -> None:
            pass  # what came in is kept in `came_in`

    return Handler


def _read(handler: BaseHTTPRequestHandler) -> Request:
    parts = urlsplit(handler.path)
    content = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
    headers = {name.lower(): value for name, value in handler.headers.items()}
    return Request(handler.command, parts.path, dict(parse_qsl(parts.query)), headers, content)
