"""A brief changes its model: what fits stays, what gives way is said."""

import pytest

from studio.brief import Brief, Keyframe, Operation, Reference
from studio.errors import NotFound
from studio.providers import catalogue
from studio.providers.catalogue import MODELS, Model
from studio.providers.fitting import fit
from tests.providers.test_catalogue import brief_for, id_of

FULL = Brief(
    prompt="A boat",
    model="animatic:neon",
    duration_s=7,
    resolution="1080p",
    ratio="9:16",
    first_frame=Keyframe(asset_id="a"),
    camera_moves=("push in",),
    seed=3,
)


@pytest.mark.parametrize("seconds", [5, 7, 10])
@pytest.mark.parametrize("model", {known.id: None for known in catalogue.models(Operation.MAKE)})
def test_a_fitted_brief_is_one_that_its_model_makes(model: str, seconds: float):
    brief = FULL.model_copy(update={"duration_s": seconds})
    assert list(catalogue.reasons_against(fit(brief, model).brief)) == []


@pytest.mark.parametrize("to", [known for known in MODELS if known.operation != Operation.MAKE], ids=id_of)
def test_whatever_is_to_be_done_fits_any_other_model_that_does_it(to: Model):
    given = {"references": [Reference(asset_id="a")]} if to.needs_reference else {}
    for model in catalogue.models(to.operation):
        assert list(catalogue.reasons_against(fit(brief_for(model, **given), to.id).brief)) == []


def test_a_length_that_takes_no_frames_gives_way_to_the_frames():
    fitted = fit(FULL.model_copy(update={"duration_s": 10}), "luma_agents:ray-3.2")
    assert (fitted.brief.duration_s, fitted.brief.first_frame) == (5, FULL.first_frame)
    assert "10 s became 5 s: Ray 3.2 takes frames, continues clips and loops at 5 s only." in fitted.changes


def test_a_length_stays_where_no_frame_asks_for_another():
    plain = FULL.model_copy(update={"duration_s": 10, "first_frame": None})
    assert fit(plain, "luma_agents:ray-3.2").brief.duration_s == 10


def test_a_clip_that_goes_on_gives_up_its_last_frame_where_it_may_have_but_one():
    going_on = FULL.model_copy(
        update={"first_frame": None, "continues_id": "ours", "last_frame": Keyframe(asset_id="b")}
    )
    fitted = fit(going_on, "luma_agents:ray-3.2")
    assert (fitted.brief.continues_id, fitted.brief.last_frame) == ("ours", None)
    assert "The last frame is gone: Ray 3.2 goes on from a clip without another frame." in fitted.changes


def test_what_fits_stays_and_the_prompt_is_never_touched():
    fitted = fit(FULL, "luma:ray-2").brief
    assert (fitted.prompt, fitted.resolution, fitted.ratio) == ("A boat", "1080p", "9:16")


def test_every_change_is_said():
    fitted = fit(FULL, "luma:ray-2")
    assert fitted.brief.duration_s == 5 and fitted.brief.seed is None
    assert fitted.brief.first_frame == FULL.first_frame  # whether the world reaches it is seen when it is queued
    said = " ".join(fitted.changes)
    for word in ("7 s became 5 s.", "The camera moves are gone", "The seed is gone"):
        assert word in said


def test_words_alone_get_the_shapes_that_words_may_have():
    square = Brief(prompt="A boat", model="animatic:neon", ratio="1:1", last_frame=Keyframe(asset_id="a"))
    assert fit(square, "runway:gen4.5").brief.ratio == "16:9"
    assert fit(square.model_copy(update={"continues_id": "x"}), "runway:gen4.5").brief.ratio == "1:1"
    fitted = fit(square, "runway:veo3.1")
    assert fitted.brief.last_frame is None
    assert "The last frame is gone: Veo 3.1 takes one only with a first frame." in fitted.changes


def test_its_own_model_changes_nothing():
    assert fit(FULL, FULL.model).brief == FULL and fit(FULL, FULL.model).changes == ()


def test_an_unknown_model_is_named():
    with pytest.raises(NotFound, match="no model named 'none:such'"):
        fit(FULL, "none:such")


def test_a_last_frame_goes_with_the_first_where_it_cannot_stand_alone():
    both = FULL.model_copy(update={"last_frame": Keyframe(asset_id="b")})
    assert fit(both, "google:gemini-omni-1.2-flash").brief.last_frame == both.last_frame
    fitted = fit(both.model_copy(update={"first_frame": None}), "google:gemini-omni-1.2-flash")
    assert fitted.brief.last_frame is None and "only with a first frame" in " ".join(fitted.changes)
