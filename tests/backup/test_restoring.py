"""Putting a backup back: the studio is as it was, what was there is kept, and no half of it is ever left."""

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from studio import audit, generations, ledger, productions, share_links, vault
from studio import database as db
from studio.audit import AuditFilter
from studio.backup import checking, resting, restoring
from studio.backup.checking import BadBackup
from studio.backup.resting import NotRestored
from studio.brief import Brief, State
from studio.database import NoDatabase
from studio.engine.ownership import Ownership
from studio.errors import FailureKind
from studio.productions.refining import asking
from studio.productions.refining.asking import RefiningTerms
from studio.tables import (
    Attempt,
    Deed,
    Ending,
    Generation,
    Refining,
    RefiningState,
    Round,
    Secret,
    ShareLink,
    Writing,
    now,
)
from studio.writings import charging
from tests import postgres, processes
from tests.backup.home import KEY, Home, Spoiled, quiet
from tests.productions.stories import BOAT

KILLED = 9
AT_WORK = "The studio is at work on this database: stop the server and the engine"


@pytest.fixture
def file(home: Home, tmp_path: Path) -> Path:
    """Of the two clips; a third has come since."""
    home.back_up(tmp_path / "b.zip")
    home.add_clip("a later one")
    return tmp_path / "b.zip"


def words(home: Home) -> set[str]:
    return set(home.clips().values())


def in_file(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT count(*) FROM asset").fetchone()[0]


def test_the_studio_is_as_it_was_and_what_was_there_is_kept(home: Home, file: Path):
    restored = home.restore(file)
    assert words(home) == {"a paper boat", "a kite"}
    (kept,) = restored.kept_in
    assert kept.parent == home.settings.data and in_file(kept / "studio.db") == 3
    assert len(list(home.settings.media.glob("*.mp4"))) == 3  # of what is kept, too


def test_it_comes_back_on_another_machine(home: Home, file: Path, tmp_path: Path):
    other = Home(home.settings.model_copy(update={"data": tmp_path / "elsewhere" / "data"}))
    assert other.restore(file).kept_in == []
    assert words(other) == {"a paper boat", "a kite"}


@pytest.mark.postgres
def test_it_comes_back_in_an_empty_postgresql(postgres_server: str, postgres_address: str, tmp_path: Path):
    home = Home.at(tmp_path / "data", postgres_address)
    home.add_clip("a paper boat")
    home.save_key()
    home.back_up(tmp_path / "b.zip")
    with postgres.fresh_database(postgres_server) as address:
        values = {"data": tmp_path / "other", "database_url": address}
        other = Home(home.settings.model_copy(update=values))
        assert (other.restore(tmp_path / "b.zip").sealed, words(other)) == ("", {"a paper boat"})
        with pytest.raises(NotRestored, match="not empty, and nothing in it is touched"):
            other.restore(tmp_path / "b.zip")


def test_a_postgresql_that_does_not_answer_is_a_sentence(home: Home, file: Path, tmp_path: Path):
    nowhere = Home(home.settings.model_copy(update={"database_url": "postgresql://tests@127.0.0.1:1/nothing"}))
    for deed in (nowhere.restore, lambda _: nowhere.back_up(tmp_path / "other.zip")):
        with pytest.raises(NoDatabase, match="The database does not do what it is asked"):
            deed(file)


@pytest.mark.postgres
def test_a_backup_goes_back_to_its_own_kind_of_database(file: Path, postgres_address: str, tmp_path: Path, home: Home):
    other = Home(home.settings.model_copy(update={"database_url": postgres_address}))
    with pytest.raises(NotRestored, match="This is a backup of a sqlite database"):
        other.restore(file)


def test_a_studio_at_work_is_left_alone(home: Home, file: Path):
    with home.database() as database:
        engine = Ownership(database)
        engine.take()
        with pytest.raises(NotRestored, match=AT_WORK):
            home.restore(file)
        engine.give_back()
    assert len(words(home)) == 3


def test_so_is_one_that_only_shows_pages(home: Home, file: Path):
    """It has no engine, but its connections are open."""
    with home.database() as database:
        with db.reading(database) as session:
            session.exec(select(Generation)).all()
        with pytest.raises(NotRestored, match=AT_WORK):
            home.restore(file)
    assert home.restore(file) and len(words(home)) == 2


def test_no_engine_starts_meanwhile(home: Home, file: Path):
    with resting.standing_still(home.settings), home.database() as database:
        with pytest.raises(Exception, match="already moves the generations"):
            Ownership(database).take()


STEPS = {
    "while media are written": "checking.Backup.write = lambda *_: os._exit(9)",
    "before the database is ready": "restoring._make_ready = lambda *_: os._exit(9)",
    "before anything is kept": "restoring._keep = lambda *_: os._exit(9)",
    "just before the rename": "os.replace = lambda old, new: os._exit(9) if str(new).endswith('.db') else move(old, new)",
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS.keys())
def test_killed_at_any_step_the_old_studio_is_there_in_full(home: Home, file: Path, tmp_path: Path, step: str):
    (kite,) = (name for name, told in home.clips().items() if told == "a kite")
    home.files.remove(kite)
    before = in_file(home.settings.data / "studio.db")
    script = f"import os; from studio.backup import checking, resting, restoring; move = os.replace; {step}\n{RESTORE}"
    child = processes.start(["-c", script, str(home.settings.data), str(file)], tmp_path / "log")
    assert child.wait(30) == KILLED, (tmp_path / "log").read_text()
    assert in_file(home.settings.data / "studio.db") == before == 3
    home.restore(file)
    assert words(home) == {"a paper boat", "a kite"}
    assert [path for path in home.settings.data.iterdir() if ".part" in path.name] == []


RESTORE = """
import sys
from pathlib import Path
from studio.settings import Settings
settings = Settings(_env_file=None, data=Path(sys.argv[1]), secret_key_file=Path(sys.argv[1]).with_name("secret.key"))
with checking.opened(Path(sys.argv[2]), print) as backup, resting.standing_still(settings) as here:
    restoring.restore(backup, here, print)
"""


def test_a_damaged_database_and_a_damaged_clip_are_replaced_and_kept(home: Home, file: Path):
    clip = home.files.path_of(min(home.clips()))
    whole = clip.read_text()
    clip.write_text("spoiled")
    (home.settings.data / "studio.db").write_bytes(b"no database at all" * 1000)
    (kept,) = home.restore(file).kept_in
    assert (words(home), clip.read_text()) == ({"a paper boat", "a kite"}, whole)
    assert (kept / "studio.db").read_bytes().startswith(b"no database")
    assert (kept / "media" / clip.name).read_text() == "spoiled"


def test_what_was_under_way_is_not_paid_again(home: Home, tmp_path: Path):
    waiting, sent, running = home.queue("boat"), home.queue("kite", State.SUBMITTING), home.queue("rain", State.RUNNING)
    home.back_up(tmp_path / "b.zip")
    assert home.restore(tmp_path / "b.zip").held == 2
    assert home.states() == {waiting: State.CANCELLED, sent: State.UNCLEAR, running: State.RUNNING}
    cancelled = home.change(lambda session: session.get(Generation, waiting))
    assert cancelled.failure == FailureKind.CANCELLED and "may have been made since" in cancelled.failure_sentence


def test_not_even_a_look_sends_again_what_was_being_sent(home: Home, tmp_path: Path):
    """A call that nobody answered would be sent again after two empty looks. This one counts as answered."""
    sent = home.queue("A kite", State.SUBMITTING)
    home.back_up(tmp_path / "b.zip")
    home.restore(tmp_path / "b.zip")
    attempts = home.change(lambda session: session.exec(select(Attempt).where(Attempt.generation_id == sent)).all())
    assert [attempt.outcome for attempt in attempts] == ["unclear"]
    assert home.change(lambda session: generations.was_not_accepted(session, sent)).state == State.QUEUED


def test_refining_has_ended_and_its_review_counts_as_paid(home: Home, tmp_path: Path):
    asked = home.change(begin_refining)
    home.back_up(tmp_path / "b.zip")
    assert home.restore(tmp_path / "b.zip").held == 2
    its = home.change(lambda session: session.exec(select(Refining)).all())
    assert {(one.state, one.ending) for one in its} == {(RefiningState.ENDED, Ending.STOPPED)}
    assert all("restored from a backup" in one.sentence for one in its)
    assert home.change(lambda session: session.get_one(Writing, asked)).outcome == "lost"
    assert home.change(lambda session: ledger.taken_each(session, Writing, [asked])) == {asked: 7000}


def begin_refining(session: Session) -> str:
    """Two scenes: one waits for its first round, the take of the other is being reviewed. The id of the review."""
    movie = productions.create(session, BOAT).id
    told = asking.offer(session, BOAT, {}, ["s1", "s3"], 7000)
    reviewed, _ = asking.start(session, movie, told, RefiningTerms("gemini", limit_micro_usd=5_000_000))
    take = generations.queue(session, Brief(prompt="A paper boat", model="luma:ray-2"))
    take.state, reviewed.state = State.SUCCEEDED, RefiningState.REVIEWING
    asked = Writing(writer="gemini", model="gemini:flash", task="review", estimate_micro_usd=7000)
    charging.reserve(session, asked, "a test")
    session.add(Round(refining_id=reviewed.id, number=1, prompt="A boat", generation_id=take.id, writing_id=asked.id))
    return asked.id


def test_a_backup_that_changed_after_the_look_stops_it(home: Home, file: Path):
    """The file is looked at again while it is copied out."""
    with checking.opened(file, quiet) as backup, resting.standing_still(home.settings) as here:
        with file.open("r+b") as other:
            other.seek(file.read_bytes().index(b"SQLite format 3"))
            other.write(b"s")
        with pytest.raises(BadBackup):
            restoring.restore(backup, here, quiet)
    assert in_file(home.settings.data / "studio.db") == 3


def test_a_full_disk_is_told_before_anything_is_written(home: Home, file: Path, monkeypatch):
    monkeypatch.setattr(resting, "SPARE", 1 << 60)
    with pytest.raises(NotRestored, match="which has less: make room first"):
        home.restore(file)


def test_an_older_backup_is_brought_up_to_date(home: Home, tmp_path: Path):
    from alembic import command

    older = Home(home.settings.model_copy(update={"data": tmp_path / "older"}))
    with older.database() as database, database.begin() as connection:
        command.upgrade(db.alembic_config(connection), "0001")
    older.back_up(tmp_path / "b.zip")
    home.restore(tmp_path / "b.zip")
    assert home.change(lambda session: session.exec(select(Secret)).all()) == []


def test_saved_keys_come_back_with_their_secret_and_are_told_without_it(home: Home, tmp_path: Path):
    home.save_key()
    home.back_up(tmp_path / "b.zip")
    assert home.restore(tmp_path / "b.zip").sealed == ""
    assert opened_key(home) == KEY
    other = Home(home.settings.model_copy(update={"secret_key_file": tmp_path / "another.key"}))
    assert "Bring the old secret back" in other.restore(tmp_path / "b.zip").sealed


def opened_key(home: Home) -> str:
    def read(session: Session) -> str:
        return vault.active_keys(session, home.settings)["luma"].get_secret_value()

    return home.change(read)


def test_no_share_link_comes_back_to_life(home: Home, tmp_path: Path):
    """One that was revoked since the backup would."""
    made = home.change(lambda session: session.merge(ShareLink(asset_id="a", ends_at=now() + timedelta(days=7))))
    home.back_up(tmp_path / "b.zip")
    home.change(lambda session: share_links.revoke(session, made.id))
    home.restore(tmp_path / "b.zip")
    assert home.change(lambda session: session.get_one(ShareLink, made.id)).revoked_at


def test_the_audit_list_knows_of_it(home: Home, file: Path):
    home.restore(file)
    (line,) = home.change(lambda session: audit.find(session, AuditFilter(Deed.RESTORED)))
    assert line.sentence.startswith("as it was at ")


def test_the_new_database_is_as_open_to_others_as_the_old_one(home: Home, file: Path):
    path = home.settings.data / "studio.db"
    os.chmod(path, 0o640)
    home.restore(file)
    assert path.stat().st_mode & 0o777 == 0o640


def test_what_is_spoiled_is_not_restored(home: Home, file: Path, tmp_path: Path):
    spoiled = Spoiled.of(file)
    spoiled.entries.pop()
    with pytest.raises(BadBackup):
        home.restore(spoiled.write(tmp_path / "spoiled.zip"))
    assert len(words(home)) == 3
