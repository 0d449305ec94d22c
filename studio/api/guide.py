"""/docs: every address on one page, drawn from the OpenAPI description. It needs no script and nothing from elsewhere."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

router = APIRouter(include_in_schema=False)
NOTHING_FROM_ELSEWHERE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
LOOK = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 56rem; margin: 2rem auto; padding: 0 1rem }
details { border: 1px solid #8884; border-radius: 8px; margin: .4rem 0; padding: .5rem .8rem }
summary { cursor: pointer } code, pre { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere }
b { display: inline-block; min-width: 3.5rem } table { border-collapse: collapse; width: 100%; margin: .5rem 0 }
td { border-top: 1px solid #8884; padding: .25rem .6rem .25rem 0; vertical-align: top } small { opacity: .75 }
"""


@router.get("/docs")
def show_guide(request: Request) -> HTMLResponse:
    described: Mapping[str, Any] = request.app.openapi()
    page = "".join(_page(described, request.scope.get("root_path", "")))
    return HTMLResponse(page, headers={"Content-Security-Policy": NOTHING_FROM_ELSEWHERE})


def _page(described: Mapping[str, Any], root: str) -> Iterator[str]:
    title = f"{described['info']['title']} {described['info']['version']}"
    yield '<!doctype html><html lang="en"><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<title>{escape(title)}: REST</title><style>{LOOK}</style><h1>{escape(title)}: REST</h1>"
    yield f"<p>{escape(described['info'].get('description', ''))} "
    yield f'The same for programs: <a href="{escape(root)}/openapi.json">openapi.json</a>.</p>'
    for path, ways in described["paths"].items():
        for method, operation in ways.items():
            yield from _operation(f"{root}{path}", method.upper(), operation)
    yield "<h2>What is sent and answered</h2>"
    for name, schema in described["components"]["schemas"].items():
        yield from _schema(name, schema)


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield f"<details><summary><b>{method}</b> <code>{escape(path)}</code><br>"
    yield f"<small>{escape(operation.get('summary', ''))}</small></summary>"
    yield f"<p>{escape(operation.get('description', ''))}</p><table>"
    for parameter in operation.get("parameters", []):
        yield _row(f"{parameter['name']} ({parameter['in']})", _kind(parameter["schema"]), parameter)
    if body := operation.get("requestBody"):
        yield _row("body", _kind_of_content(body), body)
    for status, answer in operation["responses"].items():
        yield _row(status, _kind_of_content(answer), answer)
    yield "</table></details>"


def _schema(name: str, schema: Mapping[str, Any]) -> Iterator[str]:
    yield f'<details id="{escape(name)}"><summary><code>{escape(name)}</code></summary>'
    yield f"<p>{escape(schema.get('description', ''))}</p><table>"
    for field, about in schema.get("properties", {}).items():
        yield _row(field, _kind(about), about)
    if words := schema.get("enum"):
        yield f"<tr><td>{escape(', '.join(map(str, words)))}</td></tr>"
    yield "</table></details>"


def _row(name: str, kind: str, about: Mapping[str, Any]) -> str:
    default = f" Without it: {about['default']!r}." if about.get("default") not in (None, "") else ""
    said = escape(about.get("description", "") + default)
    return f"<tr><td><code>{escape(name)}</code></td><td>{kind}</td><td><small>{said}</small></td></tr>"


def _kind_of_content(message: Mapping[str, Any]) -> str:
    content = message.get("content", {})
    return next((_kind(told.get("schema", {})) or escape(kind) for kind, told in content.items()), "")


def _kind(schema: Mapping[str, Any]) -> str:
    """As HTML: a link where it has a name of its own."""
    if reference := schema.get("$ref"):
        name = escape(reference.rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    if choices := schema.get("anyOf"):
        return " or ".join(_kind(choice) for choice in choices)
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return escape(str(schema.get("type", "")))
