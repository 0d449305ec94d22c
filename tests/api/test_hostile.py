"""Whatever is sent, the answer is a sentence: never a traceback, never a fault of our own, and nothing is queued."""

import json

import pytest
from sqlalchemy import Engine as Database
from starlette.testclient import TestClient

from tests.api.conftest import BOAT, sentence
from tests.api.test_videos import made

JSON = {"Content-Type": "application/json"}
ID = "0192aaaa-bbbb-7ccc-8ddd-eeeeffff0000"
BODIES = {
    "nothing": b"", "null": b"null", "a list": b"[]", "a number": b"7", "no JSON": b"{", "not even text": b"\xff\xfe\x00",
    "a byte order mark": b"\xef\xbb\xbf{}", "deep": b'{"prompt":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "an endless number": b'{"prompt": "A", "seed": ' + b"9" * 5000 + b"}",
    "half a character": b'{"prompt": "A \\ud800 boat"}', "a control character": b'{"prompt": "A \\u0000 boat"}',
    "half a character as a field": b'{"prompt": "A boat", "\\ud800": 1}',
    "not a number": b'{"prompt": "A boat", "duration_s": NaN}', "infinite": b'{"prompt": "A boat", "duration_s": 1e999}',
}  # fmt: skip
VALUES = {
    "an unknown field": {"colour": "red"}, "a path": {"first_frame": {"path": "/etc/passwd"}},
    "a picture by its path": {"first_frame": {"asset_id": "../../etc/passwd"}},
    "a remote id": {"source": {"remote_id": "x"}}, "two things": {"first_frame": {"url": "https://a.b/c", "asset_id": "x"}},
    "an unknown asset": {"model": "animatic:cinematic", "first_frame": {"asset_id": "a\x00b"}},
    "half an id": {"model": "animatic:cinematic", "continues_id": "\ud800"},
    "an inner address": {"first_frame": {"url": "http://169.254.169.254/"}}, "a file": {"first_frame": {"url": "file:///etc"}},
    "no takes": {"takes": 0}, "too many takes": {"takes": 9}, "takes in words": {"takes": "two"}, "half a take": {"takes": 1.5},
    "a negative length": {"duration_s": -5}, "a list as prompt": {"prompt": ["A"]}, "a long prompt": {"prompt": "A" * 6000},
    "a model in another tongue": {"model": "luma:\u202eray"}, "no model": {"model": ""}, "an odd operation": {"operation": "sing"},
    "an enormous seed": {"seed": 10**30},
}  # fmt: skip


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize("path", ["/videos/generate", "/estimates", "/productions/start"])
def test_a_body_that_is_none_is_a_sentence(client: TestClient, studio: Database, path: str, body: bytes):
    reply = client.post(path, content=body, headers=JSON)
    assert reply.status_code in (400, 422) and sentence(reply) and made(studio) == []


@pytest.mark.parametrize("values", VALUES.values(), ids=VALUES.keys())
def test_a_value_that_is_none_is_a_sentence(client: TestClient, studio: Database, values):
    reply = client.post("/videos/generate", content=json.dumps(BOAT | values), headers=JSON)
    assert reply.status_code in (404, 422) and sentence(reply) and made(studio) == []


@pytest.mark.parametrize("values", VALUES.values(), ids=VALUES.keys())
def test_an_estimate_of_it_is_a_sentence_too(client: TestClient, values):
    reply = client.post("/estimates", content=json.dumps({"briefs": [BOAT | values]}), headers=JSON)
    assert sentence(reply) if reply.status_code == 422 else reply.json()["estimates"][0]["reasons"]


@pytest.mark.parametrize("values", [{"briefs": []}, {"briefs": [BOAT] * 501}, {}, {"briefs": "all"}])
def test_no_briefs_or_too_many_are_a_sentence(client: TestClient, values):
    reply = client.post("/estimates", json=values)
    assert reply.status_code == 422 and sentence(reply).startswith("briefs")


def test_a_huge_body_is_not_read_to_its_end(client: TestClient, studio: Database):
    def endless():
        for _ in range(100):
            yield b" " * 1_000_000

    for body in (b" " * 3_000_000, endless()):
        reply = client.post("/videos/generate", content=body, headers=JSON)
        assert (reply.status_code, sentence(reply)) == (413, "That is too much at once: send at most 2 MB.")


@pytest.mark.parametrize("key", ["", " ", "a b", "a" * 201, "å".encode(), b"a\x01"])
def test_a_key_of_other_letters_is_refused(client: TestClient, studio: Database, key):
    reply = client.post("/videos/generate", json=BOAT, headers={"Idempotency-Key": key})
    assert reply.status_code == 422 and "Idempotency-Key" in sentence(reply) and made(studio) == []


IDS = [
    "nothing",
    ID,
    ID.upper(),
    f"{ID}%00",
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "%ff",
    "a" * 5000,
    "%27%20OR%201=1",
    "..;",
]
READS, DEEDS = "status video-url stream download events", "cancel retry look-again not-accepted give-up"
WAYS = [(method, way) for method, ways in (("GET", READS), ("POST", DEEDS)) for way in ways.split()]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way[1])
@pytest.mark.parametrize("job", IDS)
def test_there_is_no_generation_of_any_other_name(client: TestClient, job: str, way: tuple[str, str]):
    reply = client.request(way[0], f"/videos/jobs/{job}/{way[1]}")
    assert reply.status_code == 404 and sentence(reply)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "state=dreaming", "cursor=x", f"cursor={ID}", "cursor=%00"]
)
def test_a_list_of_nothing_known_is_a_sentence(client: TestClient, query: str):
    reply = client.get(f"/videos/jobs?{query}")
    assert reply.status_code in (404, 422) and sentence(reply)


@pytest.mark.parametrize("path", ["/nothing", "/", "/videos", "/models/%00", "/models/a%2fb", "/videos/jobs/x"])
def test_nothing_at_an_address_is_a_sentence(client: TestClient, path: str):
    reply = client.get(path)
    assert reply.status_code == 404 and sentence(reply)


def test_the_wrong_method_is_a_sentence(client: TestClient):
    reply = client.delete("/videos/jobs")
    assert reply.status_code == 405 and sentence(reply) and reply.headers["allow"] == "GET"


def test_what_breaks_here_is_a_sentence_and_a_line_in_the_log(client: TestClient, studio: Database, caplog):
    with studio.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE generation RENAME TO elsewhere")
        connection.commit()
    reply = client.get("/videos/jobs")
    assert (reply.status_code, sentence(reply)[:27]) == (500, "Something broke on our side")
    assert "no such table" in caplog.text
