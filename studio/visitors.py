"""Who is asking: told by an access token, by the cookie of a login, or by the proxy in front. One answer for pages, REST and media."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from itsdangerous import BadSignature, URLSafeTimedSerializer

from studio import access, database
from studio.access import OWNER, NotKnown, Visitor
from studio.secret_key import secret_for
from studio.settings import Settings
from studio.tables import Access

COOKIE = "_streamlit_user"  # Streamlit's own, which its login sets: signed, not encrypted
COOKIE_LIVES_S = 30 * 24 * 60 * 60
CHUNKS = re.compile(r"chunks-(\d{1,2})")  # a long one is split over several cookies
LOG_IN = "Log in first: open the studio's pages in a browser. A program shows an access token, made under Settings."


def of_request(
    headers: Mapping[str, str], cookies: Mapping[str, str], settings: Settings, db: database.Database | None = None
) -> Visitor:
    """Raises NotKnown, or NotAllowed for somebody who is known and not let in."""
    if bearer := _bearer(headers):
        return _of_token(bearer, db)
    if settings.access == "none":
        return OWNER
    if settings.access == "proxy":
        return of_login(headers.get(settings.proxy_user_header.lower(), ""), "", settings, db=db)
    email, signed_in_at = _of_cookie(cookies, settings)
    return of_login(email, "", settings, signed_in_at, db)


def of_login(
    email: str, name: str, settings: Settings, signed_in_at: datetime | None = None, db: database.Database | None = None
) -> Visitor:
    """Somebody whom a login or a proxy vouches for. Raises NotKnown where they have signed out since, NotAllowed."""
    if not email:
        raise NotKnown(LOG_IN)
    with database.reading(db) as session:
        if signed_in_at and access.has_signed_out_since(session, email, signed_in_at):
            raise NotKnown(LOG_IN)
        if seen := access.seen_lately(session, email, signed_in_at):
            return seen
    newcomers = None if settings.newcomers == "nobody" else Access(settings.newcomers)
    with database.writing(db) as session:
        return access.enter(session, email, name, newcomers, signed_in_at)


def _of_token(text: str, db: database.Database | None) -> Visitor:
    with database.reading(db) as session:
        visitor = access.visitor_of_token(session, text)
        is_noted = access.is_token_use_noted(session, visitor)
    if not is_noted:
        with database.writing(db) as session:
            access.note_token_use(session, visitor)
    return visitor


def signed_in_at(cookies: Mapping[str, str], settings: Settings) -> datetime | None:
    """When the login's cookie was made; None for a cookie that is not ours."""
    return _of_cookie(cookies, settings)[1]


def cookie_secret(settings: Settings) -> str:
    """What Streamlit signs its cookies with: the same after a restart, so that nobody has to log in again."""
    return secret_for("cookies", settings).hex()


def _bearer(headers: Mapping[str, str]) -> str:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _of_cookie(cookies: Mapping[str, str], settings: Settings) -> tuple[str, datetime | None]:
    """The address in a login's cookie and when it was made; nothing for one that is forged, old, or says nothing."""
    try:
        told, at = _read(cookies, COOKIE, settings)
        if split := CHUNKS.fullmatch(told):
            numbers = range(1, int(split[1]) + 1)
            told = "".join(_read(cookies, f"{COOKIE}_{number}", settings)[0] for number in numbers)
        email = json.loads(told).get("email")
    except (BadSignature, KeyError, ValueError, AttributeError):
        return "", None
    return (email, at) if isinstance(email, str) else ("", None)


def _read(cookies: Mapping[str, str], name: str, settings: Settings) -> tuple[str, datetime]:
    signer = URLSafeTimedSerializer(cookie_secret(settings), salt=name)
    told, at = signer.loads(cookies[name], max_age=COOKIE_LIVES_S, return_timestamp=True)
    return str(told), at.astimezone(UTC)
