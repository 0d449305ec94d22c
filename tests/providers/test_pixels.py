"""What a person calls a size in pixels."""

import pytest

from studio.providers.catalogue.pixels import PICTURE_AREAS, resolution_of, shape_of, sizes


@pytest.mark.parametrize(
    ("word", "resolution", "shape"),
    [
        ("1280:720", "720p", "16:9"),
        ("720:1280", "720p", "9:16"),
        ("720:720", "720p", "1:1"),  # by its short side; by its area it were 540p
        ("3840:2160", "4k", "16:9"),
        ("1584:672", "720p", "21:9"),
        ("832:1104", "720p", "3:4"),
        ("1440:1440", "1080p", "1:1"),
        ("640:360", "360p", "16:9"),
        ("992:432", "480p", "21:9"),
        ("1744:1152", "1080p", "3:2"),
        ("3840:3840", "4k", "1:1"),
    ],
)
def test_a_size_has_the_name_that_comes_nearest(word: str, resolution: str, shape: str):
    assert (resolution_of(word)[0], shape_of(word)[0]) == (resolution, shape)


def test_of_two_sizes_with_one_name_the_better_one_stays():
    assert sizes(["1024:1024", "720:720", "1360:768"]) == {("720p", "1:1"): "720:720", ("720p", "16:9"): "1360:768"}


def test_a_shape_without_a_usual_name_is_left_out():
    assert sizes(["4096:1024", "2048:2048"], PICTURE_AREAS) == {("2K", "1:1"): "2048:2048"}
