"""Share links: anybody who has the address watches one film or clip, without a login, until it ends or is revoked.

An address holds the link's id and a signature of it. Who makes up another costs us no look at the database and learns nothing;
and the addresses of living links can be shown again, as nobody can have them of a stolen database alone.
"""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadSignature, Signer
from sqlmodel import Session, col, or_, select, update

from studio import audit, library
from studio.access import OWNER, Visitor
from studio.errors import NotFound, StudioError
from studio.secret_key import secrets_for
from studio.settings import Settings
from studio.tables import Access, Asset, Deed, Person, ShareLink, now

WATCH = "/watch"  # outside of the pages: who has a link needs no login
DAYS = (1, 7, 30)  # a link may last
LONGEST_TITLE = 200
COUNTED_EVERY = timedelta(seconds=1)  # so that a crowd, or somebody who means ill, does not keep the database busy
NOT_OURS = "This address leads nowhere: see that all of it was copied."


class LinkEnded(StudioError):
    """A link that was good once."""


class BadLink(StudioError):
    """A link that is not made."""


@dataclass(frozen=True)
class LinkWords:
    """What its page tells besides what it plays. Nothing of it is told unless it is given."""

    title: str = ""
    prompt: str = ""
    subtitles: str = ""  # as WebVTT
    language: str = ""
    chapters: tuple[tuple[float, str], ...] = ()  # where each begins, and its name


# -- addresses --------------------------------------------------------------------------------------------


def address(link: ShareLink, base: str, settings: Settings) -> str:
    """`base`: how a browser reaches the studio, where nobody has said how the world does."""
    return f"{(settings.public_url or base).rstrip('/')}{WATCH}/{sign(link.id, settings)}"


def sign(link_id: str, settings: Settings) -> str:
    return _signers(settings)[0].sign(link_id).decode()


def id_in(signed: str, settings: Settings) -> str:
    """Raises NotFound for what is not, letter by letter, what we have signed. Asks nobody."""
    signers = _signers(settings)
    for signer in signers:
        with suppress(BadSignature, ValueError):
            link_id = signer.unsign(signed).decode()
            if (
                signer.sign(link_id).decode() == signed
            ):  # otherwise base64 lets in whatever stands behind an equals sign
                return link_id
    raise NotFound(NOT_OURS)


def _signers(settings: Settings) -> Sequence[Signer]:
    """With the newest secret first: what older ones signed stays good."""
    secrets = secrets_for("share links", settings)
    return [Signer(secret, salt="share link", digest_method=hashlib.sha256) for secret in secrets]


# -- what people do ---------------------------------------------------------------------------------------


def make(session: Session, asset_id: str, days: int, words: LinkWords, *, asked_by: Visitor = OWNER) -> ShareLink:
    """Raises NotAllowed, NotFound, BadLink."""
    asked_by.require(Access.MAKER)
    asset = library.get(session, asset_id).asset
    if asset.deleted_at or not asset.is_moving:
        raise BadLink("Only a film or a clip of the library can be shared.")
    if days not in DAYS:
        raise BadLink(f"A share link lasts {', '.join(map(str, DAYS[:-1]))} or {DAYS[-1]} days.")
    link = ShareLink(
        asset_id=asset_id,
        title=" ".join(words.title.split())[:LONGEST_TITLE],
        prompt=words.prompt,
        subtitles=words.subtitles,
        language=words.language,
        chapters=[{"start_s": start_s, "name": name} for start_s, name in words.chapters],
        created_by=asked_by.name,
        ends_at=now() + timedelta(days=days),
    )
    session.add(link)
    audit.note(session, asked_by.name, Deed.SHARE_LINK_MADE, asset_id, f"until {link.ends_at:%d %b %Y}")
    return link


def revoke(session: Session, link_id: str, *, asked_by: Visitor = OWNER) -> None:
    """Raises NotFound, also for another's link unless one is admin."""
    link = session.get(ShareLink, link_id)
    if link is None or not (link.created_by == asked_by.name or asked_by.may(Access.ADMIN)):
        raise NotFound("This share link is not there any more.")
    link.revoked_at = link.revoked_at or now()
    session.add(link)
    audit.note(session, asked_by.name, Deed.SHARE_LINK_REVOKED, link.asset_id)


def revoke_all(session: Session) -> int:
    """Of a restored studio: one that was revoked since the backup must not come back to life. How many lived."""
    living = update(ShareLink).where(*_living()).values(revoked_at=now())
    return session.exec(living.execution_options(synchronize_session=False)).rowcount


def list_living(session: Session, who: Visitor, asset_id: str | None = None) -> Sequence[ShareLink]:
    """One's own, newest first, of one film or of all; an admin sees everybody's."""
    links = select(ShareLink).where(*_living()).order_by(col(ShareLink.id).desc())
    if not who.may(Access.ADMIN):
        links = links.where(ShareLink.created_by == who.name)
    return session.exec(links.where(ShareLink.asset_id == asset_id) if asset_id else links).all()


def _living() -> tuple[Any, ...]:
    return col(ShareLink.revoked_at).is_(None), col(ShareLink.ends_at) > now()


# -- what a visitor gets ----------------------------------------------------------------------------------


def open_link(session: Session, link_id: str) -> tuple[ShareLink, Asset]:
    """Raises LinkEnded: also where whoever made it is blocked, and where what it shows has left the library."""
    link = session.get(ShareLink, link_id)
    if link is None or not link.is_good:
        raise LinkEnded("This link has ended. Ask whoever sent it to you for a new one.")
    maker = session.exec(select(Person).where(Person.email == link.created_by)).first()
    asset = session.get(Asset, link.asset_id)
    if asset is None or asset.deleted_at or (maker and maker.is_blocked):
        raise LinkEnded("What this link showed is not there any more. Ask whoever sent it to you.")
    return link, asset


def is_view_due(link: ShareLink, at: datetime) -> bool:
    return link.seen_at is None or link.seen_at <= at - COUNTED_EVERY


def count_view(session: Session, link_id: str, at: datetime) -> None:
    """Its page was opened."""
    is_due = or_(col(ShareLink.seen_at).is_(None), col(ShareLink.seen_at) <= at - COUNTED_EVERY)
    seen = update(ShareLink).where(col(ShareLink.id) == link_id, is_due)
    seen = seen.values(views=col(ShareLink.views) + 1, seen_at=at)
    session.exec(seen.execution_options(synchronize_session=False))
