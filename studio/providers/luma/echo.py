"""Whether a request that Luma lists is what a brief of ours asked for: so a generation is found whose reply was lost."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from studio import signed_addresses
from studio.brief import Brief, FoundMaterial, Keyframe, Material, Operation, Role
from studio.providers.luma.words import KINDS, luma_id, plain_words, role_of

MAY_DIFFER = ("loop", "concepts")  # Luma may say these in another way
PROSE = ("prompt", "negative_prompt")  # compared word by word; an echo without them had none
REFERENCES = {Role.OBJECT: "image_ref", Role.STYLE: "style_ref"}


def is_echo(request: Any, brief: Brief) -> bool:
    """What it points at is compared as far as we know its address or Luma's id of it."""
    echo = as_told(request)
    return has_same_words(echo, brief) and all(_is_same(told, asked) for told, asked in _pairs(echo, brief))


def as_told(request: Any) -> dict[str, Any]:
    """Of whatever types: Pydantic would warn of a wrong one, and write the prompt into the log."""
    return request.model_dump(warnings=False) if isinstance(request, BaseModel) else {}


def has_same_words(echo: Mapping[str, Any], brief: Brief) -> bool:
    """An echo may leave something out, but not change it."""
    asked = plain_words(brief)
    kind = echo.get("generation_type") or ("image" if brief.operation == Operation.PICTURE else "video")
    return (
        kind == KINDS[brief.operation]
        and all(_words(echo.get(name)) == _words(asked.get(name)) for name in PROSE)
        and all(echo.get(name) in (None, asked[name]) for name in asked.keys() - {*PROSE, *MAY_DIFFER})
    )


def _words(text: Any) -> list[str]:
    return str(text or "").split()


def _pairs(echo: Mapping[str, Any], brief: Brief) -> Iterator[tuple[Any, Material | None]]:
    """What Luma says it was given, beside what the brief points at."""
    match brief.operation:
        case Operation.MAKE:
            frames = echo.get("keyframes") or {}
            first = Keyframe(generation_id=brief.continues_id) if brief.continues_id else None
            yield _part(frames, "frame0"), brief.first_frame or first
            yield _part(frames, "frame1"), brief.last_frame
        case Operation.MODIFY | Operation.REFRAME:
            yield echo.get("media"), brief.source
        case Operation.PICTURE:
            yield from _reference_pairs(echo, brief)
        case _:  # of work by id the echo does not name the clip
            return


def _reference_pairs(echo: Mapping[str, Any], brief: Brief) -> Iterator[tuple[Any, Material | None]]:
    identity = _part(echo.get("character_ref"), "identity0")
    told = {role: echo.get(name) or [] for role, name in REFERENCES.items()}
    told[Role.CHARACTER] = [{"url": url} for url in _part(identity, "images") or []]
    for role, listed in told.items():
        asked = [one for one in brief.references if role_of(one) == role]
        for number in range(max(len(asked), len(listed))):
            yield _at(listed, number), _at(asked, number)


def _at(listed: Any, number: int) -> Any:
    return listed[number] if isinstance(listed, list) and number < len(listed) else None


def _part(told: Any, name: str) -> Any:
    return told.get(name) if isinstance(told, Mapping) else told and "unreadable"


def _is_same(told: Any, asked: Material | None) -> bool:
    """Of what has neither an address nor Luma's id here, any will do."""
    if asked is None or not told:
        return asked is None and not told
    if not isinstance(told, Mapping):
        return False
    if told.get("id") is not None:
        return _is_its_id(told["id"], asked)
    return asked.url is None or _is_same_address(told.get("url"), asked.url)


def _is_its_id(told: Any, asked: Material) -> bool:
    if isinstance(asked, FoundMaterial) and asked.remote_id:
        return told == luma_id(asked.remote_id)
    return asked.generation_id is not None and asked.url is None


def _is_same_address(told: Any, asked: str) -> bool:
    """Our own addresses are signed anew each time; the file's name in them stays."""
    if told == asked:
        return True
    name = signed_addresses.name_in(asked)
    return name is not None and isinstance(told, str) and signed_addresses.name_in(told) == name
