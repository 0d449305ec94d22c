"""Tells a program of a notice: one POST of JSON, signed as Standard Webhooks say (standardwebhooks.com). The only module that sends one.

As with notices to services, only admins add addresses, and none is in a log, an error or an answer that comes from here.
"""

import base64
import json
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from studio import notifier
from studio.notifier import Answer, BadAddress
from studio.settings import THIS_MACHINE

SECRET_BYTES = 32
LOGGERS = ("httpx", "httpcore")  # they write addresses to their logs


@dataclass(frozen=True)
class Message:
    """`id` is the same with every try: who has it already drops what comes again. `facts` are as JSON."""

    id: str
    type: str
    at: datetime
    title: str
    text: str
    facts: dict[str, Any]


def is_address(address: str) -> bool:
    return address.strip().lower().startswith(("https://", "http://"))


def new_secret() -> str:
    """As Standard Webhooks write one."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


def hint_of(address: str) -> str:
    """All of an address that may be shown: `https://example.org…`. Raises BadAddress for one that we cannot or will not use."""
    scheme, host = _scheme_and_host(address)
    if not host or not address.isprintable() or " " in address:
        raise BadAddress("That is no address: one begins with https:// and names a host.")
    if scheme != "https" and host not in THIS_MACHINE:
        raise BadAddress("An address begins with https:// (http:// only for this machine).")
    return f"{scheme}://{host}…"


def _scheme_and_host(address: str) -> tuple[str, str]:
    """Empty for what is no address, a port that is no number among it."""
    try:
        parts = urlsplit(address)
        return (parts.scheme, parts.hostname or "") if parts.port != 0 else ("", "")
    except ValueError:
        return "", ""


def send(address: SecretStr, secret: SecretStr, message: Message, at: datetime) -> Answer:
    """Once, within the time-out, to this address and no other that it leads to. Every 2xx means that it was taken."""
    try:
        hint_of(address.get_secret_value())
    except BadAddress as reason:
        return Answer(False, str(reason))
    answer = notifier.in_time(lambda: _post(address, _signed(secret, message, at), _body(message)))
    return answer or Answer(False, notifier.no_answer())


def _body(message: Message) -> bytes:
    facts = {"title": message.title, "text": message.text, **message.facts}
    whole = {"type": message.type, "timestamp": message.at.isoformat(), "data": facts}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def _signed(secret: SecretStr, message: Message, at: datetime) -> dict[str, str]:
    """The headers, of this try."""
    from standardwebhooks import Webhook

    signature = Webhook(secret.get_secret_value()).sign(message.id, at, _body(message).decode())
    return {
        "webhook-id": message.id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
        "content-type": "application/json",
        "user-agent": "Dailies",
    }


def _post(address: SecretStr, headers: dict[str, str], body: bytes) -> Answer:
    import httpx

    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    connect_s, read_s = notifier.WAITS_S
    patience = httpx.Timeout(read_s, connect=connect_s)
    try:
        with httpx.stream(
            "POST", address.get_secret_value(), content=body, headers=headers, timeout=patience, follow_redirects=False
        ) as reply:  # what it says is not read: its number is the answer
            code = reply.status_code
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return Answer(False, notifier.UNREACHED)
    if 200 <= code < 300:
        return Answer(True, notifier.TAKEN)
    if 300 <= code < 400:
        return Answer(False, f"It sends us elsewhere (HTTP {code}), where we do not go: save that address instead.")
    return Answer(False, notifier.reason_of(code))
