"""Google's Veo on the wire, in Enterprise mode: the official `google-genai` SDK talks to it unchanged. Its clips come inside."""

import base64
from math import ceil
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from studio.sandbox.account import Account, Generation, Stage
from studio.sandbox.google.wire import STATUSES, bad_key, slow_down
from studio.sandbox.reception import Call, Reception, Wire
from studio.sandbox.replies import as_json
from studio.sandbox.veo import rules

PREFIX = "/v1beta1"


class Veo(Wire):
    name = "veo"

    def __init__(self, reception: Reception, account: Account):
        self.reception, self.account = reception, account

    def router(self) -> APIRouter:
        """With a project and a location in the path, or without."""
        router = APIRouter()
        for method, path, operation, answer in (
            ("POST", "/{at:path}models/{model}:predictLongRunning", "submit", self.submit),
            ("POST", "/{at:path}models/{model}:fetchPredictOperation", "check", self.check),
            ("GET", "/{at:path}models", "ping", self.models),
        ):
            router.add_route(PREFIX + path, self.reception.endpoint(self, operation, answer), [method])
        return router

    def find(self, call: Call) -> Generation | None:
        name = call.asked.get("operationName") if isinstance(call.asked, dict) else None
        return self.account.find(name.rpartition("/")[2]) if isinstance(name, str) else None

    def prompt_of(self, asked: Any) -> str:
        prompt = rules.instance_of(asked).get("prompt")
        return prompt if isinstance(prompt, str) else ""

    def key_of(self, request: Request) -> str | None:
        return request.headers.get("x-goog-api-key") or super().key_of(request)

    def refusal(self, code: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
        return as_json(
            {"error": {"code": code, "message": sentence, "status": STATUSES.get(code, "UNKNOWN")}}, code, headers
        )

    def turned_away(self, call: Call, key: str | None) -> Response | None:
        if key is None:
            return self.refusal(401, "Request is missing required authentication credential.")
        if key == "wrong":
            return bad_key()
        if call.entry.operation == "submit":
            return self.refused_submit(call)
        if call.entry.operation == "check" and call.generation is None:
            return self.refusal(404, "Operation not found.")
        return None

    def refused_submit(self, call: Call) -> Response | None:
        model = call.request.path_params["model"]
        try:
            rules.check(model, call.asked)
        except rules.Wrong as wrong:
            return self.refusal(wrong.status, str(wrong))
        if rules.cost_cents(model, call.asked) > self.account.balance_cents():
            return self.refusal(429, "You have no credit left: check your plan and billing details.")
        if (wait_s := self.account.wait_s()) is not None:
            return slow_down(ceil(wait_s))
        return None

    async def submit(self, call: Call) -> Response:
        params = call.request.path_params
        cost = rules.cost_cents(params["model"], call.asked)
        asked = {**call.asked, "at": f"{params['at']}models/{params['model']}"}
        generation = self.account.accept(call.entry.prompt, asked, rules.shape_of(asked), cost)
        self.reception.log.submit_accepted(call.entry, generation.id)
        if fault := call.met("failed"):
            generation.failure = fault.reason
        if call.met("never"):
            generation.never_end()
        return as_json({"name": name_of(generation, call)})

    async def check(self, call: Call) -> Response:
        if fault := call.met("failed"):
            call.named.fail(fault.reason, self.account.clock())
        stage = call.named.stage(self.account.clock())
        if call.met("never") or (stage in (Stage.WAITING, Stage.RUNNING) and not call.met("no_assets")):
            return as_json({"name": name_of(call.named, call)})
        end = await self.end(call.named, call)
        return as_json({"name": name_of(call.named, call), "done": True, **end})

    async def end(self, generation: Generation, call: Call) -> dict[str, Any]:
        if generation.stage(self.account.clock()) is Stage.FAILED:
            return {"error": {"code": 13, "message": generation.failure}}
        if call.met("no_assets"):
            reasons = ["The prompt goes against our guidelines. Support codes: 58061214"]
            return {"response": {"raiMediaFilteredCount": 1, "raiMediaFilteredReasons": reasons}}
        clip = await self.reception.clips.clip(generation.shape, generation.id)
        video = {"bytesBase64Encoded": base64.b64encode(clip).decode(), "mimeType": "video/mp4"}
        return {"response": {"raiMediaFilteredCount": 0, "videos": [video]}}

    async def models(self, call: Call) -> Response:
        return as_json({"publisherModels": [{"name": f"publishers/google/models/{name}"} for name in rules.PRICES]})


def name_of(generation: Generation, call: Call) -> Any:
    return 17 if call.met("id_number") else f"{generation.asked['at']}/operations/{generation.id}"
