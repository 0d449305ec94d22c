"""OpenAI's protocol on the wire, as far as a writer speaks it: chat completions, with structured answers, and the list of models.
The official `openai` SDK talks to it unchanged."""

import uuid
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from studio.sandbox import text_answers
from studio.sandbox.account import Account
from studio.sandbox.reception import Call, Reception, Wire
from studio.sandbox.replies import as_json

PREFIX = "/openai/v1"
MODELS = ("gpt-5.4-mini", "gpt-5.4", "a-small-model")
KINDS = {
    400: "invalid_request_error",
    401: "invalid_request_error",
    404: "invalid_request_error",
    429: "requests",
    500: "server_error",
}
CODES = {401: "invalid_api_key", 404: "model_not_found", 429: "rate_limit_exceeded"}


class OpenAI(Wire):
    name = "openai"

    def __init__(self, reception: Reception, account: Account):
        self.reception, self.account = reception, account

    def router(self) -> APIRouter:
        router = APIRouter()
        write = self.reception.endpoint(self, "write", self.write)
        router.add_route(f"{PREFIX}/chat/completions", write, ["POST"])
        router.add_route(f"{PREFIX}/models", self.reception.endpoint(self, "ping", self.models), ["GET"])
        return router

    def prompt_of(self, asked: Any) -> str:
        return words_of(asked)

    def refusal(self, code: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
        error = {"message": sentence, "type": KINDS.get(code, "error"), "param": None, "code": CODES.get(code)}
        return as_json({"error": error}, code, headers)

    def turned_away(self, call: Call, key: str | None) -> Response | None:
        if key is None:
            return self.refusal(401, "You didn't provide an API key.")
        if key == "wrong":
            return self.refusal(401, f"Incorrect API key provided: {key}.")
        if call.entry.operation != "write":
            return None
        asked = call.asked if isinstance(call.asked, dict) else {}
        if asked.get("model") not in MODELS:
            return self.refusal(
                404, f"The model `{asked.get('model')}` does not exist or you do not have access to it."
            )
        return None if words_of(asked).strip() else self.refusal(400, "[] is too short - 'messages'")

    async def models(self, call: Call) -> Response:
        listed = [{"id": one, "object": "model", "created": 0, "owned_by": "sandbox"} for one in MODELS]
        return as_json({"object": "list", "data": listed})

    async def write(self, call: Call) -> Response:
        asked, words = call.asked, words_of(call.asked)
        wanted = asked.get("response_format") or {}
        if (call.met("no_format") and wanted) or (call.met("no_schema") and wanted.get("type") == "json_schema"):
            return self.refusal(400, f"'response_format.type' must not be '{wanted['type']}'.")
        return as_json(self.completion(call, asked["model"], words, self.text(call, words, wanted)))

    def text(self, call: Call, words: str, wanted: dict[str, Any]) -> str:
        """Asked plainly, it finds the shape in the instructions, as a model would."""
        schema = (wanted.get("json_schema") or {}).get("schema") or shape_in(call.asked)
        return text_answers.spoiled(text_answers.text_for(words, schema, bool(wanted)), call.fault)

    def completion(self, call: Call, model: str, words: str, text: str) -> dict[str, Any]:
        is_refused = call.met("blocked") is not None
        message = {"role": "assistant", "content": None if is_refused else text}
        message["refusal"] = "I'm sorry, I can't assist with that." if is_refused else None
        ends = "length" if call.met("cut") else "stop"
        asked, told = text_answers.tokens_in(words), text_answers.tokens_in(text)
        return {
            "id": f"chatcmpl-{uuid.uuid4().hex}",
            "object": "chat.completion",
            "created": int(self.account.clock()),
            "model": model,
            "choices": [{"index": 0, "message": message, "finish_reason": ends, "logprobs": None}],
            "usage": {"prompt_tokens": asked, "completion_tokens": told, "total_tokens": asked + told},
        }


def words_of(asked: Any) -> str:
    """What a person or a page says in it, without the instructions."""
    said = [one for one in messages_of(asked) if one.get("role") == "user"]
    parts = [part for one in said for part in in_parts(one.get("content"))]
    return " ".join(part["text"] for part in parts if isinstance(part, dict) and isinstance(part.get("text"), str))


def messages_of(asked: Any) -> list[dict[str, Any]]:
    messages = asked.get("messages") if isinstance(asked, dict) else None
    return [one for one in messages if isinstance(one, dict)] if isinstance(messages, list) else []


def in_parts(content: Any) -> list[Any]:
    return [{"text": content}] if isinstance(content, str) else content if isinstance(content, list) else []


def shape_in(asked: Any) -> Any:
    """The schema at the end of the instructions, if one stands there."""
    how = next((one.get("content") for one in messages_of(asked) if one.get("role") == "system"), "")
    return text_answers.json_at_the_end(how) if isinstance(how, str) else None
