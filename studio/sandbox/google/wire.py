"""Google's Interactions API on the wire, as Gemini Omni is asked through it: the official `google-genai` SDK talks to it unchanged."""

import base64
import re
from math import ceil
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from studio.sandbox.account import Account, Generation, Stage
from studio.sandbox.clips import Shape
from studio.sandbox.google import rules, writing
from studio.sandbox.google.files import FILES_ARE_AT, Uploads
from studio.sandbox.google.input import Wrong, clips_of, format_of, prompt_of
from studio.sandbox.log import iso
from studio.sandbox.reception import Call, Reception, Wire
from studio.sandbox.replies import as_json, refused_by, spoiled_file

PREFIX = "/v1"
STATES = {Stage.WAITING: "queued", Stage.RUNNING: "in_progress", Stage.DONE: "completed", Stage.FAILED: "failed"}
CANCELLED = "cancelled"  # a failure of its own: nobody pays for it
FILE = re.compile(r"([0-9a-f]{32})x(\d+)")
STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
REFUSAL = "I can't make a video of that. Try describing something else."


class Google(Wire):
    name = "google"

    def __init__(self, reception: Reception, account: Account):
        self.reception, self.account = reception, account
        self.uploads = Uploads(self, reception, account)
        self.writing = writing.Writing(self, reception)

    def router(self) -> APIRouter:
        router = APIRouter()
        for method, path, operation, answer in (
            ("POST", "/interactions", "submit", self.submit),
            ("GET", "/interactions/{id}", "check", self.check),
            ("POST", "/interactions/{id}/cancel", "cancel", self.cancel),
            ("GET", "/files/{file}:download", "download", self.download),
            ("GET", "/models", "ping", self.models),
        ):
            router.add_route(PREFIX + path, self.reception.endpoint(self, operation, answer), [method])
        router.include_router(self.uploads.router())
        router.include_router(self.writing.router())
        return router

    def find(self, call: Call) -> Generation | None:
        if file := FILE.fullmatch(call.request.path_params.get("file", "")):
            found = self.account.find(as_uuid(file[1]))
            return found if found and found.stage(self.account.clock()) is Stage.DONE else None
        return self.account.find(call.request.path_params.get("id", "").removeprefix("v1_"))

    def prompt_of(self, asked: Any) -> str:
        return prompt_of(asked) or writing.words_of(asked if isinstance(asked, dict) else {})

    def key_of(self, request: Request) -> str | None:
        return request.headers.get("x-goog-api-key") or None

    def refusal(self, code: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
        error = {"code": code, "message": sentence, "status": STATUSES.get(code, "UNKNOWN")}
        return as_json({"error": error}, code, headers)

    def turned_away(self, call: Call, key: str | None) -> Response | None:
        if call.entry.operation == "transfer":
            return None  # whoever knows its address may go on with an upload
        if key is None:
            return self.refusal(403, "Method doesn't allow unregistered callers.")
        if key == "wrong":
            return bad_key()
        if call.entry.operation == "submit":
            return self.refused_submit(call)
        if call.entry.operation == "download":
            return self.refused_download(call)
        if call.entry.operation in ("check", "cancel") and call.generation is None:
            return self.refusal(404, "Requested entity was not found.")
        return None

    def refused_submit(self, call: Call) -> Response | None:
        if writing.is_writing(call.asked):
            return None if call.entry.prompt.strip() else self.refusal(400, "The input needs a text.")
        try:
            source = self.source_of(call.asked)
            rules.check(call.asked, source)
        except Wrong as wrong:
            return self.refusal(wrong.status, str(wrong))
        if rules.cost_cents(call.asked, source) > self.account.balance_cents():
            return self.refusal(429, "You have no credit left: check your plan and billing details.")
        if (wait_s := self.account.wait_s()) is not None:
            return slow_down(ceil(wait_s))
        return None

    def source_of(self, asked: Any) -> Shape | None:
        """The clip that is worked on: of an earlier interaction, or one that was brought. Raises Wrong."""
        earlier = asked.get("previous_interaction_id") if isinstance(asked, dict) else None
        if isinstance(earlier, str):
            made = self.account.find(earlier.removeprefix("v1_"))
            if made is None:
                raise Wrong("Requested entity was not found.", 404)
            if made.stage(self.account.clock()) is not Stage.DONE or rules.makes_picture(made.asked):
                raise Wrong("The previous interaction has no video.")
            return made.shape
        clips = clips_of(asked)
        return self.brought(clips[0]) if clips else None

    def brought(self, clip: dict[str, Any]) -> Shape:
        file = self.uploads.at(clip.get("uri"))
        if file is None:
            raise Wrong("You do not have permission to access the File or it may not exist.", 403)
        if file.state(self.account.clock()) != "ACTIVE":
            raise Wrong(f"The File {file.id} is not in an ACTIVE state and usage is not allowed.")
        try:
            return file.shape()
        except ValueError:
            raise Wrong("Unable to process input video.") from None

    def refused_download(self, call: Call) -> Response | None:
        if call.generation is None:
            return self.refusal(404, "File not found.")
        if link_of(call.request) < call.generation.link:
            return self.refusal(call.generation.dead_code, "You do not have permission to access the file.")
        return None

    async def submit(self, call: Call) -> Response:
        if writing.is_writing(call.asked):
            return as_json(self.writing.interaction(call.asked))
        source = self.source_of(call.asked)
        shape, cost = rules.shape_of(call.asked, source), rules.cost_cents(call.asked, source)
        generation = self.account.accept(call.entry.prompt, call.asked, shape, cost)
        self.reception.log.submit_accepted(call.entry, generation.id)
        if fault := call.met("failed"):
            generation.failure = fault.reason
        if call.met("never"):
            generation.never_end()
        return as_json(await self.view(generation, call))

    async def check(self, call: Call) -> Response:
        if fault := call.met("failed"):
            call.named.fail(fault.reason, self.account.clock())
        return as_json(await self.view(call.named, call))

    async def cancel(self, call: Call) -> Response:
        if call.named.stage(self.account.clock()) in (Stage.DONE, Stage.FAILED):
            return self.refusal(400, "The interaction is not running.")
        call.named.fail(CANCELLED, self.account.clock())
        return as_json(await self.view(call.named, call))

    async def download(self, call: Call) -> Response:
        generation = call.named
        if fault := call.met("dead_url"):
            generation.link, generation.dead_code = generation.link + 1, fault.code
            return refused_by(fault, self.refusal)
        return spoiled_file(call.fault, await self.made(generation), call.request.headers.get("range"))

    async def made(self, generation: Generation) -> bytes:
        """The file: a clip, or a picture."""
        clips = self.reception.clips
        if rules.makes_picture(generation.asked):
            return await clips.picture(generation.shape, "jpg", generation.id)
        return await clips.clip(generation.shape, generation.id)

    async def models(self, call: Call) -> Response:
        names = (*rules.LONGEST_S, *rules.CENTS_PER_PICTURE, *writing.MODELS)
        models = [{"name": f"models/{name}"} for name in names]
        size = call.request.query_params.get("pageSize", "50")
        return as_json({"models": models[: int(size) if size.isdecimal() else None]})

    async def view(self, generation: Generation, call: Call) -> dict[str, Any]:
        """An interaction as Google tells it, with the fault of this call, if it has one."""
        state = STATES[generation.stage(self.account.clock())]
        if state == "failed" and generation.failure == CANCELLED:
            state = CANCELLED
        if call.met("never"):
            state = "in_progress"
        elif call.met("no_assets"):
            state = "completed"
        elif fault := call.met("unknown_state"):
            state = fault.state
        has_failed = state == "failed"
        return {
            "id": 17 if call.met("id_number") else f"v1_{generation.id}",
            "object": "interaction",
            "model": generation.asked["model"],
            "status": state,
            "created": iso(generation.accepted_at),
            "updated": iso(self.account.clock()),
            "steps": [await self.output(generation, call)] if state == "completed" else [],
            **({"errors": [{"code": "generation_failed", "message": generation.failure}]} if has_failed else {}),
        }

    async def output(self, generation: Generation, call: Call) -> dict[str, Any]:
        """The clip or the picture, by address or inside; or words where a clip should be, which is
        how Google refuses."""
        if call.met("no_assets"):
            return {"type": "model_output", "content": [{"type": "text", "text": REFUSAL}]}
        is_picture = rules.makes_picture(generation.asked)
        part = (
            {"type": "image", "mime_type": "image/jpeg"} if is_picture else {"type": "video", "mime_type": "video/mp4"}
        )
        if format_of(generation.asked).get("delivery") == "uri" and not call.met("inline"):
            part["uri"] = f"{FILES_ARE_AT}/{generation.id.replace('-', '')}x{generation.link}"
        else:
            part["data"] = base64.b64encode(await self.made(generation)).decode()
        return {"type": "model_output", "content": [part]}


def as_uuid(letters: str) -> str:
    return "-".join((letters[:8], letters[8:12], letters[12:16], letters[16:20], letters[20:]))


def link_of(request: Request) -> int:
    file = FILE.fullmatch(request.path_params["file"])
    return int(file[2]) if file else 0


def bad_key() -> Response:
    """A 400 like any other bad argument: only the details tell."""
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}]
    sentence = "API key not valid. Please pass a valid API key."
    error = {"code": 400, "message": sentence, "status": "INVALID_ARGUMENT", "details": details}
    return as_json({"error": error}, 400)


def slow_down(wait_s: int) -> Response:
    """Google calls a minute's limit a quota, too; how long to wait stands in the body, not in a header."""
    limit = {"quotaId": "GenerateRequestsPerMinutePerProjectPerModel"}
    details = [
        {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [limit]},
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{wait_s}s"},
    ]
    sentence = "You exceeded your current quota, please check your plan and billing details."
    error = {"code": 429, "message": sentence, "status": "RESOURCE_EXHAUSTED", "details": details}
    return as_json({"error": error}, 429)
