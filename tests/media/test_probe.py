"""What clips and pictures are said to be, and what is refused."""

import pytest

from studio.errors import BadMedia
from studio.media.kinds import EMPTY, UNKNOWN, WEB_PAGE, kind_of
from studio.media.picture import MAX_PICTURE_BYTES, probe_picture
from studio.media.probe import probe
from tests.bad_files import BAD, GOOD, encode
from tests.bad_pictures import BAD_PICTURES, GOOD_PICTURES
from tests.clips import write_test_clip


def test_a_clip_tells_what_is_in_it(clip):
    facts = probe(clip)
    assert (facts.kind, facts.codec, facts.width, facts.height) == ("mp4", "h264", 320, 180)
    assert (facts.fps, facts.duration_s, facts.frames, facts.size_bytes) == (24, 1, 24, clip.stat().st_size)
    assert not (facts.rotation or facts.is_hdr or facts.is_ten_bit or facts.has_varying_rate or facts.has_sound)


@pytest.mark.parametrize("name", GOOD)
def test_an_odd_clip_is_taken_and_its_oddness_told(tmp_path, name):
    facts = probe(GOOD[name].write(tmp_path))
    assert {fact: getattr(facts, fact) for fact in GOOD[name].facts} == GOOD[name].facts


@pytest.mark.parametrize("name", BAD)
def test_a_bad_clip_is_refused_with_a_sentence(tmp_path, name):
    with pytest.raises(BadMedia) as refusal:
        probe(BAD[name].write(tmp_path))
    assert str(refusal.value).startswith(BAD[name].sentence)
    assert str(refusal.value).endswith(".")


def test_a_clip_may_be_as_large_as_4k_in_either_direction(tmp_path):
    encode(tmp_path / "tall.mp4", width=2160, height=3840, frames=1)
    assert probe(tmp_path / "tall.mp4").shown_size == (2160, 3840)


def test_a_path_that_looks_like_an_address_is_still_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_test_clip(tmp_path / "concat:a|b.mp4", 64, 64, 0.5)
    (name,) = (path.relative_to(tmp_path) for path in tmp_path.iterdir())
    assert probe(name).frames == 12


@pytest.mark.parametrize("name", GOOD_PICTURES)
def test_a_picture_tells_what_is_in_it(tmp_path, name):
    facts = probe_picture(GOOD_PICTURES[name].write(tmp_path))
    assert {fact: getattr(facts, fact) for fact in GOOD_PICTURES[name].facts} == GOOD_PICTURES[name].facts


@pytest.mark.parametrize("name", BAD_PICTURES)
def test_a_bad_picture_is_refused_with_a_sentence(tmp_path, name):
    with pytest.raises(BadMedia) as refusal:
        probe_picture(BAD_PICTURES[name].write(tmp_path))
    assert BAD_PICTURES[name].sentence in str(refusal.value)


def test_a_picture_of_too_many_bytes_is_not_even_opened(tmp_path):
    path = tmp_path / "huge.jpg"
    with path.open("wb") as file:
        file.truncate(MAX_PICTURE_BYTES + 1)
    with pytest.raises(BadMedia, match="Make it 32 MB at most"):
        probe_picture(path)


@pytest.mark.parametrize(
    ("head", "kind"),
    [(b"", EMPTY), (b"\x00", UNKNOWN), (b"\xef\xbb\xbf \r\n<HTML lang=en>", WEB_PAGE), (b"<!DocType HTML>", WEB_PAGE)],
)
def test_a_kind_is_told_from_as_little_as_there_is(head, kind):
    assert kind_of(head) == kind
