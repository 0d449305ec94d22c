"""What there is, how each stands, what may be done with one, and what came of it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database
from starlette.testclient import TestClient

from studio import database, generations, library, moves
from studio.api import events, rest
from studio.brief import Brief, State
from studio.errors import FailureKind
from studio.tables import Generation, now
from tests.api.conftest import BOAT, ROOT, sentence
from tests.e2e import seeds

LUMA = Brief(prompt="A boat", model="luma:ray-2")


def queued(studio: Database, count: int = 1) -> list[str]:
    with database.writing(studio) as session:
        return [generations.queue(session, LUMA).id for _ in range(count)]


def moved(studio: Database, job: str, state: State, **changes) -> None:
    with database.writing(studio) as session:
        assert moves.move(session, session.get_one(Generation, job), state, "Moved.", **changes)


def status(client: TestClient, job: str) -> dict:
    return client.get(f"/videos/jobs/{job}/status").json()


@pytest.fixture
def finished(client: TestClient, studio: Database, tmp_path: Path, clip: Path) -> tuple[str, str]:
    """A generation that succeeded, and its asset."""
    asset = seeds.add_clip(studio, tmp_path, clip, 1)
    with database.reading(studio) as session:
        return library.get(session, asset).asset.generation_id or "", asset


# -- what there is ----------------------------------------------------------------------------------------


def test_the_list_is_newest_first_and_goes_on_at_its_cursor(client: TestClient, studio: Database):
    ids = queued(studio, 5)
    moved(studio, ids[2], State.RUNNING)
    pages = list(page_by_page(client, "limit=2"))
    assert [[job["id"] for job in page] for page in pages] == [ids[:2:-1], ids[2:0:-1], ids[:1]]
    assert [job["id"] for page in page_by_page(client, "limit=1&state=queued") for job in page] == [
        *ids[:2:-1],
        *ids[1::-1],
    ]
    both = client.get("/videos/jobs?state=queued&state=running").json()
    assert len(both["jobs"]) == 5 and both["next"] is None


def page_by_page(client: TestClient, query: str) -> Iterator[list[dict]]:
    cursor = ""
    while cursor is not None:
        told = client.get(f"/videos/jobs?{query}{f'&cursor={cursor}' if cursor else ''}").json()
        cursor = told["next"]
        yield told["jobs"]


def test_what_waits_knows_its_place_and_when_its_turn_is(client: TestClient, studio: Database):
    for job, took in zip(queued(studio, 3), (50, 60, 70), strict=True):
        ended = now() - timedelta(seconds=200 - took)
        moved(studio, job, State.SUCCEEDED, submitted_at=now() - timedelta(seconds=200), ended_at=ended)
    *_, last = queued(studio, 12)
    told = status(client, last)
    assert (told["place"], told["eta_s"], told["sentence"]) == (12, pytest.approx(120, abs=1), "Place 12 in the queue.")
    assert told["brief"]["prompt"] == "A boat"
    moved(studio, last, State.RUNNING, submitted_at=now() - timedelta(seconds=20), stage="dreaming", fraction=0.3)
    told = status(client, last)
    assert (told["place"], told["eta_s"]) == (None, pytest.approx(40, abs=2))
    assert (told["stage"], told["fraction"], told["sentence"]) == ("dreaming", 0.3, "It is being made.")


# -- what may be done -------------------------------------------------------------------------------------


def test_what_waits_can_be_cancelled_and_queued_again(client: TestClient, studio: Database):
    [job] = queued(studio)
    told = client.post(f"/videos/jobs/{job}/cancel").json()
    assert (told["state"], told["was_charged"], told["sentence"]) == (
        "cancelled",
        False,
        "Cancelled before it was sent.",
    )
    late = client.post(f"/videos/jobs/{job}/cancel")
    assert (late.status_code, sentence(late)) == (409, "It cannot be cancelled: it is cancelled.")
    assert client.post(f"/videos/jobs/{job}/retry").json()["state"] == "queued"
    assert client.post(f"/videos/jobs/{job}/retry").status_code == 409


def test_an_unclear_one_says_what_is_at_stake_and_offers_three_ways_out(client: TestClient, studio: Database):
    for way, state in (("look-again", "unclear"), ("not-accepted", "queued"), ("give-up", "failed")):
        [job] = queued(studio)
        assert client.post(f"/videos/jobs/{job}/{way}").status_code == 409
        moved(studio, job, State.UNCLEAR, next_step_at=moves.NEVER)
        told = status(client, job)["sentence"]
        assert (
            told
            == "The reply was lost: it may have been accepted and charged. At stake: $0.71. Look at your Luma account, then decide."
        )
        assert client.post(f"/videos/jobs/{job}/{way}").json()["state"] == state
    assert client.get("/videos/jobs?state=failed").json()["jobs"][0]["charged_usd"] == 0.71


# -- what came of it --------------------------------------------------------------------------------------


def test_a_clip_is_fetched_whole_or_in_parts(client: TestClient, finished: tuple[str, str], clip: Path):
    path = f"/videos/jobs/{finished[0]}"
    whole = client.get(f"{path}/stream")
    assert (whole.content, whole.headers["content-type"]) == (clip.read_bytes(), "video/mp4")
    part = client.get(f"{path}/stream", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content, part.headers["content-range"]) == (
        206,
        b"ftyp",
        f"bytes 4-7/{len(whole.content)}",
    )
    kept = client.get(f"{path}/download")
    assert kept.content == whole.content and kept.headers["content-disposition"].startswith("attachment; ")
    head = client.head(f"{path}/stream")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(whole.content)))


def test_the_address_of_a_clip_leads_to_its_file(client: TestClient, finished: tuple[str, str], monkeypatch):
    told = client.get(f"/videos/jobs/{finished[0]}/video-url").json()
    assert told["url"].startswith("http://127.0.0.1:8501/app/static/media/") and told["url"].endswith(".mp4")
    assert (told["kind"], told["width"], told["duration_s"], told["shared_url"]) == (
        "clip",
        320,
        pytest.approx(1),
        None,
    )


def test_without_a_clip_the_reason_is_told(client: TestClient, studio: Database, finished: tuple[str, str]):
    [job] = queued(studio)
    reply = client.get(f"/videos/jobs/{job}/stream")
    assert (reply.status_code, sentence(reply)) == (
        409,
        "There is nothing to fetch: it is queued. It waits for its turn.",
    )
    with database.writing(studio) as session:
        library.delete(session, finished[1])
    reply = client.get(f"/videos/jobs/{finished[0]}/download")
    assert (reply.status_code, sentence(reply)) == (404, "It is no longer in the library.")


# -- as it happens ----------------------------------------------------------------------------------------


def told_in(stream: str) -> list[tuple[str, dict]]:
    blocks = [block.splitlines() for block in stream.strip().split("\n\n") if not block.startswith(":")]
    fields = [dict(line.split(": ", 1) for line in block) for block in blocks]
    return [(field["event"], json.loads(field["data"])) for field in fields]


def test_progress_is_told_as_it_happens_until_it_has_ended(client: TestClient, studio: Database, monkeypatch):
    [job] = queued(studio)
    life = iter([State.RUNNING, State.RUNNING, State.FAILED])
    look = events._look

    def look_and_let_it_move(job_id: str):
        seen, state = look(job_id), next(life, None)
        if state == State.FAILED:
            with database.writing(studio) as session:
                generation = session.get_one(Generation, job)
                moves.end(session, generation, state, FailureKind.FILTERED, "Refused.", was_charged=False)
        elif state:
            moved(studio, job, state, fraction=0.25)
        return seen

    monkeypatch.setattr(events, "_look", look_and_let_it_move)
    monkeypatch.setattr(events, "LOOK_EVERY_S", 0)
    reply = client.get(f"/videos/jobs/{job}/events")
    told = told_in(reply.text)
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert [(name, one["state"], one["fraction"]) for name, one in told] == [
        ("progress", "queued", None),
        ("progress", "running", 0.25),
        ("end", "failed", 0.25),
    ]
    assert all(before != after for before, after in pairwise(told)) and told[-1][1]["sentence"] == "Refused."


def test_who_watches_holds_no_session(client: TestClient, studio: Database, monkeypatch: pytest.MonkeyPatch):
    [job] = queued(studio)
    held, look = list[str](), events._look

    def look_and_count(job_id: str):
        held.append(database.default().pool.status())
        moved(studio, job, State.CANCELLED)
        return look(job_id)

    monkeypatch.setattr(events, "_look", look_and_count)
    assert [name for name, _ in told_in(client.get(f"/videos/jobs/{job}/events").text)] == ["end"]
    assert "Current Checked out connections: 0" in held[0]


@pytest.mark.parametrize("bound", ["time", "server"])
def test_a_stream_of_one_that_never_ends_ends(client: TestClient, studio: Database, monkeypatch, bound: str):
    [job] = queued(studio)
    monkeypatch.setattr(events, "LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(events, "LONGEST_S", 0.05 if bound == "time" else 60)
    if bound == "server":
        monkeypatch.setattr(events, "stopping", Stopping(after=3))
    assert [name for name, _ in told_in(client.get(f"/videos/jobs/{job}/events").text)] == ["progress"]
    assert not events.watching


class Stopping:
    """The server that ends while somebody watches."""

    def __init__(self, after: int):
        self.looks_left = after

    def is_set(self) -> bool:
        self.looks_left -= 1
        return self.looks_left < 0


def test_too_many_watchers_are_turned_away(client: TestClient, studio: Database, monkeypatch):
    [job] = queued(studio)
    monkeypatch.setattr(events, "MOST", 0)
    reply = client.get(f"/videos/jobs/{job}/events")
    assert (reply.status_code, sentence(reply)[:16]) == (503, "0 already watch:")


# -- the guide --------------------------------------------------------------------------------------------


def test_the_guide_names_every_address_and_needs_nothing_from_elsewhere(client: TestClient):
    page = client.get("/docs")
    assert (
        page.headers["content-type"].startswith("text/html")
        and "default-src 'none'" in page.headers["content-security-policy"]
    )
    assert all(f"<code>{ROOT}{path}</code>" in page.text for path in rest.openapi()["paths"])
    assert "<script" not in page.text and "http" not in page.text.replace("https://...", "")


def test_the_description_says_how_each_address_refuses(client: TestClient):
    described = client.get("/openapi.json").json()
    generate = described["paths"]["/videos/generate"]["post"]
    assert generate["responses"]["422"]["content"]["application/json"]["schema"]["$ref"].endswith("/Detail")
    assert "HTTPValidationError" not in json.dumps(described)
    schemas = described["components"]["schemas"]
    assert BOAT.keys() <= schemas["Asked"]["properties"].keys()
    assert not [name for name in schemas if "__" in name], "each has a name of its own"


def test_the_description_says_what_each_part_of_a_movie_means(client: TestClient):
    described = client.get("/openapi.json").json()
    assert "movies" in described["info"]["description"]
    parts = [described["components"]["schemas"][name]["properties"] for name in ("Outline", "Look", "Finish", "Scene")]
    silent = {name for fields in parts for name, field in fields.items() if "description" not in field}
    assert silent <= {"title"} and sum(map(len, parts)) > 40
