"""An outline: all that a production is to be, as one value. An edit makes another outline; the scenes keep their ids."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
    model_validator,
)

from studio.brief import Keyframe, Reference, Value
from studio.media.film.recipe import Join
from studio.tables import new_id

MOST_SCENES = 200
MOST_BESIDE = 50  # camera moves of a scene, and references; no model takes more than 14
LONGEST_NAME = 100  # of a model, a resolution, a shape, a camera move
LONGEST_PROMPT, LONGEST_NARRATION, LONGEST_TITLE, LONGEST_IDEA = 5_000, 5_000, 200, 200_000
LONGEST_ID = 40
# fields with borders that not every kept outline knew
YOUNGER = ("language", "music_id", "chosen_id", "kept_id", "end_s")


Name = Annotated[str, Field(max_length=LONGEST_NAME)]
Id = Annotated[str, Field(max_length=LONGEST_ID)]


class Continuity(StrEnum):
    """How a scene begins."""

    NEW = "new"  # a shot of its own
    CONTINUE = "continue"  # where the scene before it ends
    MATCH = "match"  # on its first frame


class Finish(Value):
    """How a cut puts the scenes together, where a scene does not say otherwise. Seconds; gains are factors."""

    title: str = Field(default="", max_length=300, description="Of the card before the first scene; none: no card.")
    subtitle: str = Field(default="", max_length=500, description="Below it, on the same card.")
    end: str = Field(default="", max_length=300, description="Of the card behind the last scene; none: no card.")
    card_s: float = Field(default=3, ge=1, le=30, description="How long a card stands.")
    join: Join = Field(default=Join.CUT, description="From a scene into the next.")
    join_s: float = Field(default=0.5, ge=0.1, le=5, description="How long that takes, where it is no hard cut.")
    fit: Literal["cover", "contain", "blur"] = Field(
        default="cover", description="What becomes of a clip of another shape: it fills the picture, or lies in it."
    )
    fps: int = Field(default=24, ge=10, le=60, description="Pictures per second.")
    subtitles: Literal["none", "soft", "burned"] = Field(
        default="soft", description="Of the narration: soft ones can be switched off, burned ones are in the picture."
    )
    language: str = Field(default="eng", pattern="^[a-z]{3}$", description="Of the subtitles, as ISO 639-2 has it.")
    voice: str = Field(
        default="", max_length=60, description="Of the narration, `en-us` or `gemini:Kore`; none: it is not spoken."
    )
    voice_model: str = Field(default="", max_length=60, description="Of a voice of Gemini's; none: the usual one.")
    direction: str = Field(
        default="", max_length=300, description="How a voice of Gemini's is to say it: `calm, slow`."
    )
    music_id: Id | None = Field(default=None, description="A sound of the library.")
    music_gain: float = Field(default=0.5, ge=0, le=4, description="How loud it is.")
    music_ducked_to: float = Field(default=0.22, ge=0, le=1, description="What is left of it while somebody speaks.")
    music_start_s: float = Field(default=0, ge=0, le=3600, description="Where it begins, in its own time.")
    music_loops: bool = Field(default=True, description="Again and again, as long as the film.")
    music_fade_in_s: float = Field(default=0, ge=0, le=30, description="How long it takes to come.")
    music_fade_out_s: float = Field(default=2, ge=0, le=30, description="How long it takes to go.")
    clip_gain: float = Field(default=1, ge=0, le=4, description="Of the clips' own sound.")
    lufs: float = Field(default=-16, ge=-40, le=-5, description="How loud the whole is, as EBU R 128 measures it.")


class Look(Value):
    """What all scenes share where they do not say otherwise."""

    model: Name = Field(default="animatic:cinematic", description="The video model: `/models` lists them.")
    resolution: Name = Field(default="720p", description="As its model calls it.")
    ratio: Name = Field(default="16:9", description="The shape of the picture, as its model calls it.")
    style: str = Field(default="", max_length=LONGEST_PROMPT, description="Words that go behind every prompt.")


class Scene(Value):
    """One planned clip."""

    id: str = Field(
        default_factory=new_id, max_length=LONGEST_ID, description="It stays through every edit; left out, it gets one."
    )
    title: str = Field(default="", max_length=LONGEST_TITLE)
    prompt: str = Field(default="", max_length=LONGEST_PROMPT, description="What is seen.")
    narration: str = Field(default="", max_length=LONGEST_NARRATION, description="What is spoken over it.")
    duration_s: float = Field(default=5, gt=0, le=60, description="How long its clip is to be.")
    camera_moves: tuple[Name, ...] = Field(default=(), max_length=MOST_BESIDE, description="As its model calls them.")
    continuity: Continuity = Field(
        default=Continuity.NEW,
        description="How it begins: as a new shot, where the scene before it ends, or on its first frame.",
    )
    first_frame: Keyframe | None = Field(
        default=None, description="The picture that it begins on, where it matches one."
    )
    last_frame: Keyframe | None = Field(default=None, description="The picture that it ends on.")
    references: tuple[Reference, ...] = Field(
        default=(), max_length=MOST_BESIDE, description="Pictures that guide how it looks."
    )
    model: Name | None = Field(default=None, description="In place of the look's.")
    resolution: Name | None = Field(default=None, description="In place of the look's.")
    ratio: Name | None = Field(default=None, description="In place of the look's.")
    start_s: float = Field(default=0, ge=0, le=3600, description="From where on a cut shows its take.")
    end_s: float | None = Field(default=None, gt=0, le=3600, description="Up to where. Null: to its end.")
    join: Join | None = Field(default=None, description="Into the next scene. Null: as the finish says.")
    chosen_id: Id | None = Field(
        default=None, description="The take that a person chose. Null: the newest that succeeded."
    )
    kept_id: Id | None = Field(default=None, description="The take that stays although it is out of date.")

    @field_validator("end_s")
    @classmethod
    def _ends_after_it_begins(cls, end_s: float | None, info: ValidationInfo) -> float | None:
        if end_s is not None and end_s <= info.data.get("start_s", 0):
            raise ValueError("What is shown of a take ends after it begins: choose a later end or an earlier beginning")
        return end_s


class Chapter(Value):
    """A part of a production. A movie has one, which the screen does not show."""

    id: str = Field(
        default_factory=new_id, max_length=LONGEST_ID, description="It stays through every edit; left out, it gets one."
    )
    title: str = Field(default="", max_length=LONGEST_TITLE)
    summary: str = Field(default="", max_length=LONGEST_PROMPT, description="What happens in it.")
    scenes: tuple[Scene, ...] = Field(default=(), description="In the order in which they are seen.")


class Outline(Value):
    """All that a production is to be."""

    title: str = Field(default="", max_length=LONGEST_TITLE, description="None: it is called Untitled.")
    idea: str = Field(default="", max_length=LONGEST_IDEA, description="What somebody wrote or pasted to begin with.")
    look: Look = Field(default=Look(), description="What all scenes share.")
    finish: Finish = Field(default=Finish(), description="How cuts put the scenes together.")
    chapters: tuple[Chapter, ...] = Field(
        default=(), max_length=MOST_SCENES, description="A movie has one, with all its scenes."
    )

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


def _as_far_as_it_holds(kept: Any, read: ValidatorFunctionWrapHandler) -> Outline:
    """Without what lies beyond a younger border: that is as in a new one."""
    try:
        return read(kept)
    except ValidationError as wrong:
        places = [error["loc"] for error in wrong.errors(include_input=False)]
        return read(_without(kept, [place for place in places if place and place[-1] in YOUNGER]))


def _without(kept: Any, places: list[tuple[int | str, ...]]) -> Any:
    copy = deepcopy(kept)
    for *way, name in places:
        there = copy
        for step in way:
            there = there[step]
        del there[name]
    return copy


KeptOutline = Annotated[Outline, WrapValidator(_as_far_as_it_holds)]
_KEPT: TypeAdapter[Outline] = TypeAdapter(KeptOutline)


def from_kept(kept: Mapping[str, object]) -> Outline:
    """As it was stored, perhaps by an earlier version."""
    return _KEPT.validate_python(kept)
