"""Luma Dream Machine. Left open by its documentation, and decided here: sound and more pixels keep the id of their clip, the
list begins with the oldest, a page is short however much was asked, moments have no fraction."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from lumaai import types
from lumaai.types import generations as kinds

from tests.second.media import Media
from tests.second.types import expect_fits
from tests.second.wire import Made, Reply, Request, Route, Service, Wrong, expect, expect_public

BASE = "/dream-machine/v1"
ONE = rf"{BASE}/generations/([0-9a-f-]{{36}})"
STATES = ("queued", "weird", "dreaming", "completed")
PAGE = 3


class Luma(Service):
    def __init__(self, key: str, media: Media, clock: Callable[[], datetime]):
        super().__init__()
        self._key, self._media, self._clock = key, media, clock
        self.routes = [
            Route("POST", f"{BASE}/generations(?:/video)?", self._create, is_paid=True),
            Route("POST", f"{BASE}/generations/video/modify", self._modify, is_paid=True),
            Route("POST", f"{BASE}/generations/video/reframe", self._reframe, is_paid=True),
            Route("POST", f"{BASE}/generations/image", self._picture, is_paid=True),
            Route("POST", f"{ONE}/audio", self._audio, is_paid=True),
            Route("POST", f"{ONE}/upscale", self._upscale, is_paid=True),
            Route(
                "GET", f"{BASE}/generations/concepts/list", lambda _: Reply(["bolt_cam", "dolly_zoom", "orbit_left"])
            ),
            Route("GET", f"{BASE}/generations", self._list),
            Route("GET", ONE, self._get),
            Route("GET", f"{BASE}/credits", lambda _: Reply({"credit_balance": 12345.0})),
            Route("GET", f"{BASE}/ping", lambda _: Reply({"message": "pong"})),
        ]

    def let_in(self, request: Request) -> None:
        expect(request.bearer == self._key, "Invalid API key", 401)

    # -- what is paid -------------------------------------------------------------------------------------

    def _create(self, request: Request) -> Reply:
        asked = request.json
        expect_fits(asked, types.GenerationCreateParams)
        frames: dict[str, Any] = asked.get("keyframes", {})
        for frame in frames.values():
            self._expect_frame(frame)
        pictures = [frame for frame in frames.values() if frame["type"] == "image"]
        expect(pictures or 3 <= len(asked.get("prompt") or "") <= 5000, "a prompt has 3 to 5000 characters")
        expect(not (asked.get("loop") and "frame1" in frames), "a loop takes no end frame")
        return self._start(asked, "video")

    def _expect_frame(self, frame: Mapping[str, Any]) -> None:
        if frame["type"] == "image":
            expect_public(frame.get("url"))
        else:
            expect(self._find(frame["id"]).is_finished, "the generation is not completed")

    def _modify(self, request: Request) -> Reply:
        return self._start_from_media(request.json, kinds.VideoModifyParams, "modify_video")

    def _reframe(self, request: Request) -> Reply:
        return self._start_from_media(request.json, kinds.VideoReframeParams, "reframe_video")

    def _start_from_media(self, asked: Any, declared: Any, kind: str) -> Reply:
        expect_fits(asked, declared)
        expect(asked["generation_type"] == kind, "another generation_type belongs here")
        expect_public(asked["media"]["url"])
        if "first_frame" in asked:
            expect_public(asked["first_frame"]["url"])
        return self._start(asked, kind)

    def _picture(self, request: Request) -> Reply:
        asked = request.json
        expect_fits(asked, kinds.ImageCreateParams)
        references = [*asked.get("image_ref", ()), *asked.get("style_ref", ())]
        people: list[str] = [url for one in asked.get("character_ref", {}).values() for url in one["images"]]
        for url in [*(one["url"] for one in references), *people]:
            expect_public(url)
        return self._start(asked, "image")

    def _audio(self, request: Request, source: str) -> Reply:
        expect_fits(request.json, types.GenerationAudioParams)
        return self._go_on(source, request.json, "add_audio")

    def _upscale(self, request: Request, source: str) -> Reply:
        expect_fits(request.json, types.GenerationUpscaleParams)
        return self._go_on(source, request.json, "upscale_video")

    def _start(self, asked: Any, kind: str) -> Reply:
        made = Made(str(uuid4()), {"generation_type": kind, **asked}, f"{self._clock():%Y-%m-%dT%H:%M:%SZ}", [*STATES])
        made.kind = "png" if kind == "image" else "mp4"
        self.made[made.id] = made
        return Reply(self._told(made, "queued"), 201)

    def _go_on(self, source: str, asked: Any, kind: str) -> Reply:
        """The same generation begins anew, and ends in another clip."""
        made = self._find(source)
        expect(made.is_finished, "the generation is not completed")
        made.asked, made.states = {"generation_type": kind, **asked}, [*STATES]
        return Reply(self._told(made, "queued"), 201)

    # -- what is free -------------------------------------------------------------------------------------

    def _get(self, _: Request, name: str) -> Reply:
        made = self._find(name)
        return Reply(self._told(made, made.look()))

    def _list(self, request: Request) -> Reply:
        offset, most = int(request.query.get("offset", 0)), min(PAGE, int(request.query.get("limit", 10)))
        every = list(self.made.values())
        listed = [self._told(made, made.states[0]) for made in every[offset : offset + most]]
        has_more = offset + most < len(every)
        return Reply(
            {"generations": listed, "count": len(listed), "has_more": has_more, "limit": most, "offset": offset}
        )

    def _find(self, name: str) -> Made:
        if name not in self.made:
            raise Wrong(404, "Generation not found")
        return self.made[name]

    def _told(self, made: Made, state: str) -> dict[str, Any]:
        what = "image" if made.kind == "png" else "video"
        assets = {what: self._media.publish(made.kind), "progress_video": None} if state == "completed" else None
        return {
            "id": made.id,
            "generation_type": made.asked["generation_type"],
            "state": state,
            "failure_reason": None,
            "created_at": made.at,
            "assets": assets,
            "model": made.asked.get("model"),
            "request": made.asked,
        }
