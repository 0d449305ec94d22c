"""Runway on the wire: the official `runwayml` SDK talks to it unchanged."""

from math import ceil
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from studio.sandbox.account import Account, Generation, Stage
from studio.sandbox.clips import Shape
from studio.sandbox.files import link
from studio.sandbox.log import iso
from studio.sandbox.reception import Call, Reception, Wire
from studio.sandbox.replies import as_json
from studio.sandbox.runway import rules
from studio.sandbox.runway.models import NAMES, WAYS
from studio.sandbox.runway.shapes import A_CLIP, cost_cents, shape_of, suffix_of
from studio.sandbox.runway.uploads import ADDRESS, Uploads

VERSION = "2024-11-06"
STATES = {Stage.WAITING: "PENDING", Stage.RUNNING: "RUNNING", Stage.DONE: "SUCCEEDED", Stage.FAILED: "FAILED"}
ENDED = ("SUCCEEDED", "FAILED", "CANCELLED")
A_DAY_S = 24 * 3600
GUIDE = "https://docs.dev.runwayml.com"


class Runway(Wire):
    name = "runway"

    def __init__(self, reception: Reception, account: Account):
        self.reception, self.account = reception, account
        self.uploads = Uploads(account)

    def router(self) -> APIRouter:
        router = APIRouter()
        for method, path, operation, answer in (
            *(("POST", f"/v1/{way}", "submit", self.submit) for way in WAYS),
            ("GET", "/v1/tasks/{id}", "check", self.check),
            ("DELETE", "/v1/tasks/{id}", "cancel", self.delete),
            ("GET", "/v1/organization", "credits", self.organization),
        ):
            router.add_route(path, self.reception.endpoint(self, operation, answer), [method])
        self.uploads.add_routes(router, self.reception, self)
        return router

    def find(self, call: Call) -> Generation | None:
        return self.account.find(call.request.path_params.get("id"))

    def prompt_of(self, asked: Any) -> str:
        prompt = asked.get("promptText") if isinstance(asked, dict) else None
        return prompt if isinstance(prompt, str) else ""

    def refusal(self, code: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
        return as_json({"error": sentence, "docUrl": GUIDE}, code, headers)

    def turned_away(self, call: Call, key: str | None) -> Response | None:
        if call.entry.operation == "transfer":
            return self.refusal(400, "Only one auth mechanism is allowed.") if key else None
        if key is None or key == "wrong":
            return self.refusal(401, "You did not provide a valid API key.")
        if call.request.headers.get("x-runway-version") != VERSION:
            return self.refusal(400, "The X-Runway-Version header is missing or not known.")
        if call.entry.operation == "submit":
            return self.refused_submit(call)
        if call.entry.operation in ("check", "cancel") and call.generation is None:
            return self.refusal(404, "The requested task does not exist.")
        return None

    def refused_submit(self, call: Call) -> Response | None:
        try:
            rules.check(call.asked, way_of(call))
            self.check_addresses(call.asked)
        except rules.Wrong as wrong:
            issue = {"message": wrong.sentence, "path": [wrong.field]}
            return as_json({"error": "Validation of body failed.", "issues": [issue], "docUrl": GUIDE}, 400)
        if cost_cents(way_of(call), call.asked, self.shape(call)) > self.account.balance_cents():
            return self.refusal(400, "You do not have enough credits to run this task.")
        if (wait_s := self.account.minute_wait_s()) is not None:
            return self.refusal(429, "Too many requests.", {"Retry-After": str(ceil(wait_s))})
        return None

    def check_addresses(self, asked: dict[str, Any]) -> None:
        """What was brought here is there, and is of the right kind. What is out in the world is believed."""
        for field, address in rules.addresses_in(asked):
            file = self.uploads.at(address) if address.startswith(ADDRESS) else None
            if address.startswith(ADDRESS) and (file is None or file.is_picture == (field in rules.CLIPS)):
                raise rules.Wrong(field, "Invalid asset: it is not there, or of another kind")

    def shape(self, call: Call) -> Shape:
        return shape_of(way_of(call), call.asked, self.source(call.asked))

    def source(self, asked: dict[str, Any]) -> Shape:
        """Of the clip that is worked on."""
        address = next((asked[name] for name in rules.CLIPS if name in asked), "")
        file = self.uploads.at(address) if address.startswith(ADDRESS) else None
        return (file and file.shape) or A_CLIP

    async def submit(self, call: Call) -> Response:
        free_at, way, shape = self.account.free_at(), way_of(call), self.shape(call)
        cost, suffix = cost_cents(way, call.asked, shape), suffix_of(way, call.asked)
        generation = self.account.accept(call.entry.prompt, call.asked, shape, cost, suffix=suffix)
        generation.hold_until(free_at)
        self.reception.log.submit_accepted(call.entry, generation.id)
        if fault := call.met("failed"):
            self.fail(generation, fault.reason)
        if call.met("never"):
            generation.never_end()
        return as_json(
            {"id": 17 if call.met("id_number") else generation.id, "estimatedCost": {"credits": generation.cost_cents}}
        )

    def fail(self, generation: Generation, reason: str) -> None:
        """A refused input is not paid back."""
        generation.failure = reason
        generation.is_paid_back = not code_of(reason).startswith("SAFETY.INPUT")

    async def check(self, call: Call) -> Response:
        if fault := call.met("failed"):
            self.fail(call.named, fault.reason)
            call.named.fail(fault.reason, self.account.clock())
        return as_json(self.view(call.named, call))

    async def delete(self, call: Call) -> Response:
        """A finished one is destroyed; one that runs is stopped, and paid; one that waits is paid back. Then it is gone."""
        if call.named.stage(self.account.clock()) is Stage.WAITING:
            call.named.cost_cents = 0
        call.named.is_deleted = True
        return Response(status_code=204)

    async def organization(self, call: Call) -> Response:
        limits = {"maxConcurrentGenerations": self.account.terms.concurrent, "maxDailyGenerations": None}
        tier = {"maxMonthlyCreditSpend": 10_000, "models": dict.fromkeys(NAMES, limits)}
        usage = {model: {"dailyGenerations": self.made_lately(model)} for model in NAMES}
        balance = int(self.account.balance_cents())
        return as_json({"creditBalance": balance, "tier": tier, "usage": {"models": usage}})

    def made_lately(self, model: str) -> int:
        since = self.account.clock() - A_DAY_S
        made = self.account.generations.values()
        return sum(one.asked.get("model") == model and one.accepted_at > since for one in made)

    def view(self, generation: Generation, call: Call) -> dict[str, Any]:
        """A task as Runway tells it, with the fault of this call, if it has one."""
        now = self.account.clock()
        state = STATES[generation.stage(now)]
        if state == "PENDING" and now < generation.held_until:
            state = "THROTTLED"
        if call.met("never"):
            state = "RUNNING"
        elif call.met("no_assets"):
            state = "SUCCEEDED"
        elif fault := call.met("unknown_state"):
            state = fault.state
        shown = {
            "id": 17 if call.met("id_number") else generation.id,
            "createdAt": iso(generation.accepted_at),
            "status": state,
        }
        return shown | self.cost(generation, state) | self.outcome(generation, state, call)

    def cost(self, generation: Generation, state: str) -> dict[str, Any]:
        if state not in ENDED:
            return {"estimatedCost": {"credits": generation.cost_cents}}
        is_free = state == "FAILED" and generation.is_paid_back
        return {"cost": {"credits": 0 if is_free else int(generation.cost_cents)}}

    def outcome(self, generation: Generation, state: str, call: Call) -> dict[str, Any]:
        if state == "RUNNING":
            return {"progress": generation.fraction(self.account.clock())}
        if state == "SUCCEEDED":
            return {"output": [] if call.met("no_assets") else [self.output(generation, call.request)]}
        if state == "FAILED":
            reason = generation.failure or ""
            sentence = "The task could not be completed." if code_of(reason) == reason else reason
            return {"failure": sentence, "failureCode": code_of(reason)}
        return {}

    def output(self, generation: Generation, request: Request) -> str:
        return link(request, self.name, generation)


def way_of(call: Call) -> str:
    return call.request.scope["path"].rpartition("/")[2]


def code_of(reason: str) -> str:
    """The code that a failure is told with: itself, if it is one."""
    if reason.isupper():
        return reason
    return "SAFETY.INPUT.TEXT" if "moderation" in reason else "INTERNAL"
