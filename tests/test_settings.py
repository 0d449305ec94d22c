"""Settings of this machine: where they come from, what they refuse at the start, and that keys do not print."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from studio import settings
from studio.errors import StudioError
from studio.settings import ROOT, Settings

KEY = "luma-0123456789-secret-wxyz"


def from_environment(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    """What `load()` reads on a machine without an .env."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    return settings.load.__wrapped__()


def test_without_any_setting_it_listens_on_this_machine_only(monkeypatch: pytest.MonkeyPatch):
    plain = from_environment(monkeypatch)
    assert (plain.host, plain.port, plain.engine, plain.luma_api_key) == ("127.0.0.1", 8501, "embedded", None)
    assert plain.database == f"sqlite:///{ROOT / 'data' / 'studio.db'}"
    assert plain.default_model == "animatic:cinematic"


def test_the_environment_goes_before_the_env_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    (tmp_path / ".env").write_text("STUDIO_PORT=9001\nLUMA_MAX_RUNNING=3\n")
    monkeypatch.setenv("STUDIO_PORT", "9002")
    both = Settings(_env_file=tmp_path / ".env")  # pyright: ignore[reportCallIssue]
    assert (both.port, both.luma_max_running) == (9002, 3)


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch):
    assert from_environment(monkeypatch, LUMA_API_KEY="", STUDIO_PORT="").port == 8501


@pytest.mark.parametrize("name", ["RUNWAY_API_KEY", "RUNWAYML_API_SECRET"])
def test_runways_key_is_read_under_both_names(monkeypatch: pytest.MonkeyPatch, name: str):
    found = from_environment(monkeypatch, **{name: KEY}, RUNWAY_BASE_URL="http://127.0.0.1:1/")
    assert found.runway_api_key and found.runway_api_key.get_secret_value() == KEY
    assert found.runway_base_url == "http://127.0.0.1:1"


@pytest.mark.parametrize("name", ["LUMA_API_KEY", "LUMAAI_API_KEY"])
def test_the_key_is_read_under_the_studios_name_and_the_sdks(monkeypatch: pytest.MonkeyPatch, name: str):
    key = from_environment(monkeypatch, **{name: KEY}).luma_api_key
    assert key and key.get_secret_value() == KEY


def test_the_studios_own_name_goes_before_the_sdks(monkeypatch: pytest.MonkeyPatch):
    key = from_environment(monkeypatch, LUMA_API_KEY=KEY, LUMAAI_API_KEY="another").luma_api_key
    assert key and key.get_secret_value() == KEY


def test_a_key_does_not_print(monkeypatch: pytest.MonkeyPatch):
    whole = from_environment(monkeypatch, LUMA_API_KEY=KEY)
    assert KEY not in f"{whole!r} {whole} {whole.model_dump()} {whole.model_dump_json()}"


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"LUMA_BASE_URL": "http://api.example.org"}, "LUMA_BASE_URL: an address begins with https://"),
        ({"LUMA_BASE_URL": "api.example.org"}, "LUMA_BASE_URL: an address begins with https://"),
        ({"LUMA_BASE_URL": "https://"}, "LUMA_BASE_URL: an address begins with https://"),
        ({"LUMA_BASE_URL": "http://127.0.0.1.example.org"}, "LUMA_BASE_URL: an address begins with https://"),
        ({"LUMA_BASE_URL": "http://localhost@example.org"}, "LUMA_BASE_URL: an address begins with https://"),
        ({"LUMA_BASE_URL": "https://["}, "LUMA_BASE_URL: an address begins with https://"),
        ({"STUDIO_PORT": "0"}, "STUDIO_PORT: Input should be greater than or equal to 1"),
        ({"STUDIO_PORT": "many"}, "STUDIO_PORT: Input should be a valid integer"),
        ({"STUDIO_ENGINE": "steam"}, "STUDIO_ENGINE: Input should be 'embedded', 'distributed' or 'off'"),
        ({"STUDIO_ENGINE": "steam", "STUDIO_PORT": "0"}, "STUDIO_PORT: "),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_with_a_sentence_that_names_it(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], sentence: str
):
    with pytest.raises(StudioError) as refused:
        from_environment(monkeypatch, **variables)
    assert sentence in str(refused.value) and str(refused.value).endswith(".")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.0.0.1:8600"])
def test_a_provider_on_this_machine_may_do_without_https(monkeypatch: pytest.MonkeyPatch, host: str):
    assert from_environment(monkeypatch, LUMA_BASE_URL=f"http://{host}/v1/").luma_base_url == f"http://{host}/v1"


def test_the_data_folder_may_be_named_from_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert from_environment(monkeypatch, STUDIO_DATA="~/films").data == tmp_path / "films"


def test_settings_do_not_change_once_they_are_read(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(ValidationError):
        from_environment(monkeypatch).port = 1  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("command", [["app.py"], ["-m", "studio", "list"], ["-m", "studio", "generate", "A boat"]])
def test_nothing_starts_with_a_bad_setting_and_the_last_line_says_why(command: list[str], tmp_path: Path):
    wrong = {"LUMA_BASE_URL": "http://example.org", "LUMA_API_KEY": KEY, "STUDIO_DATA": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=os.environ | wrong, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 1
    assert "LUMA_BASE_URL: an address begins with https://" in ended.stderr.splitlines()[-1]
    assert KEY not in ended.stdout + ended.stderr
    assert list(tmp_path.iterdir()) == []
