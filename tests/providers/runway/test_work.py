"""All that the catalogue lists of Runway, through its own SDK against the sandbox: what goes out, what is brought before, what comes
back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from studio.brief import Brief, FoundMaterial, Keyframe, Operation, Reference, Role, Source
from studio.errors import FailureKind, NotSent, Refused
from studio.media.picture import probe_picture
from studio.media.probe import probe
from studio.providers import catalogue
from studio.providers.catalogue import Model, Sound
from studio.providers.runway import Runway
from studio.sandbox.server import Address
from tests.clock import Clock
from tests.patience import PATIENCE_S
from tests.providers.test_catalogue import brief_for, id_of

SECONDS = 4
ADDRESS = "https://example.org/a.mp4"
LISTED = [known for known in catalogue.models() if known.provider == "runway"]
SOUNDING = [known for known in LISTED if known.sound == Sound.CHOICE]
every_entry = pytest.mark.parametrize("known", LISTED, ids=id_of)


@pytest.fixture
def runway(sandbox: Address) -> Iterator[Runway]:
    provider = Runway("a-key-that-ends-in-wxyz", sandbox.runway, timeout_s=5)
    yield provider
    provider.close()


def plain(known: Model, **changes: Any) -> Brief:
    """What the entry needs, by address."""
    source = Source(url=ADDRESS) if known.works_on_a_clip else None
    return brief_for(known, **{"source": source, **changes})


def entry(name: str, operation: Operation = Operation.MAKE) -> Model:
    return catalogue.model(f"runway:{name}", operation)


def asked(sandbox: Address) -> dict[str, Any]:
    return sandbox.jobs()[0]["asked"]


def operations(sandbox: Address) -> list[str]:
    return [line["operation"] for line in reversed(sandbox.log())]


# -- what goes out ----------------------------------------------------------------------------------------


@every_entry
def test_every_size_shape_and_length_is_accepted(runway: Runway, known: Model):
    for resolution in known.resolutions or ("720p",):
        for ratio in known.ratios or ("16:9",):
            runway.submit(plain(known, resolution=resolution, ratio=ratio))
    for duration_s in known.durations_s:
        runway.submit(plain(known, duration_s=duration_s))


@every_entry
def test_all_that_may_be_asked_besides_is_accepted(runway: Runway, known: Model):
    more: dict[str, Any] = {"seed": 7 if known.seed else None, "sound": known.sound == Sound.CHOICE}
    more["negative_prompt"] = "rain" if known.negative_prompt else ""
    runway.submit(plain(known, **more))
    if known.first_frame:
        frames = {
            "first_frame": Keyframe(url=ADDRESS),
            "last_frame": Keyframe(url=ADDRESS) if known.last_frame else None,
        }
        runway.submit(plain(known, **more, **frames))
    if known.references:
        runway.submit(plain(known, references=[Reference(url=ADDRESS)] * known.references))


MODIFY, EXTEND, REFRAME = Operation.MODIFY, Operation.EXTEND, Operation.REFRAME
CLIP, OTHER_CLIP = {"videoUri": ADDRESS}, {"promptVideo": ADDRESS}


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (entry("aleph2", REFRAME), {**CLIP, "targetAspectRatio": "16:9", "promptText": "A paper boat"}),
        (entry("aleph2", MODIFY), {**CLIP, "promptText": "A paper boat"}),
        (entry("seedance2_5", EXTEND), {**OTHER_CLIP, "mode": "extend", "audio": False, "promptText": "A paper boat"}),
        (entry("gemini_omni_flash_1.1", MODIFY), {**CLIP, "mode": "edit", "promptText": "A paper boat"}),
        (entry("kling_4", MODIFY), {**CLIP, "ratio": "auto_720p", "promptText": "A paper boat"}),
        (entry("magnific_video_upscaler_creative", Operation.UPSCALE), {**CLIP, "resolution": "720p"}),
        (entry("grok_imagine_1_5"), {"resolution": "480p", "ratio": "16:9", "promptText": "A paper boat"}),
    ],
    ids=lambda one: id_of(one) if isinstance(one, Model) else "",
)
def test_each_model_is_spoken_to_in_its_own_words(
    runway: Runway, sandbox: Address, known: Model, words: dict[str, object]
):
    runway.submit(plain(known))
    assert asked(sandbox) == {"model": known.name} | words


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("hailuo3", {"ratio": "adaptive", "resolution": "768p"}),
        ("grok_imagine_1_5", {"resolution": "480p"}),
        ("wan3", {"ratio": "auto_480p"}),
        ("kling2.5_turbo_pro", {}),
    ],
)
def test_a_clip_that_follows_its_picture_is_told_no_shape(
    runway: Runway, sandbox: Address, name: str, size: dict[str, str]
):
    runway.submit(plain(entry(name), first_frame=Keyframe(url=ADDRESS)))
    assert {key: value for key, value in asked(sandbox).items() if key in ("ratio", "resolution")} == size


def test_the_references_of_a_picture_have_tags_that_the_prompt_may_name(runway: Runway, sandbox: Address):
    roles = (Role.CHARACTER, Role.CHARACTER, Role.STYLE)
    given = [Reference(url=ADDRESS, role=role) for role in roles]
    runway.submit(plain(entry("gen4_image", Operation.PICTURE), references=given))
    assert [one["tag"] for one in asked(sandbox)["referenceImages"]] == ["character1", "character2", "style1"]


@pytest.mark.parametrize("known", SOUNDING, ids=id_of)
@pytest.mark.parametrize("sound", [True, False])
def test_sound_is_said_either_way(runway: Runway, sandbox: Address, known: Model, sound: bool):
    runway.submit(plain(known, sound=sound))
    assert asked(sandbox)["audio"] is sound


# -- what is brought before it ----------------------------------------------------------------------------


def on_file(clip: Path) -> Brief:
    return plain(entry("aleph2", MODIFY), source=None).model_copy(update={"source": FoundMaterial(path=clip)})


def test_a_clip_of_this_machine_is_brought_first_and_once(runway: Runway, sandbox: Address, clip: Path):
    for _ in range(2):
        runway.submit(on_file(clip))
    assert operations(sandbox) == ["upload", "transfer", "submit", "submit"]
    assert asked(sandbox)["videoUri"].startswith("runway://")


def test_the_key_does_not_go_where_the_clip_goes(runway: Runway, sandbox: Address, clip: Path):
    runway.submit(on_file(clip))
    keys = {line["operation"]: line["key_ends"] for line in sandbox.log()}
    assert keys == {"upload": "wxyz", "transfer": None, "submit": "wxyz"}


def test_a_picture_that_is_too_large_for_a_request_is_brought(runway: Runway, sandbox: Address, tmp_path: Path):
    large = tmp_path / "large.png"
    Image.effect_noise((3000, 2400), 200).save(large)
    runway.submit(plain(entry("gen4.5")).model_copy(update={"first_frame": FoundMaterial(path=large)}))
    [sent] = asked(sandbox)["promptImage"]
    assert sent["uri"].startswith("runway://")
    assert operations(sandbox) == ["upload", "transfer", "submit"]


@pytest.mark.parametrize("on", ["upload", "transfer"])
@pytest.mark.parametrize(
    "fault",
    [
        {"what": "drop"},
        {"what": "status", "code": 500},
        {"what": "status", "code": 403},
        {"what": "status", "code": 302, "headers": {"Location": "https://example.org/"}},
    ],
)
def test_an_upload_that_goes_wrong_is_no_paid_call(
    runway: Runway, sandbox: Address, clip: Path, on: str, fault: dict[str, Any]
):
    sandbox.fault(on=on, **fault)
    with pytest.raises(NotSent, match="could not be brought to Runway"):
        runway.submit(on_file(clip))
    assert operations(sandbox) == ["upload", "transfer"][: 1 + (on == "transfer")]


@pytest.mark.parametrize("what", ["html", "empty", "null", "list", "truncated"])
def test_an_upload_whose_answer_makes_no_sense_is_no_paid_call(runway: Runway, sandbox: Address, clip: Path, what: str):
    sandbox.fault(on="upload", what=what)
    with pytest.raises(NotSent):
        runway.submit(on_file(clip))
    assert operations(sandbox) == ["upload"]


def test_a_bad_key_is_told_as_such_by_an_upload_too(sandbox: Address, clip: Path):
    stranger = Runway("wrong", sandbox.runway)
    with pytest.raises(Refused) as refused:
        stranger.submit(on_file(clip))
    stranger.close()
    assert refused.value.kind == FailureKind.KEY


def test_what_is_no_clip_is_never_brought(runway: Runway, sandbox: Address, tmp_path: Path):
    (tmp_path / "a.mp4").write_text("<html>")
    with pytest.raises(Refused) as refused:
        runway.submit(on_file(tmp_path / "a.mp4"))
    assert (refused.value.kind, sandbox.log()) == (FailureKind.MEDIA, [])


# -- what comes back --------------------------------------------------------------------------------------


def finished(runway: Runway, clock: Clock, folder: Path, brief: Brief) -> Path:
    remote_id = runway.submit(brief).remote_id
    clock.forward(SECONDS)
    return runway.download(runway.check(remote_id), folder).file


@pytest.mark.parametrize(
    ("name", "kind"),
    [("gen4_image", "png"), ("nano_banana_2.1", "jpg")],
)
def test_a_picture_comes_in_the_size_that_was_asked(runway: Runway, clock: Clock, tmp_path: Path, name: str, kind: str):
    known = entry(name, Operation.PICTURE)
    found = probe_picture(finished(runway, clock, tmp_path, plain(known, ratio="4:3")))
    wide, high = (int(part) for part in known.pixels[known.resolutions[0], "4:3"].split(":"))
    assert (found.width, found.height, found.kind) == (wide, high, kind)


def test_a_modified_clip_is_as_long_as_its_source(runway: Runway, clock: Clock, tmp_path: Path, clip: Path):
    source, made = probe(clip), probe(finished(runway, clock, tmp_path, on_file(clip)))
    assert (made.shown_size, round(made.duration_s)) == (source.shown_size, round(source.duration_s))


@pytest.mark.parametrize("sound", [True, False])
def test_a_clip_has_sound_where_it_was_asked_for(runway: Runway, clock: Clock, tmp_path: Path, sound: bool):
    brief = plain(entry("veo3.1_fast"), sound=sound)
    assert probe(finished(runway, clock, tmp_path, brief)).has_sound is sound


def test_runway_counts_what_it_made_of_a_model_in_a_day(runway: Runway, clock: Clock):
    brief = plain(entry("wan3"))
    assert runway.made_lately(brief) == 0
    runway.submit(brief)
    runway.submit(plain(entry("gen4.5")))
    assert runway.made_lately(brief) == 1
    clock.forward(25 * 3600)
    assert runway.made_lately(brief) == 0


@pytest.mark.parametrize("what", ["empty", "list", "null"])
def test_a_count_that_makes_no_sense_is_none(runway: Runway, sandbox: Address, what: str):
    sandbox.fault(on="credits", what=what)
    assert runway.made_lately(plain(entry("wan3"))) is None


def test_an_upload_with_a_key_is_refused_where_it_is_kept(sandbox: Address):
    place = httpx.post(
        f"{sandbox.runway}/runway-uploads/x", headers={"Authorization": "Bearer a-key"}, timeout=PATIENCE_S
    )
    assert place.status_code == 400
