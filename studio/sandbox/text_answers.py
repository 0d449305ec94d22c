"""What a model writes here: a sentence about what it was asked, or JSON of the shape that was asked for. The same every time."""

import json
import math
from collections.abc import Mapping
from typing import Any

from studio.sandbox.faults import Fault

ENOUGH = 3  # members of a list for which no number was asked
SUBJECT = 12  # words that an answer is about
PROSE = "Here is what you asked for."


def text_for(words: str, schema: Any, is_json: bool) -> str:
    about = " ".join(words.split()[:SUBJECT])
    if isinstance(schema, dict):
        return json.dumps(fitting(schema, words.split(), schema.get("$defs") or {}), ensure_ascii=False)
    return json.dumps({"text": about}) if is_json else f"{about}, told anew."


def spoiled(text: str, fault: Fault | None) -> str:
    match fault.what if fault else "":
        case "wrong_schema":
            return json.dumps({"answer": [1, 2, 3]})
        case "no_json":
            return PROSE
        case "fenced":
            return f"{PROSE}\n\n```json\n{text}\n```\nI hope you like it."
        case "cut":
            return text[: len(text) // 2]
        case "no_words":
            return ""
        case "says":
            return fault.body if fault and isinstance(fault.body, str) else json.dumps(fault and fault.body)
        case _:
            return text


def json_at_the_end(text: str) -> Any:
    """The last line of it, where that is JSON."""
    try:
        return json.loads(text.rpartition("\n")[2])
    except ValueError:
        return None


def tokens_in(text: str) -> int:
    return math.ceil(len(text) / 4)


def fitting(schema: Mapping[str, Any], words: list[str], named: Mapping[str, Any]) -> Any:
    """The smallest value that a schema allows, with the subject in every text. Members of a list are about one part of it each."""
    if reference := schema.get("$ref"):
        return fitting(named[reference.rpartition("/")[2]], words, named)
    if choices := schema.get("anyOf"):
        return fitting(choices[0], words, named)
    if choices := schema.get("enum"):
        return choices[0]
    match str(schema.get("type", "object")).lower():
        case "object":
            return {name: fitting(one, words, named) for name, one in (schema.get("properties") or {}).items()}
        case "array":
            return [fitting(schema.get("items") or {}, part, named) for part in parts_of(schema, words)]
        case "integer":
            return math.ceil(schema.get("minimum") or 1)
        case "number":
            return float(schema.get("minimum") or 1)
        case "boolean":
            return True
        case _:
            return " ".join(words[:SUBJECT])[: int(schema.get("maxLength") or 1000)]


def parts_of(schema: Mapping[str, Any], words: list[str]) -> list[list[str]]:
    least, most = int(schema.get("minItems") or 0), int(schema.get("maxItems") or ENOUGH)
    count = max(least, min(ENOUGH, most))
    long = max(1, math.ceil(len(words) / count)) if count else 1
    return [words[number * long :] or words for number in range(count)]
