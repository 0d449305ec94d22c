"""Keys at rest: encrypted with the studio's own secret, which lies outside the database. Only a provider's call opens them."""

import base64
import logging
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr
from sqlmodel import Session, col, select

from studio import redaction
from studio.errors import StudioError
from studio.secret_key import secrets_for
from studio.settings import Settings
from studio.tables import Receiver, Secret

log = logging.getLogger(__name__)


class Sealed(StudioError):
    """A key cannot be opened with the secret that we have."""


def seal(key: str, settings: Settings) -> str:
    return _box(settings).encrypt(key.encode()).decode()


def unseal(secret: Secret, settings: Settings) -> SecretStr:
    """Raises Sealed."""
    return _open(secret.ciphertext, "key", f"{secret.name!r} of {secret.provider}", settings)


def unseal_address(receiver: Receiver, settings: Settings) -> SecretStr:
    """Raises Sealed."""
    return _open(receiver.ciphertext, "address", f"of {receiver.name!r}", settings)


def unseal_signing(receiver: Receiver, settings: Settings) -> SecretStr:
    """What a webhook's messages are signed with. Raises Sealed."""
    return _open(receiver.signing_ciphertext, "signing secret", f"of {receiver.name!r}", settings)


def _open(ciphertext: str, what: str, whose: str, settings: Settings) -> SecretStr:
    try:
        key = _box(settings).decrypt(ciphertext.encode()).decode()
    except InvalidToken:
        raise Sealed(
            f"The {what} {whose} cannot be opened: the studio's secret has changed. "
            f"Bring the old secret back, or save the {what} again."
        ) from None
    redaction.learn(key)
    return SecretStr(key)


def active_keys(session: Session, settings: Settings) -> Mapping[str, SecretStr]:
    """By provider. What cannot be opened is left out, with a line in the log; the page says it too."""
    found: dict[str, SecretStr] = {}
    for secret in session.exec(select(Secret).where(col(Secret.is_active))).all():
        try:
            found[secret.provider] = unseal(secret, settings)
        except StudioError as reason:
            log.error("%s", reason)
    return found


def seal_again(session: Session, settings: Settings) -> int:
    """Everything under the newest secret; doing it twice is fine. Returns how many. Raises Sealed, and changes nothing then."""
    secrets = session.exec(select(Secret).with_for_update()).all()
    receivers = session.exec(select(Receiver).with_for_update()).all()
    for secret in secrets:
        unseal(secret, settings)
    for receiver in receivers:
        unseal_address(receiver, settings)
        if receiver.is_webhook:
            unseal_signing(receiver, settings)
    for kept in (*secrets, *receivers):
        kept.ciphertext = _sealed_again(kept.ciphertext, settings)
        session.add(kept)
    for receiver in receivers:
        receiver.signing_ciphertext = receiver.signing_ciphertext and _sealed_again(
            receiver.signing_ciphertext, settings
        )
    return len(secrets) + len(receivers)


def _sealed_again(ciphertext: str, settings: Settings) -> str:
    return _box(settings).rotate(ciphertext.encode()).decode()


def _box(settings: Settings) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(one)) for one in secrets_for("vault", settings)])
