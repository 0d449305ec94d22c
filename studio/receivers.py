"""Receivers: the addresses that notices go to, kept encrypted. What is saved is used and tested, and never read back."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, select

from studio import access, audit, notifier, vault
from studio.errors import NotFound, StudioError
from studio.notifier import Answer
from studio.settings import Settings
from studio.tables import Deed, News, Notice, Receiver, now

LONGEST_NAME, LONGEST_ADDRESS = 60, 2000


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
    address, name = address.strip(), " ".join(name.split())[:LONGEST_NAME]
    if not address:
        raise BadReceiver("Paste the address first.")
    if len(address) > LONGEST_ADDRESS:
        raise BadReceiver(f"That is no address: one has at most {LONGEST_ADDRESS:,} letters.")
    if "://" in name:
        raise BadReceiver("The name is shown to others: the address belongs into the other field.")
    hint = notifier.hint_of(address)
    receiver = Receiver(
        name=name or hint.partition("://")[0],
        person=person,
        ciphertext=vault.seal(address, settings),
        hint=hint,
        kinds=_words(kinds),
        saved_by=who,
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
    return send(receiver, "A test", "Dailies can reach you here.", settings)


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


def send(receiver: Receiver, title: str, text: str, settings: Settings) -> Answer:
    """Outside of any transaction. An address that cannot be opened is an answer too."""
    try:
        address = vault.unseal_address(receiver, settings)
    except StudioError as reason:
        return Answer(False, str(reason))
    return notifier.send(address, title, text)


def _words(kinds: Collection[News]) -> list[str]:
    return [kind.value for kind in News if kind in kinds]


def _note(session: Session, who: str, receiver: Receiver, sentence: str) -> None:
    audit.note(session, who, Deed.RECEIVER_CHANGED, f"{receiver.name} ({receiver.hint})", sentence)
