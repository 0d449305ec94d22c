"""REST with a login: programs show a token, roles bound what they may do, and one's budget is the token's."""

import pytest
from sqlalchemy import Engine as Database
from starlette.testclient import TestClient

from studio import access, database, generations
from studio.tables import Access, new_id
from tests.api.conftest import ADA, BOAT, Token, sentence


@pytest.mark.parametrize("address", ["models", "videos/jobs", "videos/jobs/0190/status", "videos/jobs/0190/stream"])
@pytest.mark.parametrize("shown", [{}, {"Authorization": "Bearer dailies_made-up"}, {"Authorization": "Basic x"}])
def test_a_stranger_is_told_to_log_in(client: TestClient, token: Token, address: str, shown: dict[str, str]):
    reply = client.get(address, headers=shown)
    assert reply.status_code == 401
    assert "Settings" in sentence(reply)


def test_a_monitor_may_ask_whether_the_studio_is_well(client: TestClient, token: Token):
    assert client.get("health").status_code == 200


def test_a_maker_makes_and_it_is_theirs(client: TestClient, token: Token, studio: Database):
    reply = client.post("videos/generate", json=BOAT, headers=token())
    assert reply.status_code == 202, reply.text
    with database.reading(studio) as session:
        [made] = generations.list_newest(session)
    assert made.created_by == ADA and made.token_id


def test_a_viewer_looks_and_does_nothing_else(client: TestClient, token: Token):
    viewer = token(Access.VIEWER)
    assert client.get("videos/jobs", headers=viewer).status_code == 200
    refused = client.post("videos/generate", json=BOAT, headers=viewer)
    assert (refused.status_code, "takes the role maker" in sentence(refused)) == (403, True)
    assert client.post(f"videos/jobs/{new_id()}/cancel", headers=viewer).status_code == 403


def test_a_token_spends_no_more_than_its_budget(client: TestClient, token: Token):
    bounded = token(limit_micro_usd=200_000)
    assert client.post("videos/generate", json=BOAT, headers=bounded).status_code == 202
    refused = client.post("videos/generate", json=BOAT, headers=bounded)
    assert (refused.status_code, "budget of the token" in sentence(refused)) == (402, True)
    assert client.post("videos/generate", json=BOAT, headers=token()).status_code == 202


def test_the_name_of_an_order_is_ones_own(client: TestClient, token: Token, studio: Database):
    with database.writing(studio) as session:
        access.enter(session, ADA, "", None)
        access.add_person(session, "bob@example.org", Access.MAKER, ADA)
        _, bobs = access.make_token(session, "x", Access.MAKER, access.enter(session, "bob@example.org", "", None))
    key = {"Idempotency-Key": "order-1"}
    first = client.post("videos/generate", json=BOAT, headers=key | token()).json()
    other = client.post("videos/generate", json=BOAT, headers=key | {"Authorization": f"Bearer {bobs}"}).json()
    assert first["jobs"][0]["id"] != other["jobs"][0]["id"] and other["is_new"]
