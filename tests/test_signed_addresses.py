"""Addresses that the world may fetch: ours alone, of one file, for a day."""

import os
import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from studio import signed_addresses
from studio.errors import NotFound
from studio.secret_key import NoSecret, secret_for
from studio.settings import Settings

NAME = "0190-0123456789ab.png"


def settings(**values: object) -> Settings:
    return Settings(_env_file=None, **values)  # pyright: ignore[reportCallIssue, reportArgumentType]


HERE = settings(public_url="https://studio.example.org/", secret_key=SecretStr("ours"))


def signature_of(address: str | None) -> str:
    assert address is not None
    return address.split("/")[-2]


def test_a_signed_address_opens_its_own_file_only():
    address = signed_addresses.address(NAME, HERE)
    assert address and address.startswith("https://studio.example.org/shared/") and address.endswith(f"/{NAME}")
    signed_addresses.require_signed(NAME, signature_of(address), HERE)
    with pytest.raises(NotFound, match="not good any more"):
        signed_addresses.require_signed("0191-0123456789ab.png", signature_of(address), HERE)


@pytest.mark.parametrize("forged", ["", "x", "abc.def", "aaaaaa.AAAAAAAAAAAAAAAAAAAAAAAAAAA", "/../"])
def test_a_made_up_signature_opens_nothing(forged: str):
    with pytest.raises(NotFound):
        signed_addresses.require_signed(NAME, forged, HERE)


def test_the_name_in_an_address_of_ours_is_told_whenever_it_was_signed():
    assert signed_addresses.name_in(signed_addresses.address(NAME, HERE) or "") == NAME
    for other in ("https://example.org/a.png", "https://example.org/shared/a.png", "", "a.png"):
        assert signed_addresses.name_in(other) is None


def test_a_signature_of_another_studio_opens_nothing():
    other = settings(public_url="https://studio.example.org", secret_key=SecretStr("theirs"))
    with pytest.raises(NotFound):
        signed_addresses.require_signed(NAME, signature_of(signed_addresses.address(NAME, other)), HERE)


def test_an_address_ends_after_a_day(monkeypatch: pytest.MonkeyPatch):
    signature = signature_of(signed_addresses.address(NAME, HERE))
    monkeypatch.setattr(signed_addresses, "LIVES_S", -1)
    with pytest.raises(NotFound):
        signed_addresses.require_signed(NAME, signature, HERE)


def test_without_a_public_url_there_is_no_address():
    assert signed_addresses.address(NAME, settings(secret_key=SecretStr("ours"))) is None


def test_the_secret_is_made_once_and_only_we_may_read_it(tmp_path: Path):
    own = settings(secret_key_file=tmp_path / "made" / "secret.key")
    assert secret_for("sharing", own) == secret_for("sharing", own) != secret_for("keys", own)
    assert stat.S_IMODE(own.secret_key_file.stat().st_mode) == 0o600
    assert os.listdir(own.secret_key_file.parent) == ["secret.key"]


def test_a_secret_that_cannot_be_kept_is_a_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NoSecret, match="set STUDIO_SECRET_KEY to a long random text"):
        secret_for("sharing", settings(secret_key_file=tmp_path / "file" / "secret.key"))
