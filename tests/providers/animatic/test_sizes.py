"""The short side follows from the resolution, the long one from the ratio."""

import pytest

from studio.errors import Refused
from studio.providers import catalogue
from studio.providers.animatic.sizes import RATIOS, SHORT_SIDE, size_of


@pytest.mark.parametrize(
    ("resolution", "ratio", "size"),
    [
        ("720p", "16:9", (1280, 720)),
        ("720p", "9:16", (720, 1280)),
        ("720p", "21:9", (1680, 720)),
        ("1080p", "16:9", (1920, 1080)),
        ("1080p", "9:21", (1080, 2520)),
        ("540p", "1:1", (540, 540)),
        ("540p", "4:3", (720, 540)),
        ("540p", "3:4", (540, 720)),
    ],
)
def test_a_size_is_the_usual_one_for_its_resolution_and_ratio(resolution, ratio, size):
    assert size_of(resolution, ratio) == size


@pytest.mark.parametrize("resolution", SHORT_SIDE)
@pytest.mark.parametrize("ratio", RATIOS)
def test_every_size_is_even_and_of_its_ratio(resolution, ratio):
    width, height = size_of(resolution, ratio)
    across, down = map(int, ratio.split(":"))
    assert width % 2 == height % 2 == 0
    assert abs(width * down - height * across) <= 2 * max(across, down)
    assert min(width, height) == SHORT_SIDE[resolution]


@pytest.mark.parametrize(("resolution", "ratio"), [("4k", "16:9"), ("720p", "2:1"), ("", "16:9"), ("720p", "16x9")])
def test_another_size_is_refused_with_what_there_is(resolution, ratio):
    with pytest.raises(Refused, match="choose one of these"):
        size_of(resolution, ratio)


@pytest.mark.parametrize("model", [f"animatic:{look}" for look in ("cinematic", "storyboard", "neon")])
def test_all_sizes_that_the_catalogue_offers_can_be_drawn(model):
    offered = catalogue.model(model)
    assert all(size_of(resolution, ratio) for resolution in offered.resolutions for ratio in offered.ratios)
