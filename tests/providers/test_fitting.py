"""A brief changes its model: what fits stays, what gives way is said."""

import pytest

from studio.brief import Brief, Keyframe
from studio.errors import NotFound
from studio.providers import catalogue
from studio.providers.catalogue import MODELS
from studio.providers.fitting import fit

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


@pytest.mark.parametrize("model", [known.id for known in MODELS])
def test_a_fitted_brief_is_one_that_its_model_makes(model: str):
    assert list(catalogue.reasons_against(fit(FULL, model).brief)) == []


def test_what_fits_stays_and_the_prompt_is_never_touched():
    fitted = fit(FULL, "luma:ray-2").brief
    assert (fitted.prompt, fitted.resolution, fitted.ratio) == ("A boat", "1080p", "9:16")


def test_every_change_is_said():
    fitted = fit(FULL, "luma:ray-2")
    assert fitted.brief.duration_s == 5 and fitted.brief.first_frame is None and fitted.brief.seed is None
    said = " ".join(fitted.changes)
    for word in ("7 s became 5 s.", "The first frame is gone", "The camera moves are gone", "The seed is gone"):
        assert word in said


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
