"""What came in is told in full, without the key."""

import lumaai
import pytest

from tests.sandbox.conftest import KEY


def test_the_log_tells_of_every_request_what_became_of_it(http, luma, sandbox, clock):
    made = luma.generations.create(model="ray-2", prompt="a boat")
    clock.forward(3)
    luma.generations.get(made.id)
    sandbox.fault(on="submit", what="drop")
    with pytest.raises(lumaai.APIConnectionError):
        luma.generations.create(model="ray-2", prompt="a second boat")
    told = http.get(f"{sandbox.url}/sandbox/log").json()
    names = ("method", "operation", "prompt", "accepted_id", "fault", "status")
    assert [tuple(entry[name] for name in names) for entry in told] == [
        ("POST", "submit", "a second boat", None, "drop", None),
        ("GET", "check", "a boat", None, None, 200),
        ("POST", "submit", "a boat", made.id, None, 201),
    ]
    assert told[1]["path"] == f"/dream-machine/v1/generations/{made.id}"
    assert told[1]["at"] == clock().isoformat(timespec="milliseconds").replace("+00:00", "Z")


def test_creates_are_counted_by_prompt_received_and_accepted(http, luma, sandbox):
    for _ in range(2):
        luma.generations.create(model="ray-2", prompt="a boat")
    sandbox.fault(on="submit", what="accept_then_drop")
    sandbox.fault(on="submit", what="status")
    for error in (lumaai.APIConnectionError, lumaai.InternalServerError):
        with pytest.raises(error):
            luma.generations.create(model="ray-2", prompt="a second boat")
    assert http.get(f"{sandbox.url}/sandbox/creates").json() == {
        "a boat": {"received": 2, "accepted": 2},
        "a second boat": {"received": 2, "accepted": 1},
    }
    assert sum(job["prompt"] == "a second boat" for job in http.get(f"{sandbox.url}/sandbox/jobs").json()) == 1


def test_the_log_can_be_cleared_and_the_generations_stay(http, luma, sandbox):
    luma.generations.create(model="ray-2", prompt="a boat")
    assert http.delete(f"{sandbox.url}/sandbox/log").status_code == 204
    assert (sandbox.log(), sandbox.creates()) == ([], {})
    assert [job["stage"] for job in sandbox.jobs()] == ["waiting"]


def test_what_nobody_offers_is_told_too(luma, sandbox):
    with pytest.raises(lumaai.NotFoundError):
        luma.generations.image.reframe(
            generation_type="reframe_image",
            model="photon-1",
            aspect_ratio="1:1",
            media={"url": "https://example.org/a.png"},
        )
    entry = sandbox.log()[0]
    assert (entry["operation"], entry["path"], entry["status"]) == (
        "unknown",
        "/dream-machine/v1/generations/image/reframe",
        404,
    )


def test_the_key_is_nowhere_but_for_its_last_four(http, luma, sandbox):
    made = luma.generations.create(model="ray-2", prompt="a boat")
    http.get(f"{sandbox.luma}/ping", headers={"Authorization": "Bearer short"})
    told = [http.get(sandbox.url + path).text for path in ("/", "/sandbox/log", "/sandbox/jobs", "/sandbox/creates")]
    assert made.id in told[0]
    assert not any(KEY in text or KEY[:-4] in text or "short" in text for text in told)
    assert [entry["key_ends"] for entry in sandbox.log()] == ["****", "wxyz"]


def test_a_key_sent_to_a_download_is_seen(http, sandbox, finished):
    http.get(finished.assets.video)
    http.get(finished.assets.video, headers={"Authorization": f"Bearer {KEY}"})
    assert [entry["key_ends"] for entry in sandbox.log()[:2]] == ["wxyz", None]


def test_the_page_shows_what_came_in_and_runs_nothing_of_it(http, luma, sandbox):
    luma.generations.create(model="ray-2", prompt="<script>alert(1)</script> & a boat")
    sandbox.fault(on="check", what="never", match="<b>")
    answer = http.get(sandbox.url)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; a boat" in answer.text
    assert "&lt;b&gt;" in answer.text
    assert "<script" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
