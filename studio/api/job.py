"""A generation as REST tells of it, and how one is named in an address."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends
from pydantic import BaseModel, Field
from sqlmodel import Session

from studio import money, outlook
from studio.brief import Operation, State
from studio.errors import FailureKind, NotFound
from studio.orders import ID
from studio.settings import Settings
from studio.tables import Generation


class Job(BaseModel):
    """A generation as it stands now. Prices are USD; one of null is unknown."""

    id: str
    state: State
    sentence: str = Field(description="What happened, or what it waits for.")
    operation: Operation
    model: str
    prompt: str
    stage: str = Field(description="The provider's own word for where it is.")
    fraction: float | None = Field(description="0 to 1, where the provider tells.")
    place: int | None = Field(description="Its place in the queue of its provider: 1 is next.")
    eta_s: float | None = Field(description="Seconds still to go, from the middle (p50) of our own finished clips.")
    estimate_usd: float | None
    charged_usd: float = Field(description="What it has cost so far, over all its tries.")
    was_charged: bool | None = Field(description="Once it has ended; null while nobody knows.")
    failure: FailureKind | None
    created_by: str = Field(description="Who asked for it: a person, or `local` where nobody logs in.")
    created_at: datetime
    submitted_at: datetime | None
    ended_at: datetime | None
    group_id: str | None = Field(description="What was asked for in one go shares it.")
    remote_id: str | None = Field(description="The provider's name for it.")
    asset_id: str | None = Field(description="What came of it, in the library.")


TAKEN_OVER = set(Job.model_fields) & set(Generation.model_fields)


def told(session: Session, generation: Generation, settings: Settings) -> Job:
    seen = outlook.of(session, generation, settings)
    values: dict[str, Any] = {name: getattr(generation, name) for name in TAKEN_OVER}
    estimate = generation.estimate_micro_usd
    return Job(
        **values,
        sentence=seen.sentence,
        place=seen.place,
        eta_s=seen.left_s,
        estimate_usd=None if estimate is None else estimate / money.MICRO,
        charged_usd=seen.charged_micro_usd / money.MICRO,
    )


def _known_shape(job_id: str) -> str:
    if ID.fullmatch(job_id):
        return job_id
    raise NotFound(f"There is no generation {job_id[:64]!r}.")


JobId = Annotated[str, Depends(_known_shape)]
