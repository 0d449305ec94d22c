"""Edits of an outline, each with the version that somebody has looked at: what was edited meanwhile is never overwritten."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from sqlmodel import Session

from studio import database, productions
from studio.access import Visitor
from studio.api.errors import may_say
from studio.api.productions import movie
from studio.api.productions.movie import Movie
from studio.api.who import Maker
from studio.brief import Keyframe, Reference, Value
from studio.media.film.recipe import Join
from studio.productions import editing, shelf, unseen
from studio.productions.cut import music
from studio.productions.editing import BadScene
from studio.productions.outline import Continuity, Finish, Look, Outline, Scene
from studio.productions.shelf import OpenProduction

router = APIRouter(tags=["scenes"], prefix="/productions/{production_id}")
WRONGS = may_say(404, 409)
Version = Annotated[str, Query(max_length=40, description="`version` of the movie as you have seen it.")]
CancelUnsent = Annotated[bool, Query(description="And cancel its takes that were not sent yet: they cost nothing.")]
Edit = Callable[[Outline], Outline]
SAID = {"duration_s": "length", "ratio": "shape", "start_s": "beginning of the take", "end_s": "end of the take"}


@dataclass(frozen=True)
class Desk:
    """Where somebody edits: which outline, as they have seen it."""

    production_id: str
    version: str
    maker: Visitor

    def edit(self, change: Edit, sentence: Callable[[Outline], str]) -> Movie:
        """`sentence`: what undo is to call it."""

        def save(session: Session, draft: OpenProduction) -> None:
            changed = change(draft.outline)
            productions.save(session, draft.production, changed, sentence(draft.outline), asked_by=self.maker)

        return self.do(save)

    def do(self, deed: Callable[[Session, OpenProduction], object]) -> Movie:
        with database.writing() as session:
            deed(session, shelf.get_as_seen(session, self.production_id, self.version))
            session.flush()
            return movie.told(session, self.production_id)


def _desk(production_id: str, version: Version, maker: Maker) -> Desk:
    return Desk(production_id, version, maker)


At = Annotated[Desk, Depends(_desk)]


class SceneChanges(Value):
    """Of one scene: what is sent is changed, all else stays. Null takes away what a scene may do without."""

    title: str | None = None
    prompt: str | None = None
    narration: str | None = Field(default=None, description="What is spoken over it.")
    duration_s: float | None = None
    camera_moves: tuple[str, ...] | None = Field(default=None, description="As its model calls them.")
    continuity: Continuity | None = Field(default=None, description="How it begins.")
    first_frame: Keyframe | None = Field(default=None, description="Of one that matches a picture.")
    last_frame: Keyframe | None = None
    references: tuple[Reference, ...] | None = None
    model: str | None = Field(default=None, description="In place of the look's; so are the two below.")
    resolution: str | None = None
    ratio: str | None = None
    start_s: float | None = Field(default=None, description="From where on a cut shows its take.")
    end_s: float | None = Field(default=None, description="Up to where. Null: to its end.")
    join: Join | None = Field(default=None, description="Into the next scene. Null: as the finish says.")


class NewScene(SceneChanges):
    """What is left out is as in any new scene."""

    after_id: str | None = Field(default=None, description="The scene that it follows. Without one it comes last.")


class Moved(Value):
    by: int = Field(ge=-200, le=200, description="So many places later, or (negative) earlier.")


class MovieChanges(Value):
    """Of the whole: what is sent is changed and all else stays, within the look and the finish too."""

    title: str | None = None
    look: Look = Field(default=Look(), description="What all scenes share.")
    finish: Finish = Field(default=Finish(), description="How cuts put the scenes together.")


@router.patch("", summary="Change its title, its look or its finish", responses=WRONGS)
def change_movie(changes: MovieChanges, at: At) -> Movie:
    """Another model keeps of the sizes what it can make. Music cannot begin behind its own end."""

    look, finish = _sent(changes.look), _sent(changes.finish)

    def change(outline: Outline) -> Outline:
        renamed = outline if changes.title is None else editing.rename(outline, changes.title)
        return editing.change_finish(editing.change_look(renamed, **look), **finish)

    names = [*(["title"] if changes.title is not None else []), *look, *finish]

    def save(session: Session, draft: OpenProduction) -> None:
        changed = change(draft.outline)
        if finish.keys() & {"music_id", "music_start_s"}:
            _require_heard(session, changed.finish)
        productions.save(session, draft.production, changed, f"Changed {_listed(names)}.", asked_by=at.maker)

    return at.do(save)


def _require_heard(session: Session, finish: Finish) -> None:
    if reason := music.reason_against(music.look(session, finish), finish):
        raise BadScene(reason)


@router.post("/scenes", status_code=201, summary="Add a scene", responses=WRONGS)
def add_scene(new: NewScene, at: At) -> Movie:
    values = {name: value for name, value in _sent(new).items() if name != "after_id"}

    def add(outline: Outline) -> Outline:
        scene = Scene()
        return editing.change(editing.add(outline, scene, new.after_id), scene.id, **values)

    def sentence(outline: Outline) -> str:
        before = outline.number(new.after_id) if new.after_id else sum(1 for _ in outline.scenes())
        return f"Added scene {before + 1}."

    return at.edit(add, sentence)


@router.patch("/scenes/{scene_id}", summary="Change a scene", responses=WRONGS)
def change_scene(scene_id: str, changes: SceneChanges, at: At) -> Movie:
    values = _sent(changes)
    return at.edit(
        lambda outline: editing.change(outline, scene_id, **values),
        lambda outline: f"Changed {_listed(list(values))} of scene {outline.number(scene_id)}.",
    )


@router.delete("/scenes/{scene_id}", summary="Remove a scene; undo brings it back", responses=WRONGS)
def remove_scene(scene_id: str, at: At, cancel_unsent: CancelUnsent = False) -> Movie:
    """Its takes that are being made go on: `still_made` tells how many."""

    def remove(session: Session, draft: OpenProduction) -> None:
        changed = editing.remove(draft.outline, scene_id)
        sentence = f"Removed scene {draft.outline.number(scene_id)}."
        productions.save(session, draft.production, changed, sentence, asked_by=at.maker)
        if cancel_unsent:
            unseen.cancel(session, at.production_id, [scene_id], asked_by=at.maker)

    return at.do(remove)


@router.post("/scenes/{scene_id}/move", summary="Put a scene elsewhere", responses=WRONGS)
def move_scene(scene_id: str, moved: Moved, at: At) -> Movie:
    return at.edit(
        lambda outline: editing.move(outline, scene_id, moved.by),
        lambda outline: f"Moved scene {outline.number(scene_id)} {'later' if moved.by > 0 else 'earlier'}.",
    )


@router.post("/scenes/{scene_id}/duplicate", summary="A copy behind it, without its takes", responses=WRONGS)
def duplicate_scene(scene_id: str, at: At) -> Movie:
    return at.edit(
        lambda outline: editing.duplicate(outline, scene_id),
        lambda outline: f"Duplicated scene {outline.number(scene_id)}.",
    )


@router.post("/scenes/{scene_id}/split", summary="Two of one, between two of its sentences", responses=WRONGS)
def split_scene(scene_id: str, at: At) -> Movie:
    return at.edit(
        lambda outline: editing.split(outline, scene_id),
        lambda outline: f"Split scene {outline.number(scene_id)} in two.",
    )


@router.post("/undo", summary="Take back the last edit, which `undoes` names", responses=WRONGS)
def undo(at: At) -> Movie:
    return at.do(lambda session, draft: productions.undo(session, draft.production, asked_by=at.maker))


@router.post("/redo", summary="Make the edit again that was taken back", responses=WRONGS)
def redo(at: At) -> Movie:
    return at.do(lambda session, draft: productions.redo(session, draft.production, asked_by=at.maker))


def _sent(value: Value) -> Mapping[str, Any]:
    return {name: getattr(value, name) for name in type(value).model_fields if name in value.model_fields_set}


def _listed(names: list[str]) -> str:
    """`the prompt, the length and the camera moves`"""
    words = [f"the {SAID.get(name, name.replace('_', ' '))}" for name in names] or ["nothing"]
    return " and ".join([*([", ".join(words[:-1])] if words[1:] else []), words[-1]])
