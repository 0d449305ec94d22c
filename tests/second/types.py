"""Whether a request fits the types that a provider's own SDK declares for it: names, literals, what is required, nothing else."""

import json
import re
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError
from typing_extensions import get_type_hints, is_typeddict

from tests.second.wire import Wrong


def expect_fits(request: dict[str, Any], declared: Any, *, is_camel: bool = False) -> None:
    """`declared` is a TypedDict, or a union of one for each model. `is_camel`: the wire writes promptText for prompt_text."""
    asked = _snake(request) if is_camel else request
    adapter = _adapter(declared, asked.get("model"))
    try:
        known = json.loads(adapter.dump_json(adapter.validate_python(asked, strict=True)))
    except ValidationError as error:
        raise Wrong(400, "; ".join(f"{one['loc']}: {one['msg']}" for one in error.errors())[:400]) from None
    if known != asked:  # what a type does not know it leaves out
        raise Wrong(400, f"asked {asked}, of which only {known} is known"[:800])


@cache
def _adapter(declared: Any, model: str | None) -> TypeAdapter[Any]:
    if is_typeddict(declared):
        return TypeAdapter(declared)
    for one in get_args(declared):
        if model in get_args(get_type_hints(one).get("model")):
            return TypeAdapter(one)
    raise Wrong(400, f"no model {model!r} does this")


def _snake(told: Any) -> Any:
    if isinstance(told, dict):
        return {re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower(): _snake(value) for name, value in told.items()}
    return [_snake(one) for one in told] if isinstance(told, list) else told
