"""A brief is all that a person asks for in one go. It is a value: it never changes once it is made."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator


class State(StrEnum):
    """Where a generation is in its life."""

    QUEUED = "queued"  # waiting for its turn, or for the generation it continues
    SUBMITTING = "submitting"  # the paid call is under way; after a crash we may have been charged
    UNCLEAR = "unclear"  # the reply was lost: it may have been accepted and charged
    RUNNING = "running"  # the provider has it and we know its id
    DOWNLOADING = "downloading"  # the clip is there; we are fetching it
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


MOVING = (State.SUBMITTING, State.RUNNING, State.DOWNLOADING)  # it is under way
OPEN = (State.QUEUED, *MOVING)  # the engine will still move these by itself
ENDED_BADLY = (State.FAILED, State.CANCELLED)  # it can be tried again
ENDED = (State.SUCCEEDED, *ENDED_BADLY)


class Operation(StrEnum):
    """What is to be done. All but the first two start from a clip that is there, their `source`."""

    MAKE = "make"  # a clip, from words and pictures
    PICTURE = "picture"  # a still, to use as a keyframe or a reference
    MODIFY = "modify"  # change what a clip shows
    EXTEND = "extend"  # make a clip longer
    REFRAME = "reframe"  # give a clip another shape
    UPSCALE = "upscale"  # give a clip more pixels
    ADD_AUDIO = "add_audio"  # give a clip sound


FROM_NOTHING = (Operation.MAKE, Operation.PICTURE)


class Value(BaseModel):
    """An immutable value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Material(Value):
    """What a brief points at: an address, one of our assets, or what another generation made."""

    url: str | None = None
    asset_id: str | None = None
    generation_id: str | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> "Material":
        is_one = sum(part is not None for part in (self.url, self.asset_id, self.generation_id)) == 1
        if not (is_one or isinstance(self, FoundMaterial)):
            raise ValueError(f"a {type(self).__name__.lower()} is either an address, an asset or a generation")
        return self


class Keyframe(Material):
    """A picture that a clip starts or ends on. Of a generation it is the end of its clip."""


class Source(Material):
    """The clip that is worked on."""


class Role(StrEnum):
    """What a reference is a picture of."""

    CHARACTER = "character"
    STYLE = "style"
    OBJECT = "object"


class Reference(Material):
    """A picture that guides the look."""

    role: Role = Role.OBJECT


class FoundMaterial(Material):
    """Material that the engine has looked up for the provider: a file on this machine, or the provider's own id.

    Never parsed from what a person sends: `Brief` reads plain materials, which refuse these fields.
    """

    path: Path | None = None
    remote_id: str | None = None
    is_picture: bool = True  # of what stands behind `remote_id`
    role: Role | None = None


class Brief(Value):
    """What to make. Stored as JSON with its version; defaults stand for what an older version did not ask."""

    version: int = 1
    operation: Operation = Operation.MAKE
    prompt: str = ""
    negative_prompt: str = ""
    model: str = "animatic:cinematic"
    duration_s: float = Field(default=5, ge=0)  # of a clip that is worked on, where the model keeps its length
    resolution: str = "720p"
    ratio: str = "16:9"
    first_frame: Keyframe | None = None
    last_frame: Keyframe | None = None
    continues_id: str | None = None  # the generation whose last frame is our first
    references: tuple[Reference, ...] = ()
    source: Source | None = None
    strength: str = ""  # how far a modified clip may go from its source, in the catalogue's words
    camera_moves: tuple[str, ...] = Field(default=())
    loop: bool = False
    seed: int | None = Field(default=None, ge=0, lt=2**32)
    sound: bool = False  # where the model lets one choose
    hdr: bool = False
    caption: bool = True  # the animatic writes on its clip what it is; a film has words of its own

    @property
    def provider(self) -> str:
        return self.model.partition(":")[0]

    @property
    def model_name(self) -> str:
        """The model as its provider calls it."""
        return self.model.partition(":")[2]

    @property
    def frames(self) -> tuple[Keyframe, ...]:
        return tuple(frame for frame in (self.first_frame, self.last_frame) if frame)

    @property
    def pictures(self) -> tuple[Material, ...]:
        """Every picture it names."""
        return (*self.frames, *self.references)

    def needs(self) -> Iterator[str]:
        """The generations that must have succeeded before it can be submitted, each once."""
        named = [self.continues_id, *(material.generation_id for material in (*self.pictures, self.source) if material)]
        yield from dict.fromkeys(one for one in named if one)
