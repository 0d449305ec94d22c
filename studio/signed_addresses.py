"""Addresses at which the world may fetch one of our media files, for a while: signed, so that nobody can make up another."""

import re

from itsdangerous import BadSignature, TimestampSigner

from studio.errors import NotFound
from studio.secret_key import secrets_for
from studio.settings import Settings

SHARED = "/shared"  # outside of the pages: a provider has no login
_OURS = re.compile(rf"{SHARED}/[^/]+/(?P<name>[^/?#]+)$")
LIVES_S = 24 * 60 * 60  # a provider may let a generation wait for hours before it fetches its pictures


def address(name: str, settings: Settings) -> str | None:
    """Where a provider can fetch the file of that name. None: nobody has said how the world reaches this studio."""
    if not settings.public_url:
        return None
    *_, moment, signature = _signer(settings).sign(name).decode().rsplit(".", 2)
    return f"{settings.public_url}{SHARED}/{moment}.{signature}/{name}"


def name_in(address: str) -> str | None:
    """The file's name in an address of ours, whenever it was signed; None for any other."""
    found = _OURS.search(address)
    return found["name"] if found else None


def require_signed(name: str, signature: str, settings: Settings) -> None:
    """Raises NotFound for a signature that is not ours, not of this name, or too old."""
    try:
        _signer(settings).unsign(f"{name}.{signature}", max_age=LIVES_S)
    except BadSignature:
        raise NotFound("This address is not good any more.") from None


def _signer(settings: Settings) -> TimestampSigner:
    newest_last = secrets_for("sharing", settings)[::-1]  # as it wants them
    return TimestampSigner(newest_last)
