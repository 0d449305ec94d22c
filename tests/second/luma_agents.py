"""Luma Agents. Left open, and decided here: every look signs a fresh address and lets the last one die, a picture comes before
the clip among the outputs, files take a look to be ready."""

import base64
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from luma_agents import types

from tests.second.media import Media
from tests.second.types import expect_fits
from tests.second.wire import Made, Reply, Request, Route, Service, Wrong, expect, expect_public

BASE = "/agents/v1"
ID = "([0-9a-f-]{36})"
FRAMES = ("start_frame", "end_frame")


class LumaAgents(Service):
    def __init__(self, key: str, media: Media, clock: Callable[[], datetime]):
        super().__init__()
        self._key, self._media, self._clock = key, media, clock
        self._addresses: dict[str, list[Any]] = {}
        self.routes = [
            Route("POST", f"{BASE}/generations", self._create, is_paid=True),
            Route("GET", f"{BASE}/generations/{ID}", self._get),
            Route("POST", f"{BASE}/files", self._create_file),
            Route("PUT", f"/presigned/{ID}", self._put, needs_key=False),
            Route("POST", f"{BASE}/files/{ID}/complete", self._complete),
            Route("GET", f"{BASE}/files/{ID}", self._get_file),
            Route("GET", f"{BASE}/files", self._list_files),
        ]

    def let_in(self, request: Request) -> None:
        expect(request.bearer == self._key, "Invalid API key", 401)

    # -- generations --------------------------------------------------------------------------------------

    def _create(self, request: Request) -> Reply:
        asked = request.json
        expect_fits(asked, types.GenerationCreateParams)
        kind, video = asked["type"], asked.get("video") or {}
        expect(1 <= len(asked["prompt"]) <= 6000, "a prompt has 1 to 6000 characters")
        expect(asked["model"] == "ray-3.2" or kind.startswith("image"), "this model makes pictures")
        for frame in [video[name] for name in FRAMES if name in video] + asked.get("image_ref", []):
            self._expect_media(frame, "image/")
        if kind == "video":
            _expect_video(video)
        elif kind != "image":
            self._expect_media(asked.get("source"), "image/" if kind == "image_edit" else "video/")
        return self._start(asked, "png" if kind.startswith("image") else "mp4")

    def _start(self, asked: Any, kind: str) -> Reply:
        states = ["queued", "weird", "processing", "completed"]
        made = Made(str(uuid4()), asked, self._clock().strftime("%a, %d %b %Y %H:%M:%S GMT"), states, kind)
        self.made[made.id] = made
        return Reply(self._told(made, "queued"), 201)

    def _expect_media(self, media: Mapping[str, Any] | None, kind: str) -> None:
        """Exactly one of an address, content, a file that is ready, a generation that is finished."""
        ways = [way for way in ("url", "data", "file_id", "generation_id") if way in (media or {})]
        expect(media and len(ways) == 1, "exactly one of url, data, file_id, generation_id")
        assert media
        media_type = media.get("media_type", "")
        if ways == ["url"]:
            expect_public(media["url"])
            expect(kind == "image/" or media_type.startswith(kind), "media_type says what the address leads to")
        elif ways == ["data"]:
            expect(media_type.startswith(kind), "media_type says what the data is")
            expect(base64.b64decode(media["data"], validate=True), "the data is empty")
        elif ways == ["file_id"]:
            expect(self._file(media["file_id"])["state"] == "ready", "the file is not ready")
        else:
            expect(self._find(media["generation_id"]).is_finished, "the generation is not completed")

    def _get(self, _: Request, name: str) -> Reply:
        made = self._find(name)
        return Reply(self._told(made, made.look()))

    def _find(self, name: str) -> Made:
        expect(name in self.made, "Generation not found", 404)
        return self.made[name]

    def _told(self, made: Made, state: str) -> dict[str, Any]:
        return {
            "id": made.id,
            "type": made.asked["type"],
            "model": made.asked["model"],
            "state": state,
            "created_at": made.at,
            "output": self._output(made) if state == "completed" else [],
            "failure_reason": None,
            "failure_code": None,
        }

    def _output(self, made: Made) -> list[dict[str, Any]]:
        for address in self._addresses.get(made.id, ()):
            self._media.withdraw(address)
        what = [("image", "png"), ("video", "mp4")] if made.kind == "mp4" else [("image", "png")]
        signed = [{"type": name, "url": self._media.publish(kind), "layer": None} for name, kind in what]
        self._addresses[made.id] = [one["url"] for one in signed]
        return signed

    # -- files --------------------------------------------------------------------------------------------

    def _create_file(self, request: Request) -> Reply:
        """Content inside the request, or an envelope that says where to put it."""
        is_inline = request.headers.get("content-type", "").startswith("multipart/form-data")
        asked = (
            {"mime_type": "application/octet-stream", "size_bytes": len(request.content)} if is_inline else request.json
        )
        expect_fits(asked, types.FileCreateParams)
        name = str(uuid4())
        file = {"id": name, "created_at": self._clock().isoformat(), "purpose": "input", "state": "pending", **asked}
        self.files[name] = file | {"looks": 0, "has_content": is_inline}
        upload = {
            "url": f"{self._media.publish('mp4').partition('/media/')[0]}/presigned/{name}",
            "method": "PUT",
            "expires_at": self._clock().isoformat(),
            "headers": {"Content-Type": asked["mime_type"], "x-amz-meta-file": name},
        }
        return Reply({"id": name, "state": "pending", "file": file, "upload": None if is_inline else upload}, 201)

    def _put(self, request: Request, name: str) -> Reply:
        file = self._file(name)
        expect("authorization" not in request.headers, "a key came along")
        expect(request.headers.get("content-type") == file["mime_type"], "the Content-Type is another one", 403)
        expect(request.headers.get("x-amz-meta-file") == name, "a header of the envelope is missing", 403)
        expect(len(request.content) == file["size_bytes"], "not as many bytes as were announced")
        file["has_content"] = True
        return Reply(content=b"")

    def _complete(self, _: Request, name: str) -> Reply:
        expect(self._file(name)["has_content"], "nothing was uploaded", 409)
        return Reply(self._file_told(name))

    def _get_file(self, _: Request, name: str) -> Reply:
        file = self._file(name)
        file["looks"] += 1
        file["state"] = "ready" if file["looks"] > 1 and file["has_content"] else "pending"
        return Reply(self._file_told(name))

    def _list_files(self, _: Request) -> Reply:
        return Reply({"data": [self._file_told(name) for name in self.files], "has_more": False, "next_cursor": None})

    def _file(self, name: str) -> dict[str, Any]:
        if name not in self.files:
            raise Wrong(404, "File not found")
        return self.files[name]

    def _file_told(self, name: str) -> dict[str, Any]:
        return {what: value for what, value in self.files[name].items() if what not in ("looks", "has_content")}


def _expect_video(video: Mapping[str, Any]) -> None:
    frames = [video[name] for name in FRAMES if name in video]
    clips = [frame for frame in frames if "generation_id" in frame]
    is_short, is_hdr = video.get("duration", "5s") == "5s", video.get("hdr")
    expect(is_short or not (frames or video.get("loop") or is_hdr), "frames, loops and HDR are for 5 s")
    expect(not clips or (len(frames) == 1 and not is_hdr), "an extension has exactly one frame, and no HDR")
    expect(not (video.get("loop") and ("end_frame" in video or is_hdr)), "a loop takes no end frame and no HDR")
    expect(not is_hdr or video.get("resolution") in ("720p", "1080p"), "HDR is for 720p and 1080p")
