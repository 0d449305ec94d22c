"""A visitor without a browser: opens a page over Streamlit's own connection, has it run again, and waits until it is there."""

import asyncio
import socket
import time
from dataclasses import dataclass
from typing import Any, Self

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ENDED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)
PATIENCE_S = 60.0


class PageFailed(Exception):
    """The page shows an error."""


@dataclass(frozen=True)
class Rerun:
    """From the click to the last element."""

    seconds: float
    received_bytes: int


class Visitor:
    """One session on one page. Timers of the page do not tick: every rerun is asked for."""

    def __init__(self, port: int, page: str = ""):
        self._address, self._page = f"ws://127.0.0.1:{port}/_stcore/stream", page
        self._page_hash = ""

    async def __aenter__(self) -> Self:
        self._connection = await websockets.connect(
            self._address, subprotocols=[websockets.Subprotocol("streamlit")], max_size=None, compression=None
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()

    async def rerun(self) -> Rerun:
        """The whole page. Raises PageFailed."""
        began = time.perf_counter()
        await self._connection.send(self._asked())
        received = await asyncio.wait_for(self._until_ended(), PATIENCE_S)
        return Rerun(time.perf_counter() - began, received)

    def _asked(self) -> bytes:
        message = BackMsg()
        message.rerun_script.page_name = self._page
        message.rerun_script.page_script_hash = self._page_hash
        return message.SerializeToString()

    async def _until_ended(self) -> int:
        """How many bytes came."""
        size, message = 0, ForwardMsg()
        while message.WhichOneof("type") != "script_finished" or message.script_finished not in ENDED:
            self._answer_at_once()
            raw: Any = await self._connection.recv()
            size += len(raw)
            message.ParseFromString(raw)
            self._take(message)
        return size

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
            shown = {page.page_script_hash: page.url_pathname for page in message.navigation.app_pages}
            if shown[self._page_hash] != self._page:
                raise PageFailed(f"It shows {shown[self._page_hash]!r} instead of {self._page!r}.")
        elif kind == "page_not_found" or (kind == "script_finished" and message.script_finished == ENDED[1]):
            raise PageFailed(f"The page {self._page or 'at the front'!r} cannot be run.")
        elif message.delta.new_element.WhichOneof("type") == "exception":
            raise PageFailed(f"{self._page or 'the front page'}: {message.delta.new_element.exception.message}")

    def _answer_at_once(self) -> None:
        """Browsers acknowledge at once on this machine; a plain socket waits 40 ms, and so would the end of each rerun."""
        if hasattr(socket, "TCP_QUICKACK"):
            connected = self._connection.transport.get_extra_info("socket")
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
