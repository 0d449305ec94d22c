"""A receiver of notices on this machine: it keeps what it was sent and answers what a test says."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Loopback:
    """`answers` are given from the front; the last one holds for ever. While `go` is not set, it hangs."""

    def __init__(self, port: int):
        self.port, self.got, self.answers = port, list[dict[str, Any]](), [200]
        self.go = threading.Event()
        self.go.set()

    def address(self, path: str = "", user: str = "") -> str:
        return f"json://{user}127.0.0.1:{self.port}/{path}"

    @property
    def titles(self) -> list[str]:
        return [one["title"] for one in self.got]


@contextmanager
def listening() -> Iterator[Loopback]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            here.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            here.go.wait(30)
            self.send_response(here.answers.pop(0) if len(here.answers) > 1 else here.answers[0])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        here = Loopback(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield here
        finally:
            here.go.set()
            server.shutdown()
            thread.join(5)
