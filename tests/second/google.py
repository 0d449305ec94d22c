"""Gemini: interactions, files, models. Left open, and decided here: every other clip comes inside the answer although its address
was asked for, words come before it, and an uploaded file takes two looks to be ready."""

import base64
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import count
from typing import Any

from tests.second.media import CONTENT_TYPES, Media
from tests.second.wire import Made, Reply, Request, Route, Service, Wrong, expect

HERE = "https://generativelanguage.googleapis.com"
INTERACTION = r"/v1/interactions/(v1_[a-z0-9]+)"
FILE = "/v1/files/([a-z0-9]+)"
LONGEST_S = {"gemini-omni-1.2-flash": 15, "gemini-omni-1.1-flash": 10}
TASKS = {  # and the kinds of media that each needs
    "text_to_video": set[str](),
    "image_to_video": {"image"},
    "reference_to_video": {"image", "video"},
    "edit": {"video"},
    "extend": {"video"},
    "upscale": {"video"},
}
ENDED = ("completed", "cancelled")


def google_error(wrong: Wrong) -> Reply:
    names = {400: "INVALID_ARGUMENT", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 409: "ABORTED"}
    error: dict[str, Any] = {"code": wrong.status, "message": wrong.words, "status": names.get(wrong.status, "UNKNOWN")}
    if "API key" in wrong.words:
        error["details"] = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}]
    return Reply({"error": error}, wrong.status)


class Google(Service):
    def __init__(self, key: str, media: Media, clock: Callable[[], datetime]):
        super().__init__()
        self._key, self._media, self._clock = key, media, clock
        self._numbers = count(1)
        self.routes = [
            Route("POST", "/v1/interactions", self._create, is_paid=True),
            Route("GET", INTERACTION, self._get),
            Route("POST", f"{INTERACTION}/cancel", self._cancel),
            Route("GET", "/v1/models", self._models),
            Route("POST", "/upload/v1/files", self._upload),
            Route("GET", FILE, self._get_file),
            Route("GET", f"{FILE}:download", self._download),
        ]

    def let_in(self, request: Request) -> None:
        if "upload_id" in request.query:
            return  # such an address is its own permission
        expect(request.headers.get("x-goog-api-key"), "Method doesn't allow unregistered callers.", 403)
        expect(request.headers["x-goog-api-key"] == self._key, "API key not valid.")

    def refusal(self, wrong: Wrong) -> Reply:
        return google_error(wrong)

    # -- interactions -------------------------------------------------------------------------------------

    def _create(self, request: Request) -> Reply:
        asked = request.json
        wanted, parts = asked.get("response_format") or {}, _parts(asked.get("input"))
        expect(any(part["type"] == "text" and part["text"] for part in parts) or len(parts) > 0, "input is empty")
        for part in parts:
            self._expect_media(part)
        if wanted.get("type") == "video":
            self._expect_video(asked, wanted, {part["type"] for part in parts})
        else:
            expect(wanted.get("type") == "image", "this server makes clips and pictures")
        return Reply(self._start(asked, "mp4" if wanted["type"] == "video" else "png"))

    def _start(self, asked: Any, kind: str) -> dict[str, Any]:
        states = ["queued", "weird", "in_progress", "completed"] if asked.get("background") else ["completed"]
        made = Made(f"v1_{next(self._numbers):08d}", asked, self._clock().isoformat(), states, kind)
        if asked.get("store", True):
            self.made[made.id] = made
        return self._told(made, "in_progress" if asked.get("background") else "completed")

    def _expect_video(self, asked: Any, wanted: Mapping[str, Any], has: set[str]) -> None:
        expect(asked.get("model") in LONGEST_S, "no such model makes clips", 404)
        config = asked.get("generation_config", {})
        task = config.get("video_config", {}).get("task", "text_to_video")  # without one, what is given tells
        expect(task in TASKS, f"no task {task!r}")
        goes_on = asked.get("previous_interaction_id") in self.made
        expect(not TASKS[task] or TASKS[task] & has or goes_on, f"{task} needs {TASKS[task]}")
        expect(wanted.get("aspect_ratio", "16:9") in ("16:9", "9:16"), "no such aspect_ratio")
        expect(wanted.get("resolution", "720p") in ("360p", "720p", "1080p", "4k"), "no such resolution")
        seconds = wanted.get("duration", "5s")
        expect(seconds.endswith("s") and 3 <= float(seconds[:-1]) <= LONGEST_S[asked["model"]], "no such duration")
        expect("seed" not in config or asked["model"] != "gemini-omni-1.1-flash", "no seed")

    def _expect_media(self, part: Mapping[str, Any]) -> None:
        if part["type"] == "text":
            return
        if "data" in part:
            expect(part.get("mime_type", "").startswith(f"{part['type']}/"), "mime_type does not fit")
            expect(base64.b64decode(part["data"], validate=True), "data is empty")
        else:
            name = part["uri"].removeprefix(f"{HERE}/v1/files/")
            expect(self.files.get(name, {}).get("state") == "ACTIVE", f"file {name} is not in state ACTIVE")

    def _get(self, _: Request, name: str) -> Reply:
        made = self._find(name)
        return Reply(self._told(made, made.look()))

    def _cancel(self, _: Request, name: str) -> Reply:
        made = self._find(name)
        expect(made.states[0] not in ENDED, "It has ended.")
        made.states = ["cancelled"]
        return Reply({"id": made.id, "status": "cancelled", "steps": []})

    def _find(self, name: str) -> Made:
        expect(name in self.made, "There is no such interaction.", 404)
        return self.made[name]

    def _told(self, made: Made, state: str) -> dict[str, Any]:
        told = {"id": made.id, "object": "interaction", "model": made.asked["model"], "status": state}
        moments = {"created": made.at, "updated": made.at}
        return told | moments | {"steps": self._steps(made) if state == "completed" else []}

    def _steps(self, made: Made) -> list[dict[str, Any]]:
        kind, mime_type = ("video" if made.kind == "mp4" else "image"), CONTENT_TYPES[made.kind]
        is_inline = kind == "image" or int(made.id.removeprefix("v1_")) % 2
        content = base64.b64encode(self._media.content[made.kind]).decode()
        where = {"data": content} if is_inline else {"uri": f"{HERE}/v1/files/{self._keep(made.kind)}"}
        words = {"type": "text", "text": "Here it is."}
        return [{"type": "model_output", "content": [words, {"type": kind, "mime_type": mime_type, **where}]}]

    # -- files and models ---------------------------------------------------------------------------------

    def _keep(self, kind: str, state: str = "ACTIVE", **more: Any) -> str:
        name = f"file{next(self._numbers):08d}"
        self.files[name] = {
            "name": f"files/{name}",
            "uri": f"{HERE}/v1/files/{name}",
            "state": state,
            "kind": kind,
            **more,
        }
        return name

    def _upload(self, request: Request) -> Reply:
        command, name = request.headers.get("x-goog-upload-command"), request.query.get("upload_id", "")
        if command == "start":
            mime_type = request.headers["x-goog-upload-header-content-type"]
            name = self._keep("mp4", "PROCESSING", mimeType=mime_type, looks=0)
            place = {"X-Goog-Upload-URL": f"{HERE}/upload/v1/files?upload_id={name}", "X-Goog-Upload-Status": "active"}
            return Reply({}, headers=place)
        expect(command == "upload, finalize" and name in self.files, "no such upload", 404)
        self.files[name]["sizeBytes"] = str(len(request.content))
        return Reply({"file": _without(self.files[name])}, headers={"X-Goog-Upload-Status": "final"})

    def _get_file(self, _: Request, name: str) -> Reply:
        file = self._file(name)
        file["looks"] = file.get("looks", 0) + 1
        if file["looks"] > 1:
            file["state"] = "ACTIVE"
        return Reply(_without(file))

    def _download(self, request: Request, name: str) -> Reply:
        expect(request.query.get("alt") == "media", "alt=media is missing")
        kind = self._file(name)["kind"]
        return Reply(content=self._media.content[kind], headers={"Content-Type": CONTENT_TYPES[kind]})

    def _file(self, name: str) -> dict[str, Any]:
        expect(name in self.files, "You do not have permission to access the file, or it does not exist.", 403)
        return self.files[name]

    def _models(self, _: Request) -> Reply:
        listed = [{"name": f"models/{name}", "displayName": name} for name in LONGEST_S]
        return Reply({"models": listed, "nextPageToken": "more"})


def _without(file: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in file.items() if name not in ("kind", "looks")}


def _parts(told: Any) -> list[dict[str, Any]]:
    """A prompt alone, or a list of parts, or that list inside what a person has said."""
    if isinstance(told, str):
        return [{"type": "text", "text": told}]
    said = told if isinstance(told, list) else []
    return [part for one in said for part in (one["content"] if one.get("type") == "user_input" else [one])]
