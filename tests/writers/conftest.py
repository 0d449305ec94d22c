"""Writers as they come, with the SDKs unchanged, at a sandbox of each module."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from studio.sandbox.server import Address
from studio.writers.asking import AskingWriter
from studio.writers.gemini import GeminiWriter
from studio.writers.openai import OpenAI
from studio.writers.prompt_files import PromptFiles

KEY = "writers-key-0123456789-wxyz"
Make = Callable[..., AskingWriter]
MODELS = {"gemini": "gemini-3.8-flash", "openai": "gpt-5.4-mini"}
DAY = date(2026, 11, 26)


@pytest.fixture
def make(sandbox: Address, tmp_path: Path) -> Make:
    """A writer by its name; a person's own prompts lie in `tmp_path / "prompts"`."""

    def of(name: str, key: str = KEY, address: str = "", model: str = "", timeout_s: float = 5) -> AskingWriter:
        kind = {"gemini": GeminiWriter, "openai": OpenAI}[name]
        here = address or {"gemini": sandbox.google, "openai": sandbox.openai}[name]
        files = PromptFiles(tmp_path / "prompts")
        return kind(key, here, model or MODELS[name], files, timeout_s, today=lambda: DAY)

    return of


@pytest.fixture(params=["gemini", "openai"])
def writer(request: pytest.FixtureRequest, make: Make) -> AskingWriter:
    return make(request.param)
