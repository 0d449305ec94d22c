"""Gemini's voices as they come, with the SDK unchanged, at a sandbox of each module."""

from collections.abc import Callable

import pytest

from studio.sandbox.server import Address
from studio.voices.gemini import GeminiVoice

KEY = "voices-key-0123456789-wxyz"
Make = Callable[..., GeminiVoice]


@pytest.fixture
def make(sandbox: Address) -> Make:
    def voice(key: str = KEY, address: str = "", timeout_s: float = 5) -> GeminiVoice:
        return GeminiVoice(key, address or sandbox.google, timeout_s)

    return voice
