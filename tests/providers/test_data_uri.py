"""Pictures inside a request: as they are while they fit, smaller where they do not."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.errors import FailureKind, Refused
from studio.providers.data_uri import as_data_uri


def noise(path: Path, side: int = 600) -> Path:
    """A picture that nothing compresses."""
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (side, side, 3), np.uint8)).save(path)
    return path


def picture_in(uri: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2])))


@pytest.mark.parametrize(("suffix", "mime"), [("png", "image/png"), ("jpg", "image/jpeg"), ("webp", "image/webp")])
def test_a_small_picture_goes_as_it_is(tmp_path: Path, suffix: str, mime: str):
    picture = noise(tmp_path / f"a.{suffix}", 64)
    assert as_data_uri(picture) == f"data:{mime};base64,{base64.b64encode(picture.read_bytes()).decode()}"


def test_its_first_bytes_say_what_it_is_not_its_name(tmp_path: Path):
    picture = noise(tmp_path / "a.png", 64).rename(tmp_path / "a.jpg")
    assert as_data_uri(picture).startswith("data:image/png;")


@pytest.mark.parametrize(("side", "most"), [(600, 900_000), (600, 450_000), (2100, 2_500_000)])
def test_a_large_picture_is_made_to_fit_and_keeps_its_shape(tmp_path: Path, side: int, most: int):
    uri = as_data_uri(noise(tmp_path / "a.png", side), most)
    assert len(uri) <= most and uri.startswith("data:image/jpeg;")
    assert picture_in(uri).width == picture_in(uri).height


def test_what_shines_through_becomes_white(tmp_path: Path):
    clear = Image.open(noise(tmp_path / "a.png")).convert("RGBA")
    clear.putalpha(0)
    clear.save(tmp_path / "clear.png")
    shown = picture_in(as_data_uri(tmp_path / "clear.png", 500_000))
    assert shown.getpixel((300, 300)) == (255, 255, 255)


def test_what_cannot_be_made_small_enough_is_refused(tmp_path: Path):
    with pytest.raises(Refused, match="too large to be sent"):
        as_data_uri(noise(tmp_path / "a.png"), 10_000)


def test_a_file_that_is_no_picture_is_refused(tmp_path: Path):
    page = tmp_path / "a.png"
    page.write_text("<html>")
    with pytest.raises(Refused, match="web page") as refused:
        as_data_uri(page)
    assert refused.value.kind == FailureKind.MEDIA
