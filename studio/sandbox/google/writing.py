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

from studio.sandbox import text_answers
from studio.sandbox.google import rules
from studio.sandbox.google.input import format_of, text_of
from studio.sandbox.reception import Call, Reception, Wire
from studio.sandbox.replies import as_json

WRITERS = ("gemini-3.8-flash",)
SPEAKERS = ("gemini-3.8-flash-tts", "gemini-3.8-flash-lite-tts")
MODELS = (*WRITERS, *SPEAKERS)
SOUND_HZ = 24_000
CHARACTERS_PER_SECOND = 15
LONGEST_SPEECH_S = 120
BREATH = 5  # letters, behind a sentence
TOKENS_PER_SECOND = 25
MOST_TOKENS_OF_SPEECH = 8_192
VOICES = {
    "Achernar", "Achird", "Algenib", "Algieba", "Alnilam", "Aoede", "Autonoe", "Callirrhoe",
    "Charon", "Despina", "Enceladus", "Erinome", "Fenrir", "Gacrux", "Iapetus", "Kore",
    "Laomedeia", "Leda", "Orus", "Pulcherrima", "Puck", "Rasalgethi", "Sadachbia", "Sadaltager",
    "Schedar", "Sulafat", "Umbriel", "Vindemiatrix", "Zephyr", "Zubenelgenubi",
}  # fmt: skip


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
        if model not in (*MODELS, *rules.CENTS_PER_PICTURE):
            return self.google.refusal(404, f"models/{model} is not found.")
        if not words.strip():
            return self.google.refusal(400, "GenerateContentRequest.contents: contents is not specified")
        if model in SPEAKERS and (wrong := wrong_speech(asked, words)):
            return self.google.refusal(400, wrong)
        if call.met("blocked"):
            return as_json({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": {}})
        part = await self.part(model, words, asked.get("generationConfig") or {})
        if "text" in part:
            part["text"] = text_answers.spoiled(part["text"], call.fault)
        usage = {} if call.met("untold") else usage_of(words, part)
        if model in SPEAKERS:
            part = spoiled_speech(part, call)
        ends = "MAX_TOKENS" if call.met("cut") else "OTHER" if call.met("other") else "STOP"
        candidate = {"content": {"role": "model", "parts": [part]}, "finishReason": ends, "index": 0}
        return as_json({"candidates": [candidate], "usageMetadata": usage, "modelVersion": model})

    def interaction(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The same through the door of interactions, where speech comes as a WAV."""
        words, wanted = text_of(asked), format_of(asked)
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
        if model in rules.CENTS_PER_PICTURE:
            wanted = config.get("imageConfig") or {}
            asked = {"aspect_ratio": wanted.get("aspectRatio", "1:1"), "image_size": wanted.get("imageSize", "1K")}
            shape = rules.shape_of({"model": model, "response_format": asked}, None)
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


def usage_of(words: str, part: Mapping[str, Any]) -> dict[str, Any]:
    """Sound counts by its seconds, and says so."""
    is_sound = str(part.get("inlineData", {}).get("mimeType", "")).startswith("audio/")
    asked = text_answers.tokens_in(words)
    told = sound_tokens(part["inlineData"]["data"]) if is_sound else text_answers.tokens_in(part.get("text", ""))
    counted = {"promptTokenCount": asked, "candidatesTokenCount": told, "totalTokenCount": asked + told}
    details = {
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": asked}],
        "candidatesTokensDetails": [{"modality": "AUDIO", "tokenCount": told}],
    }
    return counted | details if is_sound else counted


def sound_tokens(encoded: str) -> int:
    return math.ceil(len(base64.b64decode(encoded)) / 2 / SOUND_HZ * TOKENS_PER_SECOND)


def inline(mime_type: str, content: bytes) -> dict[str, Any]:
    return {"inlineData": {"mimeType": mime_type, "data": as_base64(content)}}


def as_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


# -- speech -----------------------------------------------------------------------------------------------


def wrong_speech(asked: Mapping[str, Any], words: str) -> str:
    """Why it is refused; nothing for what can be spoken."""
    config: Any = asked.get("generationConfig") or {}
    prebuilt = within(config, "speechConfig", "voiceConfig", "prebuiltVoiceConfig", "voiceName")
    name = prebuilt or within(config, "speechConfig", "voiceConfig", "voice") or "Kore"
    if [str(one).upper() for one in config.get("responseModalities") or []] != ["AUDIO"]:
        return "The requested combination of response modalities is not supported by the model."
    if name not in VOICES:
        return f"Voice name {name} is not supported."
    if text_answers.tokens_in(words) > MOST_TOKENS_OF_SPEECH:
        return "The input token count exceeds the maximum number of tokens allowed (8192)."
    return ""


def within(config: Any, *names: str) -> Any:
    """Google takes `voiceConfig` for `voice_config`, and its SDK sends both."""
    for name in names:
        snake = re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)
        config = (config.get(name) or config.get(snake)) if isinstance(config, dict) else None
    return config


def spoiled_speech(part: dict[str, Any], call: Call) -> dict[str, Any]:
    sound = part["inlineData"]
    if call.met("no_sound") or call.met("untold"):
        return {"text": "I can only speak."}
    if call.met("other"):
        return inline(sound["mimeType"], base64.b64decode(sound["data"])[: SOUND_HZ // 2])
    if call.met("half_sound"):
        return {"inlineData": sound | {"data": sound["data"][: len(sound["data"]) // 8 * 4 + 1]}}
    if call.met("short_sound"):
        return inline(sound["mimeType"], base64.b64decode(sound["data"])[: SOUND_HZ // 4 * 2])
    return {"inlineData": sound | {"mimeType": "audio/mpeg"}} if call.met("wrong_kind") else part


def spoken(words: str) -> bytes:
    """A voice without consonants: 16-bit samples, as long as it takes to say it. A pause stands between words, a longer one behind a
    sentence."""
    seconds = min(max(len(words) / CHARACTERS_PER_SECOND, 0.5), LONGEST_SPEECH_S)
    said = [(len(word) + 1, BREATH if word[-1] in ".!?。！？" else 0) for word in re.findall(r"\S+", words)]
    each = seconds * SOUND_HZ / sum(length + breath for length, breath in said)
    return b"".join(
        tone(120 + 7 * (length % 9), round(0.8 * length * each), round((0.2 * length + breath) * each))
        for length, breath in said
    )


def tone(hertz: float, loud: int, silent: int) -> bytes:
    swing = [round(9000 * math.sin(2 * math.pi * hertz * at / SOUND_HZ)) for at in range(loud)]
    return struct.pack(f"<{loud}h", *swing) + bytes(2 * silent)


def as_wav(samples: bytes) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(SOUND_HZ)
        sound.writeframes(samples)
    return target.getvalue()
