"""Runway's uploads on the wire: it says where to send a file, then takes it in a form, without the key. They live a day."""

import uuid
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.datastructures import UploadFile
from starlette.responses import Response

from studio.errors import BadMedia
from studio.media.kinds import HEAD_BYTES, PICTURE_KINDS, require_kind
from studio.sandbox.account import Account
from studio.sandbox.clips import Shape, measured
from studio.sandbox.reception import Call, Reception, Wire
from studio.sandbox.replies import as_json

LIVES_S = 24 * 3600
ADDRESS = "runway://"
LARGEST = 200_000_000


@dataclass
class File:
    """`shape`: of a clip that can be read; a picture has none."""

    id: str
    began_at: float
    content: bytes = b""
    shape: Shape | None = None
    is_picture: bool = False


class Uploads:
    """A part of Runway's wire: the second step has no key, only the fields that the first one gave."""

    def __init__(self, account: Account):
        self.account = account

    def add_routes(self, router: APIRouter, reception: Reception, wire: Wire) -> None:
        router.add_route("/v1/uploads", reception.endpoint(wire, "upload", self.start), ["POST"])
        router.add_route("/runway-uploads/{id}", reception.endpoint(wire, "transfer", self.transfer), ["POST"])

    def at(self, address: str) -> File | None:
        """What was brought there whole, and is still there."""
        file = self.account.files.get(address.removeprefix(ADDRESS))
        is_there = file and file.content and self.account.clock() < file.began_at + LIVES_S
        return file if is_there else None

    async def start(self, call: Call) -> Response:
        asked = call.asked if isinstance(call.asked, dict) else {}
        if not (isinstance(asked.get("filename"), str) and asked.get("type") == "ephemeral"):
            return as_json({"error": "Validation of body failed."}, 400)
        file = File(str(uuid.uuid4()), self.account.clock())
        self.account.files[file.id] = file
        place = f"http://{call.request.headers['host']}/runway-uploads/{file.id}"
        fields = {"key": file.id, "policy": uuid.uuid4().hex}
        return as_json({"uploadUrl": place, "fields": fields, "runwayUri": f"{ADDRESS}{file.id}"})

    async def transfer(self, call: Call) -> Response:
        file = self.account.files.get(call.request.path_params["id"])
        async with call.request.form() as form:
            given = form.get("file")
            content = await given.read() if isinstance(given, UploadFile) else b""
            is_allowed = file is not None and form.get("key") == file.id and form.get("policy")
        if file is None or not is_allowed or not 0 < len(content) <= LARGEST:
            return Response("<Error><Message>Access denied</Message></Error>", 403, media_type="application/xml")
        file.content = b"" if call.met("failed") else content
        self._look_at(file)
        return Response(status_code=204)

    def _look_at(self, file: File) -> None:
        try:
            require_kind(file.content[:HEAD_BYTES], PICTURE_KINDS)
            file.is_picture = True
        except BadMedia:
            try:
                file.shape = measured(file.content)
            except ValueError:
                file.content = b""
