"""Providers' keys that people save on the page: several per provider, one of them active. What is saved is never read back."""

import re
from collections.abc import Sequence
from dataclasses import replace as replace_in
from datetime import timedelta

from pydantic import SecretStr
from sqlmodel import Session, col, select, update

from studio import audit, balances, notices, redaction, vault
from studio.errors import NotFound, StudioError
from studio.providers import catalogue, registry
from studio.providers.interface import Connection
from studio.settings import Settings
from studio.tables import Deed, Generation, News, Secret, Writing, now
from studio.writers import registry as writers

LONGEST_NAME = 60
KEYS_OF_WRITERS = {"gemini": "google", "openai": "openai"}  # whose key each uses: Gemini that of the clips
KEY = re.compile(r"[\x21-\x7e]{8,4096}")


class BadKey(StudioError):
    """What somebody wants to save as a key cannot be one."""


def save(session: Session, provider: str, key: str, who: str, settings: Settings, name: str = "") -> Secret:
    """Encrypted; a provider's first key becomes the active one. Raises BadKey, NoSecret."""
    key, name = check(key), " ".join(name.split())[:LONGEST_NAME]
    secret = Secret(
        provider=provider,
        name=name or f"Key of {now():%d %b %Y}",
        ciphertext=vault.seal(key, settings),
        last_four=key[-4:],
        is_active=_active(session, provider) is None,
        saved_by=who,
    )
    session.add(secret)
    audit.note(session, who, Deed.KEY_SAVED, _told(secret))
    return secret


def check(key: str) -> str:
    """As it goes into a request's header. Raises BadKey: people paste spaces, line ends and whole sentences."""
    key = key.strip()
    if not key:
        raise BadKey("Paste the key first.")
    if not KEY.fullmatch(key):
        raise BadKey("That is no key: a key is 8 to 4,096 letters, digits and signs, without spaces or line ends.")
    redaction.learn(key)
    return key


def list_saved(session: Session, provider: str | None = None) -> Sequence[Secret]:
    """The active one first, then the newest. Their text is not among what is told."""
    kept = select(Secret).order_by(col(Secret.is_active).desc(), col(Secret.id).desc())
    return session.exec(kept.where(Secret.provider == provider) if provider else kept).all()


def get(session: Session, secret_id: str) -> Secret:
    if found := session.get(Secret, secret_id):
        return found
    raise NotFound("This key is not there any more.")


def choose(session: Session, secret_id: str, who: str) -> None:
    """Make it the one in use; engines take it up within seconds."""
    chosen = get(session, secret_id)
    session.exec(update(Secret).where(col(Secret.provider) == chosen.provider).values(is_active=False))
    chosen.is_active = True
    session.add(chosen)
    audit.note(session, who, Deed.KEY_CHOSEN, _told(chosen))


def try_out(provider: str, key: SecretStr, settings: Settings) -> Connection:
    """A free call with this key and no other. Outside of any transaction: it waits for the provider."""
    return ask(provider, settings.model_copy(update={f"{provider}_api_key": key}))


def ask(provider: str, settings: Settings) -> Connection:
    """A free call with the key of the settings. Providers may repeat a key in their answer: it is left out."""
    made = writers.make(settings, provider) if provider in KEYS_OF_WRITERS else registry.make(provider, settings)
    try:
        answer = made.check_connection()
    finally:
        made.close()
    return replace_in(answer, sentence=redaction.redact(answer.sentence))


def note_test(session: Session, secret_id: str, connection: Connection, who: str) -> None:
    secret = get(session, secret_id)
    secret.tested_at, secret.test_is_ok, secret.test_sentence = now(), connection.is_ok, connection.sentence
    session.add(secret)
    if secret.is_active:
        balances.keep(session, secret.provider, connection, now())
    audit.note(session, who, Deed.KEY_TESTED, _told(secret), _accepted(connection))


def replace(session: Session, secret_id: str, key: str, who: str, settings: Settings) -> Secret:
    """A new key for an old one, which is gone then. Try the new one out first. Raises BadKey, NotFound."""
    old = get(session, secret_id)
    fresh = save(session, old.provider, key, who, settings, old.name)
    if old.is_active:
        choose(session, fresh.id, who)
    audit.note(session, who, Deed.KEY_ROTATED, _told(fresh), f"in place of the one that ended in {old.last_four}")
    session.delete(old)
    return fresh


def delete(session: Session, secret_id: str, who: str) -> None:
    """Its text is gone for good. The newest other key of the provider, if there is one, becomes the active one."""
    gone = get(session, secret_id)
    session.delete(gone)
    session.flush()
    audit.note(session, who, Deed.KEY_DELETED, _told(gone))
    if gone.is_active and (others := list_saved(session, gone.provider)):
        choose(session, others[0].id, who)


def note_use(session: Session, generation: Generation, settings: Settings) -> None:
    """The engine makes a paid call with the key in use of its provider: a saved one, or that of the environment."""
    _note_use(
        session, generation.provider, "engine", f"generation {generation.id} of {generation.created_by}", settings
    )


def note_use_by_writer(session: Session, writing: Writing, settings: Settings) -> None:
    """The same for a writer; the built-in one uses none."""
    if provider := KEYS_OF_WRITERS.get(writing.writer):
        _note_use(session, provider, writing.created_by, f"writing {writing.id}: {writing.task}", settings)


def _note_use(session: Session, provider: str, who: str, told: str, settings: Settings) -> None:
    if secret := _active(session, provider):
        secret.used_at = now()
        session.add(secret)
        audit.note(session, who, Deed.KEY_USED, _told(secret), told)
    elif getattr(settings, f"{provider}_api_key", None):
        audit.note(session, who, Deed.KEY_USED, f"{provider}: from the environment", told)


def note_test_of_environment(session: Session, provider: str, connection: Connection, who: str) -> None:
    balances.keep(session, provider, connection, now())
    audit.note(session, who, Deed.KEY_TESTED, f"{provider}: from the environment", _accepted(connection))


def why_shut(secret: Secret, settings: Settings) -> str:
    """What keeps it from being used; nothing for one that opens."""
    try:
        vault.unseal(secret, settings)
    except StudioError as reason:
        return str(reason)
    return ""


def is_old(secret: Secret, settings: Settings) -> bool:
    """Whether it is time to put another in its place."""
    return now() - secret.saved_at > timedelta(days=settings.key_reminder_days)


def tell_of_old(session: Session, settings: Settings) -> None:
    """The admins are told once of each key that is due to be replaced."""
    for secret in list_saved(session):
        if is_old(secret, settings):
            notices.write(
                session,
                News.KEY_DUE,
                f"key due {secret.id}",
                f"A key of {label_of(secret.provider)} is older than {settings.key_reminder_days} days",
                f"Replace {secret.name} under Settings.",
            )


def label_of(provider: str) -> str:
    """Of a provider, or of a writer that has keys of its own."""
    return catalogue.PROVIDERS.get(provider) or writers.LABELS.get(provider, provider)


def _active(session: Session, provider: str) -> Secret | None:
    return session.exec(select(Secret).where(Secret.provider == provider, col(Secret.is_active))).first()


def _accepted(connection: Connection) -> str:
    return "accepted" if connection.is_ok else "not accepted"


def _told(secret: Secret) -> str:
    return f"{secret.provider}: {secret.name}, ends in {secret.last_four}"
