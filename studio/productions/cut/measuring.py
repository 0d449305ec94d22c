"""How long everything in a film is and what is said when: found out when it is rendered, and kept with its cut, so that it can be
taken elsewhere when its clips are long gone."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.media.film import captions, timeline
from studio.media.film.recipe import Recipe, Shot, Subtitle, TitleCard
from studio.media.film.timeline import Lengths, Timeline, lay_out
from studio.media.film.turns import in_turn

Json = dict[str, Any]


@dataclass(frozen=True)
class Measured:
    """`narrated`: its recipe with files in place of texts, each voice where it is heard, and the subtitles of what is spoken."""

    narrated: Recipe
    timeline: Timeline
    lengths: Lengths

    @property
    def lines(self) -> list[Subtitle]:
        return captions.one_at_a_time(list(timeline.lines(self.narrated, self.timeline)))


def to_json(narrated: Recipe, lengths: Lengths, kept: Path) -> Json:
    """Speech is named by where it lies in `kept`: that folder may be another one later."""
    return {
        "clips_s": lengths.clips_s,
        "narrations_s": lengths.narrations_s,
        "music_s": lengths.music_s,
        "speech": [_within(item, kept) for item in narrated.reel],
        "lines": [[line.model_dump() for line in item.lines] for item in narrated.reel],
    }


def from_json(recipe: Recipe, found: Json, kept: Path) -> Measured:
    lengths = Lengths(tuple(found["clips_s"]), tuple(found["narrations_s"]), found["music_s"])
    reel = tuple(
        _narrated(item, kept / speech if speech else None, tuple(map(Subtitle.model_validate, lines)))
        for item, speech, lines in zip(recipe.reel, found["speech"], found["lines"], strict=True)
    )
    return laid_out(recipe.model_copy(update={"reel": reel}), lengths)


def laid_out(narrated: Recipe, lengths: Lengths) -> Measured:
    """With each voice where it is heard."""
    heard = in_turn(narrated, lengths)
    return Measured(heard, lay_out(heard, lengths.clips_s), lengths)


def _within(item: Shot | TitleCard, kept: Path) -> str:
    """Empty where nothing is spoken, or it lies elsewhere."""
    said = Path(item.narration.sound) if item.narration else None
    return str(said.relative_to(kept.absolute())) if said and said.is_relative_to(kept.absolute()) else ""


def _narrated(item: Shot | TitleCard, speech: Path | None, lines: tuple[Subtitle, ...]) -> Shot | TitleCard:
    said = item.narration
    heard = said.model_copy(update={"sound": str(speech.absolute())}) if said and speech else said
    return item.model_copy(update={"narration": heard, "lines": lines})
