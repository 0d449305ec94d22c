"""A brief is all that a person asks for in one clip. It is a value: it never changes once it is made."""

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


MOVING = (State.SUBMITTING, State.RUNNING, State.DOWNLOADING)  # these hold one of the provider's places
OPEN = (State.QUEUED, *MOVING)  # the engine will still move these by itself
ENDED = (State.SUCCEEDED, State.FAILED, State.CANCELLED)


class Value(BaseModel):
    """An immutable value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Keyframe(Value):
    """A picture that a clip starts or ends on: an address, one of our assets, or another generation's clip."""

    url: str | None = None
    asset_id: str | None = None
    generation_id: str | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> "Keyframe":
        if (
            type(self) is Keyframe
            and sum(part is not None for part in (self.url, self.asset_id, self.generation_id)) != 1
        ):
            raise ValueError("a keyframe is either an address, an asset or a generation")
        return self


class FoundKeyframe(Keyframe):
    """A keyframe that the engine has looked up for the provider: a file on this machine, or the provider's own id.

    Never parsed from what a person sends: `Brief` reads keyframes as plain `Keyframe`, which refuses these fields.
    """

    path: Path | None = None
    remote_id: str | None = None


class Brief(Value):
    """What to make. Stored as JSON with its version; defaults stand for what an older version did not ask."""

    version: int = 1
    prompt: str = ""
    model: str = "animatic:cinematic"
    duration_s: float = 5
    resolution: str = "720p"
    ratio: str = "16:9"
    first_frame: Keyframe | None = None
    last_frame: Keyframe | None = None
    continues_id: str | None = None  # the generation whose last frame is our first
    camera_moves: tuple[str, ...] = Field(default=())
    loop: bool = False
    seed: int | None = None

    @property
    def provider(self) -> str:
        return self.model.partition(":")[0]

    @property
    def model_name(self) -> str:
        """The model as its provider calls it."""
        return self.model.partition(":")[2]
