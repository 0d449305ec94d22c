"""Which writer is used, as the settings say. Each is imported when it is first used, as its SDK is heavy."""

from collections.abc import Callable, Mapping

from pydantic import SecretStr

from studio.settings import Settings
from studio.writers.interface import Writer
from studio.writers.prompt_files import PromptFiles

LABELS: Mapping[str, str] = {
    "offline": "Built in",
    "gemini": "Gemini",
    "openai": "OpenAI, or what speaks its protocol",
}


def make(settings: Settings, name: str | None = None) -> Writer:
    """The one in use, or another one by its name."""
    return _BY_NAME[name or settings.writer](settings)


def _offline(settings: Settings) -> Writer:
    from studio.writers.offline import Offline

    return Offline()


def _gemini(settings: Settings) -> Writer:
    from studio.writers.gemini import USUAL_MODEL, Gemini

    model = settings.writer_model or USUAL_MODEL
    return Gemini(_text(settings.google_api_key), settings.google_base_url, model, _files(settings))


def _openai(settings: Settings) -> Writer:
    from studio.writers.openai import USUAL_MODEL, OpenAI

    model = settings.writer_model or USUAL_MODEL
    return OpenAI(_text(settings.openai_api_key), settings.openai_base_url, model, _files(settings))


def _text(key: SecretStr | None) -> str:
    return key.get_secret_value() if key else ""


def _files(settings: Settings) -> PromptFiles:
    return PromptFiles(settings.data / "prompts")


_BY_NAME: Mapping[str, Callable[[Settings], Writer]] = {"offline": _offline, "gemini": _gemini, "openai": _openai}
