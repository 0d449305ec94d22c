"""A movie begins: with an idea or a text that the writer makes scenes of, or with an outline."""

import re
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field, JsonValue, model_validator

from studio import database, saved_settings, writings
from studio.access import Visitor
from studio.api.errors import may_say
from studio.api.productions import movie
from studio.api.productions.movie import Movie
from studio.api.productions.writers import SLOTS, PaidWriterChoice, WriterPrice, price_of
from studio.api.videos import RequestKey
from studio.api.who import Maker
from studio.orders import Total
from studio.productions import starting
from studio.productions.beginning import Beginning
from studio.productions.outline import LONGEST_IDEA, LONGEST_TITLE, MOST_SCENES, Finish, Look, Outline
from studio.productions.shelf import AlreadyBegun
from studio.productions.starting import Begun
from studio.providers import camera_moves
from studio.settings import Settings
from studio.tables import new_id
from studio.writers.outline import PlannedOutline, Wish
from studio.writers.tasks import Task
from studio.writings import Quote

router = APIRouter(tags=["productions"], prefix="/productions")
STORY: JsonValue = {"text": "She folds a boat.\n\nIt sails away.", "look": {"model": "animatic:cinematic"}}
PLAIN = re.compile("[A-Za-z0-9_-]+")  # stands in addresses
AGREED = {"most_usd", "accepts_unknown_price"}
Text = Annotated[str, Field(max_length=LONGEST_IDEA)]


class Start(PaidWriterChoice):
    """What a movie begins with: exactly one of an idea, a text and an outline."""

    model_config = ConfigDict(json_schema_extra={"examples": [STORY]})

    idea: Text | None = Field(default=None, description="The writer makes a story of it, and scenes of that.")
    text: Text | None = Field(
        default=None, description="A story, or a screenplay in Fountain: it becomes scenes in its own order."
    )
    outline: Outline | None = Field(
        default=None, description="Scenes of your own: no writer is asked, and nothing else is sent."
    )
    title: str = Field(default="", max_length=LONGEST_TITLE, description="Without one, the writer finds it.")
    seconds: float = Field(
        default=60, ge=5, le=21_600, description="How long it is to be, where it begins with an idea."
    )
    scenes: int | None = Field(default=None, ge=1, le=MOST_SCENES, description="How many. Null: as it needs.")
    audience: str = Field(default="", max_length=200)
    language: str = Field(
        default="", max_length=60, description="Of titles and narration. Without it: that of the text."
    )
    look: Look = Field(default=Look(), description="What all scenes share. A style that is given stays.")
    finish: Finish = Field(default=Finish(), description="How cuts put the scenes together.")

    @model_validator(mode="after")
    def _begins_with_one(self) -> "Start":
        given = [one for one in (self.idea, self.text, self.outline) if one is not None]
        if len(given) != 1:
            raise ValueError("Send exactly one of idea, text and outline")
        if self.outline and self.model_fields_set - AGREED != {"outline"}:
            raise ValueError("With an outline nothing else is sent: its title, look and finish stand in it")
        if self.outline and not all(PLAIN.fullmatch(scene.id) for scene in self.outline.scenes()):
            raise ValueError("The id of a scene has letters, digits, - and _ only; without one, a scene gets its own")
        return self

    @property
    def outline_so_far(self) -> Outline:
        """What it begins with, before a writer was asked."""
        empty = Outline(title=self.title, idea=self.idea or self.text or "", look=self.look, finish=self.finish)
        return self.outline or empty

    @property
    def beginning(self) -> Beginning:
        if self.outline:
            return Beginning(self.outline)
        return Beginning(self.outline_so_far, self.wish, self.idea is not None, self.writer)

    @property
    def wish(self) -> Wish:
        return Wish(seconds=self.seconds, scenes=self.scenes, audience=self.audience, language=self.language)

    def task(self, settings: Settings) -> Task[PlannedOutline]:
        moves = camera_moves.listed_here(self.outline_so_far.look.model, settings)
        return starting.task_of(self.outline_so_far, self.wish, moves, is_idea=self.idea is not None)


class Started(Movie):
    is_new: bool = Field(description="False: the key was known, and this is what was begun then.")
    remarks: list[str] = Field(description="What was changed of what the writer returned.")


@router.post("/start/estimate", summary="Who would write it, and for how much: nobody is asked", responses=may_say(404))
def estimate(wanted: Start) -> WriterPrice:
    if wanted.outline:
        return WriterPrice(writer="", model="", usd=0, source="no writer is asked", as_of=None)
    _, told = _quoted(wanted)
    return price_of(told)


@router.post(
    "/start",
    status_code=201,
    summary="Begin a movie with an idea, a text or an outline",
    responses=may_say(402, 404, 409, 429, 502)
    | {200: {"model": Started, "description": "Begun before with this key."}},
)
def start(wanted: Start, maker: Maker, response: Response, request_key: RequestKey = None) -> Started:
    """It answers when the writer has. A writer that costs something is asked only within `most_usd`, and once for one key: while it
    writes, asking again is answered with 409, and afterwards with the movie."""
    production_id = starting.id_of(maker, request_key) if request_key else new_id()
    begun = _earlier(wanted, maker, production_id) or _begun(wanted, maker, production_id)
    response.status_code = 201 if begun.is_new else 200
    with database.reading() as session:
        whole = movie.told(session, production_id)
    return Started(**whole.model_dump(), is_new=begun.is_new, remarks=list(begun.remarks))


def _earlier(wanted: Start, maker: Visitor, production_id: str) -> Begun | None:
    with database.writing() as session:
        return starting.take_up(session, maker, production_id, wanted.beginning)


def _begun(wanted: Start, maker: Visitor, production_id: str) -> Begun:
    begin = _from_outline if wanted.outline else _written
    try:
        return begin(wanted, maker, production_id)
    except AlreadyBegun:  # somebody else has begun it at the same moment, with the same key
        if begun := _earlier(wanted, maker, production_id):
            return begun
        raise


def _from_outline(wanted: Start, maker: Visitor, production_id: str) -> Begun:
    with database.writing() as session:
        return Begun(starting.begin(session, maker, wanted.beginning, production_id))


def _written(wanted: Start, maker: Visitor, production_id: str) -> Begun:
    task, told = _quoted(wanted)
    with database.reading() as session:
        before = starting.spent_on_writers(session, production_id)
    wanted.allowance.require(Total.of(told.price.micro_usd) + before)
    with SLOTS.one():
        return starting.outline_it(maker, wanted.beginning, task, told, production_id, allowance=wanted.allowance)


def _quoted(wanted: Start) -> tuple[Task[PlannedOutline], Quote]:
    with database.reading() as session:
        settings = saved_settings.current(session)
    task = wanted.task(settings)
    return task, writings.quote(task, writer=wanted.writer)
