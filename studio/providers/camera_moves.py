"""The camera moves that a provider lists. It is asked in the background and once: nobody waits for a provider."""

from concurrent.futures import Future, ThreadPoolExecutor, wait

from studio.errors import StudioError
from studio.providers import catalogue, registry
from studio.settings import Settings

LONGEST_WAIT_S = 2.0  # for one on this machine

_asking = ThreadPoolExecutor(2, thread_name_prefix="camera-moves")
_asked: dict[tuple[str, str], Future[list[str]]] = {}


def asked(provider: str, settings: Settings) -> Future[list[str]] | None:
    """None: nobody has asked yet."""
    return _asked.get(_whom(provider, settings))


def ask(provider: str, settings: Settings) -> Future[list[str]]:
    future = _asked[_whom(provider, settings)] = _asking.submit(_listed, provider, settings)
    return future


def listed(provider: str, settings: Settings) -> list[str]:
    """What is known by now. A provider on this machine is asked at once."""
    future = asked(provider, settings)
    if future is None and registry.is_on_this_machine(provider):
        future = ask(provider, settings)
        wait([future], timeout=LONGEST_WAIT_S)
    return future.result() if future and future.done() and not future.exception() else []


def listed_here(model_id: str, settings: Settings) -> list[str]:
    """Of a model whose provider lies on this machine; none of another. Not inside a session: it may take a moment. Raises NotFound."""
    provider = catalogue.model(model_id).provider
    return listed(provider, settings) if registry.is_on_this_machine(provider) else []


def failure_of(future: Future[list[str]]) -> str:
    """The sentence, or nothing when it went well or is not over."""
    error = future.exception() if future.done() else None
    if error is None:
        return ""
    return str(error) if isinstance(error, StudioError) else "The list of camera moves could not be read."


def _listed(provider: str, settings: Settings) -> list[str]:
    made = registry.make(provider, settings)
    try:
        return sorted(made.camera_moves())
    finally:
        made.close()


def _whom(provider: str, settings: Settings) -> tuple[str, str]:
    return provider, str(getattr(settings, f"{provider}_base_url", ""))
