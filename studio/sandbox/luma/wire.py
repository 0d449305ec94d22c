"""Luma Dream Machine on the wire: the official `lumaai` SDK talks to it unchanged."""

from math import ceil
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from studio.sandbox import inputs
from studio.sandbox.account import Account, Generation, Stage
from studio.sandbox.clips import Shape
from studio.sandbox.files import link, poster_link
from studio.sandbox.log import iso
from studio.sandbox.luma import rules, work_rules
from studio.sandbox.reception import Call, Reception, Wire
from studio.sandbox.replies import as_json

PREFIX = "/dream-machine/v1"
STATES = {Stage.WAITING: "queued", Stage.RUNNING: "dreaming", Stage.DONE: "completed", Stage.FAILED: "failed"}
CREATES = ("/video", "", "/image", "/video/modify", "/video/reframe", "/{source}/upscale", "/{source}/audio")


class Luma(Wire):
    name = "luma"

    def __init__(self, reception: Reception, account: Account):
        self.reception, self.account = reception, account

    def router(self) -> APIRouter:
        router = APIRouter()
        for method, path, operation, answer in (
            ("GET", "/generations/{id}", "check", self.check),
            *(("POST", f"/generations{end}", "submit", self.submit) for end in CREATES),
            ("GET", "/generations", "list", self.list),
            ("DELETE", "/generations/{id}", "cancel", self.delete),
            ("GET", "/generations/concepts/list", "concepts", self.concepts),
            ("GET", "/credits", "credits", self.credits),
            ("GET", "/ping", "ping", self.ping),
        ):
            router.add_route(PREFIX + path, self.reception.endpoint(self, operation, answer), [method])
        return router

    def find(self, call: Call) -> Generation | None:
        return self.account.find(call.request.path_params.get("id"))

    def turned_away(self, call: Call, key: str | None) -> Response | None:
        if key is None:
            return self.refusal(401, "Not authenticated")
        if key == "wrong":
            return self.refusal(401, "Invalid API key")
        if call.entry.operation == "submit":
            return self.refused_submit(call)
        if call.entry.operation in ("check", "cancel") and call.generation is None:
            return self.refusal(404, "Generation not found")
        return None

    def refused_submit(self, call: Call) -> Response | None:
        kind = work_rules.kind_of(call.entry.path)
        try:
            work_rules.check(kind, call.asked)
            self.check_references(call)
        except rules.Wrong as wrong:
            return as_json({"detail": wrong.detail}, wrong.status)
        if work_rules.cost_cents(kind, call.asked, None) > self.account.balance_cents():
            return self.refusal(400, "Insufficient credits")
        if (wait_s := self.account.wait_s()) is not None:
            return self.refusal(429, "Too many requests, try again later", {"Retry-After": str(ceil(wait_s))})
        return None

    def check_references(self, call: Call) -> None:
        """A clip can be continued and worked on once it is there."""
        named = [frame["id"] for frame in rules.keyframes_of(call.asked) if frame and frame["type"] != "image"]
        if source_id := call.request.path_params.get("source"):
            named.append(source_id)
        for one in named:
            generation = self.account.find(one)
            if generation is None:
                raise rules.Wrong(f"Generation {one} not found", 404 if one == source_id else 400)
            if generation.shown(self.account.clock()).stage(self.account.clock()) is not Stage.DONE:
                raise rules.Wrong(f"Generation {one} is not completed")
            if one == source_id and generation.suffix != "mp4":
                raise rules.Wrong(f"Generation {one} is not a video")

    async def submit(self, call: Call) -> Response:
        generation = await self.accept(call)
        self.reception.log.submit_accepted(call.entry, generation.id)
        if fault := call.met("failed"):
            generation.failure = fault.reason
        if call.met("never"):
            generation.never_end()
        return as_json(self.view(generation, call), 201)

    async def accept(self, call: Call) -> Generation:
        """What it was given is looked at first; what cannot be read is told later, as Luma does."""
        kind, asked, failure = work_rules.kind_of(call.entry.path), call.asked, None
        source = self.account.find(call.request.path_params.get("source"))
        try:
            clip = source.shape if source else await self.look_at_inputs(kind, asked)
        except inputs.Unreadable:
            clip, failure = None, "Failed to read user input frames"
        generation = self.account.accept(
            call.entry.prompt,
            asked if kind == work_rules.VIDEO else {"generation_type": kind, **asked},
            work_rules.shape_of(kind, asked, clip),
            work_rules.cost_cents(kind, asked, clip),
            suffix=asked.get("format", "jpg") if kind == work_rules.IMAGE else "mp4",
            before=source if call.met("same_id") else None,
        )
        generation.failure = failure
        return generation

    async def look_at_inputs(self, kind: str, asked: dict[str, Any]) -> Shape | None:
        for address in work_rules.pictures_in(asked):
            await inputs.look_at_picture(self.reception, address)
        for address in work_rules.clips_in(asked):
            clip = await inputs.look_at_clip(self.reception, address)
            if clip and clip.duration_s > work_rules.LONGEST_S[kind]:
                raise inputs.Unreadable("It is too long.")
            return clip
        return None

    async def check(self, call: Call) -> Response:
        if fault := call.met("failed"):
            call.named.fail(fault.reason, self.account.clock())
        return as_json(self.view(call.named, call))

    async def list(self, call: Call) -> Response:
        try:
            limit = min(max(int(call.request.query_params.get("limit", 10)), 1), 100)
            offset = max(int(call.request.query_params.get("offset", 0)), 0)
        except ValueError:
            return self.refusal(422, "limit and offset should be whole numbers")
        found = self.account.newest()
        if fault := call.met("stale"):
            listed_until = self.account.clock() - fault.seconds
            found = [generation for generation in found if generation.accepted_at <= listed_until]
        page = [self.view(generation, call) for generation in found[offset : offset + limit]]
        has_more = offset + limit < len(found)
        return as_json(
            {"generations": page, "count": len(page), "has_more": has_more, "limit": limit, "offset": offset}
        )

    async def delete(self, call: Call) -> Response:
        call.named.is_deleted = True
        return Response(status_code=204)

    async def concepts(self, call: Call) -> Response:
        return as_json(rules.CONCEPTS)

    async def credits(self, call: Call) -> Response:
        return as_json({"credit_balance": self.account.balance_cents()})

    async def ping(self, call: Call) -> Response:
        return as_json({"message": "pong"})

    def view(self, generation: Generation, call: Call) -> dict[str, Any]:
        """A generation as Luma tells it, with the fault of this call, if it has one."""
        generation = generation.shown(self.account.clock())
        state = STATES[generation.stage(self.account.clock())]
        if call.met("never"):
            state = "dreaming"
        elif call.met("no_assets"):
            state = "completed"
        elif fault := call.met("unknown_state"):
            state = fault.state
        has_assets = state == "completed" and not call.met("no_assets")
        return {
            "id": 17 if call.met("id_number") else generation.id,
            "generation_type": "video" if generation.suffix == "mp4" else "image",
            "state": state,
            "failure_reason": generation.failure if state == "failed" else None,
            "created_at": iso(generation.accepted_at),
            "assets": self.assets(generation, call.request) if has_assets else None,
            "model": generation.asked.get("model", "ray-2"),
            "request": generation.asked,
        }

    def assets(self, generation: Generation, request: Request) -> dict[str, str | None]:
        file = link(request, self.name, generation)
        if generation.suffix != "mp4":
            return {"video": None, "image": file, "progress_video": None}
        return {"video": file, "image": poster_link(request, self.name, generation), "progress_video": None}
