"""What a call to Google's interactions holds: its parts, its words without the tags that tell what a picture is for."""

import base64
import binascii
import re
from typing import Any

TAG = re.compile(r"<(?:FIRST|LAST)_FRAME>\s*|\[# (?:Sources|References)[^\]]*\]\s*")
TOLD_AT_THE_END = re.compile(r"\s*Use (?:<IMAGE_REF_\d+>|image \d+) as a reference[^.]*\.\s*$")
REFERENCE = re.compile(r"<IMAGE_REF_(\d+)>")
MIME_TYPES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif")


class Wrong(Exception):
    """It cannot be made as asked."""

    def __init__(self, sentence: str, status: int = 400):
        super().__init__(sentence)
        self.status = status


def content_of(asked: Any) -> list[dict[str, Any]]:
    """The parts of the input, whether they came bare or in a step of the user's."""
    given = asked.get("input") if isinstance(asked, dict) else None
    if isinstance(given, str):
        return [{"type": "text", "text": given}]
    parts = [part for part in given if isinstance(part, dict)] if isinstance(given, list) else []
    steps = [part for part in parts if part.get("type") == "user_input"]
    return [part for step in steps for part in step.get("content", [])] if steps else parts


def pictures_of(asked: Any) -> list[dict[str, Any]]:
    return [part for part in content_of(asked) if part.get("type") == "image"]


def clips_of(asked: Any) -> list[dict[str, Any]]:
    """Clips come as such, or as a document at an address."""
    return [part for part in content_of(asked) if part.get("type") in ("video", "document")]


def text_of(asked: Any) -> str:
    texts = [part.get("text") for part in content_of(asked) if part.get("type") == "text"]
    return " ".join(text for text in texts if isinstance(text, str))


def prompt_of(asked: Any) -> str:
    """The words that a person wrote."""
    return TOLD_AT_THE_END.sub("", TAG.sub("", text_of(asked)))


def format_of(asked: dict[str, Any]) -> dict[str, Any]:
    wanted = asked.get("response_format")
    return wanted if isinstance(wanted, dict) else {}


def task_of(asked: dict[str, Any]) -> Any:
    config = asked.get("generation_config") or {}
    return (config.get("video_config") or {}).get("task")


def check_pictures(asked: dict[str, Any], most: int) -> None:
    """They can be read, and the words name no more of them than came."""
    pictures = pictures_of(asked)
    for picture in pictures:
        _check_picture(picture)
    if len(pictures) > most:
        raise Wrong(f"At most {most} images are supported.")
    text = text_of(asked)
    if "<LAST_FRAME>" in text and "<FIRST_FRAME>" not in text:
        raise Wrong("<LAST_FRAME> must be used together with <FIRST_FRAME>.")
    frames = {tag for tag in ("<FIRST_FRAME>", "<LAST_FRAME>") if tag in text}
    if (named := len(frames) + len(set(REFERENCE.findall(text)))) > len(pictures):
        raise Wrong(f"The prompt names {named} images, but {len(pictures)} were sent.")


def _check_picture(picture: dict[str, Any]) -> None:
    if picture.get("mime_type") not in MIME_TYPES:
        raise Wrong(f"Unsupported MIME type: {picture.get('mime_type')}")
    if not decoded(picture):
        raise Wrong("Unable to process input image.")


def decoded(part: dict[str, Any]) -> bytes:
    try:
        return base64.b64decode(part.get("data") or "", validate=True)
    except (binascii.Error, TypeError, ValueError):
        return b""
