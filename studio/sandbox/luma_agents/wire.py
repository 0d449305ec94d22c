"""Luma Agents on the wire: the official `luma_agents` SDK talks to it unchanged."""

from math import ceil
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from studio.sandbox import inputs
from studio.sandbox.account import Account, Generation, Stage
from studio.sandbox.clips import Shape
from studio.sandbox.files import link
from studio.sandbox.log import iso
from studio.sandbox.luma_agents import rules
from studio.sandbox.luma_agents.files import LumaAgentsFiles
from studio.sandbox.reception import Call, Reception, Wire
from studio.sandbox.replies import as_json

PREFIX = "/agents/v1"
STATES = {Stage.WAITING: "queued", Stage.RUNNING: "processing", Stage.DONE: "completed", Stage.FAILED: "failed"}
AN_HOUR_S = 3600
FAILURE_CODES = (
    "content_moderated", "generation_failed", "budget_exhausted", "output_not_found", "image_too_large",
    "unsupported_format", "corrupt_input", "invalid_request", "rate_limited",
)  # fmt: skip


class LumaAgents(Wire):
    """No list, no cancel, no balance. An address of a clip lives for an hour; a check gives a fresh one."""

    name = "luma_agents"

    def __init__(self, reception: Reception, account: Account):
        self.reception, self.account = reception, account
        self.files = LumaAgentsFiles(reception, account, PREFIX)

    def router(self) -> APIRouter:
        router = self.files.router()
        for method, path, operation, answer in (
            ("GET", "/generations/{id}", "check", self.check),
            ("POST", "/generations", "submit", self.submit),
        ):
            router.add_route(PREFIX + path, self.reception.endpoint(self, operation, answer), [method])
        return router

    def find(self, call: Call) -> Generation | None:
        return self.account.find(call.request.path_params.get("id"))

    def turned_away(self, call: Call, key: str | None) -> Response | None:
        if key is None or key == "wrong":
            return self.refusal(401, "Invalid API key")
        if call.entry.operation == "submit":
            return self.refused_submit(call)
        if call.entry.operation == "check" and call.generation is None:
            return self.refusal(404, "Generation not found")
        return None

    def refused_submit(self, call: Call) -> Response | None:
        try:
            rules.check(call.asked)
            self.check_references(call)
        except rules.Wrong as wrong:
            return self.refusal(wrong.status, wrong.detail)
        if rules.cost_cents(call.asked, None) > self.account.balance_cents():
            return self.refusal(402, "Insufficient credits")
        if (wait_s := self.account.wait_s()) is not None:
            return self.refusal(429, "Too many requests", {"Retry-After": str(ceil(wait_s))})
        return None

    def check_references(self, call: Call) -> None:
        """A clip can be continued or worked on once it is there, and a file once it is ready."""
        named = rules.frames_of(call.asked.get("video") or {})
        if call.asked.get("source"):
            named = {**named, "source": call.asked["source"]}
        for name, frame in named.items():
            earlier = self.account.find(frame.get("generation_id"))
            if "generation_id" in frame and (earlier is None or earlier.stage(self.account.clock()) is not Stage.DONE):
                raise rules.Wrong(f"{name}: no completed generation {frame['generation_id']}", 400)
            if "file_id" in frame and self.files.ready(frame["file_id"]) is None:
                raise rules.Wrong(f"{name}: no file {frame['file_id']} that is ready", 400)
            if earlier and earlier.suffix != "mp4":
                raise rules.Wrong(f"{name}: generation {earlier.id} is not a video", 400)

    async def submit(self, call: Call) -> Response:
        generation = await self.accept(call)
        self.reception.log.submit_accepted(call.entry, generation.id)
        if fault := call.met("failed"):
            generation.failure = fault.reason
        if call.met("never"):
            generation.never_end()
        return as_json(self.view(generation, call), 201)

    async def accept(self, call: Call) -> Generation:
        """The clip that is worked on is looked at first; what is unfit is told later."""
        asked, failure, clip = call.asked, None, None
        try:
            clip = await self.look_at_source(asked)
        except inputs.Unreadable as reason:
            failure = str(reason)
        picture = "jpg" if asked.get("output_format") == "jpeg" else "png"
        generation = self.account.accept(
            call.entry.prompt,
            asked,
            rules.shape_of(asked, clip),
            rules.cost_cents(asked, clip),
            suffix=picture if asked["type"] == "image" else "mp4",
        )
        generation.link_lives_s, generation.failure = AN_HOUR_S, failure
        return generation

    async def look_at_source(self, asked: dict[str, Any]) -> Shape | None:
        source = asked.get("source") or {}
        earlier, upload = self.account.find(source.get("generation_id")), self.files.ready(source.get("file_id"))
        try:
            seen = await inputs.look_at_clip(self.reception, source["url"]) if source.get("url") else None
        except inputs.Unreadable:
            raise inputs.Unreadable("corrupt_input") from None
        clip = (earlier and earlier.shape) or (upload and upload.shape) or seen
        if clip and clip.duration_s > rules.LONGEST_S[asked["type"]]:
            raise inputs.Unreadable("invalid_request")
        return clip

    async def check(self, call: Call) -> Response:
        if fault := call.met("failed"):
            call.named.fail(fault.reason, self.account.clock())
        call.named.renew_link(self.account.clock())
        return as_json(self.view(call.named, call))

    def view(self, generation: Generation, call: Call) -> dict[str, Any]:
        """A generation as Luma Agents tells it, with the fault of this call, if it has one."""
        state = STATES[generation.stage(self.account.clock())]
        if call.met("never"):
            state = "processing"
        elif call.met("no_assets"):
            state = "completed"
        elif fault := call.met("unknown_state"):
            state = fault.state
        failure = generation.failure if state == "failed" else None
        kind = "video" if generation.suffix == "mp4" else "image"
        made = {"type": kind, "url": link(call.request, self.name, generation)}
        return {
            "id": 17 if call.met("id_number") else generation.id,
            "type": generation.asked["type"],
            "model": generation.asked["model"],
            "state": state,
            "created_at": iso(generation.accepted_at),
            "output": [made] if state == "completed" and not call.met("no_assets") else [],
            "failure_reason": failure,
            "failure_code": failure and code_of(failure),
        }


def code_of(reason: str) -> str:
    """A fault's reason may be a code itself, or words like those that Luma uses."""
    if reason in FAILURE_CODES:
        return reason
    return "content_moderated" if "moderation" in reason.lower() else "generation_failed"
