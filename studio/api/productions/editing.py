"""Edits of the whole: its title, its look and its finish; and the last edit taken back, or made again."""

from fastapi import APIRouter
from pydantic import Field
from sqlmodel import Session

from studio import productions
from studio.api.productions.desk import WRONGS, At, listed, sent
from studio.api.productions.movie import Movie
from studio.brief import Value
from studio.productions import editing
from studio.productions.cut import music
from studio.productions.editing import BadScene
from studio.productions.outline import Finish, Look
from studio.productions.shelf import OpenProduction

router = APIRouter(tags=["scenes"], prefix="/productions/{production_id}")


class MovieChanges(Value):
    """Of the whole: what is sent is changed and all else stays, within the look and the finish too."""

    title: str | None = None
    look: Look = Field(default=Look(), description="What all scenes share.")
    finish: Finish = Field(default=Finish(), description="How cuts put the scenes together.")


@router.patch("", summary="Change its title, its look or its finish", responses=WRONGS)
def change_movie(changes: MovieChanges, at: At) -> Movie:
    """Another model keeps of the sizes what it can make. Music cannot begin behind its own end."""
    look, finish = sent(changes.look), sent(changes.finish)

    def save(session: Session, opened: OpenProduction) -> None:
        renamed = opened.outline if changes.title is None else editing.rename(opened.outline, changes.title)
        changed = editing.change_finish(editing.change_look(renamed, **look), **finish)
        if finish.keys() & {"music_id", "music_start_s"}:
            _require_heard(session, changed.finish)
        names = [*(["title"] if changes.title is not None else []), *look, *finish]
        productions.save(session, opened.production, changed, f"Changed {listed(names)}.", asked_by=at.maker)

    return at.do(save)


def _require_heard(session: Session, finish: Finish) -> None:
    if reason := music.reason_against(music.look(session, finish), finish):
        raise BadScene(reason)


@router.post("/undo", summary="Take back the last edit, which `undoes` names", responses=WRONGS)
def undo(at: At) -> Movie:
    return at.do(lambda session, opened: productions.undo(session, opened.production, asked_by=at.maker))


@router.post("/redo", summary="Make the edit again that was taken back", responses=WRONGS)
def redo(at: At) -> Movie:
    return at.do(lambda session, opened: productions.redo(session, opened.production, asked_by=at.maker))
