"""Pictures that somebody gives us join the library, and nothing else does."""

from pathlib import Path

import pytest
from PIL import Image

from studio import database as db
from studio import library
from studio.errors import BadMedia
from studio.files import Files
from studio.library import Filter


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp"])
def test_a_picture_is_kept_with_its_poster_and_the_original_stays(sqlite, tmp_path: Path, suffix: str):
    Image.new("RGB", (640, 360), "teal").save(source := tmp_path / f"teal.{suffix}")
    files = Files(tmp_path / "media")
    with db.writing(sqlite) as session:
        asset = library.add_picture(session, files, source)
        (entry,) = library.find(session, Filter(kind="picture"))
    assert entry.asset.id == asset.id and (asset.width, asset.height) == (640, 360)
    assert asset.name.endswith(f".{suffix}") and all(files.has(name) for name in library.names_of(asset))
    assert source.exists()


def test_what_is_no_picture_is_refused_and_leaves_nothing(tmp_path: Path):
    (tmp_path / "a.png").write_bytes(b"no picture" * 100)
    files = Files(tmp_path / "media")
    with pytest.raises(BadMedia):
        library.take_in_picture(files, tmp_path / "a.png")
    assert [path for path in files.root.rglob("*") if path.is_file()] == []


def test_a_picture_that_is_not_there_is_a_sentence(tmp_path: Path):
    with pytest.raises(BadMedia, match="cannot be read: No such file"):
        library.take_in_picture(Files(tmp_path / "media"), tmp_path / "gone.png")
