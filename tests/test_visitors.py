"""Who is asking: a good token, a good cookie or the proxy's word lets in; anything forged, old or signed out does not."""

import json
from datetime import timedelta

import pytest
from itsdangerous import URLSafeTimedSerializer
from pydantic import SecretStr, ValidationError
from sqlalchemy import Engine as Database

from studio import access, audit, visitors
from studio import database as db
from studio.access import OWNER, NotAllowed, NotKnown, Visitor
from studio.audit import AuditFilter
from studio.settings import Settings
from studio.tables import Access, Deed, now

ADA = "ada@example.org"
OIDC = {"access": "oidc", "oidc_metadata_url": "https://id.example.org/x", "oidc_client_id": "us"}


def settings(**values: object) -> Settings:
    given = {"secret_key": SecretStr("ours"), "newcomers": "maker", **values}
    return Settings(_env_file=None, **given)  # pyright: ignore[reportCallIssue, reportArgumentType]


WITH_LOGIN = settings(**OIDC, oidc_client_secret=SecretStr("s"))
BEHIND_PROXY = settings(access="proxy")


@pytest.fixture
def database(sqlite: Database) -> Database:
    return sqlite


def ask(database: Database, headers: dict[str, str], cookies: dict[str, str], here: Settings) -> Visitor:
    """As a web server tells headers: in small letters."""
    return visitors.of_request({name.lower(): value for name, value in headers.items()}, cookies, here, database)


def cookie(claims: object, secret: str = visitors.cookie_secret(WITH_LOGIN)) -> dict[str, str]:
    """As Streamlit's login sets it."""
    return {visitors.COOKIE: URLSafeTimedSerializer(secret, salt=visitors.COOKIE).dumps(json.dumps(claims))}


def split(claims: object) -> dict[str, str]:
    """As it sets one that is too long for a single cookie."""
    text, secret = json.dumps(claims), visitors.cookie_secret(WITH_LOGIN)
    parts = {visitors.COOKIE: "chunks-2", f"{visitors.COOKIE}_1": text[:10], f"{visitors.COOKIE}_2": text[10:]}
    return {name: URLSafeTimedSerializer(secret, salt=name).dumps(part) for name, part in parts.items()}


def test_on_ones_own_machine_nobody_is_asked(database: Database):
    assert ask(database, {}, {}, settings()) == OWNER


@pytest.mark.parametrize("cookies", [cookie({"email": ADA}), split({"email": ADA, "picture": "x" * 50})])
def test_a_login_is_known_by_its_cookie(database: Database, cookies: dict[str, str]):
    assert ask(database, {}, cookies, WITH_LOGIN).name == ADA


@pytest.mark.parametrize(
    "cookies",
    [
        {},
        {visitors.COOKIE: "forged"},
        {visitors.COOKIE: ""},
        cookie({"email": ADA}, secret="another"),
        cookie({"email": 7}),
        cookie({}),
        cookie([]),
        {visitors.COOKIE: split({"email": ADA})[visitors.COOKIE]},
    ],
)
def test_a_cookie_that_is_forged_or_says_nothing_lets_nobody_in(database: Database, cookies: dict[str, str]):
    with pytest.raises(NotKnown, match="Log in first"):
        ask(database, {}, cookies, WITH_LOGIN)


def test_a_cookie_that_is_shown_again_after_logging_out_is_no_longer_good(database: Database):
    cookies = cookie({"email": ADA})
    ask(database, {}, cookies, WITH_LOGIN)
    with db.writing(database) as session:
        access.get_person(session, ADA).signed_out_at = now() + timedelta(seconds=2)
    with pytest.raises(NotKnown):
        ask(database, {}, cookies, WITH_LOGIN)


def test_each_login_is_noted_once(database: Database):
    first = cookie({"email": ADA})
    for _ in range(3):
        ask(database, {}, first, WITH_LOGIN)
    with db.writing(database) as session:
        access.get_person(session, ADA).signed_in_at = now() - timedelta(days=1)
    ask(database, {}, cookie({"email": ADA}), WITH_LOGIN)
    with db.reading(database) as session:
        assert audit.count(session, AuditFilter(deed=Deed.LOGIN)) == 2


def test_the_proxy_names_the_person(database: Database):
    assert ask(database, {"X-Forwarded-Email": ADA}, {}, BEHIND_PROXY).name == ADA
    with pytest.raises(NotKnown):
        ask(database, {}, {}, BEHIND_PROXY)


@pytest.mark.parametrize("kept_out", [settings(), WITH_LOGIN])
def test_a_header_that_names_a_person_is_worth_nothing_without_a_proxy(database: Database, kept_out: Settings):
    with db.writing(database) as session:
        access.enter(session, "first@example.org", "", None)
    if kept_out.access == "none":
        assert ask(database, {"X-Forwarded-Email": ADA}, {}, kept_out) == OWNER
        return
    with pytest.raises(NotKnown):
        ask(database, {"X-Forwarded-Email": ADA}, {}, kept_out)


@pytest.mark.parametrize("here", [settings(), WITH_LOGIN, BEHIND_PROXY])
def test_a_token_goes_first_and_a_bad_one_is_not_made_good_by_anything_else(database: Database, here: Settings):
    with db.writing(database) as session:
        token, text = access.make_token(session, "x", Access.VIEWER, access.enter(session, ADA, "", None))
    known = {"X-Forwarded-Email": ADA}
    assert ask(database, {"authorization": f"Bearer {text}"}, {}, here).token_id == token.id
    with pytest.raises(NotKnown, match="not good"):
        ask(database, known | {"authorization": "Bearer x"}, cookie({"email": ADA}), here)


def test_a_closed_studio_lets_only_those_in_who_are_on_its_list(database: Database):
    closed = settings(access="proxy", newcomers="nobody")
    ask(database, {"X-Forwarded-Email": ADA}, {}, closed)
    with pytest.raises(NotAllowed, match="ask an admin to add you"):
        ask(database, {"X-Forwarded-Email": "bob@example.org"}, {}, closed)


def test_a_visit_is_written_down_once_a_minute_and_a_block_holds_at_once(database: Database):
    for _ in range(3):
        ask(database, {"X-Forwarded-Email": ADA}, {}, BEHIND_PROXY)
    with db.writing(database) as session:
        seen_at = access.get_person(session, ADA).seen_at
        access.add_person(session, "bob@example.org", Access.ADMIN, ADA)
        access.change_person(session, ADA, "bob@example.org", blocked=True)
    with pytest.raises(NotAllowed, match="is blocked"):
        ask(database, {"X-Forwarded-Email": ADA}, {}, BEHIND_PROXY)
    with db.reading(database) as session:
        assert access.get_person(session, ADA).seen_at == seen_at


def test_a_login_that_is_half_set_up_stops_the_start_with_a_sentence():
    with pytest.raises(ValidationError, match="STUDIO_ACCESS=oidc needs OIDC_CLIENT_SECRET too"):
        settings(**OIDC)
