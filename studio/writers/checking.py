"""What a writer returned, held against our limits: what is kept, and a sentence for whatever was changed or left out."""

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from studio.words import counted
from studio.writers.outline import PlannedChapter, PlannedContinuity, PlannedOutline, PlannedScene, SceneLimits, Wish

LONGEST_TITLE, LONGEST_STYLE = 120, 600


class RawAnswer(BaseModel):
    """As it came. Its schema is what the writer is asked for, so the descriptions are read by it."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _nothing_is_the_default(cls, value: Any, info: Any) -> Any:
        """Models write null for what they leave out."""
        field = cls.model_fields[info.field_name]
        return field.get_default(call_default_factory=True) if value is None and not field.is_required() else value


class RawScene(RawAnswer):
    title: str = Field(default="", description="A few words")
    prompt: str = Field(description="What the clip shows: subject, action, place, light")
    narration: str = Field(default="", description="What is said over it; may be empty")
    seconds: float = Field(default=5, description="The length of the clip")
    camera_move: str = Field(default="", description="One of the camera moves that are listed, or empty")
    continuity: str = Field(default="new", description="new, continue or match")
    was: int = Field(default=0, description="Of an outline that is planned again: the number it had. Else 0")

    @field_validator("was", mode="before")
    @classmethod
    def _no_number_is_none(cls, value: Any) -> Any:
        return value if isinstance(value, int | float) or str(value).isdecimal() else 0


class RawChapter(RawAnswer):
    title: str = ""
    scenes: list[RawScene] = Field(default_factory=list[RawScene])


class RawOutline(RawAnswer):
    title: str = Field(default="", description="Of the whole")
    style: str = Field(default="", description="The look that all scenes share")
    chapters: list[RawChapter]


class Remarks:
    """Sentences, each once, with how many scenes it is about."""

    def __init__(self) -> None:
        self._scenes: dict[str, int] = {}
        self._whole: list[str] = []

    def of_scene(self, sentence: str) -> None:
        self._scenes[sentence] = self._scenes.get(sentence, 0) + 1

    def of_all(self, sentence: str) -> None:
        self._whole.append(sentence)

    def told(self) -> tuple[str, ...]:
        of_scenes = (f"{counted(count, 'scene')}: {sentence}" for sentence, count in self._scenes.items())
        return (*self._whole, *of_scenes)


def check_outline(raw: RawOutline, wish: Wish) -> tuple[PlannedOutline, tuple[str, ...]]:
    """An outline without scenes is possible: then the writer gave none that can be used."""
    remarks = Remarks()
    chapters = [_chapter(one, wish.limits, remarks) for one in raw.chapters]
    chapters = _within([one for one in chapters if one.scenes], wish.limits.most_scenes, remarks)
    title = cut(raw.title, LONGEST_TITLE) or (chapters[0].scenes[0].title if chapters else "")
    style = wish.style or cut(raw.style, LONGEST_STYLE)
    if wish.style and raw.style.strip() not in ("", wish.style.strip()):
        remarks.of_all("The style stays as you gave it.")
    return PlannedOutline(title=title, style=style, chapters=tuple(chapters)), remarks.told()


def _chapter(raw: RawChapter, limits: SceneLimits, remarks: Remarks) -> PlannedChapter:
    scenes = tuple(scene for one in raw.scenes if (scene := _scene(one, limits, remarks)))
    return PlannedChapter(title=cut(raw.title, LONGEST_TITLE), scenes=scenes)


def _within(chapters: Sequence[PlannedChapter], most: int, remarks: Remarks) -> list[PlannedChapter]:
    """The first so many scenes."""
    kept, left = list[PlannedChapter](), most
    for chapter in chapters:
        if left:
            kept.append(chapter.model_copy(update={"scenes": chapter.scenes[:left]}))
            left -= len(kept[-1].scenes)
    lost = sum(len(one.scenes) for one in chapters) - (most - left)
    if lost:
        remarks.of_all(f"There were {most + lost} scenes; the first {most} are kept.")
    return kept


def _scene(raw: RawScene, limits: SceneLimits, remarks: Remarks) -> PlannedScene | None:
    if not (raw.prompt or raw.narration):
        remarks.of_scene("left out, as nothing is to be seen in it.")
        return None
    prompt = shortened(raw.prompt or raw.narration, limits.longest_prompt, "prompt", remarks)
    narration = shortened(raw.narration, limits.longest_narration, "narration", remarks)
    return PlannedScene(
        title=cut(raw.title, LONGEST_TITLE),
        prompt=prompt,
        narration=narration,
        seconds=_seconds(raw.seconds, limits, remarks.of_scene),
        camera_move=_camera_move(raw.camera_move, limits, remarks.of_scene),
        continuity=_continuity(raw.continuity, remarks.of_scene),
        was=max(0, raw.was),
    )


def _seconds(wanted: float, limits: SceneLimits, remark: Callable[[str], None]) -> float:
    is_number = 0 < wanted < float("inf")
    length = limits.length(wanted if is_number else limits.least_s)
    if not is_number or abs(length - wanted) >= 0.5:
        remark(f"its length is {length:g} s, which can be made.")
    return length


def _camera_move(wanted: str, limits: SceneLimits, remark: Callable[[str], None]) -> str:
    known = limits.camera_move(wanted)
    if wanted and not known and wanted.lower() != "none":
        remark("without its camera move, which the model does not know.")
    return known


def _continuity(wanted: str, remark: Callable[[str], None]) -> PlannedContinuity:
    try:
        return PlannedContinuity(wanted.lower() or "new")
    except ValueError:
        remark("it begins as a new shot.")
        return PlannedContinuity.NEW


def shortened(text: str, most: int, what: str, remarks: Remarks) -> str:
    if len(text) > most:
        remarks.of_scene(f"its {what} is cut to {most:,} letters.")
    return cut(text, most)


def cut(text: str, most: int) -> str:
    """Between words, where there are some."""
    text = text.strip()
    if len(text) <= most:
        return text
    before, blank, _ = text[: most - 1].rpartition(" ")
    return (before if blank and len(before) > most / 2 else text[: most - 1]).rstrip(" ,;:") + "…"
