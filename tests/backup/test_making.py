"""Making a backup: all of the studio at one moment, while others write; a whole file, or none."""

import hashlib
import json
import threading
from pathlib import Path
from zipfile import ZipFile

import pytest
from alembic import command

from studio import database as db
from studio.backup import checking, contents, making, postgres
from studio.backup.making import NotMade
from studio.backup.postgres import NoProgram
from studio.database import NoDatabase
from tests import processes
from tests.backup.home import Home, quiet

KILLED = 9


def test_a_backup_holds_the_database_and_every_media_file_with_its_sum(either: Home, tmp_path: Path):
    made = either.back_up(tmp_path / "b.zip")
    assert (made.counts.assets, len(made.media), made.missing) == (2, 2, [])
    with ZipFile(tmp_path / "b.zip") as archive:
        told = json.loads(archive.read("manifest.json"))
        assert archive.testzip() is None and len(archive.namelist()) == 4
        for member in told["members"]:
            content = archive.read(member["name"])
            assert (len(content), hashlib.sha256(content).hexdigest()) == (member["size_bytes"], member["sha256"])
        assert {archive.read(member.name).decode() for member in made.media} == {"a paper boat", "a kite"}


def test_every_file_that_the_copy_names_is_in_it_while_others_write(either: Home, tmp_path: Path):
    stopping, written = threading.Event(), list[str]()

    def write(who: int) -> None:
        while not stopping.is_set():
            written.append(either.add_clip(f"clip {len(written)} of {who}"))

    writers = [threading.Thread(target=write, args=(who,)) for who in range(3)]
    for writer in writers:
        writer.start()
    try:
        backups = [either.back_up(tmp_path / f"{number}.zip") for number in range(3)]
    finally:
        stopping.set()
        for writer in writers:
            writer.join()
    assert all(made.missing == [] and len(made.media) == made.counts.assets for made in backups)
    assert 2 <= backups[0].counts.assets <= backups[2].counts.assets <= 2 + len(written) and written


def test_media_files_that_are_gone_are_told_and_the_rest_is_kept(home: Home, tmp_path: Path):
    gone = next(iter(home.clips()))
    home.files.remove(gone)
    made = home.back_up(tmp_path / "b.zip")
    assert (made.missing, len(made.media)) == ([gone], 1)
    with checking.opened(tmp_path / "b.zip", quiet) as backup:
        assert backup.manifest.missing == [gone]


def test_a_file_that_is_there_is_not_written_over(home: Home, tmp_path: Path):
    file = tmp_path / "b.zip"
    file.write_text("older")
    with pytest.raises(NotMade, match="is there already: name another file, or add --force"):
        home.back_up(file)
    assert file.read_text() == "older"
    making.make(home.settings, file, quiet, replace=True)
    with checking.opened(file, quiet) as backup:
        assert backup.manifest.counts.assets == 2


def test_one_killed_half_way_leaves_nothing_under_the_name(home: Home, tmp_path: Path):
    file = tmp_path / "b.zip"
    script = (
        "import os; from pathlib import Path; from studio.backup import making; from studio.settings import load\n"
        f"making.UnfinishedBackup.end = lambda *_: os._exit({KILLED})\n"
        f"making.make(load(), Path({str(file)!r}), print)"
    )
    child = processes.start(["-c", script], tmp_path / "log", STUDIO_DATA=str(home.settings.data))
    assert (child.wait(30), file.exists()) == (KILLED, False)
    assert home.back_up(file).counts.assets == 2


def test_only_its_owner_can_read_it(home: Home, tmp_path: Path):
    home.back_up(tmp_path / "b.zip")
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600


def test_nothing_is_left_beside_it(home: Home, tmp_path: Path):
    before = set(tmp_path.iterdir())
    home.back_up(tmp_path / "b.zip")
    assert set(tmp_path.iterdir()) - before == {tmp_path / "b.zip"}


@pytest.mark.parametrize("name", ["no/such/folder/b.zip", "data"])
def test_a_place_that_cannot_be_written_is_refused(home: Home, tmp_path: Path, name: str):
    with pytest.raises(NotMade, match="name one in a folder that is there"):
        home.back_up(tmp_path / name)


def test_a_full_disk_is_told_before_anything_is_copied(home: Home, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(making, "SPARE", 1 << 60)
    with pytest.raises(NotMade, match="make room, or choose another"):
        home.back_up(tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


def test_tables_of_an_older_version_are_copied_as_they_are(home: Home, tmp_path: Path):
    older = Home(home.settings.model_copy(update={"data": tmp_path / "older"}))
    with older.database() as database, database.begin() as connection:
        command.upgrade(db.alembic_config(connection), "0001")
    made = older.back_up(tmp_path / "b.zip")
    assert (made.revision, made.counts.keys) == ("0001", 0)
    with older.database() as database, db.reading(database) as session:
        assert contents.read(session).revision == "0001"


def test_without_a_studio_there_is_nothing_to_copy(home: Home, tmp_path: Path):
    nowhere = Home(home.settings.model_copy(update={"data": tmp_path / "nowhere"}))
    with pytest.raises(NoDatabase, match="There is no database"):
        nowhere.back_up(tmp_path / "b.zip")


def test_a_damaged_database_is_no_backup(home: Home, tmp_path: Path):
    path = home.settings.data / "studio.db"
    content = bytearray(path.read_bytes())
    content[8192:60000] = b"x" * (60000 - 8192)
    path.write_bytes(content)
    with pytest.raises(NotMade, match="database"):
        home.back_up(tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


@pytest.mark.postgres
def test_without_pg_dump_a_sentence_says_what_to_install(postgres_address: str, tmp_path: Path, monkeypatch):
    home = Home.at(tmp_path / "data", postgres_address)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgres, "DEBIAN", tmp_path)
    with pytest.raises(NoProgram, match="pg_dump is not there: install PostgreSQL's client programs"):
        home.back_up(tmp_path / "b.zip")
