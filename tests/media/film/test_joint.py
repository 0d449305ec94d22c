"""Two clips are compared where they meet."""

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from studio.errors import BadMedia
from studio.media.film import joint, stills
from studio.media.film.joint import Joint, Match
from studio.media.film.likeness import colour_distance, likeness
from tests.bad_files import BAD, GOOD
from tests.media.film.reels import clip


def picture(seed=0, size=(320, 180)):
    drawn = Image.linear_gradient("L").resize(size).convert("RGB")
    ImageDraw.Draw(drawn).ellipse((40 + 60 * seed, 30, 120 + 60 * seed, 110), (200, 80, 40))
    return drawn


def test_the_same_picture_is_alike_and_another_is_less_so():
    assert likeness(picture(), picture()) == 1
    assert likeness(picture(), picture().resize((640, 360))) > 0.95
    assert likeness(picture(), picture(2)) < 0.9
    assert likeness(picture(), picture().rotate(180)) < 0.5


def test_colours_have_a_distance():
    assert colour_distance(picture(), picture()) == 0
    assert colour_distance(Image.new("RGB", (8, 8), "white"), Image.new("RGB", (8, 8), "black")) == pytest.approx(
        100, abs=0.1
    )
    assert 5 < colour_distance(picture(), ImageEnhance.Brightness(picture()).enhance(0.7)) < 40


def test_a_clip_goes_on_where_it_was_trimmed(tmp_path):
    path = clip(tmp_path, 1, size=(320, 180))
    found = joint.check(path, path, ends_at_s=0.5, starts_at_s=0.5)
    assert found.match == Match.SEAMLESS and 0.85 < found.likeness < 1  # the next picture, not the same one
    assert found.sentence == "The next scene goes on with the same picture: the cut will hardly be seen."
    assert joint.check(path, path).likeness < found.likeness


def test_another_scene_of_another_shape_is_told(tmp_path):
    found = joint.check(clip(tmp_path, 1), GOOD["rotated"].write(tmp_path))
    assert (found.size_before, found.size_after, found.match) == ((160, 90), (180, 320), Match.JUMP)
    assert found.sentence.endswith(
        "The shapes differ (160 x 90, then 180 x 320): one of them will be cut or have borders."
    )


@pytest.mark.parametrize(
    ("likeness", "distance", "match", "words"),
    [
        (0.9, 3, Match.SEAMLESS, "hardly be seen"),
        (0.6, 10, Match.CLOSE, "may look like a jump"),
        (0.2, 3, Match.CLOSE, "another one, in the same colours"),
        (0.2, 12, Match.JUMP, "another one, in similar colours"),
        (0.9, 40, Match.JUMP, "Light and colours change a lot"),
    ],
)
def test_what_is_found_is_a_sentence(likeness, distance, match, words):
    found = Joint((640, 360), (1280, 720), likeness, distance)
    assert found.match == match
    assert words in found.sentence
    assert found.sentence.endswith("The sizes differ (640 x 360, then 1280 x 720).")


def test_a_bad_clip_is_refused(tmp_path):
    with pytest.raises(BadMedia, match="A web page was sent"):
        joint.check(clip(tmp_path), BAD["web page"].write(tmp_path))


def test_a_strip_shows_a_film_at_a_glance(tmp_path):
    stills.write_strip(clip(tmp_path, duration_s=4), tmp_path / "strip.webp", count=5, height=45)
    with Image.open(tmp_path / "strip.webp") as strip:
        assert (strip.format, strip.size) == ("WEBP", (5 * 82 - 2, 45))
        assert strip.crop((82, 0, 162, 45)).getextrema() != strip.crop((0, 0, 80, 45)).getextrema()
