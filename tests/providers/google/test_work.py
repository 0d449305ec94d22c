"""What else Gemini Omni does, through its own SDK against the sandbox: references, clips that are changed, made longer or larger,
uploads, and pictures by the picture models."""

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from studio.brief import Brief, FoundMaterial, Operation, Role, Source
from studio.errors import BadMedia, FailureKind, NotSent, RateLimited, Refused, StudioError
from studio.media.picture import probe_picture
from studio.media.probe import probe
from studio.providers.google.omni import GoogleOmni
from studio.providers.google.words import as_google
from studio.providers.interface import Outcome
from studio.sandbox.server import Address
from tests.clips import write_test_clip
from tests.clock import Clock

KEY = "google-0123456789-secret-wxyz"
SECONDS = 3
BOAT = Brief(prompt="A paper boat in the rain", model="google:gemini-omni-1.2-flash", resolution="360p", duration_s=3)
STILL = BOAT.model_copy(
    update={"operation": Operation.PICTURE, "model": "google:gemini-3.1-flash-image", "resolution": "1K"}
)


@pytest.fixture
def google(sandbox: Address) -> Iterator[GoogleOmni]:
    provider = GoogleOmni(KEY, sandbox.google, timeout_s=5)
    yield provider
    provider.close()


@pytest.fixture(scope="module")
def short_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds of 360p."""
    path = tmp_path_factory.mktemp("clips") / "short.mp4"
    write_test_clip(path, 640, 360, 3)
    return path


def boat(**changes: object) -> Brief:
    return BOAT.model_copy(update=changes)


def still(**changes: object) -> Brief:
    return STILL.model_copy(update=changes)


def picture(path: Path, role: Role | None = None) -> FoundMaterial:
    Image.new("RGB", (64, 64), "teal").save(path)
    return FoundMaterial(asset_id="ours", path=path, role=role)


def file(path: Path) -> FoundMaterial:
    return FoundMaterial(asset_id="ours", path=path)


def own(remote_id: str) -> FoundMaterial:
    return FoundMaterial(generation_id="ours", remote_id=remote_id, is_picture=False)


def asked(sandbox: Address) -> dict[str, Any]:
    return sandbox.jobs()[0]["asked"]


def sent_text(sandbox: Address) -> str:
    [step] = asked(sandbox)["input"]
    return step["content"][-1]["text"]


def task(sandbox: Address) -> str | None:
    return (asked(sandbox).get("generation_config") or {}).get("video_config", {}).get("task")


def operations(sandbox: Address) -> list[str]:
    return [entry["operation"] for entry in reversed(sandbox.log())]


def made(google: GoogleOmni, clock: Clock, brief: Brief) -> str:
    remote_id = google.submit(brief).remote_id
    clock.forward(SECONDS)
    return remote_id


# -- references -------------------------------------------------------------------------------------------


def test_references_are_called_by_their_tags_and_told_what_they_are_for(
    google: GoogleOmni, sandbox: Address, tmp_path: Path
):
    girl, ink = picture(tmp_path / "girl.png", Role.CHARACTER), picture(tmp_path / "ink.png", Role.STYLE)
    google.submit(boat(references=(girl, ink)))
    assert task(sandbox) == "reference_to_video"
    assert sent_text(sandbox) == (
        f"{BOAT.prompt} Use <IMAGE_REF_0> as a reference for the character, <IMAGE_REF_1> as a reference for the style."
    )


def test_a_prompt_that_calls_a_reference_itself_is_left_as_it_is(google: GoogleOmni, sandbox: Address, tmp_path: Path):
    prompt = "A boat with <IMAGE_REF_0> at the helm"
    google.submit(boat(prompt=prompt, references=(picture(tmp_path / "girl.png"),)))
    assert sent_text(sandbox) == prompt


def test_frames_beside_references_are_declared_one_by_one(google: GoogleOmni, sandbox: Address, tmp_path: Path):
    frames = {"first_frame": picture(tmp_path / "first.png"), "last_frame": picture(tmp_path / "last.png")}
    google.submit(boat(**frames, references=(picture(tmp_path / "girl.png"),)))
    assert sent_text(sandbox).startswith(
        "[# Sources <FIRST_FRAME>@Image1 <LAST_FRAME>@Image2] [# References <IMAGE_REF_0>@Image3] A paper boat"
    )
    assert task(sandbox) is None
    assert sandbox.creates() == {BOAT.prompt: {"received": 1, "accepted": 1}}


# -- clips that are worked on -----------------------------------------------------------------------------


def test_a_clip_of_googles_own_is_changed_by_its_id_alone(
    google: GoogleOmni, sandbox: Address, clock: Clock, tmp_path: Path
):
    first = made(google, clock, boat(duration_s=4))
    changed = made(google, clock, boat(operation=Operation.MODIFY, prompt="At night", source=own(first)))
    words = asked(sandbox)
    assert (words["previous_interaction_id"], words["input"], task(sandbox)) == (first, "At night", "edit")
    assert words["response_format"] == {"type": "video", "resolution": "360p", "delivery": "uri"}
    assert probe(google.download(google.check(changed), tmp_path).file).duration_s == pytest.approx(4, abs=0.1)
    assert operations(sandbox)[:2] == ["submit", "submit"]


@pytest.mark.parametrize(("seconds", "whole"), [(3, 6), (10, 13)])
def test_an_extension_is_asked_by_what_is_added_and_comes_whole(
    google: GoogleOmni, sandbox: Address, clock: Clock, tmp_path: Path, seconds: int, whole: int
):
    first = made(google, clock, boat(ratio="9:16"))
    longer = made(google, clock, boat(operation=Operation.EXTEND, source=own(first), duration_s=seconds))
    assert asked(sandbox)["response_format"]["duration"] == f"{seconds}s"
    clip = probe(google.download(google.check(longer), tmp_path).file)
    assert (clip.shown_size, clip.duration_s) == ((360, 640), pytest.approx(whole, abs=0.1))


def test_a_clip_is_made_larger_without_a_word(google: GoogleOmni, sandbox: Address, clock: Clock, tmp_path: Path):
    first = made(google, clock, BOAT)
    wish = boat(operation=Operation.UPSCALE, prompt="", source=own(first), resolution="720p")
    larger = made(google, clock, wish)
    assert task(sandbox) == "upscale"
    assert probe(google.download(google.check(larger), tmp_path).file).shown_size == (1280, 720)


def test_a_clip_of_this_machine_is_brought_first_and_named_by_its_address(
    google: GoogleOmni, sandbox: Address, short_clip: Path, tmp_path: Path
):
    girl = picture(tmp_path / "girl.png", Role.CHARACTER)
    google.submit(boat(operation=Operation.EXTEND, source=file(short_clip), references=(girl,)))
    assert operations(sandbox) == ["upload", "transfer", "submit"]
    clip, image, text = asked(sandbox)["input"][0]["content"]
    assert clip["type"] == "video" and clip["uri"].startswith("https://generativelanguage.googleapis.com/v1/files/")
    assert (image["type"], text["text"].partition(" Use ")[0]) == ("image", BOAT.prompt)
    [kept] = sandbox.reception.accounts["google"].files.values()
    assert (kept.content, kept.mime_type) == (short_clip.read_bytes(), "video/mp4")


@pytest.mark.parametrize("operation", [Operation.MODIFY, Operation.EXTEND, Operation.UPSCALE])
def test_work_on_an_uploaded_clip_gives_a_clip(
    google: GoogleOmni, clock: Clock, short_clip: Path, tmp_path: Path, operation: Operation
):
    wish = boat(operation=operation, source=file(short_clip), resolution="720p")
    progress = google.check(made(google, clock, wish))
    assert progress.outcome == Outcome.SUCCEEDED
    assert probe(google.download(progress, tmp_path).file).shown_size == (1280, 720)


def test_a_clip_by_address_is_refused_before_anything_is_sent(google: GoogleOmni, sandbox: Address):
    with pytest.raises(Refused, match="clips from the library"):
        google.submit(boat(operation=Operation.MODIFY, source=Source(url="https://example.org/a.mp4")))
    assert sandbox.log() == []


def test_words_about_a_clip_are_made_without_a_key_or_a_network():
    words = as_google(boat(operation=Operation.MODIFY, source=own("v1_earlier"), seed=7))
    assert words["generation_config"] == {"video_config": {"task": "edit"}, "seed": 7}


# -- uploads ----------------------------------------------------------------------------------------------


def changed(source: FoundMaterial) -> Brief:
    return boat(operation=Operation.MODIFY, source=source)


def test_a_clip_is_brought_once_however_often_it_is_worked_on(google: GoogleOmni, sandbox: Address, short_clip: Path):
    google.submit(changed(file(short_clip)))
    google.submit(changed(file(short_clip)))
    assert operations(sandbox) == ["upload", "transfer", "submit", "file", "submit"]


def test_a_clip_that_has_changed_is_brought_anew(
    google: GoogleOmni, sandbox: Address, tmp_path: Path, short_clip: Path
):
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(short_clip.read_bytes())
    google.submit(changed(file(copy)))
    os.utime(copy, ns=(1, 1))
    google.submit(changed(file(copy)))
    assert operations(sandbox).count("upload") == 2


def test_a_clip_that_google_no_longer_keeps_is_brought_anew(
    google: GoogleOmni, sandbox: Address, clock: Clock, short_clip: Path
):
    google.submit(changed(file(short_clip)))
    clock.forward(48 * 3600)
    google.submit(changed(file(short_clip)))
    assert operations(sandbox) == ["upload", "transfer", "submit", "file", "upload", "transfer", "submit"]


def test_while_google_looks_through_a_clip_nothing_is_submitted(
    google: GoogleOmni, sandbox: Address, clock: Clock, short_clip: Path
):
    sandbox.fault(on="transfer", what="processing", seconds=20)
    for _ in range(2):
        with pytest.raises(NotSent, match="still looking through the clip"):
            google.submit(changed(file(short_clip)))
    clock.forward(20)
    google.submit(changed(file(short_clip)))
    assert operations(sandbox) == ["upload", "transfer", "file", "file", "submit"]


def test_a_clip_that_google_cannot_read_is_refused_and_free(google: GoogleOmni, sandbox: Address, short_clip: Path):
    sandbox.fault(on="transfer", what="failed")
    with pytest.raises(Refused, match="cannot read the clip") as refused:
        google.submit(changed(file(short_clip)))
    assert refused.value.kind == FailureKind.MEDIA
    assert "submit" not in operations(sandbox)


def test_what_is_no_clip_is_not_brought(google: GoogleOmni, sandbox: Address, tmp_path: Path):
    page = tmp_path / "page.mp4"
    page.write_text("<!doctype html>")
    with pytest.raises(BadMedia, match="A web page was sent instead of a video"):
        google.submit(changed(file(page)))
    with pytest.raises(Refused, match="cannot be read"):
        google.submit(changed(file(tmp_path / "gone.mp4")))
    assert sandbox.log() == []


UPLOAD_FAULTS: list[tuple[dict[str, Any], type[StudioError], FailureKind]] = [
    *(
        ({"what": what}, NotSent, FailureKind.NETWORK)
        for what in ("drop", "html", "empty", "null", "list", "truncated")
    ),
    *(({"what": "status", "code": code}, NotSent, FailureKind.NETWORK) for code in (404, 500, 503)),
    ({"what": "status", "code": 429, "headers": {"Retry-After": "7"}}, RateLimited, FailureKind.RATE),
    ({"what": "status", "code": 401}, Refused, FailureKind.KEY),
    ({"what": "status", "code": 413}, Refused, FailureKind.INVALID),
]


@pytest.mark.parametrize("on", ["upload", "transfer"])
@pytest.mark.parametrize(("fault", "told", "kind"), UPLOAD_FAULTS)
def test_an_upload_that_goes_wrong_is_not_a_submission(
    google: GoogleOmni,
    sandbox: Address,
    short_clip: Path,
    on: str,
    fault: dict[str, Any],
    told: type[Any],
    kind: FailureKind,
):
    sandbox.fault(on=on, **fault)
    with pytest.raises(told) as error:
        google.submit(changed(file(short_clip)))
    assert error.value.kind == kind
    assert operations(sandbox) == ["upload", "transfer"][: 1 + (on == "transfer")]
    google.submit(changed(file(short_clip)))
    assert operations(sandbox).count("submit") == 1


def test_the_key_is_sent_with_the_start_of_an_upload_and_not_with_the_clip(
    google: GoogleOmni, sandbox: Address, short_clip: Path
):
    """Google names another host for the clip than the one we were told: all the same it goes to ours, or this would fail."""
    google.submit(changed(file(short_clip)))
    assert [entry["key_ends"] for entry in reversed(sandbox.log())] == ["wxyz", None, "wxyz"]


# -- pictures ---------------------------------------------------------------------------------------------


def test_a_picture_is_asked_for_in_the_background(google: GoogleOmni, sandbox: Address):
    google.submit(still(ratio="21:9", resolution="2K"))
    assert asked(sandbox) == {
        "model": "gemini-3.1-flash-image",
        "input": STILL.prompt,
        "response_format": {"type": "image", "aspect_ratio": "21:9", "image_size": "2K"},
        "background": True,
        "store": True,
    }


def test_a_picture_is_submitted_checked_and_downloaded(
    google: GoogleOmni, sandbox: Address, clock: Clock, tmp_path: Path
):
    remote_id = google.submit(still(ratio="1:1")).remote_id
    assert google.check(remote_id).outcome == Outcome.RUNNING
    clock.forward(SECONDS)
    after_a_restart = GoogleOmni(KEY, sandbox.google)
    facts = probe_picture(after_a_restart.download(after_a_restart.check(remote_id), tmp_path).file)
    assert (facts.kind, facts.width, facts.height) == ("jpg", 1024, 1024)
    after_a_restart.close()


def test_pictures_that_go_into_a_picture_are_counted_from_one(google: GoogleOmni, sandbox: Address, tmp_path: Path):
    google.submit(still(references=(picture(tmp_path / "girl.png", Role.CHARACTER), picture(tmp_path / "oar.png"))))
    assert sent_text(sandbox) == (
        f"{STILL.prompt} Use image 1 as a reference for the character, image 2 as a reference for an object."
    )
    assert sandbox.creates() == {STILL.prompt: {"received": 1, "accepted": 1}}


def test_a_picture_by_address_is_fetched_with_the_key(
    google: GoogleOmni, sandbox: Address, clock: Clock, tmp_path: Path
):
    by_address = as_google(STILL)
    by_address["response_format"]["delivery"] = "uri"
    created: Any = google._client.interactions.create(**by_address)
    remote_id = created.id
    clock.forward(SECONDS)
    progress = google.check(remote_id)
    assert progress.url and progress.url.startswith("https://")
    assert probe_picture(google.download(progress, tmp_path).file).kind == "jpg"
    assert operations(sandbox)[-1] == "download"


def test_words_instead_of_a_picture_are_a_failure(google: GoogleOmni, sandbox: Address):
    remote_id = google.submit(STILL).remote_id
    sandbox.fault(on="check", what="no_assets")
    progress = google.check(remote_id)
    assert (progress.outcome, progress.failure) == (Outcome.FAILED, FailureKind.FILTERED)
    assert "in words instead of a picture" in progress.sentence


# -- traps ------------------------------------------------------------------------------------------------


def test_a_clip_that_comes_inside_though_its_address_was_asked_for_is_kept(
    google: GoogleOmni, sandbox: Address, clock: Clock, tmp_path: Path
):
    remote_id = made(google, clock, BOAT)
    sandbox.fault(on="check", what="inline")
    progress = google.check(remote_id)
    assert progress.url and progress.url.startswith("data:")
    assert probe(google.download(progress, tmp_path).file).shown_size == (640, 360)
    assert "download" not in operations(sandbox)


def test_a_reference_goes_out_whole(google: GoogleOmni, sandbox: Address, tmp_path: Path):
    given = picture(tmp_path / "girl.png")
    google.submit(boat(references=(given,)))
    assert given.path
    sent = asked(sandbox)["input"][0]["content"][0]["data"]
    assert base64.b64decode(sent) == given.path.read_bytes()
