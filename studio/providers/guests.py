"""Providers that other packages bring, under the entry point group `dailies.providers`: each a class with its own models."""

import logging
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import Any, TypeVar

from studio.providers.interface import Provider

GROUP = "dailies.providers"
V = TypeVar("V")

log = logging.getLogger(__name__)


@cache
def guests() -> Mapping[str, type[Provider]]:
    """By name; loaded once. A package that cannot be loaded is a line in the log, never the end of the studio."""
    found: dict[str, type[Provider]] = {}
    for point in entry_points(group=GROUP):
        try:
            found[point.name] = _a_provider(point.load())
        except Exception:  # somebody else's code: it may raise anything
            log.exception("the provider %r of another package cannot be loaded", point.name)
    return found


def _a_provider(loaded: Any) -> type[Provider]:
    """Raises TypeError for what is none: it would break the catalogue for all."""
    if isinstance(loaded, type) and issubclass(loaded, Provider):
        return loaded
    raise TypeError("the entry point names no class of studio.providers.interface.Provider")


class WithGuests(Mapping[str, V]):
    """What we know of our own providers, and what guests say of themselves; a guest cannot take the name of one of ours."""

    def __init__(self, own: Mapping[str, V], of_guest: Callable[[type[Provider]], V]):
        self._own, self._of_guest = own, of_guest

    def __getitem__(self, name: str) -> V:
        return self._own[name] if name in self._own else self._of_guest(guests()[name])

    def __iter__(self) -> Iterator[str]:
        yield from dict.fromkeys([*self._own, *guests()])

    def __len__(self) -> int:
        return len({*self._own, *guests()})
