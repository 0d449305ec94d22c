"""The database: migrated from nothing and back, moments and briefs as they were put in, writers that lose nothing."""

import importlib
import json
import pkgutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine as Database
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col, func, select

from studio import database as db
from studio import generations, saved_settings, tables
from studio.brief import Brief, Keyframe
from studio.settings import ROOT
from studio.tables import Generation, Setting, Turn
from tests.ports import free_port

EVERYTHING = Brief(
    prompt="Ein Boot – 紙の船",
    model="luma:ray-2",
    duration_s=9,
    resolution="1080p",
    ratio="9:21",
    first_frame=Keyframe(url="https://example.org/first.jpg"),
    last_frame=Keyframe(url="https://example.org/last.jpg"),
    camera_moves=("pan_left", "orbit_right"),
)
BOAT = Brief(prompt="A paper boat")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a database that holds nothing yet."""
    return (
        request.getfixturevalue("postgres_address")
        if request.param == "postgresql"
        else f"sqlite:///{tmp_path / 'new.db'}"
    )


# -- migrations -------------------------------------------------------------------------------------------


def test_a_migrated_database_is_what_the_tables_say(database: Database):
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []
        command.check(db.alembic_config(connection))


@pytest.mark.parametrize("name", sorted(one.name for one in pkgutil.iter_modules(tables.__path__)))
def test_a_file_of_tables_is_told_of_and_all_in_it_is_had_from_one_place(name: str):
    own = vars(importlib.import_module(f"studio.tables.{name}"))
    made_there = {word for word, made in own.items() if getattr(made, "__module__", "") == f"studio.tables.{name}"}
    assert made_there
    assert made_there - {*tables.__all__} == set()
    assert f"{name}.py" in str(tables.__doc__)


def test_it_holds_every_index_of_the_tables_with_its_condition(database: Database):
    found = {
        index["name"]: index for table in SQLModel.metadata.tables for index in inspect(database).get_indexes(table)
    }
    wanted = {index.name: index for table in SQLModel.metadata.tables.values() for index in table.indexes}
    assert found.keys() == wanted.keys()
    where = f"{database.dialect.name}_where"
    partial = {name for name, index in wanted.items() if index.dialect_kwargs.get(where) is not None}
    assert {name for name, index in found.items() if index.get("dialect_options", {}).get(where) is not None} == partial


def test_migrating_again_changes_nothing(database: Database):
    with db.writing(database) as session:
        kept = generations.queue(session, BOAT).id
    db.migrate(database)
    with db.reading(database) as session:
        assert generations.get(session, kept).brief == BOAT


RACER = """
import sys
from alembic import command
from studio import database as db
database = db.connect(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
db.migrate(database)
"""


def test_two_processes_may_migrate_at_once(address: str):
    racers = [_racer(address) for _ in range(2)]
    assert [racer.stdout and racer.stdout.readline() for racer in racers] == ["ready\n"] * 2
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("go\n")
        racer.stdin.flush()
    assert [(racer.communicate(timeout=60)[1], racer.returncode) for racer in racers] == [("", 0)] * 2
    assert _tables_in(address) == {*SQLModel.metadata.tables, "alembic_version"}


def _racer(address: str) -> subprocess.Popen[str]:
    command, pipe = [sys.executable, "-c", RACER, address], subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, text=True, stdin=pipe, stdout=pipe, stderr=pipe)


@pytest.mark.postgres
def test_who_migrates_second_waits_for_the_first(postgres_address: str):
    first, second = db.connect(postgres_address), db.connect(postgres_address)
    with ThreadPoolExecutor(1) as threads:
        with first.connect() as connection, connection.begin():
            connection.execute(text("SELECT pg_advisory_xact_lock(7105)"))
            command.upgrade(db.alembic_config(connection), "head")
            waiting = threads.submit(db.migrate, second)
            while not waiting.done() and not _somebody_waits(first):
                continue
        waiting.result(30)
    first.dispose()
    second.dispose()


def _somebody_waits(database: Database) -> bool:
    with database.connect() as connection:
        return bool(connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


def test_a_database_can_be_taken_back_to_nothing(address: str):
    database = db.connect(address)
    db.migrate(database)
    with database.connect().execution_options(writes=True) as connection, connection.begin():
        command.downgrade(db.alembic_config(connection), "base")
    database.dispose()
    assert _tables_in(address) == {"alembic_version"}


def _tables_in(address: str) -> set[str]:
    database = db.connect(address)
    try:
        return set(inspect(database).get_table_names())
    finally:
        database.dispose()


@pytest.mark.parametrize("name", ["no database", "nobody there"])
def test_what_is_no_database_is_a_sentence(tmp_path: Path, name: str):
    (tmp_path / "studio.db").write_bytes(b"This is no database. " * 100)
    addresses = {
        "no database": f"sqlite:///{tmp_path / 'studio.db'}",
        "nobody there": f"postgresql://ada:secret@127.0.0.1:{free_port()}/studio",
    }
    database = db.connect(addresses[name])
    with pytest.raises(db.NoDatabase, match="The database does not answer: check DATABASE_URL") as refused:
        db.migrate(database)
    assert "secret" not in str(refused.value)
    database.dispose()


def test_a_database_of_a_newer_version_is_left_alone(database: Database):
    with db.writing(database) as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(db.NoDatabase, match="made by a newer version"):
        db.migrate(database)


# -- values -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=5, minutes=45))])
def test_a_moment_comes_back_aware_and_in_utc(database: Database, zone: timezone):
    moment = datetime(2026, 3, 29, 2, 30, 15, 123456, tzinfo=zone)
    with db.writing(database) as session:
        made = generations.queue(session, BOAT)
        made.created_at = moment
    with db.reading(database) as session:
        found = generations.get(session, made.id).created_at
    assert (found, found.utcoffset()) == (moment, timedelta(0))


def test_moments_of_different_zones_sort_by_time(database: Database):
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    with db.writing(database) as session:
        for hours in (0, 9, -7):
            shown = noon.astimezone(timezone(timedelta(hours=hours))) + timedelta(minutes=hours)
            session.add(Setting(name=str(hours), value=None, saved_at=shown))
    with db.reading(database) as session:
        assert list(session.exec(select(Setting.name).order_by(col(Setting.saved_at)))) == ["-7", "0", "9"]
        late = select(Setting.name).where(Setting.saved_at > noon.astimezone(timezone(timedelta(hours=9))))
        assert list(session.exec(late)) == ["9"]


@pytest.mark.parametrize("brief", [BOAT, EVERYTHING])
def test_a_brief_comes_back_as_it_was_given(database: Database, brief: Brief):
    with db.writing(database) as session:
        made = generations.queue(session, brief).id
    with db.reading(database) as session:
        assert generations.get(session, made).brief == brief


def test_a_brief_of_an_older_version_is_read_with_what_it_did_not_ask(database: Database):
    older = {"version": 1, "prompt": "A boat", "model": "luma:ray-2"}
    with db.writing(database) as session:
        made = generations.queue(session, BOAT).id
        session.connection().execute(
            text("UPDATE generation SET brief = :brief WHERE id = :id"), {"brief": json.dumps(older), "id": made}
        )
    with db.reading(database) as session:
        assert generations.get(session, made).brief == Brief(prompt="A boat", model="luma:ray-2")


def test_ids_sort_by_age():
    ids = [tables.new_id() for _ in range(1000)]
    assert ids == sorted(set(ids))


# -- transactions -----------------------------------------------------------------------------------------


def test_eight_threads_that_write_at_once_lose_nothing(database: Database):
    with db.writing(database) as session:
        session.add(Turn(provider="luma"))

    def write(_: int) -> None:
        with db.writing(database) as session:
            turn = session.get_one(Turn, "luma", with_for_update=True)
            turn.number += 1
            session.add(Setting(name=tables.new_id(), value=turn.number))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(80)))
    with db.reading(database) as session:
        assert session.get_one(Turn, "luma").number == 80
        assert session.exec(select(func.count()).select_from(Setting)).one() == 80


def test_processes_that_do_not_know_of_each_other_lose_nothing(sqlite: Database, tmp_path: Path):
    """Another way to the same file has a queue of its own, as another process has: SQLite itself keeps them apart."""
    (tmp_path / "elsewhere").symlink_to(tmp_path)
    strangers = [sqlite, db.connect(f"sqlite:///{tmp_path / 'elsewhere' / 'studio.db'}")]
    with db.writing(sqlite) as session:
        session.add(Turn(provider="luma"))

    def write(number: int) -> None:
        with db.writing(strangers[number % 2]) as session:
            session.get_one(Turn, "luma").number += 1

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(60)))
    strangers[1].dispose()
    with db.reading(sqlite) as session:
        assert session.get_one(Turn, "luma").number == 60


def test_reading_changes_nothing(database: Database):
    with db.reading(database) as session:
        session.add(Setting(name="a", value=1))
        session.flush()
    with db.reading(database) as session:
        assert session.get(Setting, "a") is None


def test_reading_sees_one_moment(sqlite: Database):
    with db.reading(sqlite) as session:
        assert session.get(Setting, "a") is None
        with db.writing(sqlite) as other:
            other.add(Setting(name="a", value=1))
        assert session.exec(select(func.count()).select_from(Setting)).one() == 0


def test_a_writing_that_goes_wrong_leaves_nothing(database: Database):
    with pytest.raises(ZeroDivisionError), db.writing(database) as session:
        saved_settings.keep(session, "a", 1)
        session.flush()
        saved_settings.keep(session, "b", 1 / 0)
    with db.reading(database) as session:
        assert session.exec(select(Setting)).all() == []


def test_a_writing_that_went_wrong_holds_up_nobody(sqlite: Database):
    with pytest.raises(ZeroDivisionError), db.writing(sqlite):
        raise ZeroDivisionError
    next_one = threading.Thread(target=_keep_one, args=(sqlite,), daemon=True)
    next_one.start()
    next_one.join(10)
    assert not next_one.is_alive()


def _keep_one(database: Database) -> None:
    with db.writing(database) as session:
        saved_settings.keep(session, "a", 1)


def test_what_was_written_can_be_looked_at_afterwards(database: Database):
    with db.writing(database) as session:
        made = generations.queue(session, BOAT)
    assert (made.brief, made.state) == (BOAT, "queued")


def test_a_row_that_points_nowhere_is_refused(database: Database):
    with pytest.raises(IntegrityError), db.writing(database) as session:
        session.add(Generation(brief=BOAT, provider="x", model="x:y", prompt="", duration_s=1, asset_id="nowhere"))
