"""An outline: what a writer makes of an idea or of a text, scene by scene, before anything is made of it. It is a value."""

from enum import StrEnum

from pydantic import Field

from studio.brief import Value


class PlannedSort(StrEnum):
    """What is to be made of the outline."""

    MOVIE = "movie"
    BOOK = "book"
    EXPLAINER = "explainer"


class PlannedContinuity(StrEnum):
    """How a scene begins."""

    NEW = "new"  # a shot of its own
    CONTINUE = "continue"  # where the scene before it ends
    MATCH = "match"  # on a picture that looks like the scene before it


class PlannedScene(Value):
    """One clip that is to be made."""

    title: str = ""
    prompt: str
    narration: str = ""
    seconds: float
    camera_move: str = ""
    continuity: PlannedContinuity = PlannedContinuity.NEW
    was: int = 0  # its number in the outline that was there, where one is planned again; 0: it is new


class PlannedChapter(Value):
    title: str = ""
    scenes: tuple[PlannedScene, ...]


class PlannedOutline(Value):
    """A movie and an explainer have one chapter. `style` holds for every scene; it is not repeated in their prompts."""

    title: str
    style: str = ""
    chapters: tuple[PlannedChapter, ...]

    @property
    def scenes(self) -> tuple[PlannedScene, ...]:
        return tuple(scene for chapter in self.chapters for scene in chapter.scenes)

    @property
    def seconds(self) -> float:
        return sum(scene.seconds for scene in self.scenes)


class SceneLimits(Value):
    """What a scene may be, as the model makes it that its clip is for."""

    most_scenes: int = Field(default=60, ge=1, le=500)
    least_s: float = Field(default=2, gt=0)
    most_s: float = Field(default=10, gt=0)
    lengths_s: tuple[float, ...] = ()  # the only ones, where it makes no others
    longest_prompt: int = Field(default=2000, ge=40)
    longest_narration: int = Field(default=1500, ge=40)
    camera_moves: tuple[str, ...] = ()  # that it knows; none: it takes none

    def length(self, seconds: float) -> float:
        """The nearest that can be made; of those that it makes, the next longer one, so that the narration fits."""
        if self.lengths_s:
            return next((one for one in sorted(self.lengths_s) if one >= seconds), max(self.lengths_s))
        return round(min(max(seconds, self.least_s), self.most_s), 1)

    @property
    def longest_s(self) -> float:
        return max(self.lengths_s) if self.lengths_s else self.most_s

    def camera_move(self, name: str) -> str:
        """As the model spells it; nothing where it knows no such move."""
        wanted = _spelled(name)
        return next((known for known in self.camera_moves if _spelled(known) == wanted), "")


class Wish(Value):
    """What a person wants the outline to be. What is left empty is the writer's to choose."""

    sort: PlannedSort = PlannedSort.MOVIE
    style: str = ""
    seconds: float = Field(default=60, gt=0, le=6 * 60 * 60)  # of the whole, where it is outlined from an idea
    scenes: int | None = Field(default=None, ge=1, le=500)
    chapters: int = Field(default=1, ge=1, le=100)
    audience: str = ""
    language: str = ""  # of titles and narration; empty: that of the text
    limits: SceneLimits = SceneLimits()


def _spelled(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
