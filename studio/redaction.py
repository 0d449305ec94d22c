"""The last guard of keys: what would write one down, into the log or as a sentence in the database, writes this word instead.

Nobody should come so far: providers leave keys out of their sentences themselves (`tests/providers/test_secrets.py`).
"""

import base64
import json
import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

GONE = "(a key)"
SHORTEST = 8  # characters: a shorter text is found in ordinary words
SHAPES = re.compile(
    r"(?P<before>\b(?:bearer|basic)\s+|\bx-goog-api-key\W{1,4}|[?&](?:key|api_?key|access_token|token)=)[\w.~+/=-]{8,}"
    r"|\bAIza[\w-]{30,}|\bkey_[0-9a-f]{32,}|\bluma-[0-9a-f-]{30,}|\bdailies_[\w-]{40,}"
    r"|\bsk-[\w-]{20,}|\bwhsec_[\w+/=-]{20,}",
    re.IGNORECASE,
)

_known: set[str] = set()


def learn(secret: str) -> None:
    """From now on this very text is kept out too, whatever it looks like, and as services write it when they repeat it."""
    if len(secret) >= SHORTEST and secret not in _known:
        _known.update(form for form in _forms_of(secret) if len(form) >= SHORTEST)


def _forms_of(secret: str) -> Iterator[str]:
    yield secret
    yield quote(secret, safe="")
    in_json = json.dumps(secret)[1:-1]
    yield from (in_json, in_json.replace("/", r"\/"))
    for ahead in range(3):  # base64 differs by what stands before it, and its ends by the neighbours: those are left
        whole = base64.b64encode(b"x" * ahead + secret.encode()).decode()
        inner = whole[4 if ahead else 0 : -4]
        yield from (inner, inner.replace("+", "-").replace("/", "_"))


def redact(text: str) -> str:
    for secret in tuple(_known):
        text = text.replace(secret, GONE)
    return SHAPES.sub(lambda found: f"{found['before'] or ''}{GONE}", text)


def guard_logs() -> None:
    """Every record that any library makes from now on in this process, whoever prints it."""
    logging.setLogRecordFactory(_clean_record)


def forget() -> None:
    """Guards no longer: for tests."""
    _known.clear()
    logging.setLogRecordFactory(logging.LogRecord)


def _clean_record(*told: Any, **more: Any) -> logging.LogRecord:
    record = logging.LogRecord(*told, **more)
    if isinstance(record.args, tuple):
        record.args = tuple(redact(one) if isinstance(one, str) else one for one in record.args)
    _clean_message(record)
    if record.exc_info and record.exc_info[0]:
        record.exc_text = redact(logging.Formatter().formatException(record.exc_info))
    return record


def _clean_message(record: logging.LogRecord) -> None:
    """Whole, as a key may stand in an argument that is no text."""
    try:
        message = record.getMessage()
    except (TypeError, ValueError):  # a wrong format: logging itself complains of it
        return
    if (clean := redact(message)) != message:
        record.msg, record.args = clean, ()
