"""Google's Gemini Omni through its own SDK, unmodified, against the sandbox: what goes out, what comes back, and that the key goes
nowhere else."""

import base64
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from studio.brief import Brief, FoundMaterial, Keyframe
from studio.errors import (
    BadMedia,
    FailureKind,
    KeyMissing,
    LinkExpired,
    ReadFailed,
    Refused,
    StudioError,
)
from studio.media.probe import probe
from studio.providers.google.omni import GoogleOmni
from studio.providers.google.progress import as_progress
from studio.providers.google.words import as_google
from studio.providers.interface import Cancelled, Connection, Outcome, Progress
from studio.sandbox.server import Address
from tests.clock import Clock
from tests.ports import free_port

KEY = "google-0123456789-secret-wxyz"
SECONDS = 3
BOAT = Brief(prompt="A paper boat in the rain", model="google:gemini-omni-1.2-flash", resolution="360p", duration_s=3)
FORMAT = {"type": "video", "aspect_ratio": "16:9", "resolution": "360p", "duration": "3s", "delivery": "uri"}
PLAIN: dict[str, Any] = {
    "model": "gemini-omni-1.2-flash",
    "input": BOAT.prompt,
    "response_format": FORMAT,
    "generation_config": {"video_config": {"task": "text_to_video"}},
    "background": True,
    "store": True,
}


@pytest.fixture
def google(sandbox: Address) -> Iterator[GoogleOmni]:
    provider = GoogleOmni(KEY, sandbox.google, timeout_s=5)
    yield provider
    provider.close()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "first.png"
    Image.new("RGB", (64, 36), "teal").save(path)
    return path


def boat(**changes: object) -> Brief:
    return BOAT.model_copy(update=changes)


def asset(path: Path) -> FoundMaterial:
    return FoundMaterial(asset_id="ours", path=path)


# -- what goes out ----------------------------------------------------------------------------------------

WORDS: list[tuple[dict[str, object], dict[str, object]]] = [
    ({}, {}),
    ({"model": "google:gemini-omni-1.1-flash"}, {"model": "gemini-omni-1.1-flash"}),
    (
        {"duration_s": 15, "resolution": "4k", "ratio": "9:16"},
        {"response_format": FORMAT | {"duration": "15s", "resolution": "4k", "aspect_ratio": "9:16"}},
    ),
    ({"seed": 7}, {"generation_config": {"video_config": {"task": "text_to_video"}, "seed": 7}}),
]


@pytest.mark.parametrize(("changes", "words"), WORDS)
def test_google_is_sent_what_is_asked_and_nothing_else(
    google: GoogleOmni, sandbox: Address, changes: dict[str, object], words: dict[str, object]
):
    google.submit(boat(**changes))
    [job] = sandbox.jobs()
    assert job["asked"] == PLAIN | words


def sent_content(sandbox: Address) -> list[dict[str, Any]]:
    [step] = sandbox.jobs()[0]["asked"]["input"]
    return step["content"]


def test_a_first_frame_goes_out_whole_with_its_tag(google: GoogleOmni, sandbox: Address, picture: Path):
    google.submit(boat(first_frame=asset(picture)))
    image, text = sent_content(sandbox)
    assert (base64.b64decode(image["data"]), image["mime_type"]) == (picture.read_bytes(), "image/png")
    assert text["text"] == f"<FIRST_FRAME> {BOAT.prompt}"
    assert sandbox.jobs()[0]["asked"]["generation_config"]["video_config"] == {"task": "image_to_video"}


def test_both_frames_go_out_in_the_order_of_their_tags(
    google: GoogleOmni, sandbox: Address, picture: Path, tmp_path: Path
):
    last = tmp_path / "last.jpg"
    Image.new("RGB", (64, 36), "red").save(last)
    google.submit(boat(first_frame=asset(picture), last_frame=asset(last)))
    *images, text = sent_content(sandbox)
    assert [image["mime_type"] for image in images] == ["image/png", "image/jpeg"]
    assert text["text"] == f"<FIRST_FRAME> <LAST_FRAME> {BOAT.prompt}"


def test_to_continue_is_to_start_on_the_last_frame(google: GoogleOmni, sandbox: Address, picture: Path):
    google.submit(boat(first_frame=FoundMaterial(generation_id="ours", path=picture)))
    assert base64.b64decode(sent_content(sandbox)[0]["data"]) == picture.read_bytes()


def test_a_picture_by_address_is_refused_before_anything_is_sent(google: GoogleOmni, sandbox: Address):
    with pytest.raises(Refused, match="from the library"):
        google.submit(boat(first_frame=Keyframe(url="https://example.org/a.jpg")))
    assert sandbox.log() == []


def test_what_is_no_picture_is_not_sent(google: GoogleOmni, sandbox: Address, tmp_path: Path):
    page = tmp_path / "page.png"
    page.write_text("<!doctype html>")
    with pytest.raises(BadMedia, match="A web page was sent instead of a picture"):
        google.submit(boat(first_frame=asset(page)))
    with pytest.raises(Refused, match="cannot be read"):
        google.submit(boat(first_frame=asset(tmp_path / "gone.png")))
    assert sandbox.log() == []


def test_words_are_made_without_a_key_or_a_network(picture: Path):
    assert as_google(BOAT) == PLAIN
    assert as_google(boat(first_frame=asset(picture)))["input"][-1]["text"].startswith("<FIRST_FRAME> ")


# -- the life of a clip -----------------------------------------------------------------------------------


def test_a_clip_is_submitted_checked_and_downloaded(google: GoogleOmni, clock: Clock, tmp_path: Path):
    remote_id = google.submit(boat(ratio="9:16")).remote_id
    assert google.check(remote_id) == Progress(Outcome.RUNNING, stage="queued")
    clock.forward(SECONDS / 2)
    assert google.check(remote_id) == Progress(Outcome.RUNNING, stage="in_progress")
    clock.forward(SECONDS / 2)
    progress = google.check(remote_id)
    assert (progress.outcome, progress.stage) == (Outcome.SUCCEEDED, "completed")
    clip = probe(google.download(progress, tmp_path).file)
    assert (clip.shown_size, clip.duration_s) == ((360, 640), pytest.approx(3, abs=0.1))


def test_a_fresh_provider_goes_on_from_the_id_alone(google: GoogleOmni, sandbox: Address, clock: Clock):
    remote_id = google.submit(BOAT).remote_id
    clock.forward(SECONDS)
    after_a_restart = GoogleOmni(KEY, sandbox.google)
    assert after_a_restart.check(remote_id).outcome == Outcome.SUCCEEDED
    after_a_restart.close()


def test_a_running_one_is_cancelled_and_told_as_such(google: GoogleOmni):
    remote_id = google.submit(BOAT).remote_id
    assert google.cancel(remote_id) == Cancelled.CANCELLED
    progress = google.check(remote_id)
    assert (progress.outcome, progress.failure) == (Outcome.FAILED, FailureKind.CANCELLED)


def test_a_finished_one_is_too_late_to_cancel(google: GoogleOmni, clock: Clock):
    remote_id = google.submit(BOAT).remote_id
    clock.forward(SECONDS)
    assert google.cancel(remote_id) == Cancelled.TOO_LATE


@pytest.mark.parametrize(
    "fault", [{"what": "drop"}, {"what": "status", "code": 503}, {"what": "empty"}, {"what": "html"}]
)
def test_a_cancellation_that_went_wrong_is_neither_done_nor_too_late(
    google: GoogleOmni, sandbox: Address, fault: dict[str, Any]
):
    remote_id = google.submit(BOAT).remote_id
    sandbox.fault(on="cancel", **fault)
    with pytest.raises(ReadFailed):
        google.cancel(remote_id)


def test_a_cancellation_that_arrived_though_its_reply_was_lost_is_seen_at_the_next_try(
    google: GoogleOmni, sandbox: Address
):
    remote_id = google.submit(BOAT).remote_id
    sandbox.fault(on="cancel", what="accept_then_drop")
    with pytest.raises(ReadFailed):
        google.cancel(remote_id)
    assert google.cancel(remote_id) == Cancelled.CANCELLED


def test_a_dead_file_says_that_a_fresh_address_is_needed(
    google: GoogleOmni, sandbox: Address, clock: Clock, tmp_path: Path
):
    remote_id = google.submit(BOAT).remote_id
    clock.forward(SECONDS)
    progress = google.check(remote_id)
    sandbox.fault(on="download", what="dead_url")
    with pytest.raises(LinkExpired):
        google.download(progress, tmp_path)
    google.download(google.check(remote_id), tmp_path)


def test_sixteen_threads_share_one_provider(google: GoogleOmni, sandbox: Address):
    ready = threading.Barrier(16)

    def submit_and_check(number: int) -> str:
        ready.wait(10)
        remote_id = google.submit(boat(prompt=f"Boat {number}")).remote_id
        assert google.check(remote_id).outcome == Outcome.RUNNING
        return remote_id.removeprefix("v1_")

    with ThreadPoolExecutor(16) as threads:
        made = list(threads.map(submit_and_check, range(16)))
    assert {job["id"]: job["prompt"] for job in sandbox.jobs()} == {one: f"Boat {n}" for n, one in enumerate(made)}


def test_google_cannot_tell_what_became_of_a_lost_one(google: GoogleOmni, sandbox: Address, clock: Clock):
    assert google.find_lost(BOAT, clock()) is None
    assert sandbox.log() == []


# -- what comes back --------------------------------------------------------------------------------------


def reply(status: object, **more: object) -> SimpleNamespace:
    return SimpleNamespace(status=status, **more)


def complaint(code: str, message: str) -> list[SimpleNamespace]:
    return [SimpleNamespace(code=code, message=message)]


@pytest.mark.parametrize(
    ("answer", "kind", "word"),
    [
        (reply("failed", errors=complaint("internal", "Something broke")), FailureKind.PROVIDER, "Something broke"),
        (reply("failed", errors=None), FailureKind.PROVIDER, "try again"),
        (reply("failed", errors=[17, None]), FailureKind.PROVIDER, "try again"),
        (reply("failed", errors=complaint("content_filtered", "No")), FailureKind.FILTERED, "change the prompt"),
        (reply("incomplete"), FailureKind.PROVIDER, "(incomplete)"),
        (reply("requires_action"), FailureKind.PROVIDER, "(requires action)"),
        (reply("budget_exceeded"), FailureKind.QUOTA, "raise the budget"),
        (reply("cancelled"), FailureKind.CANCELLED, "cancelled at Google"),
        (
            reply("completed", output_video=None, output_text="I can't do that."),
            FailureKind.FILTERED,
            "I can't do that.",
        ),
        (reply("completed", output_video=None, output_text=""), FailureKind.PROVIDER, "made no clip"),
        (reply("completed"), FailureKind.PROVIDER, "made no clip"),
    ],
)
def test_an_end_without_a_clip_is_a_failure_with_a_sentence(answer: object, kind: FailureKind, word: str):
    progress = as_progress(answer)
    assert (progress.outcome, progress.failure, progress.was_charged) == (Outcome.FAILED, kind, None)
    assert word in progress.sentence


@pytest.mark.parametrize("status", ["queued", "in_progress", "requires_continuation", "daydreaming"])
def test_a_state_that_is_no_end_is_waited_for(status: str):
    assert as_progress(reply(status)) == Progress(Outcome.RUNNING, stage=status)


@pytest.mark.parametrize("answer", [None, [], "<html>", reply(None), reply(17)])
def test_an_answer_without_a_state_is_read_again(answer: object):
    with pytest.raises(ReadFailed, match="cannot be read"):
        as_progress(answer)


def test_a_clip_inside_the_answer_is_kept_like_one_by_address(google: GoogleOmni, clip: Path, tmp_path: Path):
    inside = SimpleNamespace(uri=None, data=base64.b64encode(clip.read_bytes()).decode())
    kept = google.download(as_progress(reply("completed", output_video=inside)), tmp_path).file
    assert kept.read_bytes() == clip.read_bytes()


@pytest.mark.parametrize(("inside", "error"), [("not base64!", ReadFailed), ("PGh0bWw+", BadMedia)])
def test_what_is_inside_the_answer_but_no_clip_is_not_kept(
    google: GoogleOmni, tmp_path: Path, inside: str, error: type[StudioError]
):
    progress = as_progress(reply("completed", output_video=SimpleNamespace(uri=None, data=inside)))
    with pytest.raises(error):
        google.download(progress, tmp_path)
    assert list(tmp_path.iterdir()) == []


# -- the free call ----------------------------------------------------------------------------------------


def test_the_connection_is_good_and_tells_no_balance(google: GoogleOmni):
    assert google.check_connection() == Connection(True, "Google accepts the key.")


@pytest.mark.parametrize(
    ("key", "sentence"),
    [("wrong", "Google does not accept the key: check it under Settings. Google says: API key not"), ("", "Google needs a key: ")],
)  # fmt: skip
def test_a_wrong_or_missing_key_is_a_sentence(sandbox: Address, key: str, sentence: str):
    provider = GoogleOmni(key, sandbox.google)
    connection = provider.check_connection()
    assert not connection.is_ok and connection.sentence.startswith(sentence)
    provider.close()


def test_without_a_key_nothing_is_sent(sandbox: Address):
    keyless = GoogleOmni("", sandbox.google)
    for call in (lambda: keyless.submit(BOAT), lambda: keyless.check("x"), lambda: keyless.cancel("x")):
        with pytest.raises(KeyMissing, match="GEMINI_API_KEY"):
            call()
    assert sandbox.log() == []


# -- the key ----------------------------------------------------------------------------------------------


def test_the_environment_neither_redirects_nor_replaces(sandbox: Address, monkeypatch: pytest.MonkeyPatch):
    elsewhere = f"http://127.0.0.1:{free_port()}"
    for name in ("GOOGLE_GEMINI_BASE_URL", "GOOGLE_VERTEX_BASE_URL", "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, elsewhere)
    for name, value in {
        "GOOGLE_API_KEY": "another-key",
        "GEMINI_API_KEY": "another-key",
        "GOOGLE_GENAI_USE_ENTERPRISE": "true",
        "GOOGLE_GENAI_API_VERSION": "v0",
        "GOOGLE_GENAI_CLIENT_MODE": "replay",
        "GOOGLE_CLOUD_PROJECT": "theirs",
    }.items():
        monkeypatch.setenv(name, value)
    provider = GoogleOmni(KEY, sandbox.google)
    provider.submit(BOAT)
    assert provider.check_connection().is_ok
    assert [entry["key_ends"] for entry in sandbox.log()] == ["wxyz", "wxyz"]
    provider.close()


@pytest.fixture
def stranger() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Another server on this machine, and the headers of what it was asked. It sends everybody on to itself."""
    seen: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        server.shutdown()


def test_a_clip_elsewhere_is_fetched_without_the_key(
    google: GoogleOmni, tmp_path: Path, stranger: tuple[str, list[dict[str, str]]]
):
    address, seen = stranger
    progress = Progress(Outcome.SUCCEEDED, url=f"{address.replace('127.0.0.1', 'localhost')}/v1/files/abc")
    with pytest.raises(LinkExpired):
        google.download(progress, tmp_path)
    assert len(seen) == 1 and "x-goog-api-key" not in seen[0]


@pytest.mark.parametrize("operation", ["download", "check", "submit", "ping"])
def test_the_key_does_not_go_along_a_redirect(
    google: GoogleOmni,
    sandbox: Address,
    clock: Clock,
    tmp_path: Path,
    stranger: tuple[str, list[dict[str, str]]],
    operation: str,
):
    address, seen = stranger
    remote_id = google.submit(BOAT).remote_id
    clock.forward(SECONDS)
    progress = google.check(remote_id)
    calls: dict[str, Callable[[], object]] = {
        "download": lambda: google.download(progress, tmp_path),
        "check": lambda: google.check(remote_id),
        "submit": lambda: google.submit(BOAT),
        "ping": google.check_connection,
    }
    sandbox.fault(on=operation, what="status", code=302, headers={"Location": f"{address}/elsewhere"})
    with suppress(StudioError):
        calls[operation]()
    assert all("x-goog-api-key" not in headers for headers in seen)
