"""Waiting for a clip or a film without pages: on the engine that runs already, or on one of our own for as long as it takes."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self, TypeVar

from studio import database, generations
from studio.brief import ENDED, State
from studio.engine.embedded import Engine
from studio.engine.ownership import EngineElsewhere
from studio.engine.tools import Tools
from studio.engines import has_engine
from studio.moves import NEVER
from studio.productions import shelf, takes
from studio.productions.cut import cuts
from studio.tables import Cut, Generation, now

Seen = TypeVar("Seen")

LOOK_EVERY_S = 0.2


@dataclass(frozen=True)
class Coming:
    """A cut that is waited for, and the takes of its production."""

    cut: Cut
    takes: Sequence[Generation]

    @property
    def ready(self) -> int:
        return sum(take.state == State.SUCCEEDED for take in self.takes)

    @property
    def to_decide(self) -> Sequence[Generation]:
        """Unclear for good: only a person can say what became of them."""
        return [take for take in self.takes if take.state == State.UNCLEAR and _is_over(take)]

    def news(self) -> object:
        return self.cut.state, self.cut.sentence, round(self.cut.fraction, 1), self.ready

    def is_over(self) -> bool:
        return self.cut.state not in cuts.OPEN or bool(self.to_decide)


def until_ended(tools: Tools, generation_id: str, tell: Callable[[Generation], None] | None = None) -> Generation:
    """Returns when it has ended, or is unclear for good. `tell` is called when something about it has changed."""
    return _until(tools, lambda: look(tools, generation_id), _news, _is_over, tell)


def until_cut(tools: Tools, cut_id: str, tell: Callable[[Coming], None] | None = None) -> Coming:
    """Returns when the cut has ended, or waits for a take that only a person can decide about. Raises NotFound where somebody deletes
    its production."""
    return _until(tools, lambda: look_at_cut(tools, cut_id), Coming.news, Coming.is_over, tell)


def _until(
    tools: Tools,
    look: Callable[[], Seen],
    news_of: Callable[[Seen], object],
    is_over: Callable[[Seen], bool],
    tell: Callable[[Seen], None] | None,
) -> Seen:
    told: object = None
    with Standby(tools) as standby:
        while True:
            standby.take_over_if_alone()
            seen = look()
            news = news_of(seen)
            if tell and news != told:
                tell(seen)
                told = news
            if is_over(seen):
                return seen
            threading.Event().wait(LOOK_EVERY_S)


def _news(seen: Generation) -> object:
    return seen.state, seen.note, seen.stage, seen.fraction and round(seen.fraction, 1)


def _is_over(seen: Generation) -> bool:
    return seen.state in ENDED or (seen.state == State.UNCLEAR and seen.next_step_at >= NEVER)


def look(tools: Tools, generation_id: str) -> Generation:
    with database.reading(tools.database) as session:
        return generations.get(session, generation_id)


def look_at_cut(tools: Tools, cut_id: str) -> Coming:
    with database.reading(tools.database) as session:
        cut = cuts.get(session, cut_id)
        if cut.state in cuts.OPEN:
            shelf.require(session, cut.production_id)
        its = takes.list_all(session, cut.production_id).values()
        return Coming(cut, tuple(take.generation for of_scene in its for take in of_scene))


class Standby:
    """Leaves the work to the engine that runs. Where none does, or does no longer, one of our own takes over."""

    def __init__(self, tools: Tools):
        self.tools = tools
        self.own: Engine | None = None

    def take_over_if_alone(self) -> None:
        if self.own or self._is_served():
            return
        try:
            self.own = Engine(self.tools, threads=4).start()
        except EngineElsewhere:
            return

    def _is_served(self) -> bool:
        """Of a SQLite file its lock knows better than what an engine has told of itself: that may have died since."""
        if self.tools.database.dialect.name == "sqlite":
            return False
        with database.reading(self.tools.database) as session:
            return has_engine(session, now())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.own:
            self.own.stop()
