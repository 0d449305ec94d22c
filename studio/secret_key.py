"""The studio's own secret, which signs and encrypts: from the environment, or a file outside data/ that only we may read."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from studio.errors import StudioError
from studio.settings import Settings

LENGTH = 32  # bytes


class NoSecret(StudioError):
    """The secret cannot be had."""


def secret_for(purpose: str, settings: Settings) -> bytes:
    """32 bytes that belong to one purpose alone, so that what is signed for one is worth nothing for another.

    Raises NoSecret where the file can be neither read nor made.
    """
    given = settings.secret_key.get_secret_value() if settings.secret_key else _kept(settings.secret_key_file)
    return hmac.digest(given.encode(), purpose.encode(), hashlib.sha256)


def _kept(file: Path) -> str:
    """Made on the first use. Two processes may do so at once: the one that comes second reads what the first has made."""
    try:
        if not file.exists():
            _make(file)
        return file.read_text().strip()
    except OSError as error:
        raise NoSecret(
            f"The studio's secret cannot be kept in {file} ({error.strerror}): set STUDIO_SECRET_KEY to a long random text."
        ) from None


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(secrets.token_urlsafe(LENGTH))
    try:
        os.link(draft, file)  # whole or not at all, and never over one that is there
    except FileExistsError:
        pass
    finally:
        draft.unlink()
