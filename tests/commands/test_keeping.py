"""`backup`, `restore` and `rotate-key` in the hands of a person, and killed in the middle."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from pydantic import SecretStr
from sqlmodel import Session, select

from studio import audit, keys, saved_settings
from studio import database as db
from studio.audit import Wanted
from studio.commands import keeping
from studio.secret_key import secrets_for
from studio.settings import ROOT, Settings
from studio.tables import Deed, Secret
from tests import processes
from tests.commands.shell import KEY, Shell
from tests.patience import until

KILLED = 9
OPENS = """
import sys, threading
from studio import database, saved_settings
from studio.settings import load

done, found = threading.Event(), []
threading.Thread(target=lambda: (sys.stdin.read(), done.set()), daemon=True).start()
while not done.is_set():
    with database.reading() as session:
        key = saved_settings.current(session, load()).luma_api_key
    found.append(key.get_secret_value() if key else "nothing")
    if len(found) == 1:
        print("at work", flush=True)
print(len(found), *set(found))
"""


@pytest.fixture
def home(tmp_path: Path) -> Shell:
    """A studio with one saved key, and its secret in a file."""
    shell = Shell(
        tmp_path, {"STUDIO_DATA": str(tmp_path / "home"), "STUDIO_SECRET_KEY_FILE": str(tmp_path / "secret.key")}
    )
    shell.change(lambda session: keys.save(session, "luma", KEY, "ada", settings(shell)))
    return shell


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(keeping, "UNDER_WAY_S", 0.0)


def settings(shell: Shell, **values: object) -> Settings:
    given = {"data": shell.home / "home", "secret_key_file": shell.home / "secret.key"} | values
    return Settings(_env_file=None, **given)  # pyright: ignore[reportCallIssue, reportArgumentType]


def opened(shell: Shell, **values: object) -> str:
    def read(session: Session) -> str:
        key = saved_settings.current(session, settings(shell, **values)).luma_api_key
        return key.get_secret_value() if key else "nothing"

    return shell.look(read)


def secrets_of(shell: Shell) -> list[str]:
    return (shell.home / "secret.key").read_text().split()


def noted(shell: Shell, deed: Deed) -> list[str]:
    return [line.sentence for line in shell.look(lambda session: audit.find(session, Wanted(deed)))]


# -- backup and restore -----------------------------------------------------------------------------------


def test_a_backup_tells_what_is_in_it_and_where_the_secret_lies(home: Shell):
    file = home.home / "b.zip"
    said = home.call("backup", str(file))
    assert said.code == 0
    assert said.out.startswith(f"{file}: 0 generations, 0 assets and 1 saved keys, 0 media files, ")
    assert said.last_line.startswith("The secret that opens the saved keys is not in it")
    assert said.last_line.endswith(f"It lies in {home.home / 'secret.key'}.")
    assert secrets_of(home)[0].encode() not in file.read_bytes()


def test_the_last_backup_is_remembered_and_stands_in_the_audit_list(home: Shell):
    file = home.home / "b.zip"
    home.call("backup", str(file))
    last = home.look(lambda session: saved_settings.kept(session, saved_settings.LAST_BACKUP))
    assert (last["file"], last["size_bytes"], last["missing"]) == (str(file), file.stat().st_size, 0)
    (sentence,) = noted(home, Deed.EXPORT)
    assert sentence.startswith("b.zip, ")


def test_a_file_that_is_there_needs_a_word_more(home: Shell):
    file = home.home / "b.zip"
    file.write_text("older")
    refused = home.call("backup", str(file))
    assert (refused.code, file.read_text()) == (1, "older")
    assert home.call("backup", str(file), "--force").code == 0


def test_restoring_asks_first_and_does_nothing_where_nobody_answers(home: Shell):
    file = home.home / "b.zip"
    home.call("backup", str(file))
    home.change(lambda session: session.delete(session.exec(select(Secret)).one()))
    said = home.call("restore", str(file))
    assert (said.code, opened(home)) == (1, "nothing")
    assert "0 assets and 1 saved keys. There is now: 0 generations, 0 assets and 0 saved keys." in said.err
    done = home.call("restore", str(file), "--yes")
    assert (done.code, opened(home)) == (0, KEY)
    assert f"What was there is kept in {home.home / 'home' / 'before-'}" in done.err


def test_a_key_that_cannot_be_opened_afterwards_is_told(home: Shell):
    file = home.home / "b.zip"
    home.call("backup", str(file))
    (home.home / "secret.key").unlink()
    said = home.call("restore", str(file), "--yes")
    assert said.code == 0
    assert said.last_line.endswith(
        f"Bring the old secret back, or save the key again. It belongs in {home.home / 'secret.key'}."
    )


def test_a_running_server_is_backed_up_and_not_written_over(home: Shell):
    file, log = home.home / "b.zip", home.home / "log"
    server = processes.start(["-m", "studio", "engine"], log, **home.environment)
    try:
        until(lambda: home.engines() == [server.pid])
        assert home.run("backup", str(file)).code == 0
        refused = home.run("restore", str(file), "--yes")
        assert refused.last_line.startswith("The studio is at work on this database: stop the server and the engine")
        assert refused.code == 1
    finally:
        processes.end(server)
    assert home.run("restore", str(file), "--yes").code == 0


# -- rotate-key -------------------------------------------------------------------------------------------


def test_a_new_secret_opens_every_key_and_the_old_one_is_gone(home: Shell):
    (before,) = secrets_of(home)
    said = home.call("rotate-key", "--yes")
    assert said.out == f"1 keys are sealed with a new secret. It lies in {home.home / 'secret.key'}: keep a copy.\n"
    (after,) = secrets_of(home)
    assert (before != after, opened(home)) == (True, KEY)
    assert noted(home, Deed.SECRET_ROTATED) == ["1 keys sealed again"]
    assert before not in said.out + said.err and after not in said.out + said.err


def test_it_says_what_is_lost_and_asks(home: Shell):
    before = secrets_of(home)
    said = home.call("rotate-key")
    assert (said.code, secrets_of(home)) == (1, before)
    assert "everybody has to log in again, and shared links that were given out no longer work" in said.err


STEPS = {
    "before the new secret": "keeping.secret_key.add_secret = stop",
    "while it is written": "keeping.secret_key.os.replace = stop",
    "before sealing": "keeping._seal_again = stop",
    "in the middle of the transaction": "keeping.audit.note = stop",
    "after sealing": "keeping.time.sleep = stop",
    "after sealing once more": "keeping.writing = twice",
    "before the old one is dropped": "keeping.secret_key.drop_older = stop",
    "while it is dropped": "keeping.secret_key.drop_older = half",
}
ROTATE = """
import os
from studio.__main__ import app
from studio import secret_key
from studio.commands import keeping
def stop(*_, **__): os._exit(9)
begin, begun = keeping.writing, []
def twice(database):
    begun.append(database)
    return begin(database) if len(begun) < 3 else stop()
drop = secret_key.drop_older
def half(settings):
    secret_key.os.replace = stop
    drop(settings)
"""


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS.keys())
def test_killed_at_any_step_every_key_opens_and_a_second_run_finishes(home: Shell, step: str):
    before, log = secrets_of(home), home.home / "log"
    script = f"{ROTATE}\nkeeping.UNDER_WAY_S = 0\n{step}\napp(['rotate-key', '--yes'])"
    child = processes.start(["-c", script], log, **home.environment)
    assert child.wait(30) == KILLED, log.read_text()
    assert opened(home) == KEY
    assert home.call("rotate-key", "--yes").code == 0
    assert opened(home) == KEY and len(secrets_of(home)) == 1 and secrets_of(home) != before
    assert list(home.home.glob(".secret.key.*")) == []


def test_a_process_at_work_opens_keys_all_the_while(home: Shell, monkeypatch):
    monkeypatch.setattr(keeping, "UNDER_WAY_S", 0.5)
    environment = os.environ | home.environment
    with subprocess.Popen(
        [sys.executable, "-c", OPENS],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdout and reader.stdout.readline() == "at work\n"
        assert [home.call("rotate-key", "--yes").code for _ in range(3)] == [0, 0, 0]
        told, _ = reader.communicate(timeout=30)
    times, *found = told.split()
    assert int(times) > 10 and found == [KEY]


def test_a_key_that_cannot_be_opened_stops_it_before_anything_is_changed(home: Shell):
    (home.home / "secret.key").write_text("another\n")
    said = home.call("rotate-key", "--yes")
    assert (said.code, secrets_of(home)) == (1, ["another"])
    assert "Bring the old secret back, or save the key again" in said.last_line


def test_a_secret_of_the_environment_is_changed_by_hand_and_the_keys_are_sealed_for_it(home: Shell):
    (old,) = secrets_of(home)
    alone = home.call("rotate-key", "--yes", STUDIO_SECRET_KEY=old)
    assert alone.code == 0 and "put a new one in front of the old with a comma between" in alone.err
    both = home.call("rotate-key", "--yes", STUDIO_SECRET_KEY=f"a-new-one,{old}")
    assert (both.code, both.out) == (0, "1 keys are sealed with the first secret in STUDIO_SECRET_KEY.\n")
    assert "Now take the older ones away" in both.err
    assert opened(home, secret_key="a-new-one") == KEY
    assert secrets_of(home) == [old] and noted(home, Deed.SECRET_ROTATED) == ["1 keys sealed again"] * 2


def test_two_at_once_lose_no_key(home: Shell):
    words = ["-m", "studio", "rotate-key", "--yes"]
    running = [processes.start(words, home.home / "log", **home.environment) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0], (home.home / "log").read_text()
    assert opened(home) == KEY and len(secrets_of(home)) == 1


@pytest.mark.postgres
def test_on_postgresql_all_is_the_same(home: Shell, postgres_address: str):
    own, file = settings(home, database_url=postgres_address), home.home / "b.zip"
    database = db.connect(postgres_address)
    db.migrate(database)
    with db.writing(database) as session:
        keys.save(session, "luma", KEY, "ada", own)
    rotated = home.call("rotate-key", "--yes", DATABASE_URL=postgres_address)
    assert rotated.out.startswith("1 keys are sealed with a new secret")
    assert "Other machines of this studio need a copy of the new secret" in rotated.err
    assert home.call("backup", str(file), DATABASE_URL=postgres_address).code == 0
    with db.reading(database) as session:
        assert saved_settings.kept(session, saved_settings.LAST_BACKUP)["file"] == str(file)
        assert saved_settings.current(session, own).luma_api_key == SecretStr(KEY)
    database.dispose()
    refused = home.call("restore", str(file), "--yes", DATABASE_URL=postgres_address)
    assert (refused.code, "not empty" in refused.last_line) == (1, True)


def test_a_backup_brings_no_older_database_up_to_date(home: Shell):
    older = db.connect(f"sqlite:///{home.home / 'older' / 'studio.db'}")
    with older.begin() as connection:
        command.upgrade(db.alembic_config(connection), "0002")
    assert home.call("backup", str(home.home / "b.zip"), STUDIO_DATA=str(home.home / "older")).code == 0
    with older.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == "0002"
    older.dispose()


def test_what_the_old_secret_signed_is_worth_nothing(home: Shell):
    old = secrets_for("sharing", settings(home))[0]
    home.call("rotate-key", "--yes")
    assert old not in secrets_for("sharing", settings(home))
