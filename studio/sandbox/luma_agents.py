"""Luma Agents on the wire: the official `luma_agents` SDK talks to it unchanged."""

from math import ceil
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from studio.sandbox import luma_agents_rules as rules
from studio.sandbox.account import Account, Generation, Stage
from studio.sandbox.files import link
from studio.sandbox.log import iso
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

    def router(self) -> APIRouter:
        router = APIRouter()
        for method, path, operation, answer in (
            ("GET", "/generations/{id}", "check", self.check),
            ("POST", "/generations", "submit", self.submit),
            ("GET", "/files", "ping", self.files),
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
        if rules.cost_cents(call.asked) > self.account.balance_cents():
            return self.refusal(402, "Insufficient credits")
        if (wait_s := self.account.wait_s()) is not None:
            return self.refusal(429, "Too many requests", {"Retry-After": str(ceil(wait_s))})
        return None

    def check_references(self, call: Call) -> None:
        """A clip can be continued once it is there."""
        for name, frame in rules.frames_of(call.asked.get("video") or {}).items():
            earlier = self.account.find(frame.get("generation_id"))
            if "generation_id" in frame and (earlier is None or earlier.stage(self.account.clock()) is not Stage.DONE):
                raise rules.Wrong(f"video.{name}: no completed generation {frame['generation_id']}", 400)

    async def submit(self, call: Call) -> Response:
        shape, cost = rules.shape_of(call.asked), rules.cost_cents(call.asked)
        generation = self.account.accept(call.entry.prompt, call.asked, shape, cost)
        generation.link_lives_s = AN_HOUR_S
        self.reception.log.submit_accepted(call.entry, generation.id)
        if fault := call.met("failed"):
            generation.failure = fault.reason
        if call.met("never"):
            generation.never_end()
        return as_json(self.view(generation, call), 201)

    async def check(self, call: Call) -> Response:
        if fault := call.met("failed"):
            call.named.fail(fault.reason, self.account.clock())
        call.named.renew_link(self.account.clock())
        return as_json(self.view(call.named, call))

    async def files(self, call: Call) -> Response:
        return as_json({"data": [], "has_more": False, "next_cursor": None})

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
        clip = {"type": "video", "url": link(call.request, self.name, generation)}
        return {
            "id": 17 if call.met("id_number") else generation.id,
            "type": "video",
            "model": generation.asked["model"],
            "state": state,
            "created_at": iso(generation.accepted_at),
            "output": [clip] if state == "completed" and not call.met("no_assets") else [],
            "failure_reason": failure,
            "failure_code": failure and code_of(failure),
        }


def code_of(reason: str) -> str:
    """A fault's reason may be a code itself, or words like those that Luma uses."""
    if reason in FAILURE_CODES:
        return reason
    return "content_moderated" if "moderation" in reason.lower() else "generation_failed"
