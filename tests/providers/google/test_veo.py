"""Google's Veo through its own SDK, unmodified, against the sandbox: both ways in, what goes out, what comes back, and the key."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import google.auth
import pytest
from google.auth.exceptions import DefaultCredentialsError, RefreshError, TransportError
from google.genai import types
from google.oauth2.credentials import Credentials
from PIL import Image

from studio.brief import Brief, FoundMaterial, Keyframe, Operation
from studio.errors import FailureKind, KeyMissing, NotSent, ReadFailed, Refused, StudioError
from studio.media.probe import probe
from studio.providers.google.veo import GoogleVeo, as_progress, as_veo
from studio.providers.interface import Cancelled, Connection, Outcome, Progress
from studio.sandbox.server import Address
from tests.clock import Clock
from tests.ports import free_port

KEY = "veo-0123456789-secret-wxyz"
SECONDS = 3
BOAT = Brief(prompt="A paper boat in the rain", model="veo:veo-3.1-fast-generate-001", duration_s=4)
PLAIN = {"sampleCount": 1, "durationSeconds": 4, "aspectRatio": "16:9", "resolution": "720p", "generateAudio": False}


def express(sandbox: Address) -> GoogleVeo:
    return GoogleVeo(KEY, sandbox.google, timeout_s=5)


def project(sandbox: Address) -> GoogleVeo:
    return GoogleVeo("", sandbox.google, "ours", "us-central1", timeout_s=5, credentials=Credentials(token=KEY))


@pytest.fixture(params=[express, project])
def veo(sandbox: Address, request: pytest.FixtureRequest) -> Iterator[GoogleVeo]:
    """By either way in."""
    provider = request.param(sandbox)
    yield provider
    provider.close()


def boat(**changes: object) -> Brief:
    return BOAT.model_copy(update=changes)


def picture(path: Path) -> FoundMaterial:
    Image.new("RGB", (64, 36), "teal").save(path)
    return FoundMaterial(asset_id="ours", path=path)


# -- what goes out ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, {}),
        ({"duration_s": 8.0, "ratio": "9:16"}, {"durationSeconds": 8, "aspectRatio": "9:16"}),
        ({"resolution": "1080p", "seed": 7}, {"resolution": "1080p", "seed": 7}),
        ({"sound": True, "negative_prompt": " rain "}, {"generateAudio": True, "negativePrompt": "rain"}),
        ({"model": "veo:veo-3.1-lite-generate-001"}, {"generateAudio": True}),
    ],
)
def test_veo_is_sent_what_is_asked_and_nothing_else(
    veo: GoogleVeo, sandbox: Address, changes: dict[str, object], words: dict[str, object]
):
    veo.submit(boat(**changes))
    asked = sandbox.jobs()[0]["asked"]
    assert (asked["instances"], asked["parameters"]) == ([{"prompt": BOAT.prompt}], PLAIN | words)


def test_frames_go_out_whole(veo: GoogleVeo, sandbox: Address, tmp_path: Path):
    first, last = picture(tmp_path / "first.png"), picture(tmp_path / "last.jpg")
    veo.submit(boat(first_frame=first, last_frame=last))
    [instance] = sandbox.jobs()[0]["asked"]["instances"]
    assert (instance["image"]["mimeType"], instance["lastFrame"]["mimeType"]) == ("image/png", "image/jpeg")
    assert base64.b64decode(instance["image"]["bytesBase64Encoded"]) == (tmp_path / "first.png").read_bytes()


def test_references_go_out_whole_as_assets(veo: GoogleVeo, sandbox: Address, tmp_path: Path):
    veo.submit(boat(duration_s=8, references=(picture(tmp_path / "boat.png"), picture(tmp_path / "girl.jpg"))))
    sent = sandbox.jobs()[0]["asked"]["instances"][0]["referenceImages"]
    assert [(one["referenceType"], one["image"]["mimeType"]) for one in sent] == [
        ("ASSET", "image/png"),
        ("ASSET", "image/jpeg"),
    ]
    assert base64.b64decode(sent[1]["image"]["bytesBase64Encoded"]) == (tmp_path / "girl.jpg").read_bytes()


def test_a_clip_to_extend_goes_out_whole_and_comes_back_longer(
    veo: GoogleVeo, sandbox: Address, clock: Clock, tmp_path: Path, clip: Path
):
    longer = boat(operation=Operation.EXTEND, duration_s=7, source=FoundMaterial(asset_id="ours", path=clip))
    remote_id = veo.submit(longer).remote_id
    [instance] = sandbox.jobs()[0]["asked"]["instances"]
    assert base64.b64decode(instance["video"]["bytesBase64Encoded"]) == clip.read_bytes()
    assert "aspectRatio" not in sandbox.jobs()[0]["asked"]["parameters"]
    clock.forward(SECONDS)
    made = probe(veo.download(veo.check(remote_id), tmp_path).file)
    assert made.duration_s == pytest.approx(round(probe(clip).duration_s) + 7, abs=0.1)


@pytest.mark.parametrize(
    "source", [FoundMaterial(url="https://example.org/a.mp4"), FoundMaterial(path=Path("gone.mp4"))]
)
def test_a_clip_that_cannot_be_read_here_is_refused_before_anything_is_sent(
    veo: GoogleVeo, sandbox: Address, source: FoundMaterial
):
    with pytest.raises(Refused, match=r"clip"):
        veo.submit(boat(operation=Operation.EXTEND, duration_s=7, source=source))
    assert sandbox.log() == []


def test_a_picture_by_address_is_refused_before_anything_is_sent(veo: GoogleVeo, sandbox: Address):
    with pytest.raises(Refused, match="from the library"):
        veo.submit(boat(first_frame=Keyframe(url="https://example.org/a.jpg")))
    assert sandbox.log() == []


def test_words_are_made_without_a_key_or_a_network():
    assert as_veo(BOAT)["source"] == {"prompt": BOAT.prompt}


@pytest.mark.parametrize(
    ("way", "host"),
    [
        (("", "p", "europe-west4"), "https://europe-west4-aiplatform.googleapis.com"),
        (("", "p", "global"), "https://aiplatform.googleapis.com"),
        (("key", "", "us-central1"), "https://aiplatform.googleapis.com"),
    ],
)
def test_the_address_follows_the_way_in(way: tuple[str, str, str], host: str):
    key, ours, location = way
    assert GoogleVeo(key, "https://{location}-aiplatform.googleapis.com", ours, location)._base_url == host


# -- the life of a clip -----------------------------------------------------------------------------------


def test_a_clip_is_submitted_checked_and_downloaded(veo: GoogleVeo, clock: Clock, tmp_path: Path):
    remote_id = veo.submit(boat(ratio="9:16")).remote_id
    assert veo.check(remote_id) == Progress(Outcome.RUNNING, stage="running")
    clock.forward(SECONDS)
    progress = veo.check(remote_id)
    assert progress.outcome == Outcome.SUCCEEDED
    clip = probe(veo.download(progress, tmp_path).file)
    assert (clip.shown_size, clip.duration_s) == ((720, 1280), pytest.approx(4, abs=0.1))


def test_veo_can_neither_stop_nor_tell_what_became_of_a_lost_one(veo: GoogleVeo, sandbox: Address, clock: Clock):
    assert (veo.cancel("x"), veo.find_lost(BOAT, clock())) == (Cancelled.CANNOT, None)
    assert sandbox.log() == []


def ended(**more: Any) -> types.GenerateVideosOperation:
    return types.GenerateVideosOperation.model_validate({"name": "x", "done": True, **more})


@pytest.mark.parametrize(
    ("operation", "kind", "words"),
    [
        (ended(error={"code": 13, "message": "Internal error"}), FailureKind.PROVIDER, "Internal error"),
        (ended(error={"code": 3, "message": "Bad aspect"}), FailureKind.INVALID, "Bad aspect"),
        (ended(error={"code": 3, "message": "It violates our rules"}), FailureKind.FILTERED, "change the prompt"),
        (ended(error={"code": 8, "message": "Out of quota"}), FailureKind.QUOTA, "Out of quota"),
        (
            ended(
                response=types.GenerateVideosResponse(rai_media_filtered_count=1, rai_media_filtered_reasons=["No."])
            ),
            FailureKind.FILTERED,
            "Google says: No.",
        ),
        (ended(response=types.GenerateVideosResponse(generated_videos=[])), FailureKind.PROVIDER, "made no clip"),
        (ended(), FailureKind.PROVIDER, "made no clip"),
    ],
)
def test_an_end_without_a_clip_is_a_failure_with_a_sentence(operation: Any, kind: FailureKind, words: str):
    progress = as_progress(operation)
    assert (progress.outcome, progress.failure, progress.was_charged) == (Outcome.FAILED, kind, None)
    assert words in progress.sentence


# -- the way in -------------------------------------------------------------------------------------------


def test_the_connection_is_good_and_tells_no_balance(veo: GoogleVeo):
    assert veo.check_connection() == Connection(True, "Google Veo lets us in.")


@pytest.mark.parametrize(
    ("key", "sentence"),
    [("wrong", "Google Veo does not accept the key: check it"), ("", "Google Veo needs a key or a project")],
)
def test_a_wrong_or_missing_key_is_a_sentence(sandbox: Address, key: str, sentence: str):
    provider = GoogleVeo(key, sandbox.google)
    connection = provider.check_connection()
    assert not connection.is_ok and connection.sentence.startswith(sentence)
    provider.close()


def test_a_machine_without_credentials_is_told_how_to_get_some(sandbox: Address, monkeypatch: pytest.MonkeyPatch):
    def none_here(**_: object) -> None:
        raise DefaultCredentialsError("none")

    monkeypatch.setattr(google.auth, "default", none_here)
    with pytest.raises(KeyMissing, match="gcloud auth application-default login"):
        GoogleVeo("", sandbox.google, "ours").submit(BOAT)
    assert sandbox.log() == []


class Expired(Credentials):
    """Credentials that must be renewed first, which goes wrong."""

    def __init__(self, error: Exception):
        super().__init__(token=None)
        self._error = error

    def refresh(self, request: object) -> None:
        raise self._error


@pytest.mark.parametrize(
    ("error", "told"), [(RefreshError("revoked"), Refused), (TransportError("no network"), NotSent)]
)
def test_credentials_that_cannot_be_renewed_send_nothing(sandbox: Address, error: Exception, told: type[StudioError]):
    provider = GoogleVeo("", sandbox.google, "ours", credentials=Expired(error))
    with pytest.raises(told):
        provider.submit(BOAT)
    with pytest.raises((Refused, ReadFailed)):
        provider.check("x")
    assert sandbox.log() == []
    provider.close()


def test_the_environment_neither_redirects_nor_replaces(sandbox: Address, monkeypatch: pytest.MonkeyPatch):
    elsewhere = f"http://127.0.0.1:{free_port()}"
    for name in ("GOOGLE_VERTEX_BASE_URL", "GOOGLE_GEMINI_BASE_URL", "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, elsewhere)
    for name in ("GOOGLE_API_KEY", "GEMINI_API_KEY", "GOOGLE_CLOUD_PROJECT", "GOOGLE_CLOUD_LOCATION"):
        monkeypatch.setenv(name, "theirs")
    monkeypatch.setenv("GOOGLE_GENAI_USE_ENTERPRISE", "false")
    monkeypatch.setenv("GOOGLE_GENAI_CLIENT_MODE", "replay")
    for way in (express, project):
        provider = way(sandbox)
        provider.submit(BOAT)
        provider.close()
    assert [entry["key_ends"] for entry in sandbox.log()] == ["wxyz", "wxyz"]
    assert sandbox.jobs()[0]["asked"]["at"].startswith("projects/ours/locations/us-central1/")
