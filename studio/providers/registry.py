"""Which provider stands behind a name: our own modules, and those that other packages offer under `dailies.providers`.

A provider is imported when it is first used, as its SDK is heavy.
"""

from collections.abc import Callable
from threading import Lock

from studio.errors import NotFound
from studio.providers.guests import guests
from studio.providers.interface import Provider
from studio.settings import Settings

WHAT_IT_IS_MADE_WITH = ("api_key", "base_url")  # of its settings; limits are the engine's
ON_THIS_MACHINE = ("animatic",)


def _animatic(settings: Settings) -> Provider:
    from studio.providers.animatic.provider import Animatic

    return Animatic(settings.data / "animatic")


def _luma(settings: Settings) -> Provider:
    from studio.providers.luma import Luma

    key = settings.luma_api_key
    return Luma(key.get_secret_value() if key else "", settings.luma_base_url)


def _luma_agents(settings: Settings) -> Provider:
    from studio.providers.luma_agents import LumaAgents

    key = settings.luma_agents_api_key
    return LumaAgents(key.get_secret_value() if key else "", settings.luma_agents_base_url)


def _runway(settings: Settings) -> Provider:
    from studio.providers.runway import Runway

    key = settings.runway_api_key
    return Runway(key.get_secret_value() if key else "", settings.runway_base_url)


def _google(settings: Settings) -> Provider:
    from studio.providers.google import GoogleOmni

    key = settings.google_api_key
    return GoogleOmni(key.get_secret_value() if key else "", settings.google_base_url)


def _veo(settings: Settings) -> Provider:
    from studio.providers.google import GoogleVeo

    key = settings.veo_api_key
    return GoogleVeo(
        key.get_secret_value() if key else "", settings.veo_base_url, settings.veo_project, settings.veo_location
    )


BUILT_IN: dict[str, Callable[[Settings], Provider]] = {
    "animatic": _animatic,
    "luma": _luma,
    "luma_agents": _luma_agents,
    "runway": _runway,
    "google": _google,
    "veo": _veo,
}


def make(name: str, settings: Settings) -> Provider:
    """Raises NotFound."""
    if build := BUILT_IN.get(name):
        return build(settings)
    if guest := guests().get(name):
        return guest(settings)  # pyright: ignore[reportCallIssue]  # how a guest is made, by the agreement of the group
    raise NotFound(f"There is no provider named {name!r}.")


def is_on_this_machine(name: str) -> bool:
    """Whether it answers without a network. A guest never counts as one: it may lie anywhere, whether it needs a key or not."""
    return name in ON_THIS_MACHINE


class Providers:
    """The providers in use, each made once and made anew when its settings change."""

    def __init__(self, settings: Callable[[], Settings]):
        self._settings = settings
        self._made: dict[str, tuple[object, Provider]] = {}
        self._lock = Lock()

    def __call__(self, name: str) -> Provider:
        settings = self._settings()
        its_own = [getattr(settings, f"{name}_{field}", None) for field in WHAT_IT_IS_MADE_WITH]
        with self._lock:
            seen, provider = self._made.get(name, (None, None))
            if provider is None or seen != its_own:
                provider = make(name, settings)
                self._made[name] = (its_own, provider)
            return provider

    def close(self) -> None:
        with self._lock:
            for _, provider in self._made.values():
                provider.close()
            self._made.clear()
