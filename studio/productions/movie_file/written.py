"""What stands in a movie file: a zip of `movie.json`, which is the values below, and the media that it names.

Nothing in it tells of the studio that made it: no keys, no people, no paths, no prices, and no provider's own ids.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from studio.brief import Brief, Material, Value
from studio.errors import StudioError
from studio.productions.cut import voicing
from studio.productions.outline import LONGEST_NAME, MOST_BESIDE, KeptOutline, Outline
from studio.tables import Sort

FORMAT, VERSION, SUFFIX = "dailies movie", 1, "dailies"
MANIFEST, MEDIA = "movie.json", "media/"
MOST_FILES, MOST_EARLIER = 2_000, 50  # media, generations too; versions of the outline
MOST_OF_A_MANIFEST = 8_000_000  # bytes; two hundred scenes with earlier versions and 800 takes are 3.5 MB
MOST_VALUES = 100_000  # that begin with a bracket in it: each costs far more memory than its bytes
LONGEST_PROMPT, LONGEST_ADDRESS = 40_000, 10_000  # of a brief: more than any model takes

ID = "[0-9A-Za-z-]{1,40}"
Id = Annotated[str, Field(pattern=f"^{ID}$")]
Kind = Literal["clip", "picture", "sound", "speech"]
MOST_OF_A_SPEECH = 100_000_000  # bytes: half an hour
NAMES_OF_IDS = ("asset_id", "generation_id", "continues_id", "chosen_id", "kept_id", "music_id")


class BadMovieFile(StudioError):
    """A file that is no movie file, or one that cannot be made."""


class WrittenMedia(Value):
    """A clip, a picture, a sound or a speech. `id`: what it was called in the studio that it comes from. That of a speech is the hash
    of what is said, by whom and how, as in every studio."""

    id: Id
    kind: Kind
    name: str = Field(pattern=rf"^{MEDIA}[0-9]{{4}}\.(mp4|webm|jpg|png|webp|wav|mp3|m4a|ogg|flac)$")
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    size_bytes: int = Field(gt=0)
    title: str = Field(default="", max_length=200)

    @property
    def is_speech(self) -> bool:
        return self.kind == "speech"

    @model_validator(mode="after")
    def _is_no_book(self) -> "WrittenMedia":
        if self.is_speech and self.size_bytes > MOST_OF_A_SPEECH:
            raise ValueError("a narration is too long")
        return self


class WrittenGeneration(Value):
    """How a clip or a picture was made; a take, where it names a scene."""

    id: Id
    media_id: Id
    brief: Brief
    scene_id: Id | None = None
    is_of_round: bool = False  # of refining

    @model_validator(mode="after")
    def _names_a_model(self) -> "WrittenGeneration":
        if not (self.brief.provider and self.brief.model_name and self.brief.model.isprintable()):
            raise ValueError("a model is named provider:model")
        return self

    @model_validator(mode="after")
    def _is_as_long_as_a_brief(self) -> "WrittenGeneration":
        """What no model was ever asked for is not shown on a page either."""
        brief = self.brief
        names = (brief.model, brief.resolution, brief.ratio, brief.strength, *brief.camera_moves)
        if max(len(brief.prompt), len(brief.negative_prompt)) > LONGEST_PROMPT:
            raise ValueError(f"a prompt has at most {LONGEST_PROMPT:,} letters")
        if max(map(len, names)) > LONGEST_NAME:
            raise ValueError(f"the name of a model, and of what it is asked for, has at most {LONGEST_NAME} letters")
        if max(len(brief.camera_moves), len(brief.references)) > MOST_BESIDE:
            raise ValueError(f"a brief has at most {MOST_BESIDE} references and camera moves")
        _require_addresses(_pointed_at(brief))
        return self


class WrittenVersion(Value):
    """An outline as it was before, and the edit that made it."""

    edit: str = Field(max_length=1000)
    outline: KeptOutline


class WrittenMovie(Value):
    """`earlier`: versions of the outline, oldest first; those behind the newest few are left out."""

    format: Literal["dailies movie"] = FORMAT
    version: Literal[1] = VERSION
    studio: str = Field(max_length=40)  # the version of Dailies that made it
    made_at: datetime
    sort: Sort
    production_id: Id
    outline: KeptOutline
    edit: str = Field(default="", max_length=1000)  # that made the outline
    earlier: tuple[WrittenVersion, ...] = Field(default=(), max_length=MOST_EARLIER)
    generations: tuple[WrittenGeneration, ...] = Field(default=(), max_length=MOST_FILES)  # takes, oldest first
    media: tuple[WrittenMedia, ...] = Field(default=(), max_length=MOST_FILES)

    @model_validator(mode="after")
    def _holds_together(self) -> "WrittenMovie":
        made = {one.id for one in self.generations}
        known, spoken = ({one.id for one in self.media if one.is_speech == is_speech} for is_speech in (False, True))
        if len(known | spoken) != len(self.media) or len({one.name for one in self.media}) != len(self.media):
            raise ValueError("two media have the same name")
        if len(made) != len(self.generations):
            raise ValueError("two generations have the same id")
        if known & made:
            raise ValueError("a generation and what it made have the same id")
        if not all(one.media_id in known for one in self.generations):
            raise ValueError("a take names a clip that is not in the file")
        if not all(one.scene_id is None or self.outline.scene(one.scene_id) for one in self.generations):
            raise ValueError("a take names a scene that is not in the outline")
        if not spoken <= {script.id for script in voicing.scripts(self.outline).values()}:
            raise ValueError("a narration is of words that no scene says")
        outlines = (self.outline, *(version.outline for version in self.earlier))
        if not all(re.fullmatch(ID, scene.id) for outline in outlines for scene in outline.scenes()):
            raise ValueError("a scene has no id of ours")
        for outline in outlines:
            _require_addresses(materials(outline))
        return self

    @property
    def size_bytes(self) -> int:
        """Of its media."""
        return sum(one.size_bytes for one in self.media)


def _pointed_at(brief: Brief) -> Iterator[Material]:
    yield from brief.pictures
    if brief.source:
        yield brief.source


def _require_addresses(pointed_at: Iterable[Material]) -> None:
    if any(len(one.url or "") > LONGEST_ADDRESS for one in pointed_at):
        raise ValueError(f"an address has at most {LONGEST_ADDRESS:,} letters")


def has_too_many_values(text: bytes) -> bool:
    return text.count(b"{") + text.count(b"[") > MOST_VALUES


def materials(outline: Outline) -> Iterator[Material]:
    """All that its scenes point at."""
    for scene in outline.scenes():
        yield from (one for one in (scene.first_frame, scene.last_frame) if one)
        yield from scene.references


def renamed(value: Any, ids: Mapping[str, str]) -> Any:
    """The same JSON with other ids, wherever it names one."""
    if isinstance(value, list):
        return [renamed(one, ids) for one in value]  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(value, dict):
        return value
    return {
        name: ids.get(one, one) if name in NAMES_OF_IDS and isinstance(one, str) else renamed(one, ids)
        for name, one in value.items()  # pyright: ignore[reportUnknownVariableType]
    }
