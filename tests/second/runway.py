"""Runway. Left open, and decided here: a deleted task is gone, a status nobody knows comes in between, several outputs are named."""

import base64
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from runwayml import types

from tests.second.media import Media
from tests.second.types import expect_fits
from tests.second.wire import Made, Reply, Request, Route, Service, Wrong, expect, expect_public

VERSION = "2024-11-06"
TASK = "/v1/tasks/([0-9a-f-]{36})"
MOST_INLINE = 5_000_000
ADDRESSES = ("uri", "videoUri", "promptVideo", "promptImage", "imageUri")
KINDS = {
    "text_to_video": types.TextToVideoCreateParams,
    "image_to_video": types.ImageToVideoCreateParams,
    "video_to_video": types.VideoToVideoCreateParams,
    "video_upscale": types.VideoUpscaleCreateParams,
    "video_to_audio": types.VideoToAudioCreateParams,
    "text_to_image": types.TextToImageCreateParams,
    "video_to_hdr": types.VideoToHdrCreateParams,
}


class Runway(Service):
    def __init__(self, key: str, media: Media, clock: Callable[[], datetime]):
        super().__init__()
        self._key, self._media, self._clock = key, media, clock
        self._uploads: dict[str, bool] = {}
        self.routes = [
            Route("POST", f"/v1/({'|'.join(KINDS)})", self._create, is_paid=True),
            Route("GET", TASK, self._get),
            Route("DELETE", TASK, self._delete),
            Route("GET", "/v1/organization", self._organization),
            Route("POST", "/v1/organization/usage", lambda _: Reply({"models": [], "results": []})),
            Route("POST", "/v1/uploads", self._start_upload),
            Route("POST", "/bucket/([0-9a-f-]{36})", self._take_upload, needs_key=False),
        ]

    def let_in(self, request: Request) -> None:
        expect(request.bearer == self._key, "The API key is not valid.", 401)
        expect(request.headers.get("x-runway-version") == VERSION, "X-Runway-Version is missing.")

    def refusal(self, wrong: Wrong) -> Reply:
        return Reply({"error": wrong.words, "docUrl": "https://docs.dev.runwayml.com", "issues": []}, wrong.status)

    def _create(self, request: Request, kind: str) -> Reply:
        asked = request.json
        expect_fits(asked, KINDS[kind], is_camel=True)
        for address in _addresses(asked):
            self._expect_reachable(address)
        states = ["PENDING", "THROTTLED", "WEIRD", "RUNNING", "SUCCEEDED"]
        made = Made(str(uuid4()), asked, self._clock().isoformat(), states, "png" if kind == "text_to_image" else "mp4")
        self.made[made.id] = made
        return Reply({"id": made.id, "estimatedCost": {"credits": 60.0}})

    def _expect_reachable(self, address: str) -> None:
        if address.startswith("runway://"):
            expect(self._uploads.get(address), "nothing was uploaded there")
        elif address.startswith("data:"):
            found = re.fullmatch(r"data:(?:image|video)/\w+;base64,(.+)", address)
            expect(found and base64.b64decode(found[1], validate=True), "this is no data URI")
            expect(len(address) <= MOST_INLINE, "this is too large for a data URI", 413)
        else:
            expect_public(address)

    def _get(self, _: Request, name: str) -> Reply:
        made = self._find(name)
        status = made.look()
        told = {"id": name, "createdAt": made.at, "status": status}
        if status == "SUCCEEDED":
            output = [self._media.publish(made.kind), self._media.publish(made.kind)]
            return Reply(told | {"output": output, "cost": {"credits": 48}})
        progress = {"progress": 1} if status == "RUNNING" else {}
        return Reply(told | progress | {"estimatedCost": {"credits": 60}})

    def _delete(self, _: Request, name: str) -> Reply:
        del self.made[self._find(name).id]
        return Reply(status=204)

    def _find(self, name: str) -> Made:
        expect(name in self.made, "There is no such task.", 404)
        return self.made[name]

    def _organization(self, _: Request) -> Reply:
        usage = {"models": {"gen4.5": {"dailyGenerations": len(self.made)}}}
        limits = {"gen4.5": {"maxConcurrentGenerations": 2, "maxDailyGenerations": 50}}
        return Reply(
            {"creditBalance": 4321, "tier": {"maxMonthlyCreditSpend": 10_000, "models": limits}, "usage": usage}
        )

    def _start_upload(self, request: Request) -> Reply:
        expect(request.json.get("filename") and request.json.get("type") == "ephemeral", "filename and type are needed")
        name = str(uuid4())
        self._uploads[f"runway://{name}"] = False
        place = self._media.publish("mp4").partition("/media/")[0]
        return Reply(
            {
                "uploadUrl": f"{place}/bucket/{name}",
                "fields": {"key": name, "policy": "x"},
                "runwayUri": f"runway://{name}",
            }
        )

    def _take_upload(self, request: Request, name: str) -> Reply:
        """A form with the fields first, and the file behind them."""
        expect("authorization" not in request.headers, "a key came along")
        head, _, file = request.content.partition(b'name="file"')
        expect(b'name="key"' in head and name.encode() in head and b'name="policy"' in head, "a field is missing", 403)
        expect(len(file) > 100, "the file is missing")
        self._uploads[f"runway://{name}"] = True
        return Reply(status=204)


def _addresses(told: Any, name: str = "") -> list[str]:
    """Everything in a request that says where a picture or a clip is."""
    if isinstance(told, dict):
        return [address for inner, value in told.items() for address in _addresses(value, inner)]
    if isinstance(told, list):
        return [address for one in told for address in _addresses(one, name)]
    return [told] if name in ADDRESSES and isinstance(told, str) else []
