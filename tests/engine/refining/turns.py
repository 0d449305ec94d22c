"""A refining in small steps: what the writer says, what an engine does, what came of it."""

from collections.abc import Callable
from typing import Any

import pytest

from studio import access, productions
from studio import database as db
from studio.access import Visitor
from studio.engine import refining as engine
from studio.engine.tools import Tools
from studio.productions import editing, takes
from studio.productions.outline import Look, Outline, Scene
from studio.productions.refining import asking, history
from studio.productions.refining.asking import RefiningOffer, RefiningTerms
from studio.productions.refining.history import Refined
from studio.productions.shelf import OpenProduction
from studio.sandbox.server import Address
from studio.tables import EngineBeat, RefiningState
from studio.writers.gemini import GeminiWriter
from tests.clock import Clock
from tests.engine.turns import turn
from tests.productions.stories import BOAT

CLIP, REVIEW = 400_000, 7_000  # micro-dollars: of a take at 540p, and about of a review
PLENTY = RefiningTerms("gemini", limit_micro_usd=5_000_000)
SMALL = Look(model="luma:ray-2", resolution="540p")


def says(sandbox: Address, *scores: float, better: str = "A better boat, {}") -> None:
    for number, score in enumerate(scores, start=1):
        body = {"score": score, "faults": ["No rain."], "better_prompt": better.format(number)}
        sandbox.fault(on="write", what="says", body=body)


def begin(
    tools: Tools, terms: RefiningTerms = PLENTY, outline: Outline = BOAT, *scene_ids: str, who: Visitor = access.OWNER
) -> str:
    with db.writing(tools.database) as session:
        production_id = productions.create(session, outline.model_copy(update={"look": SMALL})).id
    refine(tools, production_id, terms, *scene_ids, who=who)
    return production_id


def refine(
    tools: Tools, production_id: str, terms: RefiningTerms, *scene_ids: str, who: Visitor = access.OWNER
) -> None:
    with db.writing(tools.database) as session:
        asking.start(session, production_id, offer_of(tools, production_id, *scene_ids), terms, asked_by=who)


def offer_of(tools: Tools, production_id: str, *scene_ids: str) -> RefiningOffer:
    with db.reading(tools.database) as session:
        outline, made = productions.get(session, production_id).outline, takes.list_all(session, production_id)
        return asking.offer(session, outline, made, scene_ids or ["s1"], REVIEW)


def go_on(tools: Tools, clock: Clock, rounds_: int = 40) -> None:
    """Until nothing moves any more; the clock of what people do is this one too."""
    for _ in range(rounds_):
        turn(tools)
        for refining_id in engine.take_due(tools, "an engine"):
            engine.step(tools, refining_id, "an engine")
        clock.forward(5)


def look(tools: Tools, production_id: str, scene_id: str = "s1") -> Refined:
    with db.reading(tools.database) as session:
        return history.list_all(session, production_id)[scene_id][-1]


def opened_of(tools: Tools, production_id: str) -> OpenProduction:
    with db.reading(tools.database) as session:
        return productions.get(session, production_id)


def scene_of(tools: Tools, production_id: str, scene_id: str = "s1") -> Scene:
    return editing.require(opened_of(tools, production_id).outline, scene_id)


def edit(tools: Tools, production_id: str, **values: Any) -> None:
    with db.writing(tools.database) as session:
        opened = productions.get(session, production_id)
        productions.save(session, opened.production, editing.change(opened.outline, "s1", **values), f"{values}")


def reviews(sandbox: Address) -> int:
    return sum(one["operation"] == "write" for one in sandbox.log())


def begin_with_takes(tools: Tools, clock: Clock, sandbox: Address) -> str:
    """Scene 2 goes on from scene 1, and both have a take that is up to date."""
    says(sandbox, 0.9, 0.9)
    movie = begin(tools, PLENTY, BOAT, "s1", "s2")
    go_on(tools, clock)
    return movie


def stop(tools: Tools, movie: str) -> None:
    with db.writing(tools.database) as session:
        asking.stop_all(session, movie)


class Killed(BaseException):
    """In place of a signal: nothing that follows is done."""


def until_reviewing(tools: Tools, clock: Clock, movie: str, whose: str = "the dead") -> str:
    """Its review is about to be asked for, by an engine that does nothing more."""
    while look(tools, movie).refining.state != RefiningState.REVIEWING:
        go_on(tools, clock, 1)
    [refining_id] = engine.take_due(tools, whose)
    return refining_id


def meanwhile(monkeypatch: pytest.MonkeyPatch, deed: Callable[[], object]) -> None:
    """It happens while the writer writes."""
    write = GeminiWriter.write

    def slowly(self: GeminiWriter, task: Any) -> Any:
        deed()
        return write(self, task)

    monkeypatch.setattr(GeminiWriter, "write", slowly)


def pass_time(tools: Tools, clock: Clock, seconds: float) -> None:
    """With an engine at work beside."""
    clock.forward(seconds)
    go_on(tools, clock, 3)


def die(*_: object, **__: object) -> None:
    raise Killed


def beat(tools: Tools, engine_id: str) -> None:
    """That engine tells of itself."""
    with db.writing(tools.database) as session:
        session.merge(EngineBeat(id=engine_id, kind="embedded", host="here", pid=1, seen_at=tools.clock()))
