"""Edits of the scenes: added, changed, removed, moved, duplicated and split."""

from fastapi import APIRouter
from pydantic import Field
from sqlmodel import Session

from studio import productions
from studio.api.productions.desk import WRONGS, At, listed, sent
from studio.api.productions.movie import Movie
from studio.api.productions.unseen_takes import CancelUnsent
from studio.brief import Keyframe, Reference, Value
from studio.media.film.recipe import Join
from studio.productions import editing, unseen_takes
from studio.productions.outline import Continuity, Outline, Scene
from studio.productions.shelf import OpenProduction

router = APIRouter(tags=["scenes"], prefix="/productions/{production_id}")


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


@router.post("/scenes", status_code=201, summary="Add a scene", responses=WRONGS)
def add_scene(new: NewScene, at: At) -> Movie:
    values = {name: value for name, value in sent(new).items() if name != "after_id"}

    def add(outline: Outline) -> Outline:
        scene = Scene()
        return editing.change(editing.add(outline, scene, new.after_id), scene.id, **values)

    def sentence(outline: Outline) -> str:
        before = outline.number(new.after_id) if new.after_id else sum(1 for _ in outline.scenes())
        return f"Added scene {before + 1}."

    return at.edit(add, sentence)


@router.patch("/scenes/{scene_id}", summary="Change a scene", responses=WRONGS)
def change_scene(scene_id: str, changes: SceneChanges, at: At) -> Movie:
    values = sent(changes)
    return at.edit(
        lambda outline: editing.change(outline, scene_id, **values),
        lambda outline: f"Changed {listed(list(values))} of scene {outline.number(scene_id)}.",
    )


@router.delete("/scenes/{scene_id}", summary="Remove a scene; undo brings it back", responses=WRONGS)
def remove_scene(scene_id: str, at: At, cancel_unsent: CancelUnsent = False) -> Movie:
    """Its takes that are being made go on: `unseen_takes` tells how many."""

    def remove(session: Session, opened: OpenProduction) -> None:
        changed = editing.remove(opened.outline, scene_id)
        sentence = f"Removed scene {opened.outline.number(scene_id)}."
        productions.save(session, opened.production, changed, sentence, asked_by=at.maker)
        if cancel_unsent:
            unseen_takes.cancel(session, at.production_id, [scene_id], asked_by=at.maker)

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
