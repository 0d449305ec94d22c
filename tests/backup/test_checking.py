"""Looking through a backup: whatever is wrong with the file is a sentence, and nothing is touched."""

import stat
import struct
import warnings
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from studio.backup import checking
from studio.backup.checking import BadBackup
from tests.backup.home import Home, Spoiled, quiet

MEDIA = f"media/{'0' * 8}-{'0' * 12}.mp4"
CHANGED = "This backup was changed since it was made: it does not hold what its list names"
FOREIGN = "This is no whole backup of Dailies: it is another file, or one that was cut off"


@pytest.fixture
def good(home: Home, tmp_path: Path) -> Path:
    home.back_up(tmp_path / "good.zip")
    return tmp_path / "good.zip"


def refused(home: Home, file: Path, sentence: str) -> None:
    """By a sentence, and the data folder is byte for byte what it was."""
    before = seen(home)
    with pytest.raises(BadBackup, match=sentence), checking.opened(file, quiet):
        pass
    assert seen(home) == before


def seen(home: Home) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in home.settings.data.parent.rglob("*") if path.is_file()}


def link(name: str) -> ZipInfo:
    entry = ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def bomb(name: str) -> ZipInfo:
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    return entry


def lie_about_a_size(spoiled: Spoiled) -> None:
    spoiled.manifest["members"][0]["size_bytes"] -= 1


def lie_about_a_sum(spoiled: Spoiled) -> None:
    spoiled.manifest["members"][-1]["sha256"] = "0" * 64


def list_twice(spoiled: Spoiled) -> None:
    spoiled.manifest["members"].append(spoiled.manifest["members"][0])


def come_from_the_future(spoiled: Spoiled) -> None:
    spoiled.manifest |= {"revision": "9999", "version": "9.0"}


def come_in_a_newer_layout(spoiled: Spoiled) -> None:
    spoiled.manifest["layout"] = 2


SPOILED: list[tuple[Callable[[Spoiled], object], str]] = [
    (lambda it: it.add(ZipInfo("../evil.mp4"), b"x"), CHANGED),
    (lambda it: it.add(ZipInfo("media/../../evil.mp4"), b"x"), CHANGED),
    (lambda it: it.add(ZipInfo("/etc/evil"), b"x"), CHANGED),
    (lambda it: it.add(ZipInfo("C:\\evil"), b"x"), CHANGED),
    (lambda it: it.add(ZipInfo("media/.work/x"), b"x"), CHANGED),
    (lambda it: it.add(ZipInfo("studio.db.engine"), b"x"), CHANGED),
    (lambda it: it.add(link(MEDIA), b"/etc/passwd"), CHANGED),
    (lambda it: it.add(bomb(MEDIA), bytes(1 << 20)), CHANGED),
    (lambda it: it.add(ZipInfo(MEDIA), b"not listed", is_listed=False), CHANGED),
    (lambda it: it.entries.pop(), CHANGED),
    (lambda it: it.entries.pop(0), CHANGED),
    (lie_about_a_size, CHANGED),
    (list_twice, CHANGED),
    (lie_about_a_sum, "The backup is damaged: media/"),
    (lambda it: it.manifest.pop("kind"), "its list is not one of ours"),
    (come_from_the_future, "made by Dailies 9.0, which is newer than this one: bring the studio up to date"),
    (come_in_a_newer_layout, "newer than this one"),
]


@pytest.mark.parametrize(("spoil", "sentence"), SPOILED)
def test_what_was_changed_is_refused(home: Home, good: Path, tmp_path: Path, spoil, sentence: str):
    spoiled = Spoiled.of(good)
    spoil(spoiled)
    refused(home, spoiled.write(tmp_path / "spoiled.zip"), sentence)


def test_a_name_that_stands_twice_is_refused(home: Home, good: Path, tmp_path: Path):
    spoiled = Spoiled.of(good)
    spoiled.entries.append(spoiled.entries[-1])
    with warnings.catch_warnings(action="ignore"):
        spoiled.write(tmp_path / "twice.zip")
    refused(home, tmp_path / "twice.zip", CHANGED)


def test_entries_that_share_their_bytes_are_refused(home: Home, good: Path, tmp_path: Path):
    """The bomb that needs no packing: many names for one content."""
    spoiled = Spoiled.of(good)
    spoiled.add(ZipInfo(MEDIA), bytes(1 << 20))
    for number in (1, 2, 3):
        spoiled.manifest["members"].append(spoiled.manifest["members"][-1] | {"name": other(number)})
    file = tmp_path / "shared.zip"
    with ZipFile(spoiled.write(file), "a") as archive:
        for number in (1, 2, 3):
            shared = ZipInfo(other(number))
            first = archive.getinfo(MEDIA)
            for name in ("header_offset", "CRC", "compress_size", "file_size", "create_system"):
                setattr(shared, name, getattr(first, name))
            archive.filelist.append(shared)
        archive._didModify = True  # pyright: ignore[reportAttributeAccessIssue]
    refused(home, file, "it says that it holds more than it can")


def other(number: int) -> str:
    return f"media/{number:08}-{'0' * 12}.mp4"


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_refused(home: Home, good: Path, tmp_path: Path, share: float):
    whole = good.read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: int(len(whole) * share)])
    refused(home, tmp_path / "cut.zip", FOREIGN)


def test_a_flipped_bit_is_found(home: Home, good: Path, tmp_path: Path):
    content = bytearray(good.read_bytes())
    content[5000] ^= 1
    (tmp_path / "flipped.zip").write_bytes(content)
    refused(home, tmp_path / "flipped.zip", "backup")


def test_a_list_that_says_it_is_huge_is_not_read(home: Home, good: Path, tmp_path: Path):
    content = bytearray(good.read_bytes())
    entry = content.rindex(b"PK\x01\x02")  # the list is the last one in the directory
    content[entry + 20 : entry + 28] = struct.pack("<LL", 0xF0000000, 0xF0000000)
    (tmp_path / "huge.zip").write_bytes(content)
    refused(home, tmp_path / "huge.zip", "its list is not one of ours")


@pytest.mark.parametrize("content", [b"", b"a text", b"PK\x05\x06" + bytes(18)])
def test_another_file_is_refused(home: Home, tmp_path: Path, content: bytes):
    (tmp_path / "other").write_bytes(content)
    refused(home, tmp_path / "other", FOREIGN)


def test_a_file_that_is_not_there_or_is_a_folder_is_refused(home: Home, tmp_path: Path):
    refused(home, tmp_path / "nothing.zip", "cannot be read")
    refused(home, tmp_path, "cannot be read")
