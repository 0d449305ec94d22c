"""Who may do what: people with roles, and the tokens that programs show. Only a token's hash is kept."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from studio import audit
from studio.errors import NotFound, StudioError
from studio.tables import Access, AccessToken, Deed, Person, now

PREFIX = "dailies_"  # so that a token is known for one where it should not be
RANKS = list(Access)  # each may do what those before it may
NOTED_EVERY = timedelta(minutes=1)  # that somebody was here is written down no more often
ALONE = "local"
LONGEST_NAME = 254  # of an e-mail address


class NotAllowed(StudioError):
    """Whoever asks may not do this."""


class NotKnown(StudioError):
    """Nobody whom we know: log in, or show a good token."""


@dataclass(frozen=True)
class Visitor:
    """Who is asking, and what they may do."""

    name: str
    role: Access
    token_id: str | None = None

    def may(self, role: Access) -> bool:
        return RANKS.index(self.role) >= RANKS.index(role)

    def require(self, role: Access) -> None:
        """Raises NotAllowed."""
        if not self.may(role):
            raise NotAllowed(
                f"{self.name} may not do this: it takes the role {role.value}. An admin gives it under Settings."
            )


OWNER = Visitor(ALONE, Access.ADMIN)  # of a studio on one's own machine, without login


# -- people -----------------------------------------------------------------------------------------------


def is_name(text: str) -> bool:
    """Of a person: not too long, and without letters that are not seen or that turn the others round."""
    return 0 < len(text) <= LONGEST_NAME and text.isprintable()


def enter(
    session: Session, email: str, name: str, newcomers: Access | None, signed_in_at: datetime | None = None
) -> Visitor:
    """Somebody has logged in, or comes back. The first person ever is the admin. Raises NotAllowed.

    `newcomers`: the role of those whom nobody has added; None: they stay outside. `signed_in_at`: when this login was made;
    each is noted once.
    """
    email = email.strip().lower()
    if not is_name(email):
        raise NotAllowed("The login tells a name that nobody can read: ask whoever runs it.")
    person = session.exec(select(Person).where(Person.email == email)).first()
    if person is None:
        person = _newcomer(session, email, newcomers)
    if person.is_blocked:
        raise NotAllowed(f"{email} is blocked: ask an admin of this studio.")
    if _is_newer(person, signed_in_at):
        person.signed_in_at = signed_in_at
        audit.note(session, email, Deed.LOGIN)
    person.name, person.seen_at = name.strip()[:200] or person.name, now()
    session.add(person)
    return Visitor(email, person.role)


def seen_lately(session: Session, email: str, signed_in_at: datetime | None = None) -> Visitor | None:
    """Of somebody who need not `enter` again: known, let in, and written down within the last minute, as is their login."""
    person = session.exec(select(Person).where(Person.email == email.strip().lower())).first()
    is_noted = person and person.seen_at and person.seen_at > now() - NOTED_EVERY
    if not (person and is_noted) or person.is_blocked or _is_newer(person, signed_in_at):
        return None
    return Visitor(person.email, person.role)


def _is_newer(person: Person, signed_in_at: datetime | None) -> bool:
    """Than any login that was noted."""
    return signed_in_at is not None and (person.signed_in_at is None or signed_in_at > person.signed_in_at)


def _newcomer(session: Session, email: str, newcomers: Access | None) -> Person:
    is_first = session.exec(select(func.count()).select_from(Person)).one() == 0
    role = Access.ADMIN if is_first else newcomers
    if role is None:
        raise NotAllowed(f"{email} is not on the list of this studio: ask an admin to add you.")
    person = Person(email=email, role=role)
    audit.note(session, email, Deed.PERSON_CHANGED, email, f"came as {role.value}")
    return person


def list_admins(session: Session) -> set[str]:
    """By name, whoever is alone with a studio among them."""
    is_admin = (col(Person.role) == Access.ADMIN) & ~col(Person.is_blocked)
    return {ALONE, *session.exec(select(Person.email).where(is_admin)).all()}


def sign_out(session: Session, email: str) -> None:
    """Every login of theirs until now is no longer good: a cookie alone could be shown again."""
    person = get_person(session, email)
    person.signed_out_at = now()
    session.add(person)
    audit.note(session, person.email, Deed.LOGOUT)


def has_signed_out_since(session: Session, email: str, signed_in_at: datetime) -> bool:
    person = session.exec(select(Person).where(Person.email == email.strip().lower())).first()
    return bool(person and person.signed_out_at and person.signed_out_at >= signed_in_at)


def list_people(session: Session) -> Sequence[Person]:
    return session.exec(select(Person).order_by(Person.email)).all()


def get_person(session: Session, email: str) -> Person:
    if found := session.exec(select(Person).where(Person.email == email.strip().lower())).first():
        return found
    raise NotFound(f"Nobody here is called {email!r}.")


def add_person(session: Session, email: str, role: Access, who: str) -> Person:
    """Before they come for the first time. Raises NotAllowed for what is no address, is here already, or while nobody is admin:
    the first to be added is, or nobody could let the others in."""
    email = email.strip().lower()
    name, _, host = email.partition("@")
    if not (name and "." in host) or not is_name(email) or " " in email:
        raise NotAllowed("Give the person's e-mail address, as their login tells it.")
    if session.exec(select(Person).where(Person.email == email)).first():
        raise NotAllowed(f"{email} is on the list already.")
    if role != Access.ADMIN and not _has_admin(session):
        raise NotAllowed("Add an admin first, yourself perhaps: only an admin lets others in.")
    person = Person(email=email, role=role)
    session.add(person)
    audit.note(session, who, Deed.PERSON_CHANGED, email, f"added as {role.value}")
    return person


def change_person(
    session: Session, email: str, who: str, *, role: Access | None = None, blocked: bool | None = None
) -> None:
    """Raises NotAllowed when no admin would be left."""
    person = get_person(session, email)
    if role is not None:
        person.role = role
    if blocked is not None:
        person.is_blocked = blocked
    session.add(person)
    session.flush()
    if not _has_admin(session):
        raise NotAllowed("Somebody has to stay an admin: give another person that role first.")
    told = f"{'blocked, ' if person.is_blocked else ''}{person.role.value}"
    audit.note(session, who, Deed.PERSON_CHANGED, person.email, f"now {told}")


def _has_admin(session: Session) -> bool:
    admins = (
        select(func.count()).select_from(Person).where(Person.role == Access.ADMIN, col(Person.is_blocked).is_(False))
    )
    return session.exec(admins).one() > 0


def as_of_now(session: Session, name: str, token_id: str | None) -> Visitor:
    """Who asked for something that goes on without them, as they may act by now. Raises NotAllowed."""
    person = session.exec(select(Person).where(Person.email == name)).first()
    token = session.get(AccessToken, token_id) if token_id else None
    if (person and person.is_blocked) or (token_id and not (token and token.is_good)):
        raise NotAllowed("Who asked for this may not make anything any more.")
    return Visitor(name, person.role if person else Access.MAKER, token_id)


# -- tokens -----------------------------------------------------------------------------------------------


def make_token(
    session: Session, name: str, role: Access, who: Visitor, expires_at: datetime | None = None
) -> tuple[AccessToken, str]:
    """The token's row and its text, which is shown once and not kept. Raises NotAllowed for a role above one's own."""
    who.require(role)
    name = " ".join(name.split())[:100]
    if not name:
        raise NotAllowed("Give the token a name that says what it is for.")
    text = PREFIX + secrets.token_urlsafe(32)
    token = AccessToken(
        name=name, sha256=_sha256(text), last_four=text[-4:], role=role, created_by=who.name, expires_at=expires_at
    )
    session.add(token)
    audit.note(session, who.name, Deed.TOKEN_MADE, name, f"{role.value}, ends in {token.last_four}")
    return token, text


def list_tokens(session: Session, who: Visitor) -> Sequence[AccessToken]:
    """One's own, newest first; an admin sees all."""
    tokens = select(AccessToken).order_by(col(AccessToken.id).desc())
    return session.exec(tokens if who.may(Access.ADMIN) else tokens.where(AccessToken.created_by == who.name)).all()


def revoke_token(session: Session, token_id: str, who: Visitor) -> None:
    """Raises NotFound, also for another's token unless one is admin."""
    token = session.get(AccessToken, token_id)
    if token is None or not (token.created_by == who.name or who.may(Access.ADMIN)):
        raise NotFound("This token is not there any more.")
    token.revoked_at = now()
    session.add(token)
    audit.note(session, who.name, Deed.TOKEN_REVOKED, token.name)


def visitor_of_token(session: Session, text: str) -> Visitor:
    """Raises NotKnown for a token that was never made, has run out, was revoked, or whose maker is blocked."""
    token = session.exec(select(AccessToken).where(AccessToken.sha256 == _sha256(text))).first()
    if token is None or not token.is_good:
        raise NotKnown("This token is not good: make another under Settings.")
    maker = session.exec(select(Person).where(Person.email == token.created_by)).first()
    if maker and maker.is_blocked:
        raise NotKnown("This token is not good: make another under Settings.")
    role = min(token.role, maker.role, key=RANKS.index) if maker else token.role
    return Visitor(token.created_by, role, token.id)


def is_token_use_noted(session: Session, visitor: Visitor) -> bool:
    token = session.get(AccessToken, visitor.token_id)
    return bool(token and token.used_at and token.used_at > now() - NOTED_EVERY)


def note_token_use(session: Session, visitor: Visitor) -> None:
    if token := session.get(AccessToken, visitor.token_id):
        token.used_at = now()
        session.add(token)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
