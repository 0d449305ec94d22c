"""Luma through its own SDK, unmodified, against the sandbox: what goes out, what comes back, and that the key goes nowhere else."""

import math
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from studio.brief import Brief, FoundMaterial, Keyframe
from studio.errors import KeyMissing, LinkExpired, ReadFailed, Refused
from studio.media.probe import probe
from studio.providers.interface import Cancelled, Connection, Outcome, Progress
from studio.providers.luma import Luma, as_luma
from studio.sandbox.luma.rules import CONCEPTS, shape_of
from studio.sandbox.server import Address
from tests.clock import Clock

KEY = "luma-0123456789-secret-wxyz"
SECONDS = 3
FIRST, LAST = "https://example.org/first.jpg", "https://example.org/last.jpg"
BOAT = Brief(prompt="A paper boat in the rain", model="luma:ray-flash-2", resolution="540p")
PLAIN = {"prompt": BOAT.prompt, "model": "ray-flash-2", "duration": "5s", "resolution": "540p", "aspect_ratio": "16:9"}


@pytest.fixture
def luma(sandbox: Address) -> Iterator[Luma]:
    provider = Luma(KEY, sandbox.luma, timeout_s=5)
    yield provider
    provider.close()


def boat(**changes: object) -> Brief:
    return BOAT.model_copy(update=changes)


# -- what goes out ----------------------------------------------------------------------------------------

IMAGE = {"type": "image", "url": FIRST}
WORDS: list[tuple[dict[str, object], dict[str, object]]] = [
    ({}, {}),
    ({"duration_s": 9, "resolution": "4k", "ratio": "9:21"}, {"duration": "9s", "resolution": "4k", "aspect_ratio": "9:21"}),
    ({"model": "luma:ray-2"}, {"model": "ray-2"}),
    ({"loop": True}, {"loop": True}),
    ({"first_frame": Keyframe(url=FIRST)}, {"keyframes": {"frame0": IMAGE}}),
    ({"last_frame": Keyframe(url=FIRST)}, {"keyframes": {"frame1": IMAGE}}),
    (
        {"first_frame": Keyframe(url=FIRST), "last_frame": Keyframe(url=LAST)},
        {"keyframes": {"frame0": IMAGE, "frame1": {"type": "image", "url": LAST}}},
    ),
    ({"camera_moves": ("pan_left", "orbit_right")}, {"concepts": [{"key": "pan_left"}, {"key": "orbit_right"}]}),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "words"), WORDS)
def test_luma_is_sent_what_is_asked_and_nothing_else(
    luma: Luma, sandbox: Address, changes: dict[str, object], words: dict[str, object]
):
    luma.submit(boat(**changes))
    [job] = sandbox.jobs()
    sent = {name: value for name, value in job["asked"].items() if name != "generation_type"}  # the SDK's own
    assert sent == PLAIN | words


def test_a_picture_without_words_sends_no_prompt(luma: Luma, sandbox: Address):
    luma.submit(boat(prompt="", first_frame=Keyframe(url=FIRST)))
    assert "prompt" not in sandbox.jobs()[0]["asked"]


@pytest.mark.parametrize(("frame", "place"), [("first_frame", "frame0"), ("last_frame", "frame1")])
def test_to_continue_is_to_name_the_earlier_generation(
    luma: Luma, sandbox: Address, clock: Clock, frame: str, place: str
):
    earlier = luma.submit(BOAT).remote_id
    clock.forward(SECONDS)
    found = FoundMaterial(generation_id="ours", remote_id=earlier, is_picture=False)
    luma.submit(boat(prompt="It sinks", **{frame: found}))
    assert sandbox.jobs()[0]["asked"]["keyframes"] == {place: {"type": "generation", "id": earlier}}


def test_a_picture_of_ours_never_goes_out(luma: Luma, sandbox: Address, tmp_path: Path):
    with pytest.raises(Refused, match="public https address"):
        luma.submit(boat(first_frame=FoundMaterial(asset_id="ours", path=tmp_path / "a.png")))
    assert sandbox.log() == []


# -- the life of a clip -----------------------------------------------------------------------------------


def test_a_clip_is_submitted_checked_and_downloaded(luma: Luma, clock: Clock, tmp_path: Path):
    remote_id = luma.submit(boat(ratio="9:16")).remote_id
    assert luma.check(remote_id) == Progress(Outcome.RUNNING, stage="queued")
    clock.forward(SECONDS / 2)
    assert luma.check(remote_id) == Progress(Outcome.RUNNING, stage="dreaming")
    clock.forward(SECONDS / 2)
    progress = luma.check(remote_id)
    assert (progress.outcome, progress.stage) == (Outcome.SUCCEEDED, "completed")
    clip = probe(luma.download(progress, tmp_path).file)
    assert (clip.shown_size, clip.duration_s) == ((540, 960), pytest.approx(5, abs=0.1))


def test_a_fresh_provider_goes_on_from_the_id_alone(luma: Luma, sandbox: Address, clock: Clock):
    remote_id = luma.submit(BOAT).remote_id
    clock.forward(SECONDS)
    after_a_restart = Luma(KEY, sandbox.luma)
    assert after_a_restart.check(remote_id).outcome == Outcome.SUCCEEDED
    after_a_restart.close()


def test_luma_has_no_way_to_stop(luma: Luma, sandbox: Address):
    assert luma.cancel(luma.submit(BOAT).remote_id) == Cancelled.CANNOT
    assert [entry["operation"] for entry in sandbox.log()] == ["submit"]


def test_the_clip_is_fetched_without_the_key(luma: Luma, sandbox: Address, clock: Clock, tmp_path: Path):
    remote_id = luma.submit(BOAT).remote_id
    clock.forward(SECONDS)
    luma.download(luma.check(remote_id), tmp_path)
    assert [(entry["operation"], entry["key_ends"]) for entry in sandbox.log()[:2]] == [
        ("download", None),
        ("check", "wxyz"),
    ]


def test_a_dead_address_says_that_a_fresh_one_is_needed(luma: Luma, sandbox: Address, clock: Clock, tmp_path: Path):
    remote_id = luma.submit(BOAT).remote_id
    clock.forward(SECONDS)
    progress = luma.check(remote_id)
    sandbox.fault(on="download", what="dead_url")
    with pytest.raises(LinkExpired):
        luma.download(progress, tmp_path)
    luma.download(luma.check(remote_id), tmp_path)


def test_sixteen_threads_share_one_provider(luma: Luma, sandbox: Address, clock: Clock):
    ready = threading.Barrier(16)

    def submit_and_check(number: int) -> str:
        ready.wait(10)
        remote_id = luma.submit(boat(prompt=f"Boat {number}")).remote_id
        assert luma.check(remote_id).outcome == Outcome.RUNNING
        return remote_id

    with ThreadPoolExecutor(16) as threads:
        made = list(threads.map(submit_and_check, range(16)))
    assert {job["id"]: job["prompt"] for job in sandbox.jobs()} == {one: f"Boat {n}" for n, one in enumerate(made)}
    assert len(set(made)) == 16


# -- the free calls ---------------------------------------------------------------------------------------


def test_the_connection_tells_the_balance_in_dollars(luma: Luma):
    assert luma.check_connection() == Connection(True, "Luma accepts the key.", balance_usd=10_000.0)


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("wrong", "Luma does not accept the key: check it under Settings. Luma says: Invalid API key"),
        ("", "Luma needs a key: "),
    ],
)
def test_a_wrong_or_missing_key_is_a_sentence(sandbox: Address, key: str, sentence: str):
    provider = Luma(key, sandbox.luma)
    connection = provider.check_connection()
    assert (connection.is_ok, connection.balance_usd) == (False, None)
    assert connection.sentence.startswith(sentence)
    provider.close()


def test_without_a_key_nothing_is_sent(sandbox: Address):
    keyless = Luma("", sandbox.luma)
    for call in (lambda: keyless.submit(BOAT), lambda: keyless.check("x"), lambda: keyless.find_lost(BOAT, Clock()())):
        with pytest.raises(KeyMissing, match="LUMA_API_KEY"):
            call()
    assert sandbox.log() == []


def test_the_camera_moves_are_lumas_own_and_asked_for_once(luma: Luma, sandbox: Address):
    assert list(luma.camera_moves()) == list(luma.camera_moves()) == CONCEPTS
    assert [entry["operation"] for entry in sandbox.log()] == ["concepts"]


@pytest.mark.parametrize("what", ["html", "empty", "null", "truncated"])
def test_a_spoiled_list_of_camera_moves_is_not_kept(luma: Luma, sandbox: Address, what: str):
    sandbox.fault(on="concepts", what=what)
    with pytest.raises(ReadFailed):
        luma.camera_moves()
    assert list(luma.camera_moves()) == CONCEPTS


# -- what was lost ----------------------------------------------------------------------------------------


def accepted(sandbox: Address, **changes: object) -> str:
    """A generation that Luma has, whoever asked for it."""
    asked = as_luma(boat(**changes))
    account = sandbox.reception.accounts["luma"]
    return account.accept(asked.get("prompt", ""), asked, shape_of(asked), 1).id


def a_second_ago(clock: Clock) -> datetime:
    return clock() - timedelta(seconds=1)


def test_a_lost_one_is_found_among_those_that_are_like_it(luma: Luma, sandbox: Address, clock: Clock):
    accepted(sandbox)  # the same brief, but earlier
    clock.forward(60)
    for other in ({"prompt": "A paper boat"}, {"model": "luma:ray-2"}, {"duration_s": 9}, {"resolution": "720p"}):
        accepted(sandbox, **other)
    lost = accepted(sandbox)
    accepted(sandbox, ratio="1:1")
    assert luma.find_lost(BOAT, a_second_ago(clock)) == [lost]


def test_two_that_match_are_both_told_oldest_first(luma: Luma, sandbox: Address, clock: Clock):
    both = [accepted(sandbox), accepted(sandbox)]
    assert luma.find_lost(BOAT, a_second_ago(clock)) == both


@pytest.mark.parametrize("others", [99, 100, 250])
def test_a_lost_one_is_found_on_whatever_page(luma: Luma, sandbox: Address, clock: Clock, others: int):
    lost = accepted(sandbox)
    for number in range(others):
        accepted(sandbox, prompt=f"Boat {number}")
    assert luma.find_lost(BOAT, a_second_ago(clock)) == [lost]
    assert len(sandbox.log()) == math.ceil((1 + others) / 100)


def test_older_pages_are_not_read(luma: Luma, sandbox: Address, clock: Clock):
    for number in range(150):
        accepted(sandbox, prompt=f"Boat {number}")
    clock.forward(60)
    assert luma.find_lost(BOAT, a_second_ago(clock)) == []
    assert len(sandbox.log()) == 1


def test_a_lost_one_without_words_is_not_mistaken_for_one_with(luma: Luma, sandbox: Address, clock: Clock):
    picture = Keyframe(url=FIRST)
    lost = accepted(sandbox, prompt="", first_frame=picture)
    accepted(sandbox, first_frame=picture)
    assert luma.find_lost(boat(prompt="", first_frame=picture), a_second_ago(clock)) == [lost]


def test_a_lost_continuation_is_told_from_a_clip_that_starts_afresh(luma: Luma, sandbox: Address, clock: Clock):
    accepted(sandbox)
    found = FoundMaterial(generation_id="ours", remote_id="theirs", is_picture=False)
    lost = accepted(sandbox, first_frame=found)
    assert luma.find_lost(boat(continues_id="ours"), a_second_ago(clock)) == [lost]
    assert luma.find_lost(boat(first_frame=Keyframe(generation_id="ours")), a_second_ago(clock)) == [lost]
    assert luma.find_lost(boat(first_frame=found), a_second_ago(clock)) == [lost]
    another = found.model_copy(update={"remote_id": "another"})
    assert luma.find_lost(boat(first_frame=another), a_second_ago(clock)) == []


def test_a_lost_one_is_told_by_its_pictures(luma: Luma, sandbox: Address, clock: Clock):
    lost = accepted(sandbox, first_frame=Keyframe(url=FIRST))
    accepted(sandbox, first_frame=Keyframe(url=LAST))
    accepted(sandbox)
    assert luma.find_lost(boat(first_frame=Keyframe(url=FIRST)), a_second_ago(clock)) == [lost]


@pytest.mark.parametrize("what", ["html", "empty", "null", "list", "truncated", "drop", "status"])
def test_a_list_that_cannot_be_read_is_no_answer(luma: Luma, sandbox: Address, clock: Clock, what: str):
    accepted(sandbox)
    sandbox.fault(on="list", what=what)
    with pytest.raises(ReadFailed):
        luma.find_lost(BOAT, a_second_ago(clock))


# -- the key ----------------------------------------------------------------------------------------------
