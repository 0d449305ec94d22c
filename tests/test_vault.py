"""Keys at rest: encrypted, useless without the studio's secret, and carried over to a new secret whole or not at all."""

from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from pydantic import SecretStr
from sqlalchemy import Engine as Database
from sqlmodel import Session, select

from studio import database as db
from studio import keys, saved_settings, vault
from studio.secret_key import NoSecret, add_secret, drop_older, secret_for, secrets_for
from studio.settings import Settings
from studio.tables import Secret
from studio.vault import Sealed

KEY = "luma-planted-0123456789-wxyz"


def settings(**values: object) -> Settings:
    return Settings(_env_file=None, **values)  # pyright: ignore[reportCallIssue, reportArgumentType]


@pytest.fixture
def in_a_file(tmp_path: Path) -> Settings:
    return settings(secret_key_file=tmp_path / "home" / "secret.key")


def kept(session: Session) -> Secret:
    return session.exec(select(Secret)).one()


def test_a_key_is_not_in_the_database_and_comes_back_for_its_provider(
    sqlite: Database, in_a_file: Settings, tmp_path: Path
):
    with db.writing(sqlite) as session:
        keys.save(session, "luma", KEY, "ada@example.org", in_a_file)
    with db.reading(sqlite) as session:
        assert vault.active_keys(session, in_a_file)["luma"].get_secret_value() == KEY
    sqlite.dispose()
    on_disk = b"".join(path.read_bytes() for path in tmp_path.glob("studio.db*"))
    assert KEY.encode() not in on_disk and KEY[-4:].encode() in on_disk


def test_a_saved_key_goes_before_the_environments(sqlite: Database, in_a_file: Settings):
    base = in_a_file.model_copy(update={"luma_api_key": SecretStr("of-the-environment")})
    with db.writing(sqlite) as session:
        assert saved_settings.current(session, base).luma_api_key == SecretStr("of-the-environment")
        keys.save(session, "luma", KEY, "ada", base)
        assert saved_settings.current(session, base).luma_api_key == SecretStr(KEY)


def test_without_its_secret_a_key_cannot_be_opened_and_nothing_else_stops(sqlite: Database, in_a_file: Settings):
    with db.writing(sqlite) as session:
        keys.save(session, "luma", KEY, "ada", in_a_file)
        other = settings(secret_key=SecretStr("another"))
        assert vault.active_keys(session, other) == {}
        with pytest.raises(Sealed, match="Bring the old secret back, or save the key again"):
            vault.unseal(kept(session), other)


def test_a_new_secret_takes_over_step_by_step(sqlite: Database, in_a_file: Settings):
    """Whatever the moment at which it stops half-way, every key can be opened."""
    with db.writing(sqlite) as session:
        keys.save(session, "luma", KEY, "ada", in_a_file)
    before = secret_for("vault", in_a_file)
    add_secret(in_a_file)
    assert secrets_for("vault", in_a_file)[1:] == [before]
    with db.writing(sqlite) as session:
        assert vault.unseal(kept(session), in_a_file) == SecretStr(KEY)
        assert vault.seal_again(session, in_a_file) == 1
        assert vault.unseal(kept(session), in_a_file) == SecretStr(KEY)
    drop_older(in_a_file)
    assert before not in secrets_for("vault", in_a_file)
    with db.reading(sqlite) as session:
        assert vault.unseal(kept(session), in_a_file) == SecretStr(KEY)


def test_one_key_that_cannot_be_opened_leaves_all_as_they_are(sqlite: Database, in_a_file: Settings):
    with db.writing(sqlite) as session:
        keys.save(session, "luma", KEY, "ada", in_a_file)
        before = kept(session).ciphertext
        with pytest.raises(Sealed):
            vault.seal_again(session, settings(secret_key=SecretStr("another")))
        assert kept(session).ciphertext == before


def test_a_secret_of_the_environment_is_changed_by_a_person():
    both = settings(secret_key=SecretStr("new,old"))
    assert secrets_for("vault", both) == [
        secret_for("vault", settings(secret_key=SecretStr("new"))),
        secret_for("vault", settings(secret_key=SecretStr("old"))),
    ]
    with pytest.raises(NoSecret, match="the new one first, then a comma"):
        add_secret(both)


class InMemory(KeyringBackend):
    """A keyring as a desktop has one."""

    priority = 1  # pyright: ignore[reportAssignmentType]

    def __init__(self):
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


def test_the_secret_may_lie_in_the_systems_keyring():
    own, before = InMemory(), keyring.get_keyring()
    keyring.set_keyring(own)
    try:
        here = settings(secret_store="keyring")
        assert secret_for("vault", here) == secret_for("vault", here) and len(own.kept) == 1
        add_secret(here)
        assert len(secrets_for("vault", here)) == 2
    finally:
        keyring.set_keyring(before)
