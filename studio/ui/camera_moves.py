"""The camera moves that a provider lists. It is asked in the background and once: a page never waits for a provider."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait

from studio.errors import StudioError
from studio.providers import registry
from studio.settings import Settings

HERE_S = 2.0

_asking = ThreadPoolExecutor(2, thread_name_prefix="camera-moves")
_asked: dict[tuple[str, str], Future[list[str]]] = {}


def asked(provider: str, settings: Settings) -> Future[list[str]] | None:
    """None: nobody has asked yet."""
    return _asked.get(_whom(provider, settings))


def ask(provider: str, settings: Settings) -> Future[list[str]]:
    future = _asked[_whom(provider, settings)] = _asking.submit(_listed, provider, settings)
    return future


def listed(provider: str, settings: Settings) -> list[str]:
    """What is known by now. A provider that needs no key lies on this machine: it is asked at once."""
    future = asked(provider, settings)
    if future is None and f"{provider}_api_key" not in Settings.model_fields:
        future = ask(provider, settings)
        wait([future], timeout=HERE_S)
    return future.result() if future and future.done() and not future.exception() else []


def failure_of(future: Future[list[str]]) -> str:
    """The sentence, or nothing when it went well or is not over."""
    error = future.exception() if future.done() else None
    if error is None:
        return ""
    return str(error) if isinstance(error, StudioError) else "The list of camera moves could not be read."


def _listed(provider: str, settings: Settings) -> list[str]:
    made = registry.make(provider, settings)
    try:
        moves: Sequence[str] = made.camera_moves()
        return sorted(moves)
    finally:
        made.close()


def _whom(provider: str, settings: Settings) -> tuple[str, str]:
    return provider, str(getattr(settings, f"{provider}_base_url", ""))
