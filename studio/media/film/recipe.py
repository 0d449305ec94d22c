"""The recipe of a cut: all that a film is made of, as a value that goes to JSON and back. It names files and holds none."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from studio.brief import Value
from studio.errors import BadCut

LONGEST_TRANSITION_S = 5.0
SIDES = (64, 4096)  # pixels
RATES = (10, 60)  # pictures per second

LONGEST_S = 2 * 3600  # of a film

Seconds = Annotated[float, Field(ge=0, le=3600)]
FilmSeconds = Annotated[float, Field(ge=0, le=LONGEST_S)]
Gain = Annotated[float, Field(ge=0, le=8)]  # 1 leaves it as it is


class Join(StrEnum):
    """How one goes over into the next. A cross-fade and a wipe show both at once, so the film gets shorter by them."""

    CUT = "cut"
    CROSS_FADE = "cross-fade"
    DIP = "dip to black"
    WIPE = "wipe"


class Transition(Value):
    kind: Join = Join.CUT
    duration_s: float = Field(default=0, ge=0, le=LONGEST_TRANSITION_S)


class Subtitle(Value):
    """Its times run from the start of its shot, or of the film."""

    start_s: FilmSeconds
    end_s: FilmSeconds
    text: str = Field(max_length=500)


class Narration(Value):
    """Speech over a shot, from `offset_s` after its start. It may go on over the next one."""

    sound: str
    offset_s: FilmSeconds = 0
    gain: Gain = 1


class TitleCard(Value):
    """Words on a plain ground: a title, an end, a chapter's name."""

    kind: Literal["card"] = "card"
    text: str = Field(max_length=300)
    small_text: str = Field(default="", max_length=500)
    duration_s: float = Field(default=3, ge=0.2, le=LONGEST_S)
    style: Literal["dark", "light", "night"] = "dark"
    transition: Transition = Transition()
    narration: Narration | None = None
    lines: tuple[Subtitle, ...] = ()
    chapter: str = ""


class Shot(Value):
    """A clip, or some of it. `end_s` is in the clip's own time, like `start_s`; without it the shot runs to the clip's end. Its last
    picture is held for `hold_s` more."""

    kind: Literal["shot"] = "shot"
    clip: str
    name: str = ""
    start_s: Seconds = 0
    end_s: Seconds | None = None
    hold_s: FilmSeconds = 0
    fit: Literal["cover", "contain", "blur"] = "cover"
    gain: Gain = 1
    transition: Transition = Transition()
    narration: Narration | None = None
    lines: tuple[Subtitle, ...] = ()
    chapter: str = ""  # where a chapter starts, its name


class Subtitles(Value):
    """`margin` is the share of the picture that stays free of words at each side; phones and televisions cover some of it."""

    mode: Literal["none", "soft", "burned"] = "soft"
    style: Literal["outline", "box"] = "outline"
    language: str = Field(default="eng", pattern="[a-z]{3}")  # ISO 639-2
    margin: float = Field(default=0.08, ge=0, le=0.3)


class Music(Value):
    sound: str
    gain: Gain = 0.5
    ducked_to: float = Field(default=0.22, ge=0, le=1)  # what is left of it while somebody speaks
    start_s: Seconds = 0  # in its own time; where it loops, it begins there again
    loops: bool = True
    fade_in_s: float = Field(default=0, ge=0, le=30)
    fade_out_s: float = Field(default=2, ge=0, le=30)


class Loudness(Value):
    """As EBU R128 measures it."""

    lufs: float = Field(default=-16, ge=-40, le=-5)
    true_peak_db: float = Field(default=-1.5, ge=-9, le=0)


class Recipe(Value):
    """`reel` is what is seen, in order. `is_in_turn`: its voices wait for each other, as `turns.py` tells; in films of before they
    speak over each other."""

    version: int = 1
    width: int = Field(default=1280, ge=SIDES[0], le=SIDES[1], multiple_of=2)
    height: int = Field(default=720, ge=SIDES[0], le=SIDES[1], multiple_of=2)
    fps: int = Field(default=24, ge=RATES[0], le=RATES[1])
    title: str = ""
    reel: tuple[Annotated[Shot | TitleCard, Field(discriminator="kind")], ...] = ()
    subtitles: Subtitles = Subtitles()
    music: Music | None = None
    loudness: Loudness | None = Loudness()
    is_in_turn: bool = False

    def label(self, index: int) -> str:
        """What a sentence calls the shot or card: by its name, or by its place among the shots."""
        item = self.reel[index]
        if isinstance(item, TitleCard):
            return f"The card “{item.text[:40]}”"
        return item.name or f"Scene {sum(isinstance(other, Shot) for other in self.reel[: index + 1])}"

    def with_files(self, find: Callable[[str], str]) -> "Recipe":
        """The same with every name of a clip or sound replaced by what is found for it."""
        reel = tuple(_with_files(item, find) for item in self.reel)
        music = self.music and self.music.model_copy(update={"sound": find(self.music.sound)})
        return self.model_copy(update={"reel": reel, "music": music})


def _with_files(item: Shot | TitleCard, find: Callable[[str], str]) -> Shot | TitleCard:
    said = item.narration
    found: dict[str, object] = {"narration": said and said.model_copy(update={"sound": find(said.sound)})}
    if isinstance(item, Shot):
        found["clip"] = find(item.clip)
    return item.model_copy(update=found)


def to_json(recipe: Recipe) -> str:
    return recipe.model_dump_json(exclude_defaults=False)


def from_json(text: str) -> Recipe:
    """Raises BadCut."""
    with plainly():
        return Recipe.model_validate_json(text)


def from_value(value: Mapping[str, Any]) -> Recipe:
    """Of one that is stored. Raises BadCut."""
    with plainly():
        return Recipe.model_validate(value)


@contextmanager
def plainly() -> Iterator[None]:
    """What no recipe may be is told as a BadCut: the first thing that is wrong, and where it stands."""
    try:
        yield
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = " > ".join(str(step) for step in first["loc"]) or "the file"
        raise BadCut(f"No film can be made of this recipe ({place}: {first['msg']}).") from None
