"""Refining: scenes are generated and reviewed round by round until a take is good enough, within rounds and dollars."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from studio import database, money, saved_settings
from studio.api.errors import may_say
from studio.api.paying import Paying
from studio.api.productions.plans import Scenes
from studio.api.session import Reading
from studio.api.videos import RequestKey
from studio.api.who import Maker
from studio.errors import KeyTaken, NotFound
from studio.orders import Total
from studio.productions.ordering import Which
from studio.productions.refining import asking, history, offering
from studio.productions.refining.asking import MOST_ROUNDS, MOST_USD, CannotRefine, RefiningTerms
from studio.productions.refining.history import Done, Refined
from studio.tables import Ending, Refining, RefiningState, new_id
from studio.writers import registry
from studio.writers.registry import SeeingWriterName

router = APIRouter(tags=["refining"], prefix="/productions/{production_id}/refinings")
WRONGS = may_say(402, 404, 409)


class Refine(Paying):
    """On which terms. The limit is that of all these scenes together, for takes and reviews."""

    scenes: Scenes = Which.ALL
    least_score: float = Field(default=0.8, gt=0, le=1, description="From which on a take is good enough.")
    most_rounds: int = Field(default=3, ge=1, le=MOST_ROUNDS)
    # Nobody refines without a limit, so it is required here, and its values are frozen.
    most_usd: float = Field(  # pyright: ignore[reportIncompatibleVariableOverride]
        ge=0, le=MOST_USD, description="What could go over it is not begun."
    )
    begins_with_shown: bool = Field(default=True, description="With a review of the take that is there.")
    writer: SeeingWriterName | None = Field(default=None, description="Who reviews. Null: the first that can see.")

    def terms(self, writer: str) -> RefiningTerms:
        limit = round(self.most_usd * money.MICRO)
        return RefiningTerms(writer, self.least_score, self.most_rounds, limit, self.begins_with_shown)

    def is_that_of(self, begun: Sequence[Refining]) -> bool:
        """Where scenes are not named, others may be meant by now."""
        has_same_scenes = isinstance(self.scenes, Which) or {one.scene_id for one in begun} == set(self.scenes)
        terms = self.least_score, self.most_rounds
        return has_same_scenes and all((one.least_score, one.most_rounds) == terms for one in begun)


class RoundTold(BaseModel):
    """One take, and what the writer said of it."""

    number: int
    take_id: str
    prompt: str
    score: float | None = Field(description="0 to 1; null until it is reviewed.")
    faults: list[str]
    better_prompt: str
    usd: float = Field(description="What its take and its review have cost, or what is set aside for them.")


class RefiningTold(BaseModel):
    """The refining of one scene."""

    id: str
    group_id: str = Field(description="What was asked for in one go has one limit.")
    scene_id: str
    state: RefiningState
    ending: Ending | None
    sentence: str = Field(description="What it waits for, or how it has ended.")
    least_score: float
    most_rounds: int
    limit_usd: float = Field(description="Of the whole group.")
    usd: float = Field(description="Of this scene, so far.")
    best: float | None = Field(description="The best score so far.")
    writer: str
    created_by: str
    created_at: datetime
    ended_at: datetime | None
    rounds: list[RoundTold]


@router.get("", summary="What is and was refined, with its rounds; by scene, oldest first", responses=may_say(404))
def list_refinings(production_id: str, session: Reading) -> list[RefiningTold]:
    return _all(session, production_id)


@router.post(
    "",
    status_code=202,
    summary="Refine scenes until a take of each is good enough",
    responses=WRONGS | {200: {"model": list[RefiningTold], "description": "Asked for before with this key."}},
)
def ask(
    production_id: str, asked: Refine, maker: Maker, response: Response, request_key: RequestKey = None
) -> list[RefiningTold]:
    """An engine makes the rounds; in the end the best take is chosen, with its prompt."""
    group_id = asking.group_of(maker, production_id, request_key) if request_key else new_id()
    with database.reading() as session:
        if earlier := history.list_group(session, group_id):
            response.status_code = 200
            return _same_as_asked(session, production_id, asked, earlier)
    terms = asked.terms(_reviewer(asked))
    told, _ = offering.look(production_id, asked.scenes, terms.writer)
    if told.plan.lines and told.review_micro_usd is None:
        asked.allowance.require(Total.of(None))
    terms = replace(terms, limit_micro_usd=min(terms.limit_micro_usd, told.most(terms)))
    with database.writing() as session:
        begun = asking.start(session, production_id, told, terms, asked_by=maker, group_id=group_id)
        return _same_as_asked(session, production_id, asked, begun)


@router.post("/{refining_id}/stop", summary="Begin no further round", responses=WRONGS)
def stop(production_id: str, refining_id: str, maker: Maker) -> RefiningTold:
    """The take that is being made is kept, and so is a review that is under way."""
    with database.writing() as session:
        _find(session, production_id, refining_id)
        asking.stop(session, refining_id, asked_by=maker)
        session.flush()
        return _find(session, production_id, refining_id)


def _same_as_asked(
    session: Session, production_id: str, asked: Refine, begun: Sequence[Refining]
) -> list[RefiningTold]:
    if not asked.is_that_of(begun):
        raise KeyTaken
    ids = {one.id for one in begun}
    return [one for one in _all(session, production_id) if one.id in ids]


def _reviewer(asked: Refine) -> str:
    with database.reading() as session:
        able = registry.who_see(saved_settings.current(session))
    wanted = asked.writer or next(iter(able), None)
    if wanted is None or wanted not in able:
        raise CannotRefine("A writer that can see is needed: add a key of Gemini's or OpenAI's under Settings.")
    return wanted


def _find(session: Session, production_id: str, refining_id: str) -> RefiningTold:
    for one in _all(session, production_id):
        if one.id == refining_id:
            return one
    raise NotFound("This production has no such refining.")


def _all(session: Session, production_id: str) -> list[RefiningTold]:
    return [_told(one) for its in history.list_all(session, production_id).values() for one in its]


def _told(one: Refined) -> RefiningTold:
    its = one.refining
    taken_over = set(RefiningTold.model_fields) & set(type(its).model_fields)
    return RefiningTold(
        **{name: getattr(its, name) for name in taken_over},
        limit_usd=its.limit_micro_usd / money.MICRO,
        usd=one.micro_usd / money.MICRO,
        best=one.best,
        rounds=[_round(done) for done in one.rounds],
    )


def _round(done: Done) -> RoundTold:
    made = done.round
    return RoundTold(
        number=made.number,
        take_id=made.generation_id,
        prompt=made.prompt,
        score=made.score,
        faults=made.faults,
        better_prompt=made.better_prompt,
        usd=done.micro_usd / money.MICRO,
    )
