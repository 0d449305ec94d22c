"""Which voice says a script. Each is imported when it is first used, as Google's SDK is heavy."""

from studio.settings import Settings
from studio.voices.interface import Voice
from studio.voices.script import Script


def make(script: Script, settings: Settings) -> Voice:
    return _gemini(settings) if script.costs else _offline()


def _gemini(settings: Settings) -> Voice:
    from studio.voices.gemini import GeminiVoice

    key = settings.google_api_key
    return GeminiVoice(key.get_secret_value() if key else "", settings.google_base_url)


def _offline() -> Voice:
    from studio.voices.offline import OfflineVoice

    return OfflineVoice()
