"""Cuts: a film or a preview is asked for, watched and fetched. It costs nothing."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field, model_validator
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import FileResponse

from studio import database
from studio.api import films
from studio.api.clips import Addresses, addresses_of
from studio.api.errors import may_say
from studio.api.media import file_response
from studio.api.session import Reading
from studio.api.who import Maker
from studio.brief import Value
from studio.errors import NotFound, TooLate
from studio.files import Files
from studio.productions.cut import awaiting, cuts
from studio.settings import load
from studio.tables import Asset, Cut, CutState

router = APIRouter(tags=["cuts"], prefix="/productions/{production_id}/cuts")
WRONGS = may_say(404, 409)


class AskedCut(Value):
    is_preview: bool = Field(default=False, description="Small and quick; it takes the place of one that still waits.")
    when_ready: bool = Field(
        default=False,
        description="Only once no take is being made any more, and then of all of them: a film, no preview.",
    )

    @model_validator(mode="after")
    def _waits_for_a_film(self) -> "AskedCut":
        if self.is_preview and self.when_ready:
            raise ValueError("A preview waits for nothing: send is_preview or when_ready, not both")
        return self


class CutTold(BaseModel):
    """One put-together version, as far as it is."""

    id: str
    state: CutState
    is_preview: bool
    sentence: str = Field(description="What is being done, or what is wrong.")
    fraction: float = Field(description="0 to 1, while it is rendered.")
    created_by: str
    created_at: datetime
    ended_at: datetime | None
    film: Addresses | None = Field(description="Once it is ready, and as long as it is in the library.")
    exports: dict[str, str] = Field(
        description="Where its subtitles, its sounds, and all it is made of can be fetched."
    )


@router.get("", summary="Newest first", responses=may_say(404))
def list_cuts(production_id: str, session: Reading, request: Request) -> list[CutTold]:
    return [_told(session, cut, request) for cut in cuts.list_all(session, production_id)]


@router.post("", status_code=202, summary="Ask for a film, or a preview, as the outline is now", responses=WRONGS)
def ask(production_id: str, asked: AskedCut, maker: Maker, request: Request) -> CutTold:
    """An engine renders it. Scenes without a take are left out, unless it waits for them."""
    with database.writing() as session:
        if asked.when_ready:
            cut = cuts.queue_when_ready(session, production_id, asked_by=maker)
        else:
            files = Files(load().media)
            cut = awaiting.ask(session, files, production_id, is_preview=asked.is_preview, asked_by=maker)
        return _told(session, cut, request)


@router.get("/{cut_id}", summary="How it stands", responses=may_say(404))
def show(production_id: str, cut_id: str, session: Reading, request: Request) -> CutTold:
    return _told(session, _find(session, production_id, cut_id), request)


@router.post("/{cut_id}/cancel", summary="Render it no further", responses=WRONGS)
def cancel(production_id: str, cut_id: str, maker: Maker, request: Request) -> CutTold:
    """What was rendered of it is kept: the next one goes on with it."""
    with database.writing() as session:
        cut = _find(session, production_id, cut_id)
        cuts.cancel(session, cut.id, asked_by=maker)
        session.flush()
        return _told(session, cut, request)


@router.head("/{cut_id}/film", include_in_schema=False)
@router.get("/{cut_id}/film", summary="The film, to keep; takes Range", responses=WRONGS, response_class=FileResponse)
def fetch(production_id: str, cut_id: str, session: Reading) -> FileResponse:
    return file_response(film_of(session, production_id, cut_id).name, as_file=True)


def film_of(session: Session, production_id: str, cut_id: str) -> Asset:
    """Raises TooLate, NotFound."""
    return _film(session, _find(session, production_id, cut_id))


def _find(session: Session, production_id: str, cut_id: str) -> Cut:
    cut = cuts.get(session, cut_id)
    if cut.production_id != production_id:
        raise NotFound("This production has no such cut.")
    return cut


def _film(session: Session, cut: Cut) -> Asset:
    """Raises TooLate while there is nothing to fetch, NotFound when it has left the library."""
    if film := cuts.film_of(session, cut):
        return film
    if cut.state != CutState.READY:
        raise TooLate(f"There is nothing to fetch: it is {cut.state}. {cut.sentence}".rstrip())
    raise NotFound("It is no longer in the library.")


def _told(session: Session, cut: Cut, request: Request) -> CutTold:
    film = cuts.film_of(session, cut)
    of_it = {"id", "state", "is_preview", "sentence", "fraction", "created_by", "created_at", "ended_at"}
    return CutTold(
        **cut.model_dump(include=of_it),
        film=addresses_of(session, film, request) if film else None,
        exports={kind: films.address_of(cut.id, kind, request) for kind in films.TYPES} if film else {},
    )
