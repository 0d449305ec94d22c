"""Cards and boards by their addresses, on the real server: for whoever may look, kept by browsers, and harmless."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database
from starlette.testclient import TestClient

from studio import database, generations, moves
from studio.boards import cards, sheet, shelf, snapshot, svg
from studio.brief import Brief, State
from tests.boards.making import BOAT
from tests.own_studio import forget


@pytest.fixture
def client(studio: Database) -> Iterator[TestClient]:
    """The studio's routes, without its pages."""
    from starlette.applications import Starlette

    from studio import server

    with TestClient(Starlette(routes=server.routes())) as found:
        yield found


@pytest.fixture
def board(studio: Database) -> str:
    with database.writing(studio) as session:
        made = shelf.make(session, "Storm <b>")
        prompt = cards.add_prompt(session, made.id, Brief(prompt="<script>alert(1)</script>"))
        cards.generate(session, prompt.id)
        return made.id


def addresses(studio: Database, board: str) -> list[str]:
    with database.reading(studio) as session:
        return [svg.address(one.id, one.face, "dark") for one in snapshot.of_board(session, board).cards]


def test_a_card_is_kept_for_ever_until_it_shows_something_else(client: TestClient, studio: Database, board: str):
    _, before = addresses(studio, board)
    answer = client.get(before)
    assert answer.headers["content-type"] == "image/svg+xml" and "immutable" in answer.headers["cache-control"]
    with database.writing(studio) as session:
        made = generations.list_newest(session)[0]
        moves.move(session, made, State.RUNNING, "Accepted.", fraction=0.5)
    _, after = addresses(studio, board)
    assert after != before and "50 %" in client.get(after).text
    assert client.get(before).headers["cache-control"] == "no-store", "it is drawn as it is now"


def test_a_card_runs_nothing_and_fetches_nothing(client: TestClient, studio: Database, board: str):
    answer = client.get(addresses(studio, board)[0])
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text and "&lt;script&gt;" in answer.text


def test_a_board_is_a_file_under_a_plain_name(client: TestClient, board: str):
    for kind in ("svg", "json"):
        answer = client.get(sheet.address(board, kind, "dark"))
        assert answer.status_code == 200
        assert answer.headers["content-disposition"] == f'attachment; filename="Storm-b.{kind}"'
        assert "<script" not in answer.text or kind == "json"


@pytest.mark.parametrize(
    "path", ["cards/dark/nothing/0.svg", "boards/nothing.svg", "boards/nothing.json", "boards/x.exe"]
)
def test_what_is_not_there_is_not_found(client: TestClient, path: str):
    assert client.get(f"/app/static/{path}").status_code == 404


def test_who_is_not_let_in_sees_no_card(
    client: TestClient,
    studio: Database,
    board: str,
    monkeypatch: pytest.MonkeyPatch,
):
    card = addresses(studio, board)[0]
    monkeypatch.setenv("STUDIO_ACCESS", "proxy")
    forget()
    for path in (card, sheet.address(board, "svg"), sheet.address(board, "json")):
        assert client.get(path).status_code == 401


def test_a_family_is_a_picture_too(client: TestClient, studio: Database, folder: Path):
    with database.writing(studio) as session:
        made = generations.queue(session, BOAT)
    assert "A paper boat" in client.get(sheet.address(made.id, "svg")).text
