"""Google's Files on the wire: a resumable upload in two steps, and what became of it. They live two days."""

import uuid
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from studio.sandbox.account import Account
from studio.sandbox.clips import Shape, measured
from studio.sandbox.log import iso
from studio.sandbox.reception import Call, Reception, Wire
from studio.sandbox.replies import as_json

FILES_ARE_AT = (
    "https://generativelanguage.googleapis.com/v1/files"  # whatever name we are reached by: the SDK expects it
)
UPLOADS_ARE_AT = "https://generativelanguage.googleapis.com/upload/v1/files"
LIVES_S = 48 * 3600


@dataclass
class File:
    """One that a customer has brought, or is bringing: `content` grows."""

    id: str
    mime_type: str
    size: int
    began_at: float
    ready_at: float = float("inf")
    content: bytes = b""
    is_bad: bool = False

    @property
    def address(self) -> str:
        return f"{FILES_ARE_AT}/{self.id}"

    def state(self, now: float) -> str:
        if self.is_bad:
            return "FAILED"
        return "ACTIVE" if now >= self.ready_at else "PROCESSING"

    def shape(self) -> Shape:
        """Raises ValueError for what is no clip."""
        return measured(self.content)

    def shown(self, now: float) -> dict[str, Any]:
        return {
            "name": f"files/{self.id}",
            "mimeType": self.mime_type,
            "sizeBytes": str(self.size),
            "createTime": iso(self.began_at),
            "expirationTime": iso(self.began_at + LIVES_S),
            "uri": self.address,
            "state": self.state(now),
            "source": "UPLOADED",
        }


class Uploads:
    """The part of Google's protocol that takes files in. What came is kept with the account."""

    def __init__(self, google: Wire, reception: Reception, account: Account):
        self.google, self.reception, self.account = google, reception, account

    def router(self) -> APIRouter:
        router, receive = APIRouter(), self.reception.endpoint
        router.add_route("/upload/v1/files", self._either(receive), ["POST"])
        router.add_route("/v1/files/{name}", receive(self.google, "file", self.look), ["GET"])
        return router

    def _either(self, receive: Any) -> Any:
        """Both steps go to one path; the second one names the upload instead of bearing a key."""
        start, transfer = receive(self.google, "upload", self.start), receive(self.google, "transfer", self.transfer)

        async def respond(request: Any) -> Response:
            return await (transfer if "upload_id" in request.query_params else start)(request)

        return respond

    def file(self, name: object) -> File | None:
        found = self.account.files.get(name) if isinstance(name, str) else None
        return found if found and self.account.clock() < found.began_at + LIVES_S else None

    def at(self, address: object) -> File | None:
        """The file that an interaction names."""
        return self.file(address.rpartition("/")[2]) if isinstance(address, str) else None

    async def start(self, call: Call) -> Response:
        headers = call.request.headers
        size = headers.get("x-goog-upload-header-content-length", "")
        if headers.get("x-goog-upload-command") != "start" or not size.isdecimal():
            return self.google.refusal(400, "This is not the start of a resumable upload.")
        mime_type = headers.get("x-goog-upload-header-content-type", "application/octet-stream")
        file = File(uuid.uuid4().hex[:12], mime_type, int(size), self.account.clock())
        self.account.files[file.id] = file
        return as_json(
            {}, 200, {"X-Goog-Upload-URL": f"{UPLOADS_ARE_AT}?upload_id={file.id}", "X-Goog-Upload-Status": "active"}
        )

    async def transfer(self, call: Call) -> Response:
        file = self.file(call.request.query_params.get("upload_id"))
        headers = call.request.headers
        if file is None or headers.get("x-goog-upload-offset") != str(len(file.content)):
            return self.google.refusal(400, "This upload does not go on from here.")
        file.content += await call.request.body()
        if "finalize" not in headers.get("x-goog-upload-command", ""):
            return as_json({}, 200, {"X-Goog-Upload-Status": "active"})
        self._finish(file, call)
        return as_json({"file": file.shown(self.account.clock())}, 200, {"X-Goog-Upload-Status": "final"})

    def _finish(self, file: File, call: Call) -> None:
        fault = call.met("processing")
        file.ready_at = self.account.clock() + (fault.seconds if fault else 0)
        file.is_bad = len(file.content) != file.size or call.met("failed") is not None

    async def look(self, call: Call) -> Response:
        file = self.file(call.request.path_params["name"])
        if file is None:  # Google does not tell what is gone from what is another's
            return self.google.refusal(403, "You do not have permission to access the File or it may not exist.")
        return as_json(file.shown(self.account.clock()))
