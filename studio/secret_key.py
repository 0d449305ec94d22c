"""The studio's own secret, which signs and encrypts: from the environment, from a file outside data/ that only we may read, or
from the system's keyring. There may be several, the newest first: what an older one made stays good until it is taken away.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from studio.errors import StudioError
from studio.files import sync_folder
from studio.settings import Settings

LENGTH = 32  # bytes
SERVICE, ACCOUNT = "dailies", "secret key"  # in the keyring


class NoSecret(StudioError):
    """The secret cannot be had."""


def secret_for(purpose: str, settings: Settings) -> bytes:
    """The newest of `secrets_for`: what is made now is made with it."""
    return secrets_for(purpose, settings)[0]


def secrets_for(purpose: str, settings: Settings) -> Sequence[bytes]:
    """32 bytes each, newest first. They belong to one purpose alone: what is signed for one is worth nothing for another.

    Raises NoSecret where they can be neither read nor made.
    """
    return [hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256) for secret in _all(settings)]


def whereabouts(settings: Settings) -> str:
    """Where it lies, as a sentence tells it."""
    if settings.secret_key:
        return "STUDIO_SECRET_KEY"
    return "the system's keyring" if settings.secret_store == "keyring" else str(settings.secret_key_file)


def add_secret(settings: Settings) -> None:
    """Put a new one in front; the others stay. Raises NoSecret where a person has to do it: in the environment."""
    _keep([secrets.token_urlsafe(LENGTH), *_all(settings)], settings)


def drop_older(settings: Settings) -> None:
    """Only the newest stays. What the others made is lost from now on."""
    _keep(_all(settings)[:1], settings)
    if settings.secret_store == "file":
        for draft in settings.secret_key_file.parent.glob(
            f".{settings.secret_key_file.name}.*"
        ):  # of one that was killed
            draft.unlink(missing_ok=True)


def _all(settings: Settings) -> list[str]:
    if settings.secret_key:
        return [one for one in settings.secret_key.get_secret_value().replace(",", " ").split() if one] or [""]
    return _read(settings) or _first(settings)


def _read(settings: Settings) -> list[str]:
    if settings.secret_store == "keyring":
        return (_keyring().get_password(SERVICE, ACCOUNT) or "").split()
    file = settings.secret_key_file
    try:
        return file.read_text().split() if file.exists() else []
    except OSError as error:
        raise _cannot_keep(file, error) from None


def _keep(kept: Sequence[str], settings: Settings) -> None:
    if settings.secret_key:
        raise NoSecret("STUDIO_SECRET_KEY is set in the environment: change it there, the new one first, then a comma.")
    if settings.secret_store == "keyring":
        _keyring().set_password(SERVICE, ACCOUNT, "\n".join(kept))
        return
    try:
        os.replace(_written(settings.secret_key_file, kept), settings.secret_key_file)
        sync_folder(settings.secret_key_file.parent)  # before anything is sealed with it
    except OSError as error:
        raise _cannot_keep(settings.secret_key_file, error) from None


def _first(settings: Settings) -> list[str]:
    """Made on the first use. Two processes may do so at once: who comes second takes what the first has made."""
    made = [secrets.token_urlsafe(LENGTH)]
    if settings.secret_store == "keyring":
        _keep(made, settings)
        return made
    file = settings.secret_key_file
    try:
        draft = _written(file, made)
        try:
            os.link(draft, file)  # whole or not at all, and never over one that is there
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    except OSError as error:
        raise _cannot_keep(file, error) from None
    return _read(settings)


def _written(file: Path, kept: Sequence[str]) -> Path:
    """A file beside it, which nobody else may read, down on the disk."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write("\n".join(kept) + "\n")
        out.flush()
        os.fsync(out.fileno())
    return draft


def _cannot_keep(file: Path, error: OSError) -> NoSecret:
    return NoSecret(
        f"The studio's secret cannot be kept in {file} ({error.strerror}): set STUDIO_SECRET_KEY to a long random text."
    )


def _keyring():  # pyright: ignore[reportUnknownParameterType]
    import keyring
    from keyring.errors import NoKeyringError

    if keyring.get_keyring().priority <= 0:  # it would raise this on every call
        raise NoSecret(
            f"This system has no keyring ({NoKeyringError.__name__}): set STUDIO_SECRET_STORE=file, or STUDIO_SECRET_KEY."
        )
    return keyring
