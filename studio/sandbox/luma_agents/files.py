"""The Files API of Luma Agents: a place for bytes is asked for, they are put there without a key, and a look at them takes a second."""

import asyncio
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from studio.errors import StudioError
from studio.sandbox import inputs
from studio.sandbox.account import Account
from studio.sandbox.clips import Shape
from studio.sandbox.log import iso
from studio.sandbox.reception import Call, Reception, Wire
from studio.sandbox.replies import as_json

LOOK_TAKES_S = 1
MOST_LISTED = 100


@dataclass
class Upload:
    id: str
    asked: dict[str, Any]
    created_at: float
    content: bytes = b""
    complete_at: float | None = None
    shape: Shape | None = None
    failure: str | None = None
    is_deleted: bool = False

    def state(self, now: float) -> str:
        if self.is_deleted or self.failure:
            return "deleted" if self.is_deleted else "failed"
        is_looked_at = self.complete_at is not None and now >= self.complete_at + LOOK_TAKES_S
        return "ready" if is_looked_at else "pending"


@dataclass
class LumaAgentsFiles(Wire):
    reception: Reception
    account: Account
    prefix: str
    name = "luma_agents"

    @property
    def kept(self) -> dict[str, Upload]:
        return self.account.files

    def router(self) -> APIRouter:
        router, receive = APIRouter(), self.reception.endpoint
        for method, path, operation, answer in (
            ("GET", "/files", "ping", self.list),
            ("POST", "/files", "upload", self.create),
            ("POST", "/files/{file}/complete", "upload", self.complete),
            ("GET", "/files/{file}", "file", self.get),
            ("DELETE", "/files/{file}", "upload", self.delete),
            ("PUT", "/put/{file}", "transfer", self.put),
        ):
            router.add_route(self.prefix + path, receive(self, operation, answer), [method])
        return router

    def ready(self, file_id: Any) -> Upload | None:
        found = self.kept.get(file_id)
        return found if found and found.state(self.reception.clock()) == "ready" else None

    def turned_away(self, call: Call, key: str | None) -> Response | None:
        is_put = call.entry.method == "PUT"  # to a place with a signed address: no key
        if not is_put and key in (None, "wrong"):
            return self.refusal(401, "Invalid API key")
        file_id = call.request.path_params.get("file")
        if file_id and (file_id not in self.kept or self.kept[file_id].is_deleted):
            return self.refusal(404, "File not found")
        if call.entry.path.endswith("/files") and call.entry.method == "POST":
            return self.refused_create(call.asked)
        return self.refused_put(call) if is_put else None

    def refused_create(self, asked: Any) -> Response | None:
        is_whole = (
            isinstance(asked, dict) and isinstance(asked.get("mime_type"), str) and asked.get("size_bytes", 0) > 0
        )
        return None if is_whole else self.refusal(422, "mime_type, size_bytes: required")

    def refused_put(self, call: Call) -> Response | None:
        asked, headers = self._named(call).asked, call.request.headers
        if "authorization" in headers:
            return self.refusal(400, "Only one auth mechanism allowed")
        is_as_said = headers.get("content-type") == asked["mime_type"]
        is_whole = headers.get("content-length") == str(asked["size_bytes"])
        return None if is_as_said and is_whole else self.refusal(403, "SignatureDoesNotMatch")

    def _named(self, call: Call) -> Upload:
        return self.kept[call.request.path_params["file"]]

    async def create(self, call: Call) -> Response:
        upload = Upload(str(uuid.uuid4()), call.asked, self.reception.clock())
        self.kept[upload.id] = upload
        place = {
            "method": "PUT",
            "url": f"{_here(call.request)}{self.prefix}/put/{upload.id}",
            "headers": {"Content-Type": upload.asked["mime_type"]},
            "expires_at": iso(upload.created_at + 900),
        }
        told = self.told(upload)
        return as_json({"id": upload.id, "state": told["state"], "file": told, "upload": place}, 201)

    async def put(self, call: Call) -> Response:
        self._named(call).content = await call.request.body()
        return Response(status_code=200)

    async def complete(self, call: Call) -> Response:
        upload = self._named(call)
        if len(upload.content) != upload.asked["size_bytes"]:
            return self.refusal(409, "Upload not found: PUT the bytes first")
        upload.complete_at = self.reception.clock()
        try:
            upload.shape = await asyncio.to_thread(_shape_of, upload.content)
        except StudioError as reason:
            upload.failure = str(reason)
        return as_json(self.told(upload))

    async def get(self, call: Call) -> Response:
        return as_json(self.told(self._named(call)))

    async def delete(self, call: Call) -> Response:
        self._named(call).is_deleted = True
        return Response(status_code=204)

    async def list(self, call: Call) -> Response:
        """Newest first."""
        found = [self.told(one) for one in reversed(self.kept.values()) if not one.is_deleted]
        limit = int(call.request.query_params.get("limit", 25))
        start = int(call.request.query_params.get("cursor", 0))
        page, rest = found[start : start + min(limit, MOST_LISTED)], found[start + limit :]
        return as_json({"data": page, "has_more": bool(rest), "next_cursor": str(start + limit) if rest else None})

    def told(self, upload: Upload) -> dict[str, Any]:
        kept = {name: upload.asked.get(name) for name in ("mime_type", "size_bytes", "filename", "expires_at")}
        return kept | {
            "id": upload.id,
            "purpose": upload.asked.get("purpose", "input"),
            "state": upload.state(self.reception.clock()),
            "failure_reason": upload.failure,
            "created_at": iso(upload.created_at),
        }


def _here(request: Request) -> str:
    return f"http://{request.headers['host']}"


def _shape_of(content: bytes) -> Shape:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "upload"
        file.write_bytes(content)
        return inputs.shape_of_clip(file)
