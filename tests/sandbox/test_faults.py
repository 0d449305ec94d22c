"""Every fault does on the wire what its name says, and the SDK sees it as it would see a provider's."""

import io
import json
import time
from contextlib import suppress

import av
import httpx
import lumaai
import pytest
from lumaai import LumaAI

from studio.sandbox.faults import ALLOWED, TROUBLES
from studio.sandbox.server import running
from tests.patience import until
from tests.sandbox.conftest import KEY

BEARER = {"Authorization": f"Bearer {KEY}"}


def create(luma: LumaAI, prompt: str = "a boat"):
    return luma.generations.create(model="ray-2", prompt=prompt)


# Submit


def test_a_status_is_not_accepted_and_carries_its_headers_and_body(luma, sandbox):
    sandbox.fault(on="submit", what="status", code=429, headers={"Retry-After": "7"}, body={"detail": "slow down"})
    with pytest.raises(lumaai.RateLimitError, match="slow down") as refused:
        create(luma)
    assert refused.value.response.headers["retry-after"] == "7"
    assert sandbox.creates() == {"a boat": {"received": 1, "accepted": 0}}


@pytest.mark.parametrize(("what", "accepted"), [("drop", 0), ("accept_then_drop", 1)])
def test_a_drop_closes_the_connection_without_a_reply(luma, sandbox, what, accepted):
    sandbox.fault(on="submit", what=what)
    with pytest.raises(lumaai.APIConnectionError) as lost:
        create(luma)
    assert isinstance(lost.value.__cause__, httpx.RemoteProtocolError)
    assert sandbox.creates()["a boat"] == {"received": 1, "accepted": accepted}
    assert len(luma.generations.list().generations) == accepted


def test_a_status_need_not_be_a_known_one(luma, sandbox):
    sandbox.fault(on="submit", what="status", code=520)
    with pytest.raises(lumaai.InternalServerError) as refused:
        create(luma)
    assert refused.value.status_code == 520


def test_accepted_and_then_a_500(luma, sandbox):
    sandbox.fault(on="submit", what="accept_then_status", code=500)
    with pytest.raises(lumaai.InternalServerError):
        create(luma)
    assert luma.generations.list().generations[0].request.prompt == "a boat"


@pytest.mark.parametrize("what", ["delay", "accept_then_delay"])
def test_a_reply_that_is_late_for_the_client_was_accepted_all_the_same(luma, sandbox, what):
    sandbox.fault(on="submit", what=what, seconds=0.4)
    with pytest.raises(lumaai.APITimeoutError):
        luma.with_options(timeout=0.2).generations.create(model="ray-2", prompt="a boat")
    assert sandbox.creates()["a boat"]["accepted"] == (1 if what == "accept_then_delay" else 0)
    until(lambda: sandbox.creates()["a boat"]["accepted"] == 1)


@pytest.mark.parametrize(
    ("what", "answer"),
    [
        ("html", lambda got: isinstance(got, str) and got.startswith("<!doctype html>")),
        ("null", lambda got: got is None),
        ("list", lambda got: isinstance(got, list)),
        ("empty", lambda got: got.id is None),
        ("id_number", lambda got: got.id == 17),
        ("unknown_state", lambda got: got.state == "daydreaming"),
    ],
)
def test_a_spoiled_reply_raises_nothing_and_was_accepted(luma, sandbox, what, answer):
    sandbox.fault(on="submit", what=what)
    assert answer(create(luma))
    assert sandbox.creates()["a boat"]["accepted"] == 1


@pytest.mark.parametrize("what", ["html", "null", "list", "empty", "truncated"])
def test_a_spoiled_reply_was_not_accepted_if_the_fault_says_so(luma, sandbox, what):
    sandbox.fault(on="submit", what=what, accepts=False)
    with suppress(json.JSONDecodeError):
        assert getattr(create(luma), "id", None) is None
    assert sandbox.creates()["a boat"]["accepted"] == 0


@pytest.mark.parametrize("on", ["submit", "check", "list"])
def test_half_a_json_calls_itself_json(luma, sandbox, finished, on):
    sandbox.fault(on=on, what="truncated")
    calls = {
        "submit": lambda: create(luma),
        "check": lambda: luma.generations.get(finished.id),
        "list": luma.generations.list,
    }
    with pytest.raises(json.JSONDecodeError):
        calls[on]()


def test_a_generation_fails_in_the_end_with_the_reason_given(luma, sandbox, clock):
    sandbox.fault(on="submit", what="failed", reason="Frame moderation failed")
    made = create(luma)
    assert (made.state, made.failure_reason) == ("queued", None)
    clock.forward(3)
    ended = luma.generations.get(made.id)
    assert (ended.state, ended.failure_reason, ended.assets) == ("failed", "Frame moderation failed", None)


def test_a_generation_never_ends(luma, sandbox, clock):
    sandbox.fault(on="submit", what="never")
    made = create(luma)
    clock.forward(100_000)
    assert luma.generations.get(made.id).state == "dreaming"


# Check


def test_once_a_check_said_failed_the_generation_stays_failed(luma, sandbox):
    made = create(luma)
    sandbox.fault(on="check", what="failed", reason="Contains blacklisted words")
    for _ in range(2):
        found = luma.generations.get(made.id)
        assert (found.state, found.failure_reason) == ("failed", "Contains blacklisted words")


@pytest.mark.parametrize(
    ("what", "state"), [("never", "dreaming"), ("unknown_state", "daydreaming"), ("no_assets", "completed")]
)
def test_a_check_says_something_odd_once(luma, sandbox, finished, what, state):
    sandbox.fault(on="check", what=what)
    odd = luma.generations.get(finished.id)
    assert (odd.state, odd.assets) == (state, None)
    assert luma.generations.get(finished.id).assets == finished.assets


@pytest.mark.parametrize("what", ["html", "null", "list", "empty", "id_number"])
def test_a_spoiled_check_leaves_the_generation_as_it_is(luma, sandbox, finished, what):
    sandbox.fault(on="check", what=what)
    assert getattr(luma.generations.get(finished.id), "id", None) != finished.id
    assert luma.generations.get(finished.id) == finished


# Download


def test_a_dead_address_stays_dead_and_the_next_check_gives_a_fresh_one(http, luma, sandbox, finished):
    sandbox.fault(on="download", what="dead_url", times=1)
    old = finished.assets.video
    assert [http.get(old).status_code for _ in range(2)] == [403, 403]
    fresh = luma.generations.get(finished.id).assets.video
    assert fresh != old
    assert http.get(fresh).status_code == 200
    assert http.get(old).status_code == 403


def test_a_dead_address_asked_twice_uses_up_one_time(http, luma, sandbox, finished):
    sandbox.fault(on="download", what="dead_url", code=404, times=2)
    answers = []
    for _ in range(3):
        video = luma.generations.get(finished.id).assets.video
        answers.append([http.get(video).status_code for _ in range(2)])
    assert answers == [[404, 404], [404, 404], [200, 200]]


def test_a_truncated_file_breaks_off_before_its_promised_end(http, sandbox, finished):
    size = len(http.get(finished.assets.video).content)
    sandbox.fault(on="download", what="truncated_file")
    with pytest.raises(httpx.RemoteProtocolError, match=f"received {size // 2} bytes, expected {size}"):
        http.get(finished.assets.video)


def test_a_cut_file_is_short_and_does_not_say_so(http, sandbox, finished):
    whole = http.get(finished.assets.video).content
    sandbox.fault(on="download", what="cut_file")
    assert http.get(finished.assets.video).content == whole[: len(whole) // 2]


def test_a_web_page_calls_itself_a_video(http, sandbox, finished):
    sandbox.fault(on="download", what="wrong_type")
    answer = http.get(finished.assets.video)
    assert (answer.headers["content-type"], answer.content[:15]) == ("video/mp4", b"<!doctype html>")


def test_a_slow_file_comes_whole_in_its_time(http, sandbox, finished):
    sandbox.fault(on="download", what="slow_file", seconds=0.4)
    start = time.monotonic()
    content = http.get(finished.assets.video).content
    assert time.monotonic() - start > 0.3  # event loops wake up a little early
    with av.open(io.BytesIO(content), "r") as clip:
        assert clip.duration == 5_000_000


def test_any_file_can_be_the_clip(http, sandbox, finished, tmp_path):
    (tmp_path / "bad.mp4").write_bytes(b"\0" * 100)
    sandbox.fault(on="download", what="file", path=tmp_path / "bad.mp4")
    assert http.get(finished.assets.video).content == b"\0" * 100


# Everywhere


GOOGLES_ALONE = {"upload", "transfer", "file", "write"}


@pytest.mark.parametrize("what", ["drop", "status", "html", "empty", "null", "list", "truncated", "delay"])
@pytest.mark.parametrize("on", sorted(ALLOWED.keys() - GOOGLES_ALONE))
def test_what_can_happen_everywhere_does(http, sandbox, finished, on, what):
    sandbox.fault(on=on, what=what, seconds=0.01)
    got = outcome(http, sandbox.luma, on, finished)
    wanted = {
        "drop": "dropped",
        "status": 503,
        "html": "text/html; charset=utf-8",
        "empty": {},
        "null": None,
        "list": ["not", "what", "you", "asked", "for"],
        "truncated": "not JSON",
    }
    if what == "delay":
        assert got not in ("dropped", 503, "not JSON")
    else:
        assert got == wanted[what]
    assert sandbox.log()[0]["fault"] == what


def outcome(http: httpx.Client, base: str, on: str, finished) -> object:
    """What httpx makes of the answer."""
    routes = {
        "submit": ("POST", f"{base}/generations"),
        "check": ("GET", f"{base}/generations/{finished.id}"),
        "cancel": ("DELETE", f"{base}/generations/{finished.id}"),
        "list": ("GET", f"{base}/generations"),
        "concepts": ("GET", f"{base}/generations/concepts/list"),
        "download": ("GET", finished.assets.video),
    }
    method, url = routes.get(on, ("GET", f"{base}/{on}"))
    sent = {"model": "ray-2", "prompt": "a boat"} if on == "submit" else None
    try:
        answer = http.request(method, url, json=sent, headers=BEARER)
    except httpx.RemoteProtocolError:
        return "dropped"
    if answer.status_code >= 400:
        return answer.status_code
    if answer.headers.get("content-type") != "application/json":
        return answer.headers.get("content-type")
    try:
        return answer.json()
    except ValueError:
        return "not JSON"


def test_a_list_that_lags_behind_does_not_know_the_newest(luma, sandbox, clock):
    sandbox.fault(on="list", what="stale", seconds=10, times=None)
    create(luma)
    assert luma.generations.list().generations == []
    clock.forward(10)
    assert len(luma.generations.list().generations) == 1


def test_a_cancel_can_be_done_and_its_reply_lost(luma, sandbox, finished):
    sandbox.fault(on="cancel", what="accept_then_drop")
    with pytest.raises(lumaai.APIConnectionError):
        luma.generations.delete(finished.id)
    assert luma.generations.list().generations == []


def test_a_fault_acts_on_its_prompts_only_as_often_as_told(luma, sandbox):
    sandbox.fault(on="submit", what="status", match="storm", times=2)
    answers = []
    for prompt in ("a calm sea", "a storm", "a storm at night", "a calm sea", "the storm is over"):
        try:
            answers.append(create(luma, prompt).state)
        except lumaai.InternalServerError as error:
            answers.append(error.status_code)
    assert answers == ["queued", 503, 503, "queued", "queued"]


def test_what_is_refused_anyway_meets_no_fault(luma, sandbox):
    sandbox.fault(on="submit", what="accept_then_drop")
    with pytest.raises(lumaai.BadRequestError, match="too short"):
        create(luma, "ab")
    with pytest.raises(lumaai.APIConnectionError):
        create(luma)


def test_faults_are_set_listed_and_cleared_over_http(http, luma, sandbox):
    faults = f"{sandbox.url}/sandbox/faults"
    http.post(faults, json={"on": "submit", "what": "drop", "times": None}).raise_for_status()
    http.post(faults, json=[{"on": "check", "what": "never"}, {"on": "list", "what": "empty"}]).raise_for_status()
    with pytest.raises(lumaai.APIConnectionError):
        create(luma)
    assert [(fault["what"], fault["times"], fault["acted"]) for fault in http.get(faults).json()] == [
        ("drop", None, 1),
        ("never", 1, 0),
        ("empty", 1, 0),
    ]
    assert http.delete(faults).status_code == 204
    assert create(luma).state == "queued"


@pytest.mark.parametrize(
    "fault",
    [
        {"on": "submit", "what": "explode"},
        {"on": "list", "what": "never"},
        {"on": "download", "what": "file"},
        {"on": "download", "what": "file", "path": "/nowhere/clip.mp4"},
        {"on": "check", "what": "status", "times": 0},
        {"on": "check", "what": "status", "wat": 1},
    ],
)
def test_a_fault_that_cannot_happen_is_refused(http, sandbox, fault):
    assert http.post(f"{sandbox.url}/sandbox/faults", json=fault).status_code == 422
    assert http.get(f"{sandbox.url}/sandbox/faults").json() == []


# Trouble


@pytest.mark.parametrize("trouble", sorted(TROUBLES))
def test_a_trouble_does_not_stop_and_hides_nothing_that_was_accepted(trouble):
    times, outcomes = EXPECTED[trouble]
    with running(trouble=trouble) as sandbox:
        with LumaAI(auth_token=KEY, base_url=sandbox.luma, max_retries=0, timeout=0.5) as luma:
            assert {submit_and_list(luma) for _ in range(times)} == outcomes
        accepted = sum(count["accepted"] for count in sandbox.creates().values())
        assert accepted == len(sandbox.jobs())


EXPECTED = {
    "busy": (12, {"429", "queued"}),
    "filter": (2, {"queued"}),
    "flaky": (12, {"queued", "listed badly"}),
    "lost": (3, {"lost"}),
    "slow": (1, {"lost"}),
}


def submit_and_list(luma: LumaAI) -> str:
    try:
        made = create(luma)
    except lumaai.APIConnectionError:
        return "lost"
    except lumaai.RateLimitError:
        return "429"
    try:
        luma.generations.list()
    except lumaai.APIError:
        return "listed badly"
    return made.state or ""


def test_trouble_with_the_filter_ends_in_moderation(clock):
    with running(trouble="filter", clock=lambda: clock().timestamp()) as sandbox:
        with LumaAI(auth_token=KEY, base_url=sandbox.luma, max_retries=0) as luma:
            made = create(luma)
            clock.forward(3)
            assert luma.generations.get(made.id or "").failure_reason == "Advanced prompt moderation failed"
