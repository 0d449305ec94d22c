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
        self.requests: list[tuple[dict[str, str], bytes]] = []  # headers and body, as they came
        self.leads_to = ""  # for answers that send one elsewhere
        self.go = threading.Event()
        self.go.set()

    def address(self, path: str = "", user: str = "") -> str:
        return f"json://{user}127.0.0.1:{self.port}/{path}"

    def hook(self, path: str = "", user: str = "") -> str:
        return self.address(path, user).replace("json://", "http://")

    @property
    def titles(self) -> list[str]:
        return [one["title"] for one in self.got]


@contextmanager
def listening() -> Iterator[Loopback]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            here.requests.append(({name.lower(): value for name, value in self.headers.items()}, body))
            here.got.append(json.loads(body))
            here.go.wait(30)
            self.send_response(here.answers.pop(0) if len(here.answers) > 1 else here.answers[0])
            self.send_header("Content-Length", "0")
            if here.leads_to:
                self.send_header("Location", here.leads_to)
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
