"""What the writer says of one scene: its prompt enhanced, a take reviewed. Nothing of it is put in: an edit does that."""

from functools import partial

from fastapi import APIRouter
from pydantic import BaseModel, Field

from studio import database, productions, saved_settings, writings
from studio.api.errors import may_say
from studio.api.productions.writers import SLOTS, PaidWriterChoice, WriterChoice, WriterPrice, price_of
from studio.api.videos import RequestKey
from studio.api.who import Maker
from studio.files import Files
from studio.productions import assignments, editing, enhancing, reviewing, takes
from studio.productions.assignments import Assignment
from studio.productions.outline import Scene
from studio.settings import load
from studio.tables import Asset
from studio.writers.tasks import Change, Enhance, ReviewTake

router = APIRouter(tags=["writer"], prefix="/productions/{production_id}/scenes/{scene_id}")
WRONGS = may_say(402, 404, 409, 429, 502)


class Enhanced(BaseModel):
    changes: list[Change] = Field(description="Of its `prompt` and its `camera_move`. Empty: it is left as it is.")
    remarks: list[str] = Field(description="What was changed of what the writer returned.")
    is_new: bool = Field(description="False: the key was known, and this is what was written then.")


class Reviewed(BaseModel):
    score: float = Field(description="0 to 1: how well it shows its prompt.")
    faults: list[str]
    better_prompt: str = Field(description="One that may do better; empty where there is none.")
    remarks: list[str] = Field(description="What was changed of what the writer returned.")
    is_new: bool = Field(description="False: the key was known, and this is what was written then.")


@router.post(
    "/enhance/estimate", summary="What enhancing its prompt would cost: nobody is asked", responses=may_say(404)
)
def price_enhancing(production_id: str, scene_id: str, asked: WriterChoice) -> WriterPrice:
    return price_of(writings.quote(_to_enhance(production_id, scene_id), writer=asked.writer))


@router.post("/enhance", summary="Enhance its prompt: what the writer would change", responses=WRONGS)
def enhance(
    production_id: str, scene_id: str, asked: PaidWriterChoice, maker: Maker, request_key: RequestKey = None
) -> Enhanced:
    """The writer is asked only within `most_usd`. What one likes of it is put in by an edit of the scene."""
    task = partial(_to_enhance, production_id, scene_id)
    assignment = Assignment(task, production_id, f"enhance {scene_id} {asked.writer}", request_key)
    answered = assignments.ask(maker, assignment, asked.allowance, asked.writer, SLOTS.one())
    written = answered.written
    return Enhanced(changes=list(written.kept.changes), remarks=list(written.remarks), is_new=answered.is_new)


@router.post(
    "/takes/{take_id}/review/estimate", summary="What a review would cost: nobody is asked", responses=may_say(404)
)
def price_review(production_id: str, scene_id: str, take_id: str, asked: WriterChoice) -> WriterPrice:
    return price_of(writings.quote(_to_price_review(production_id, scene_id, take_id), writer=asked.writer))


@router.post(
    "/takes/{take_id}/review", summary="Review a take: a score, what is wrong, a better prompt", responses=WRONGS
)
def review(
    production_id: str,
    scene_id: str,
    take_id: str,
    asked: PaidWriterChoice,
    maker: Maker,
    request_key: RequestKey = None,
) -> Reviewed:
    """The writer looks at a few frames and says how well they show the prompt. It is asked only within `most_usd`."""
    said, shown = f"review {scene_id} {take_id} {asked.writer}", (production_id, scene_id, take_id)
    priced = partial(_to_price_review, *shown)
    assignment = Assignment(partial(_to_review, *shown), production_id, said, request_key, to_price=priced)
    answered = assignments.ask(maker, assignment, asked.allowance, asked.writer, SLOTS.one())
    kept, remarks = answered.written.kept, list(answered.written.remarks)
    return Reviewed(**kept.model_dump(), remarks=remarks, is_new=answered.is_new)


def _to_enhance(production_id: str, scene_id: str) -> Enhance:
    with database.reading() as session:
        outline, settings = productions.get(session, production_id).outline, saved_settings.current(session)
    scene = editing.require(outline, scene_id)
    return enhancing.task_of(scene, enhancing.surroundings_at_once(outline, scene, settings))


def _to_price_review(production_id: str, scene_id: str, take_id: str) -> ReviewTake:
    scene, _ = _shown(production_id, scene_id, take_id)
    return reviewing.to_price(scene)


def _to_review(production_id: str, scene_id: str, take_id: str) -> ReviewTake:
    """To look at the clip takes a moment: nothing of that belongs into a transaction."""
    scene, clip = _shown(production_id, scene_id, take_id)
    return reviewing.task_of(scene, clip, Files(load().media))


def _shown(production_id: str, scene_id: str, take_id: str) -> tuple[Scene, Asset]:
    with database.reading() as session:
        scene = editing.require(productions.get(session, production_id).outline, scene_id)
        return scene, reviewing.clip_of(takes.list_all(session, production_id), scene_id, take_id)
