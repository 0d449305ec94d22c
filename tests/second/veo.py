"""Veo in Enterprise mode, with an express key. Left open, and decided here: two videos come back though one was asked for."""

import base64
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from tests.second.google import google_error
from tests.second.media import Media
from tests.second.wire import Made, Reply, Request, Route, Service, Wrong, expect

MODELS = ("veo-3.1-generate-001", "veo-3.1-fast-generate-001", "veo-3.1-lite-generate-001")
BASE = "/v1beta1/publishers/google/models"
KNOWN = {"durationSeconds", "seed", "aspectRatio", "resolution", "personGeneration", "negativePrompt", "generateAudio"}


class Veo(Service):
    def __init__(self, key: str, media: Media, clock: Callable[[], datetime]):
        super().__init__()
        self._key, self._media = key, media
        self.routes = [
            Route("POST", rf"{BASE}/([\w.-]+):predictLongRunning", self._create, is_paid=True),
            Route("POST", rf"{BASE}/([\w.-]+):fetchPredictOperation", self._get),
            Route("GET", BASE, self._models),
        ]

    def let_in(self, request: Request) -> None:
        expect(request.headers.get("x-goog-api-key") == self._key, "API key not valid.")

    def refusal(self, wrong: Wrong) -> Reply:
        return google_error(wrong)

    def _create(self, request: Request, model: str) -> Reply:
        asked = request.json
        expect(model in MODELS, "no such model", 404)
        [instance], wanted = asked["instances"], asked["parameters"]
        expect(
            not set(wanted) - KNOWN - {"sampleCount", "enhancePrompt", "storageUri"}, f"unknown among {sorted(wanted)}"
        )
        expect(instance.get("prompt") or instance.get("image"), "a prompt or a picture is needed")
        expect("video" in instance or wanted.get("durationSeconds", 8) in (4, 6, 8), "4, 6 or 8 seconds")
        expect(wanted.get("aspectRatio", "16:9") in ("16:9", "9:16"), "no such aspectRatio")
        expect(wanted.get("resolution", "720p") in ("720p", "1080p", "4k"), "no such resolution")
        _expect_pictures(instance, wanted)
        made = Made(f"publishers/google/models/{model}/operations/{uuid4()}", asked, "", ["running", "running", "done"])
        self.made[made.id] = made
        return Reply({"name": made.id})

    def _get(self, request: Request, model: str) -> Reply:
        made = self.made.get(request.json.get("operationName", ""))
        if made is None or f"/{model}/" not in made.id:
            raise Wrong(404, "no such operation")
        if made.look() != "done":
            return Reply({"name": made.id, "metadata": {"state": "weird"}})
        content = base64.b64encode(self._media.content["mp4"]).decode()
        video = {"bytesBase64Encoded": content, "mimeType": "video/mp4"}
        return Reply(
            {"name": made.id, "done": True, "response": {"raiMediaFilteredCount": 0, "videos": [video, video]}}
        )

    def _models(self, _: Request) -> Reply:
        return Reply({"publisherModels": [{"name": f"publishers/google/models/{name}"} for name in MODELS]})


def _expect_pictures(instance: dict[str, Any], wanted: dict[str, Any]) -> None:
    references: list[dict[str, Any]] = instance.get("referenceImages", [])
    expect(len(references) <= 3, "at most 3 references")
    expect(
        all(one["referenceType"] in ("ASSET", "STYLE", "asset", "style") for one in references), "no such referenceType"
    )
    expect(not references or wanted.get("durationSeconds", 8) == 8, "references are for 8 s")
    expect("lastFrame" not in instance or "image" in instance, "a last frame needs a first one")
    named = [instance[name] for name in ("image", "lastFrame") if name in instance]
    if "video" in instance:
        expect(base64.b64decode(instance["video"]["bytesBase64Encoded"], validate=True), "the video is empty")
        expect(instance["video"]["mimeType"].startswith("video/"), "this is no video")
    for picture in [*named, *(one["image"] for one in references)]:
        expect(base64.b64decode(picture["bytesBase64Encoded"], validate=True), "the picture is empty")
        expect(picture["mimeType"].startswith("image/"), "this is no picture")
