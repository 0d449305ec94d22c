"""Which writer is used, as the settings say. Each is imported when it is first used, as its SDK is heavy."""

from collections.abc import Callable, Mapping
from typing import Literal
from urllib.parse import urlsplit

from pydantic import SecretStr

from studio.settings import Settings, WriterName
from studio.writers.interface import Writer
from studio.writers.prompt_files import PromptFiles
from studio.writers.rates import OPENAI

BUILT_IN: WriterName = "offline"
SeeingWriterName = Literal["gemini", "openai"]
LABELS: Mapping[str, str] = {
    BUILT_IN: "Built in",
    "gemini": "Gemini",
    "openai": "OpenAI, or what speaks its protocol",
}


def name_of(writer: str) -> str:
    """Its label, cut to a name: `OpenAI`."""
    return LABELS[writer].partition(",")[0]


def make(settings: Settings, name: str | None = None) -> Writer:
    """The one in use, or another one by its name, with its usual model."""
    if name and name != settings.writer:
        settings = settings.model_copy(update={"writer": name, "writer_model": ""})
    return _BY_NAME[settings.writer](settings)


def who_see(settings: Settings) -> list[str]:
    """Those that look at pictures and have what they need for it; the one in use first."""
    is_able = {
        "gemini": bool(settings.google_api_key),
        "openai": bool(settings.openai_api_key) or urlsplit(settings.openai_base_url).hostname != OPENAI,
    }
    return sorted((name for name in is_able if is_able[name]), key=lambda name: name != settings.writer)


def _offline(settings: Settings) -> Writer:
    from studio.writers.offline import OfflineWriter

    return OfflineWriter()


def _gemini(settings: Settings) -> Writer:
    from studio.writers.gemini import USUAL_MODEL, GeminiWriter

    model = settings.writer_model or USUAL_MODEL
    return GeminiWriter(_text(settings.google_api_key), settings.google_base_url, model, _files(settings))


def _openai(settings: Settings) -> Writer:
    from studio.writers.openai import USUAL_MODEL, OpenAI

    model = settings.writer_model or USUAL_MODEL
    return OpenAI(_text(settings.openai_api_key), settings.openai_base_url, model, _files(settings))


def _text(key: SecretStr | None) -> str:
    return key.get_secret_value() if key else ""


def _files(settings: Settings) -> PromptFiles:
    return PromptFiles(settings.data / "prompts")


_BY_NAME: Mapping[str, Callable[[Settings], Writer]] = {BUILT_IN: _offline, "gemini": _gemini, "openai": _openai}
