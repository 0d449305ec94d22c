"""Share links of a film: anybody who has the address watches it without a login, until it ends or is revoked."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.requests import Request

from studio import database, productions, saved_settings, share_links
from studio.api.errors import may_say
from studio.api.productions.cuts import film_of
from studio.api.session import Reading
from studio.api.who import Maker
from studio.brief import Value
from studio.errors import NotFound
from studio.files import Files
from studio.productions.cut import link_words
from studio.settings import load
from studio.share_links import LONGEST_TITLE
from studio.tables import ShareLink

router = APIRouter(tags=["share links"], prefix="/productions/{production_id}/cuts/{cut_id}/share-links")
WRONGS = may_say(404, 409)


class NewLink(Value):
    days: Literal[1, 7, 30] = Field(default=7, description="How long it lasts.")
    title: str | None = Field(default=None, max_length=LONGEST_TITLE, description="Null: that of the film.")


class LinkTold(BaseModel):
    """Who has the address can watch, and with some skill keep a copy: view only is a wish, not a lock."""

    id: str
    address: str = Field(description="As PUBLIC_URL has it; else as you have reached the studio.")
    title: str
    ends_at: datetime
    views: int = Field(description="How often it was opened.")
    seen_at: datetime | None = Field(description="When it was opened last.")
    created_by: str
    created_at: datetime


class LinkMade(LinkTold):
    remark: str = Field(description="Why it has neither chapters nor subtitles; mostly empty.")


@router.get("", summary="Those that live: your own, newest first; an admin sees everybody's", responses=WRONGS)
def list_links(production_id: str, cut_id: str, maker: Maker, session: Reading, request: Request) -> list[LinkTold]:
    film = film_of(session, production_id, cut_id)
    return [_told(session, link, request) for link in share_links.list_living(session, maker, film.id)]


@router.post("", status_code=201, summary="Make a link to the film", responses=WRONGS)
def make(production_id: str, cut_id: str, maker: Maker, request: Request, new: NewLink | None = None) -> LinkMade:
    """Its page shows the film with its title, chapters and subtitles, and nothing else of the studio."""
    wanted, settings = new or NewLink(), load()
    with database.reading() as session:
        productions.require(session, production_id)
        asset = film_of(session, production_id, cut_id)
        film = link_words.look(session, Files(settings.media), asset.id)
    title = asset.title if wanted.title is None else wanted.title
    told, remark = link_words.words_or_reason(film, settings.cuts, title)
    with database.writing() as session:
        link = share_links.make(session, asset.id, wanted.days, told, asked_by=maker)
        session.flush()
        return LinkMade(remark=remark, **_told(session, link, request).model_dump())


@router.delete("/{link_id}", status_code=204, summary="Revoke it, for good", responses=WRONGS)
def revoke(production_id: str, cut_id: str, link_id: str, maker: Maker) -> None:
    """Whoever has it can no longer watch."""
    with database.writing() as session:
        film = film_of(session, production_id, cut_id)
        if link_id not in {link.id for link in share_links.list_living(session, maker, film.id)}:
            raise NotFound("This share link is not there any more.")
        share_links.revoke(session, link_id, asked_by=maker)


def _told(session: Session, link: ShareLink, request: Request) -> LinkTold:
    base = f"{request.url.scheme}://{request.url.netloc}"
    of_it = link.model_dump(include=LinkTold.model_fields.keys() - {"address"})
    return LinkTold(address=share_links.address(link, base, saved_settings.current(session)), **of_it)
