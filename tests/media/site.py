"""A server on 127.0.0.1 that answers each path as a test says, byte by byte if need be, and remembers what it was asked."""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

Headers = dict[str, str]
Answer = Callable[[socket.socket, threading.Event], None]


class Site:
    """Answers are written to the bare socket: half replies and slow ones are what we are after."""

    def __init__(self, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"):
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, Headers]] = []  # what came: the path (for a proxy, the target) and the headers
        self._tls = tls
        self._over = threading.Event()
        self._listener = socket.create_server((host, 0))
        self._threads = [threading.Thread(target=self._listen)]
        self._threads[0].start()

    def __enter__(self) -> "Site":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()

    @property
    def port(self) -> int:
        return self._listener.getsockname()[1]

    def url(self, path: str = "/clip.mp4", host: str = "127.0.0.1") -> str:
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def on(self, path: str, answer: Answer) -> str:
        """The link to it."""
        self.answers[path] = answer
        return self.url(path)

    def _listen(self) -> None:
        while not self._over.is_set():
            with suppress(OSError):  # closed, or a TLS peer that does not trust us
                connection, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(connection,))
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(5)
        with suppress(OSError), connection:
            with self._tls.wrap_socket(connection, server_side=True) if self._tls else connection as peer:
                path, headers = _read_head(peer)
                self.asked.append((path, headers))
                self.answers.get(path, status(404))(peer, self._over)


def _read_head(peer: socket.socket) -> tuple[str, Headers]:
    text = b""
    while b"\r\n\r\n" not in text:
        more = peer.recv(4096)
        if not more:
            raise ConnectionError("the client went away")
        text += more
    first, *lines = text.decode("latin-1").strip().split("\r\n")
    return first.split(" ")[1], {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}


# Answers


def status(code: int, **headers: str | int) -> Answer:
    """Underscores in the names stand for hyphens."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())

    def answer(peer: socket.socket, over: threading.Event) -> None:
        peer.sendall(f"HTTP/1.1 {code} X\r\n{lines}Connection: close\r\nContent-Length: 0\r\n\r\n".encode())

    return answer


def redirect(to: str) -> Answer:
    return status(302, Location=to)


def content(body: bytes, stated: int | None = None, sent: int | None = None) -> Answer:
    """`stated` is what the Content-Length says, -1 for none at all; `sent` is how much of the body comes."""
    length = "" if stated == -1 else f"Content-Length: {len(body) if stated is None else stated}\r\n"

    def answer(peer: socket.socket, over: threading.Event) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n{length}Connection: close\r\n\r\n"
        peer.sendall(head.encode() + body[:sent])

    return answer


def file(path: Path) -> Answer:
    return content(path.read_bytes())


def drip(text: bytes, every_s: float = 0.02) -> Answer:
    """A byte now and then, from the first byte of the reply on."""

    def answer(peer: socket.socket, over: threading.Event) -> None:
        for byte in text:
            peer.sendall(bytes([byte]))
            if over.wait(every_s):
                return

    return answer


def silence(peer: socket.socket, over: threading.Event) -> None:
    """Take the question and say nothing."""
    over.wait(10)
