"""The empty frame of a scene that has nothing to show yet, and the poster of a film."""

import pytest

from studio.ui.movies import posters
from studio.ui.player import video


@pytest.mark.parametrize(
    ("ratio", "shape"), [("16:9", 16 / 9), ("9:16", 9 / 16), ("100:1", 21 / 9), ("x", 16 / 9), ("1:0", 16 / 9)]
)
def test_an_empty_frame_has_the_shape_of_its_clip(ratio: str, shape: float):
    assert posters.shape_of(ratio) == pytest.approx(shape)
    assert f'width="{round(180 * shape)}" height="180"' in posters.empty_frame(posters.shape_of(ratio))


def test_a_name_cannot_end_the_script_that_hangs_up_a_poster():
    script = video.hang("</script><b>.mp4", "<!--.webp")
    assert "</script" not in script and "<!--" not in script and "\\u003c/script>" in script
