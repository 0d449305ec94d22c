"""A sound that somebody gives us is what it says, or a sentence says why not; its face shows how loud it is."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.errors import BadMedia
from studio.media.isolated import inspect_sound
from studio.media.kinds import HOW_TO_SAVE
from studio.media.sound import load_sound
from studio.media.waveform import COLOUR, HEIGHT, WIDTH, draw_waveform
from studio.ui import sounds
from tests.bad_sounds import BAD, encode, unreadable_tags

TAGS = {"title": "Calm sea", "artist": "The Band"}
GOOD = {"mp3": "mp3", "wav": "wav", "ipod": "m4a", "mp4": "m4a", "adts": "aac", "flac": "flac", "ogg": "ogg"}


@pytest.mark.parametrize(("container_format", "kind"), GOOD.items())
def test_every_sort_of_sound_is_taken(tmp_path: Path, container_format: str, kind: str):
    encode(tmp_path / "sound", container_format, tags=TAGS)
    facts, levels = load_sound(tmp_path / "sound")
    assert (facts.kind, facts.rate, facts.channels) == (kind, 48_000, 2)
    assert facts.duration_s == pytest.approx(2, abs=0.08) and len(levels) == pytest.approx(200, abs=8)
    assert facts.title == ("" if kind == "aac" else "The Band – Calm sea")


def test_tags_that_nobody_can_read_are_no_title(tmp_path: Path):
    unreadable_tags(tmp_path / "sound")
    assert load_sound(tmp_path / "sound")[0].title == ""


@pytest.mark.parametrize(("build", "sentence"), BAD.values(), ids=BAD)
def test_what_is_no_sound_is_a_sentence_and_leaves_nothing(folder: Path, tmp_path: Path, build, sentence: str):
    path = tmp_path / "sound.mp3"
    build(path)
    with pytest.raises(BadMedia) as refused:
        inspect_sound(path, folder)
    assert sentence in str(refused.value) and not list(folder.iterdir())


def test_half_a_channel_more_is_heard_as_well(tmp_path: Path):
    """Mono at a phone's rate, and surround."""
    for layout, rate in (("mono", 8_000), ("5.1", 48_000)):
        encode(tmp_path / layout, "flac", rate=rate, layout=layout)
        assert load_sound(tmp_path / layout)[0].duration_s == pytest.approx(2, abs=0.01)


def test_its_face_shows_how_it_swells(tmp_path: Path):
    draw_waveform(np.linspace(0, 0.5, 1000, dtype=np.float32), tmp_path / "face.webp")
    with Image.open(tmp_path / "face.webp") as face:
        seen = np.asarray(face.convert("RGBA"))[:, :, 3] > 128
    assert seen.shape == (HEIGHT, WIDTH) and not seen[0].any()
    heights = [int(part.any(axis=1).sum()) for part in np.array_split(seen, 6, axis=1)]
    assert heights == sorted(heights) and heights[-1] > max(0.8 * HEIGHT, 2 * heights[0])


@pytest.mark.parametrize("ground", [(255, 255, 255), (14, 17, 23)])
def test_its_face_is_seen_on_light_and_on_dark(ground):
    assert contrast(COLOUR[:3], ground) > 3


def contrast(one, other) -> float:
    """As WCAG counts it."""
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour) -> float:
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_silence_has_a_face_too(tmp_path: Path):
    draw_waveform(np.zeros(500, np.float32), tmp_path / "face.webp")
    assert (tmp_path / "face.webp").stat().st_size > 0


def test_the_page_tells_the_limits_that_hold():
    from studio.media.sound import MAX_SOUND_BYTES

    assert sounds.MOST_MB == MAX_SOUND_BYTES >> 20 and str(sounds.MOST_MB) in sounds.LIMITS
    assert "MP3" in HOW_TO_SAVE["sound"]
