"""The glimpse of a production: a few words, as a list tells of it."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel
from sqlmodel import Session

from studio.productions import glimpse
from studio.tables import Production, Sort


class Glimpse(BaseModel):
    """A movie, a book or an explainer."""

    id: str
    sort: Sort
    title: str
    scenes: int
    created_at: datetime
    changed_at: datetime


def told(session: Session, those: Sequence[Production]) -> list[Glimpse]:
    scenes = glimpse.count_scenes(session, [one.id for one in those])
    of_it = {"id", "sort", "title", "created_at", "changed_at"}
    return [Glimpse(scenes=scenes[one.id], **one.model_dump(include=of_it)) for one in those]
