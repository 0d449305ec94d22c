"""Plans: what would be generated for some scenes, what each costs and what speaks against it; and to generate them."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from sqlmodel import Session

from studio import database, orders, saved_settings
from studio.api import job
from studio.api.errors import may_say
from studio.api.estimates import Priced, priced
from studio.api.paying import Paying
from studio.api.session import Reading
from studio.api.videos import Queued, RequestKey
from studio.api.who import Maker
from studio.brief import Brief, Value
from studio.money import MICRO
from studio.productions import ordering
from studio.productions.ordering import WantedTakes, Which
from studio.productions.outline import MOST_SCENES
from studio.productions.plans import Plan, PlannedTakes
from studio.tables import Generation

router = APIRouter(tags=["plans"], prefix="/productions/{production_id}")
NO_SCENES = f"{', '.join(Which)}, or a list of the ids of 1 to {MOST_SCENES} scenes"


def _or_a_sentence(given: object, read: ValidatorFunctionWrapHandler) -> object:
    """One for all that may stand there, where each of them would complain by itself."""
    try:
        return read(given)
    except ValidationError as wrong:
        raise ValueError(NO_SCENES) from wrong


Scenes = Annotated[
    Which | Annotated[list[str], Field(min_length=1, max_length=MOST_SCENES)],
    WrapValidator(_or_a_sentence),
    Field(description="Their ids, or all that are meant by one word. What is being made already is not missing."),
]


class OfScenes(Value):
    """Which scenes are meant."""

    scenes: Scenes = Which.MISSING
    takes: int = Field(default=1, ge=1, le=orders.MOST_TAKES, description="Of each scene.")

    @property
    def wanted(self) -> WantedTakes:
        return WantedTakes(self.scenes, self.takes)


class Generate(OfScenes, Paying):
    """What is to be generated, and for how much at most."""


class PlannedLine(Priced):
    """One scene, with all its takes. A price of null is unknown: it is not free."""

    scene_id: str
    number: int
    changes: list[str] = Field(description="What its model makes of its wishes.")
    follows: str | None = Field(
        description="The scene of this plan that it goes on from: it waits for that one's take."
    )
    brief: Brief = Field(description="What its model would be asked for.")


class Planned(BaseModel):
    """In the order in which they are seen. All of it is queued, or nothing."""

    lines: list[PlannedLine]
    freed: list[PlannedLine] = Field(
        description="What was asked for before, is blocked behind one of them, and goes on with its new take. It is in the price."
    )
    total_usd: float | None = Field(description="Of all; null when a price among them is unknown.")
    known_usd: float = Field(description="The sum of the prices that are known.")
    sentence: str


@router.post("/plan", summary="What scenes would cost: nothing is stored and nobody is asked", responses=may_say(404))
def plan(production_id: str, asked: OfScenes, session: Reading) -> Planned:
    return _told(ordering.look(session, production_id, asked.wanted))


@router.post(
    "/generate",
    status_code=202,
    summary="Generate scenes: all of them or, where one is refused, none",
    responses=may_say(402, 404, 409) | {200: {"model": Queued, "description": "Nothing to make, or asked for before."}},
)
def generate(
    production_id: str, asked: Generate, maker: Maker, response: Response, request_key: RequestKey = None
) -> Queued:
    """A scene that goes on from another waits for that one's take. What costs something is queued only within `most_usd`."""
    with database.writing() as session:
        made, is_new = ordering.queue(
            session, production_id, asked.wanted, asked.allowance, request_key, asked_by=maker
        )
        session.flush()
        queued = Queued(jobs=_jobs(session, made), is_new=is_new)
    response.status_code = 202 if made and is_new else 200
    return queued


def _jobs(session: Session, made: Sequence[Generation]) -> list[job.Job]:
    settings = saved_settings.current(session)
    return [job.told(session, one, settings) for one in made]


def _told(found: Plan) -> Planned:
    total = found.total
    known_usd = total.micro_usd / MICRO
    return Planned(
        lines=[_line(line) for line in found.lines],
        freed=[_line(line) for line in found.freed],
        total_usd=None if total.unpriced else known_usd,
        known_usd=known_usd,
        sentence=f"{total.takes} can be made: {total.words}.",
    )


def _line(line: PlannedTakes) -> PlannedLine:
    return PlannedLine(
        scene_id=line.scene.id,
        number=line.number,
        changes=list(line.changes),
        follows=line.follows,
        brief=line.order.brief,
        **priced(line.order).model_dump(),
    )
