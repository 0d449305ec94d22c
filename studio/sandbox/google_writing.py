"""What writers ask of Google on the wire: words, JSON by a schema, a picture, speech. It is answered at once, and nothing is kept."""

import base64
import io
import math
import re
import struct
import uuid
import wave
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from studio.sandbox import google_input, google_rules, text_answers
from studio.sandbox.reception import Call, Reception, Wire
from studio.sandbox.replies import as_json

WRITERS = ("gemini-3.8-flash",)
SPEAKERS = ("gemini-3.8-flash-tts", "gemini-3.8-flash-lite-tts")
MODELS = (*WRITERS, *SPEAKERS)
SOUND_HZ = 24_000
CHARACTERS_PER_SECOND = 15
LONGEST_SPEECH_S = 120


def is_writing(asked: Any) -> bool:
    return isinstance(asked, dict) and asked.get("model") in MODELS


class Writing:
    """The part of Google's protocol that answers at once."""

    def __init__(self, google: Wire, reception: Reception):
        self.google, self.reception = google, reception

    def router(self) -> APIRouter:
        router = APIRouter()
        answer = self.reception.endpoint(self.google, "write", self.write)
        router.add_route("/v1/models/{model}:generateContent", answer, ["POST"])
        return router

    async def write(self, call: Call) -> Response:
        model, asked = call.request.path_params["model"], call.asked if isinstance(call.asked, dict) else {}
        words = words_of(asked)
        if model not in (*MODELS, *google_rules.CENTS_PER_PICTURE):
            return self.google.refusal(404, f"models/{model} is not found.")
        if not words.strip():
            return self.google.refusal(400, "GenerateContentRequest.contents: contents is not specified")
        if call.met("blocked"):
            return as_json({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": {}})
        part = await self.part(model, words, asked.get("generationConfig") or {})
        if "text" in part:
            part["text"] = text_answers.spoiled(part["text"], call.fault)
        ends = "MAX_TOKENS" if call.met("cut") else "STOP"
        candidate = {"content": {"role": "model", "parts": [part]}, "finishReason": ends, "index": 0}
        usage = usage_of(words, part.get("text", ""))
        return as_json({"candidates": [candidate], "usageMetadata": usage, "modelVersion": model})

    def interaction(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The same through the door of interactions, where speech comes as a WAV."""
        words, wanted = google_input.text_of(asked), google_input.format_of(asked)
        if asked["model"] in SPEAKERS:
            content = {"type": "audio", "mime_type": "audio/wav", "data": as_base64(as_wav(spoken(words)))}
        else:
            config = {"responseMimeType": wanted.get("mime_type"), "responseSchema": wanted.get("schema")}
            content = {"type": "text", "text": text_answers.text_for(words, schema_in(config), is_json(config))}
        told = {"id": f"v1_{uuid.uuid4()}", "object": "interaction", "model": asked["model"], "status": "completed"}
        return {**told, "steps": [{"type": "model_output", "content": [content]}]}

    async def part(self, model: str, words: str, config: Mapping[str, Any]) -> dict[str, Any]:
        if model in SPEAKERS:
            return inline(f"audio/L16;codec=pcm;rate={SOUND_HZ}", spoken(words))
        if model in google_rules.CENTS_PER_PICTURE:
            wanted = config.get("imageConfig") or {}
            asked = {"aspect_ratio": wanted.get("aspectRatio", "1:1"), "image_size": wanted.get("imageSize", "1K")}
            shape = google_rules.shape_of({"model": model, "response_format": asked}, None)
            return inline("image/jpeg", await self.reception.clips.poster(shape))
        return {"text": text_answers.text_for(words, schema_in(config), is_json(config))}


def words_of(asked: Mapping[str, Any]) -> str:
    """All that a person or a page says in it, without the instructions of the system."""
    contents = asked.get("contents")
    parts = [part for one in contents or [] if isinstance(one, dict) for part in one.get("parts", [])]
    return " ".join(part["text"] for part in parts if isinstance(part, dict) and isinstance(part.get("text"), str))


def schema_in(config: Mapping[str, Any]) -> Any:
    return config.get("responseSchema") or config.get("responseJsonSchema")


def is_json(config: Mapping[str, Any]) -> bool:
    return config.get("responseMimeType") == "application/json"


def usage_of(words: str, answered: str) -> dict[str, int]:
    asked, told = text_answers.tokens_in(words), text_answers.tokens_in(answered)
    return {"promptTokenCount": asked, "candidatesTokenCount": told, "totalTokenCount": asked + told}


def inline(mime_type: str, content: bytes) -> dict[str, Any]:
    return {"inlineData": {"mimeType": mime_type, "data": as_base64(content)}}


def as_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


# -- speech -----------------------------------------------------------------------------------------------


def spoken(words: str) -> bytes:
    """A voice without consonants: 16-bit samples, as long as it takes to say it. A pause stands between words."""
    seconds = min(max(len(words) / CHARACTERS_PER_SECOND, 0.5), LONGEST_SPEECH_S)
    lengths = [len(word) + 1 for word in re.findall(r"\S+", words)]
    tones = [(120 + 7 * (length % 9), length * seconds * SOUND_HZ / sum(lengths)) for length in lengths]
    return b"".join(tone(hertz, round(samples)) for hertz, samples in tones)


def tone(hertz: float, samples: int) -> bytes:
    loud = round(samples * 0.8)
    swing = [round(9000 * math.sin(2 * math.pi * hertz * at / SOUND_HZ)) for at in range(loud)]
    return struct.pack(f"<{loud}h", *swing) + bytes(2 * (samples - loud))


def as_wav(samples: bytes) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(SOUND_HZ)
        sound.writeframes(samples)
    return target.getvalue()
