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
from studio.productions.cut import cuts, music
from studio.productions.refining import history
from studio.productions.standing import Standing
from studio.tables import CutState

router = APIRouter(tags=["productions"], prefix="/productions/{production_id}")
LOOK_EVERY_S = 2  # at all of a movie: that of one with 200 scenes takes 0.1 s


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
    refining: int = Field(description="How many scenes are being refined.")
    music_is_coming: bool


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
    async for event in events.stream(lambda: _look(production_id), _news, _is_over, LOOK_EVERY_S):
        yield event


def _look(production_id: str) -> Progress:
    with database.reading() as session:
        outline, made = productions.get(session, production_id).outline, takes.list_all(session, production_id)
        found = cuts.list_watched(session, production_id)
        refining, found_music = history.list_open(session, production_id), music.look(session, outline.finish)
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
    return Progress(
        scenes=scenes,
        cuts=[CutProgress(**cut.model_dump(include=set(CutProgress.model_fields))) for cut in found],
        under_way=sum(take.is_under_way for its in made.values() for take in its),
        refining=len(refining),
        music_is_coming=found_music.state == "coming",
    )


def _news(told: Progress) -> object:
    """What is worth telling: a hundredth more is."""
    scenes = [(one.id, one.standing, one.fraction and round(one.fraction, 2)) for one in told.scenes]
    others = told.under_way, told.refining, told.music_is_coming
    return scenes, others, [(one.id, one.state, one.sentence, round(one.fraction, 2)) for one in told.cuts]


def _is_over(told: Progress) -> bool:
    is_made = told.under_way or told.refining or told.music_is_coming
    return not is_made and not any(one.state in cuts.OPEN for one in told.cuts)
