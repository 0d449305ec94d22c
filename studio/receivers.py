"""Receivers: the addresses that notices go to, kept encrypted. What is saved is used and tested, and never read back.

A service gets a title and a text; a webhook, which is a program's address, gets JSON and is signed.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from studio import access, audit, notifier, vault, webhooks
from studio.errors import NotFound, StudioError
from studio.notifier import Answer, BadAddress
from studio.settings import Settings
from studio.tables import Deed, News, Notice, Receiver, new_id, now
from studio.webhooks import Message

LONGEST_NAME, LONGEST_ADDRESS = 60, 2000
TYPES = {
    News.MADE: "generation.succeeded",
    News.FAILED: "generation.failed",
    News.UNCLEAR: "generation.unclear",
    News.BUDGET: "budget.near",
    News.KEY_DUE: "key.due",
    News.ALERT: "alert",  # .firing or .ok
}  # of a webhook's message
PLACES = {News.BUDGET: "settings?section=Budgets", News.KEY_DUE: "settings", News.ALERT: "analytics"}


class BadReceiver(StudioError):
    """What somebody wants to save cannot be one."""


def save(
    session: Session,
    name: str,
    address: str,
    who: str,
    settings: Settings,
    *,
    person: str = "",
    kinds: Collection[News] = tuple(News),
) -> Receiver:
    """`person`: whose notices it gets; nobody: everybody's. Raises BadReceiver, BadAddress, NoSecret."""
    address = _checked(name, address)
    return _save(session, name, address, notifier.hint_of(address), who, settings, person=person, kinds=kinds)


def save_webhook(
    session: Session,
    name: str,
    address: str,
    who: str,
    settings: Settings,
    *,
    person: str = "",
    kinds: Collection[News] = tuple(News),
) -> tuple[Receiver, str]:
    """As `save`, with what its messages are signed with: that is told now and never again."""
    address, secret = _checked(name, address), webhooks.new_secret()
    sealed = {"signing_ciphertext": vault.seal(secret, settings)}
    hint = webhooks.hint_of(address)
    return _save(session, name, address, hint, who, settings, person=person, kinds=kinds, **sealed), secret


def is_webhook(address: str) -> bool:
    """A program's address, and not the link that a service shows on its own page."""
    if not webhooks.is_address(address):
        return False
    try:
        notifier.hint_of(address.strip())
    except BadAddress:
        return True
    return False


def _checked(name: str, address: str) -> str:
    address = address.strip()
    if not address:
        raise BadReceiver("Paste the address first.")
    if len(address) > LONGEST_ADDRESS:
        raise BadReceiver(f"That is no address: one has at most {LONGEST_ADDRESS:,} letters.")
    if "://" in name:
        raise BadReceiver("The name is shown to others: the address belongs into the other field.")
    return address


def _save(
    session: Session, name: str, address: str, hint: str, who: str, settings: Settings, *, kinds: Collection[News],
    **fields: Any,
) -> Receiver:  # fmt: skip
    receiver = Receiver(
        name=" ".join(name.split())[:LONGEST_NAME] or hint.partition("://")[0],
        ciphertext=vault.seal(address, settings),
        hint=hint,
        kinds=_words(kinds),
        saved_by=who,
        **fields,
    )
    session.add(receiver)
    _note(session, who, receiver, "saved")
    return receiver


def list_saved(session: Session) -> Sequence[Receiver]:
    """Newest first."""
    return session.exec(select(Receiver).order_by(col(Receiver.id).desc())).all()


def get(session: Session, receiver_id: str) -> Receiver:
    if found := session.get(Receiver, receiver_id):
        return found
    raise NotFound("This address is not there any more.")


def choose_kinds(session: Session, receiver_id: str, kinds: Collection[News], who: str) -> None:
    receiver = get(session, receiver_id)
    receiver.kinds = _words(kinds)
    session.add(receiver)
    _note(session, who, receiver, f"is told of: {', '.join(receiver.kinds) or 'nothing'}")


def remove(session: Session, receiver_id: str, who: str) -> None:
    """Its address is gone for good."""
    receiver = get(session, receiver_id)
    session.delete(receiver)
    _note(session, who, receiver, "removed")


def try_out(receiver: Receiver, settings: Settings) -> Answer:
    """Outside of any transaction: it waits for the service."""
    facts = {"address": settings.address}
    return send(
        receiver, Message(new_id(), "test", now(), "A test", "Dailies can reach you here.", facts), settings, now()
    )


def note_test(session: Session, receiver_id: str, answer: Answer, who: str) -> None:
    receiver = get(session, receiver_id)
    receiver.tested_at, receiver.test_is_ok, receiver.test_sentence = now(), answer.is_ok, answer.sentence
    session.add(receiver)
    _note(session, who, receiver, "tested: accepted" if answer.is_ok else "tested: not accepted")


def wanting(session: Session, notice: Notice) -> Sequence[Receiver]:
    """Who is to get this one, and does not have it yet."""
    people = {"", notice.person} if notice.person else {"", *access.list_admins(session)}
    theirs = session.exec(select(Receiver).where(col(Receiver.person).in_(people)).order_by(col(Receiver.id))).all()
    return [one for one in theirs if notice.kind in one.kinds and one.id not in notice.sent_to]


def message_of(notice: Notice, settings: Settings) -> Message:
    """As a program reads it: of an alert what was measured, of a generation its id, and always the page to look at."""
    state = notice.facts.get("state")
    facts = {
        "person": notice.person,
        "generation_id": notice.generation_id,
        **notice.facts,
        "address": f"{settings.address.rstrip('/')}/{PLACES.get(notice.kind, 'library')}",
    }
    kind = f"{TYPES[notice.kind]}.{state}" if state else TYPES[notice.kind]
    return Message(notice.id, kind, notice.at, notice.title, notice.text, facts)


def send(receiver: Receiver, message: Message, settings: Settings, at: datetime) -> Answer:
    """Outside of any transaction. An address that cannot be opened is an answer too."""
    try:
        address = vault.unseal_address(receiver, settings)
        secret = vault.unseal_signing(receiver, settings) if receiver.is_webhook else None
    except StudioError as reason:
        return Answer(False, str(reason))
    if secret:
        return webhooks.send(address, secret, message, at)
    return notifier.send(address, message.title, message.text)


def _words(kinds: Collection[News]) -> list[str]:
    return [kind.value for kind in News if kind in kinds]


def _note(session: Session, who: str, receiver: Receiver, sentence: str) -> None:
    audit.note(session, who, Deed.RECEIVER_CHANGED, f"{receiver.name} ({receiver.hint})", sentence)
