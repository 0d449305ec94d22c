"""Luma's pictures and its work on clips, through its own SDK: what goes out, what comes back, and what is read before it is paid."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.brief import Brief, FoundMaterial, Keyframe, Material, Operation, Reference, Role, Source
from studio.errors import FailureKind, NotSent, RateLimited, Refused
from studio.media.picture import probe_picture
from studio.media.probe import probe
from studio.providers.interface import Outcome
from studio.providers.luma import Luma
from studio.providers.luma.provider import mark_of
from studio.sandbox.luma import work_rules
from studio.sandbox.server import Address
from tests.clock import Clock

SECONDS = 3
WORLD, STYLE, FACE = "https://example.org/a.mp4", "https://example.org/style.jpg", "https://example.org/face.jpg"
MAKE = Brief(prompt="A paper boat", model="luma:ray-2", resolution="540p")
MODIFY = Brief(
    operation=Operation.MODIFY, prompt="In snow", model="luma:ray-2", strength="flex_2", source=Source(url=WORLD)
)
REFRAME = Brief(operation=Operation.REFRAME, model="luma:ray-flash-2", ratio="9:16", source=Source(url=WORLD))
UPSCALE = Brief(
    operation=Operation.UPSCALE, model="luma:ray-2", resolution="1080p", source=Source(generation_id="ours")
)
AUDIO = Brief(
    operation=Operation.ADD_AUDIO, model="luma:ray-2", prompt="Rain", negative_prompt="Music", source=UPSCALE.source
)
PICTURE = Brief(operation=Operation.PICTURE, model="luma:photon-1", prompt="A paper boat", ratio="1:1", duration_s=0)


@pytest.fixture
def luma(sandbox: Address) -> Iterator[Luma]:
    provider = Luma("a-key", sandbox.luma, timeout_s=5)
    yield provider
    provider.close()


@pytest.fixture
def clip(luma: Luma, clock: Clock) -> FoundMaterial:
    """A clip that Luma has made, as the engine finds it."""
    return finished(luma, clock, MAKE)


def finished(luma: Luma, clock: Clock, brief: Brief) -> FoundMaterial:
    remote_id = luma.submit(brief).remote_id
    clock.forward(SECONDS)
    is_picture = brief.operation == Operation.PICTURE
    return FoundMaterial(generation_id="ours", remote_id=remote_id, is_picture=is_picture)


def on(source: Material, brief: Brief) -> Brief:
    return brief.model_copy(update={"source": source})


def asked(sandbox: Address) -> dict[str, Any]:
    return sandbox.jobs()[0]["asked"]


def made(luma: Luma, clock: Clock, brief: Brief, folder: Path) -> Path:
    remote_id = luma.submit(brief).remote_id
    clock.forward(SECONDS)
    return luma.download(luma.check(remote_id), folder).file


# -- what goes out ----------------------------------------------------------------------------------------


def test_luma_is_told_how_far_to_go_from_a_clip(luma: Luma, sandbox: Address):
    luma.submit(MODIFY)
    assert asked(sandbox) == {
        "generation_type": "modify_video", "model": "ray-2", "mode": "flex_2", "prompt": "In snow", "media": {"url": WORLD},
    }  # fmt: skip


def test_a_clip_is_reframed_with_or_without_words(luma: Luma, sandbox: Address):
    plain = {
        "generation_type": "reframe_video",
        "model": "ray-flash-2",
        "aspect_ratio": "9:16",
        "media": {"url": WORLD},
    }
    luma.submit(REFRAME)
    assert asked(sandbox) == plain
    luma.submit(REFRAME.model_copy(update={"prompt": "More sea"}))
    assert asked(sandbox) == plain | {"prompt": "More sea"}


def test_every_mode_that_luma_knows_is_a_strength(luma: Luma, sandbox: Address):
    for mode in work_rules.MODES:
        luma.submit(MODIFY.model_copy(update={"strength": mode}))
    assert {job["asked"]["mode"] for job in sandbox.jobs()} == set(work_rules.MODES)


def test_sound_is_added_with_what_is_to_be_heard_and_what_is_not(luma: Luma, sandbox: Address, clip: FoundMaterial):
    luma.submit(on(clip, AUDIO))
    assert asked(sandbox) == {"generation_type": "add_audio", "prompt": "Rain", "negative_prompt": "Music"}
    assert sandbox.log()[0]["path"].endswith(f"/generations/{clip.remote_id}/audio")


def test_references_go_where_their_role_says(luma: Luma, sandbox: Address):
    references = (
        Reference(url=FACE, role=Role.CHARACTER),
        Reference(url=STYLE, role=Role.STYLE),
        Reference(url=WORLD[:-4] + ".jpg"),
        FoundMaterial(url=STYLE, role=Role.STYLE),
    )
    luma.submit(PICTURE.model_copy(update={"references": references}))
    sent = asked(sandbox)
    assert sent["style_ref"] == [{"url": STYLE}, {"url": STYLE}]
    assert sent["image_ref"] == [{"url": "https://example.org/a.jpg"}]
    assert sent["character_ref"] == {"identity0": {"images": [FACE]}}


# -- what comes back --------------------------------------------------------------------------------------


def test_a_picture_is_made_and_downloaded(luma: Luma, clock: Clock, tmp_path: Path):
    file = made(luma, clock, PICTURE, tmp_path)
    facts = probe_picture(file)
    assert (file.name, facts.width, facts.height) == ("picture.jpg", 1440, 1440)


def test_a_clip_of_its_own_is_modified_at_its_address_of_this_hour(
    luma: Luma, sandbox: Address, clock: Clock, clip: FoundMaterial, tmp_path: Path
):
    sandbox.fault(on="download", what="dead_url")
    with pytest.raises(Exception, match="expired"):
        luma.download(luma.check(clip.remote_id or ""), tmp_path)
    facts = probe(made(luma, clock, on(clip, MODIFY), tmp_path))
    assert asked(sandbox)["media"]["url"].endswith(f"{clip.remote_id}/2.mp4")
    assert (facts.shown_size, round(facts.duration_s)) == ((960, 540), 5)


def test_a_reframed_clip_is_upscaled_and_gets_sound(luma: Luma, clock: Clock, clip: FoundMaterial, tmp_path: Path):
    upright = finished(luma, clock, on(clip, REFRAME)).model_copy(update={"is_picture": False})
    large = finished(luma, clock, on(upright, UPSCALE))
    facts = probe(made(luma, clock, on(large, AUDIO), tmp_path))
    assert (facts.shown_size, facts.has_sound) == ((1080, 1920), True)


def test_a_picture_of_its_own_starts_a_clip_and_guides_another(luma: Luma, sandbox: Address, clock: Clock):
    picture = finished(luma, clock, PICTURE)
    luma.submit(MAKE.model_copy(update={"first_frame": picture}))
    url = asked(sandbox)["keyframes"]["frame0"]["url"]
    assert url.endswith(f"/files/luma/{picture.remote_id}/1.jpg")
    luma.submit(PICTURE.model_copy(update={"references": (picture.model_copy(update={"role": Role.STYLE}),)}))
    assert asked(sandbox)["style_ref"] == [{"url": url}]


# -- what is read before it is paid -----------------------------------------------------------------------

ON_OWN = [MODIFY, REFRAME, UPSCALE, AUDIO]


@pytest.mark.parametrize("brief", ON_OWN, ids=lambda brief: brief.operation)
@pytest.mark.parametrize("fault", [
    {"what": "drop"}, {"what": "html"}, {"what": "empty"}, {"what": "truncated"}, {"what": "status", "code": 500},
    {"what": "no_assets"}, {"what": "never"},
])  # fmt: skip
def test_a_read_that_fails_before_the_paid_call_is_not_sent(
    luma: Luma, sandbox: Address, clip: FoundMaterial, brief: Brief, fault: dict[str, Any]
):
    sandbox.fault(on="check", **fault)
    with pytest.raises(NotSent):
        luma.submit(on(clip, brief))
    assert [entry["operation"] for entry in sandbox.log()] == ["check", "submit"]  # that one made the clip


@pytest.mark.parametrize(("fault", "error", "kind"), [
    ({"what": "status", "code": 404}, Refused, FailureKind.MEDIA),
    ({"what": "status", "code": 401}, Refused, FailureKind.KEY),
    ({"what": "status", "code": 429}, RateLimited, FailureKind.RATE),
    ({"what": "failed"}, Refused, FailureKind.MEDIA),
])  # fmt: skip
def test_a_read_that_says_no_ends_it_without_a_paid_call(
    luma: Luma, sandbox: Address, clip: FoundMaterial, fault: dict[str, Any], error: type[Exception], kind: FailureKind
):
    sandbox.fault(on="check", **fault)
    with pytest.raises(error) as told:
        luma.submit(on(clip, UPSCALE))
    assert getattr(told.value, "kind", None) == kind
    assert len(sandbox.jobs()) == 1


def test_a_picture_is_no_clip_to_work_on(luma: Luma, sandbox: Address, clock: Clock):
    picture = finished(luma, clock, PICTURE).model_copy(update={"is_picture": False})
    with pytest.raises(Refused, match="choose another"):
        luma.submit(on(picture, MODIFY))
    assert len(sandbox.jobs()) == 1


@pytest.mark.parametrize("brief", [UPSCALE, AUDIO], ids=lambda brief: brief.operation)
def test_what_goes_by_id_works_on_clips_of_its_own_only(luma: Luma, sandbox: Address, brief: Brief, tmp_path: Path):
    for source in (Source(url=WORLD), FoundMaterial(asset_id="ours", path=tmp_path / "a.mp4")):
        with pytest.raises(Refused, match="clips of its own only"):
            luma.submit(on(source, brief))
    assert sandbox.log() == []


def test_a_file_of_ours_never_goes_out(luma: Luma, sandbox: Address, tmp_path: Path):
    with pytest.raises(Refused, match="Luma takes clips by a public https address only"):
        luma.submit(on(FoundMaterial(asset_id="ours", path=tmp_path / "a.mp4", is_picture=False), MODIFY))
    assert sandbox.log() == []


# -- work that keeps the id of its clip -------------------------------------------------------------------


@pytest.mark.parametrize("brief", [UPSCALE, AUDIO], ids=lambda brief: brief.operation)
def test_work_that_keeps_the_id_has_an_id_of_its_own_here_and_waits_for_the_new_clip(
    luma: Luma, sandbox: Address, clock: Clock, clip: FoundMaterial, brief: Brief, tmp_path: Path
):
    earlier = luma.check(clip.remote_id or "")
    sandbox.fault(on="submit", what="same_id")
    remote_id = luma.submit(on(clip, brief)).remote_id
    assert remote_id == f"{clip.remote_id}~{mark_of(earlier.url or '')}"
    assert luma.check(remote_id).outcome == Outcome.RUNNING
    clock.forward(SECONDS)
    after_a_restart = Luma("a-key", sandbox.luma)
    progress = after_a_restart.check(remote_id)
    assert (progress.outcome, progress.url != earlier.url) == (Outcome.SUCCEEDED, True)
    facts = probe(after_a_restart.download(progress, tmp_path).file)
    assert (facts.shown_size, facts.has_sound) == (((1920, 1080), False) if brief is UPSCALE else ((960, 540), True))
    after_a_restart.close()


def test_what_kept_the_id_is_worked_on_and_continued_by_lumas_own(
    luma: Luma, sandbox: Address, clock: Clock, clip: FoundMaterial
):
    sandbox.fault(on="submit", what="same_id", times=None)
    large = finished(luma, clock, on(clip, UPSCALE))
    loud = finished(luma, clock, on(large, AUDIO))
    assert len({clip.remote_id, large.remote_id, loud.remote_id}) == 3
    sandbox.reception.faults.set.clear()
    luma.submit(MAKE.model_copy(update={"first_frame": loud}))
    assert asked(sandbox)["keyframes"]["frame0"]["id"] == clip.remote_id


# -- a lost reply -----------------------------------------------------------------------------------------


def lost(luma: Luma, clock: Clock, brief: Brief, *others: Brief) -> tuple[list[str], str]:
    """What is found of a brief, and the id that its lost reply would have told."""
    clock.forward(60)
    for other in others:
        luma.submit(other)
    since = clock()
    remote_id = luma.submit(brief).remote_id
    return list(luma.find_lost(brief, since.replace(microsecond=0)) or []), remote_id


def test_a_lost_modification_is_told_by_its_strength_its_words_and_its_clip(luma: Luma, clock: Clock):
    changes: list[dict[str, Any]] = [
        {"strength": "flex_3"}, {"prompt": "In rain"}, {"model": "luma:ray-flash-2"}, {"source": Source(url=WORLD + "?2")},
    ]  # fmt: skip
    others = [MODIFY.model_copy(update=change) for change in changes]
    found, remote_id = lost(luma, clock, MODIFY, *others, MAKE, REFRAME, PICTURE)
    assert found == [remote_id]


def test_a_lost_reframing_is_told_by_its_shape(luma: Luma, clock: Clock):
    found, remote_id = lost(luma, clock, REFRAME, MODIFY, REFRAME.model_copy(update={"ratio": "1:1"}))
    assert found == [remote_id]


def test_a_lost_picture_is_told_by_its_references(luma: Luma, clock: Clock):
    def guided(role: Role, *urls: str) -> Brief:
        return PICTURE.model_copy(update={"references": tuple(Reference(url=url, role=role) for url in urls)})

    others = [PICTURE, guided(Role.STYLE, STYLE, FACE), guided(Role.OBJECT, STYLE), guided(Role.CHARACTER, STYLE)]
    found, remote_id = lost(luma, clock, guided(Role.STYLE, STYLE), *others)
    assert found == [remote_id]
    found, remote_id = lost(luma, clock, guided(Role.CHARACTER, FACE, STYLE), *others)
    assert found == [remote_id]


@pytest.mark.parametrize("brief", [UPSCALE, AUDIO], ids=lambda brief: brief.operation)
def test_lost_work_by_id_is_told_by_what_was_asked(luma: Luma, clock: Clock, clip: FoundMaterial, brief: Brief):
    others = [UPSCALE.model_copy(update={"resolution": "4k"}), AUDIO.model_copy(update={"negative_prompt": ""})]
    found, remote_id = lost(luma, clock, on(clip, brief), *(on(clip, other) for other in others), MAKE)
    assert found == [remote_id]


def test_lost_work_that_kept_the_id_is_found_there(luma: Luma, sandbox: Address, clock: Clock, clip: FoundMaterial):
    assert luma.find_lost(on(clip, UPSCALE), clock()) == []
    sandbox.fault(on="submit", what="same_id")
    luma.submit(on(clip, UPSCALE))
    clock.forward(SECONDS)
    after = clock()
    clock.forward(60)
    assert luma.find_lost(on(clip, UPSCALE), after) == [f"{clip.remote_id}~found"]
    assert luma.check(f"{clip.remote_id}~found").outcome == Outcome.SUCCEEDED
    assert luma.find_lost(on(clip, AUDIO), after) == []


def test_a_lost_clip_that_starts_on_a_picture_of_ours_is_told_by_its_name_however_it_was_signed(
    luma: Luma, clock: Clock
):
    def start(signed: str, name: str) -> Brief:
        frame = FoundMaterial(asset_id="ours", url=f"https://studio.example.org/shared/{signed}/{name}")
        return MAKE.model_copy(update={"first_frame": frame})

    _, remote_id = lost(luma, clock, start("a.b", "one.png"), start("a.b", "two.png"))
    assert luma.find_lost(start("c.d", "one.png"), clock().replace(microsecond=0)) == [remote_id]


def test_a_keyframe_by_address_is_not_taken_for_one_by_id(luma: Luma, clock: Clock, clip: FoundMaterial):
    by_id = MAKE.model_copy(update={"first_frame": clip})
    by_address = MAKE.model_copy(update={"first_frame": Keyframe(url=STYLE)})
    found, remote_id = lost(luma, clock, by_address, by_id)
    assert found == [remote_id]
