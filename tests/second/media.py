"""The files that generations end in, each at an address that is its own permission."""

from collections.abc import Mapping
from uuid import uuid4

from tests.second.wire import Reply, Request, Route, Service, expect

CONTENT_TYPES = {"mp4": "video/mp4", "png": "image/png"}


class Media(Service):
    """An address serves until it is withdrawn, to whoever comes without a key: a key that arrives here has leaked."""

    def __init__(self, address: str, files: Mapping[str, bytes]):
        super().__init__()
        self.content = files
        self._address = address
        self._open: set[str] = set()
        self.routes = [Route("GET", r"/media/([0-9a-f]+)\.(mp4|png)", self._get, needs_key=False)]

    def publish(self, kind: str) -> str:
        token = uuid4().hex
        self._open.add(token)
        return f"{self._address}/media/{token}.{kind}?X-Signature={token[::-1]}"

    def withdraw(self, address: str) -> None:
        self._open.discard(address.rpartition("/")[2].partition(".")[0])

    def _get(self, request: Request, token: str, kind: str) -> Reply:
        expect(not {"authorization", "x-goog-api-key"} & set(request.headers), "a key came along")
        expect(token in self._open, "this address has expired", 403)
        expect(request.query.get("X-Signature") == token[::-1], "the signature is missing", 403)
        return Reply(content=self.content[kind], headers={"Content-Type": CONTENT_TYPES[kind]})
