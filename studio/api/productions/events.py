"""The progress of a movie as it happens: its takes, and the cuts that are waited for or rendered."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field

from studio import database, productions
from studio.api import events
from studio.api.errors import may_say
from studio.productions import staleness, standing, takes
from studio.productions.cut import cuts
from studio.productions.standing import Standing
from studio.tables import CutState

router = APIRouter(tags=["productions"], prefix="/productions/{production_id}")


class SceneProgress(BaseModel):
    id: str
    number: int
    standing: Standing
    fraction: float | None = Field(description="Of the take that is made now, where the provider tells.")


class CutProgress(BaseModel):
    id: str
    state: CutState
    is_preview: bool
    sentence: str
    fraction: float = Field(description="0 to 1, while it is rendered.")


class Progress(BaseModel):
    """How it stands now."""

    scenes: list[SceneProgress]
    cuts: list[CutProgress] = Field(description="Those that wait or are rendered, and the newest one.")
    under_way: int = Field(description="How many takes are in line or being made.")


def _room(production_id: str) -> str:
    events.require_room(f"/productions/{production_id}")
    return production_id


@router.get(
    "/events",
    summary="Its progress as server-sent events, until nothing of it is made any more",
    response_class=EventSourceResponse,
    responses=may_say(404),
)
async def watch(production_id: Annotated[str, Depends(_room)]) -> AsyncIterator[ServerSentEvent]:
    """`progress` when something has changed, `end` with the last word. The data of both is how it stands."""
    async for event in events.stream(lambda: _look(production_id), _news, _is_over):
        yield event


def _look(production_id: str) -> Progress:
    with database.reading() as session:
        outline, made = productions.get(session, production_id).outline, takes.list_all(session, production_id)
        found = cuts.list_all(session, production_id)
    reasons = staleness.find(outline, made)
    scenes = [
        SceneProgress(
            id=scene.id,
            number=number,
            standing=standing.of(scene, made, reasons),
            fraction=standing.fraction(takes.under_way(scene, made)),
        )
        for number, scene in enumerate(outline.scenes(), start=1)
    ]
    told = [cut for place, cut in enumerate(found) if place == 0 or cut.state in cuts.OPEN]
    return Progress(
        scenes=scenes,
        cuts=[CutProgress(**cut.model_dump(include=set(CutProgress.model_fields))) for cut in told],
        under_way=sum(take.is_under_way for its in made.values() for take in its),
    )


def _news(told: Progress) -> object:
    """What is worth telling: a hundredth more is."""
    scenes = [(one.id, one.standing, one.fraction and round(one.fraction, 2)) for one in told.scenes]
    return scenes, told.under_way, [(one.id, one.state, one.sentence, round(one.fraction, 2)) for one in told.cuts]


def _is_over(told: Progress) -> bool:
    return not told.under_way and not any(one.state in cuts.OPEN for one in told.cuts)
