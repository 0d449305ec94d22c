"""An outline: all that a production is to be, as one value. An edit makes another outline; the scenes keep their ids."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from studio.brief import Keyframe, Reference, Value
from studio.media.film.recipe import Join
from studio.tables import new_id

MOST_SCENES = 200
LONGEST_PROMPT, LONGEST_NARRATION, LONGEST_TITLE, LONGEST_IDEA = 5_000, 5_000, 200, 200_000


class Continuity(StrEnum):
    """How a scene begins."""

    NEW = "new"  # a shot of its own
    CONTINUE = "continue"  # where the scene before it ends
    MATCH = "match"  # on its first frame


class Finish(Value):
    """How a cut puts the scenes together, where a scene does not say otherwise. Seconds; gains are factors."""

    title: str = Field(default="", max_length=300)  # of the card before the first scene; none: no card
    subtitle: str = Field(default="", max_length=500)
    end: str = Field(default="", max_length=300)  # of the card behind the last
    card_s: float = Field(default=3, ge=1, le=30)
    join: Join = Join.CUT
    join_s: float = Field(default=0.5, ge=0.1, le=5)
    fit: Literal["cover", "contain", "blur"] = "cover"
    fps: int = Field(default=24, ge=10, le=60)
    subtitles: Literal["none", "soft", "burned"] = "soft"
    language: str = Field(default="eng", pattern="[a-z]{3}")  # ISO 639-2
    voice: str = Field(default="", max_length=60)  # that speaks the narration; none: it is not spoken
    music_id: str | None = None  # a sound of the library
    music_gain: float = Field(default=0.5, ge=0, le=4)
    clip_gain: float = Field(default=1, ge=0, le=4)  # of the clips' own sound
    lufs: float = Field(default=-16, ge=-40, le=-5)


class Look(Value):
    """What all scenes share where they do not say otherwise."""

    model: str = "animatic:cinematic"
    resolution: str = "720p"
    ratio: str = "16:9"
    style: str = Field(default="", max_length=LONGEST_PROMPT)  # words that go behind every prompt


class Scene(Value):
    """One planned clip."""

    id: str = Field(default_factory=new_id, max_length=40)
    title: str = Field(default="", max_length=LONGEST_TITLE)
    prompt: str = Field(default="", max_length=LONGEST_PROMPT)
    narration: str = Field(default="", max_length=LONGEST_NARRATION)
    duration_s: float = Field(default=5, gt=0, le=60)
    camera_moves: tuple[str, ...] = ()
    continuity: Continuity = Continuity.NEW
    first_frame: Keyframe | None = None  # where it matches one
    last_frame: Keyframe | None = None
    references: tuple[Reference, ...] = ()
    model: str | None = None  # these three: in place of the look's
    resolution: str | None = None
    ratio: str | None = None
    start_s: float = Field(default=0, ge=0, le=3600)  # what the cut shows of its take
    end_s: float | None = Field(default=None, gt=0, le=3600)
    join: Join | None = None  # into the next scene; otherwise as the finish says
    chosen_id: str | None = None  # the take that a person chose; otherwise the newest that succeeded
    kept_id: str | None = None  # the take that stays although it is out of date


class Chapter(Value):
    """A part of a production. A movie has one, which the screen does not show."""

    id: str = Field(default_factory=new_id, max_length=40)
    title: str = Field(default="", max_length=LONGEST_TITLE)
    summary: str = Field(default="", max_length=LONGEST_PROMPT)
    scenes: tuple[Scene, ...] = ()


class Outline(Value):
    """`idea`: what somebody wrote or pasted to begin with."""

    title: str = Field(default="", max_length=LONGEST_TITLE)
    idea: str = Field(default="", max_length=LONGEST_IDEA)
    look: Look = Look()
    finish: Finish = Finish()
    chapters: tuple[Chapter, ...] = ()

    @model_validator(mode="after")
    def _is_one_anybody_can_make(self) -> "Outline":
        ids = [scene.id for scene in self.scenes()]
        if len(ids) > MOST_SCENES:
            raise ValueError(f"a production has at most {MOST_SCENES} scenes")
        if len(set(ids)) != len(ids):
            raise ValueError("two scenes have the same id")
        return self

    def scenes(self) -> Iterator[Scene]:
        """In the order in which they are seen."""
        for chapter in self.chapters:
            yield from chapter.scenes

    def scene(self, scene_id: str) -> Scene | None:
        return next((scene for scene in self.scenes() if scene.id == scene_id), None)

    def number(self, scene_id: str) -> int:
        """Its place, from 1 up; 0 for one that is not there."""
        return next((number for number, scene in enumerate(self.scenes(), start=1) if scene.id == scene_id), 0)

    def before(self, scene_id: str) -> Scene | None:
        """The scene that is seen before this one."""
        earlier = None
        for scene in self.scenes():
            if scene.id == scene_id:
                return earlier
            earlier = scene
        return None

    @property
    def duration_s(self) -> float:
        return sum(scene.duration_s for scene in self.scenes())
