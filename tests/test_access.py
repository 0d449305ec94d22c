"""Who may do what: the first person is admin, roles bound deeds, a token is shown once and can be taken back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import Session, select

from studio import access, audit
from studio import database as db
from studio.access import OWNER, NotAllowed, NotKnown, Visitor
from studio.audit import AuditFilter
from studio.errors import NotFound
from studio.tables import Access, AccessToken, Deed, now

ADA, BOB = "ada@example.org", "bob@example.org"


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with db.writing(sqlite) as session:
        yield session


@pytest.fixture
def ada(session: Session) -> Visitor:
    return access.enter(session, ADA, "Ada", Access.MAKER)


def test_the_first_person_is_admin_and_the_next_are_what_the_settings_say(session: Session):
    roles = [access.enter(session, email, "", Access.VIEWER).role for email in (ADA, BOB, "Ada@Example.org ")]
    assert roles == [Access.ADMIN, Access.VIEWER, Access.ADMIN]


def test_who_is_not_on_a_closed_list_stays_outside(session: Session, ada: Visitor):
    with pytest.raises(NotAllowed, match="ask an admin to add you"):
        access.enter(session, BOB, "Bob", None)
    access.add_person(session, BOB, Access.MAKER, ADA)
    assert access.enter(session, BOB, "Bob", None).role == Access.MAKER


@pytest.mark.parametrize("email", ["", "bob", "bob@", "@example.org", "bob @example.org", "bob@localhost", ADA])
def test_what_is_no_new_persons_address_is_refused(session: Session, ada: Visitor, email: str):
    with pytest.raises(NotAllowed):
        access.add_person(session, email, Access.MAKER, ADA)


@pytest.mark.parametrize(
    ("role", "allowed"),
    [(Access.VIEWER, [True, False, False]), (Access.MAKER, [True, True, False]), (Access.ADMIN, [True, True, True])],
)
def test_a_role_may_do_what_those_below_it_may(role: Access, allowed: list[bool]):
    assert [Visitor("x", role).may(needed) for needed in Access] == allowed


def test_somebody_stays_an_admin(session: Session, ada: Visitor):
    for change in ({"role": Access.MAKER}, {"blocked": True}):
        with pytest.raises(NotAllowed, match="Somebody has to stay an admin"), session.begin_nested():
            access.change_person(session, ADA, ADA, **change)  # pyright: ignore[reportArgumentType]
    session.expire_all()
    access.add_person(session, BOB, Access.ADMIN, ADA)
    access.change_person(session, ADA, BOB, role=Access.VIEWER)
    assert access.enter(session, ADA, "Ada", None).role == Access.VIEWER


def test_who_is_blocked_is_out_and_so_are_their_tokens(session: Session, ada: Visitor):
    access.add_person(session, BOB, Access.MAKER, ADA)
    bob = access.enter(session, BOB, "Bob", None)
    _, text = access.make_token(session, "Bob's script", Access.MAKER, bob)
    access.change_person(session, BOB, ADA, blocked=True)
    with pytest.raises(NotAllowed, match="is blocked"):
        access.enter(session, BOB, "Bob", None)
    with pytest.raises(NotKnown):
        access.visitor_of_token(session, text)


def test_a_token_lets_in_and_only_its_hash_is_kept(session: Session, ada: Visitor):
    token, text = access.make_token(session, "  Nightly   renders ", Access.MAKER, ada)
    session.flush()
    assert access.visitor_of_token(session, text) == Visitor(ADA, Access.MAKER, token.id)
    kept = session.exec(select(AccessToken)).one().model_dump()
    assert text not in str(kept) and kept["name"] == "Nightly renders" and kept["last_four"] == text[-4:]


def test_a_token_is_never_worth_more_than_its_maker(session: Session, ada: Visitor):
    with pytest.raises(NotAllowed, match="takes the role admin"):
        access.make_token(session, "x", Access.ADMIN, Visitor(BOB, Access.MAKER))
    access.add_person(session, BOB, Access.MAKER, ADA)
    _, text = access.make_token(session, "x", Access.MAKER, Visitor(BOB, Access.MAKER))
    access.change_person(session, BOB, ADA, role=Access.VIEWER)
    assert access.visitor_of_token(session, text).role == Access.VIEWER


def test_a_token_that_ran_out_was_revoked_or_made_up_is_not_good(session: Session, ada: Visitor):
    _, old = access.make_token(session, "old", Access.MAKER, ada, expires_at=now() - timedelta(seconds=1))
    gone, revoked = access.make_token(session, "gone", Access.MAKER, ada)
    session.flush()
    access.revoke_token(session, gone.id, ada)
    for text in (old, revoked, "", "dailies_made-up", revoked[:-1]):
        with pytest.raises(NotKnown, match="make another under Settings"):
            access.visitor_of_token(session, text)


def test_nobody_but_an_admin_takes_anothers_token_away(session: Session, ada: Visitor):
    bob = Visitor(BOB, Access.MAKER)
    mine, _ = access.make_token(session, "ada's", Access.MAKER, ada)
    his, _ = access.make_token(session, "bob's", Access.MAKER, bob)
    session.flush()
    with pytest.raises(NotFound):
        access.revoke_token(session, mine.id, bob)
    access.revoke_token(session, his.id, ada)
    assert [one.name for one in access.list_tokens(session, bob)] == ["bob's"]
    assert {one.name for one in access.list_tokens(session, ada)} == {"ada's", "bob's"}


def test_on_ones_own_machine_one_may_do_all():
    assert OWNER.may(Access.ADMIN)


def test_the_audit_list_can_be_searched_and_kept_as_a_table(session: Session, ada: Visitor):
    access.make_token(session, '=HYPERLINK("http://127.0.0.1")', Access.VIEWER, ada)
    session.flush()
    assert [entry.who for entry in audit.find(session, AuditFilter(text="hyperlink"))] == [ADA]
    assert audit.count(session, AuditFilter(deed=Deed.TOKEN_MADE, who=BOB)) == 0
    table = audit.as_csv(session, AuditFilter()).splitlines()
    assert table[0] == "at,who,deed,about,sentence" and len(table) == 3
    assert "'=HYPERLINK" in table[1]


def test_the_first_on_the_list_is_an_admin(session: Session):
    with pytest.raises(NotAllowed, match="Add an admin first"):
        access.add_person(session, BOB, Access.MAKER, "local")
    access.add_person(session, ADA, Access.ADMIN, "local")
    assert access.add_person(session, BOB, Access.MAKER, "local").role == Access.MAKER
