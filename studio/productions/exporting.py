"""A film with all that it was made of, to be taken elsewhere: subtitles, OpenTimelineIO, clips, speech and its recipe."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlmodel import Session

from studio import library
from studio.errors import NotFound
from studio.files import Files
from studio.media.film import captions, cutting, otio, recipe, timeline
from studio.media.film.recipe import Line, Recipe, Shot
from studio.media.film.timeline import Lengths, Timeline
from studio.productions import cuts, narrating
from studio.productions.recipes import ASSET, SPEECH
from studio.tables import Cut

ADDRESS = "/app/static/films"
Subtitle = Literal["srt", "vtt"]
Entry = tuple[str, Path | str]  # a name in the archive, and a file or its text

ABOUT = """film      the film itself
film.otio opens in programs that edit, with the clips beside it
film.srt  and film.vtt: what is said, where anything is
clips     what the scenes were cut from
recipe    how it was put together
"""


@dataclass(frozen=True)
class Film:
    """`paths`: where the assets of its recipe lie."""

    cut: Cut
    path: Path
    recipe: Recipe
    paths: Mapping[str, Path]

    @property
    def title(self) -> str:
        return self.recipe.title


@dataclass(frozen=True)
class Measured:
    """`narrated`: its recipe with files in place of names, and the subtitles of what is spoken."""

    narrated: Recipe
    timeline: Timeline
    lengths: Lengths

    @property
    def lines(self) -> list[Line]:
        return captions.one_at_a_time(list(timeline.lines(self.narrated, self.timeline)))


def address(cut_id: str, kind: str) -> str:
    """`kind`: srt, vtt, otio or zip."""
    return f"{ADDRESS}/{cut_id}.{kind}"


def look(session: Session, files: Files, cut_id: str) -> Film:
    """Raises NotFound where there is no film, or what it was made of is gone."""
    cut = cuts.get(session, cut_id)
    film = cuts.film_of(session, cut)
    if film is None:
        raise NotFound("There is no film of this cut.")
    made_of = Recipe.model_validate(cut.recipe)
    paths = {
        name: files.path_of(library.get(session, name.removeprefix(ASSET)).asset.name) for name in _assets(made_of)
    }
    return Film(cut, files.path_of(film.name), made_of, paths)


def measure(film: Film, kept: Path) -> Measured:
    """Where everything lies in it. It takes a moment: nothing of it belongs into a transaction. Raises BadCut and BadMedia."""
    kept.mkdir(parents=True, exist_ok=True)
    spoken = narrating.narrate(film.recipe, kept / "speech", lambda _done, _said: None)
    narrated = spoken.with_files(lambda name: str(film.paths.get(name, name)))
    quality: cutting.Quality = "preview" if film.cut.is_preview else "film"
    survey = cutting.survey(narrated, kept, quality=quality)
    return Measured(narrated, survey.timeline, survey.lengths)


def subtitles(measured: Measured, kind: Subtitle) -> str:
    return captions.as_text(measured.lines, kind)


def as_otio(film: Film, measured: Measured) -> str:
    """It names its clips as they lie in the archive, so it is put beside them."""
    names = _names(film, measured)
    return json.dumps(
        otio.as_json(film.recipe, measured.timeline, measured.lengths, lambda name: names[name][0]), indent=1
    )


def entries(film: Film, measured: Measured) -> Iterator[Entry]:
    """All of it, for an archive."""
    yield "READ ME.txt", ABOUT
    yield f"film{film.path.suffix}", film.path
    yield "film.otio", as_otio(film, measured)
    if measured.lines:
        yield "film.srt", subtitles(measured, "srt")
        yield "film.vtt", subtitles(measured, "vtt")
    yield "recipe.json", recipe.to_json(film.recipe)
    yield from _names(film, measured).values()


def _assets(made_of: Recipe) -> list[str]:
    shots = [item.clip for item in made_of.reel if isinstance(item, Shot)]
    music = [made_of.music.sound] if made_of.music else []
    return [name for name in dict.fromkeys([*shots, *music]) if name.startswith(ASSET)]


def _names(film: Film, measured: Measured) -> dict[str, tuple[str, Path]]:
    """By what the recipe calls it: the name in the archive, and the file. A clip that is seen twice lies there once."""
    found: dict[str, tuple[str, Path]] = {}
    for item, told in zip(film.recipe.reel, measured.narrated.reel, strict=True):
        if isinstance(item, Shot) and item.clip not in found:
            path = film.paths[item.clip]
            found[item.clip] = f"clips/{_plain(item.name)}{path.suffix}", path
        if item.narration and told.narration and item.narration.sound.startswith(SPEECH):
            path = Path(told.narration.sound)
            name = item.name if isinstance(item, Shot) else "card"
            found.setdefault(item.narration.sound, (f"narration/{_plain(name)}{path.suffix}", path))
    if film.recipe.music:
        path = film.paths[film.recipe.music.sound]
        found[film.recipe.music.sound] = f"music{path.suffix}", path
    return found


def _plain(name: str) -> str:
    """`scene-03`: so they stand in order."""
    words, _, number = name.lower().rpartition(" ")
    return f"{words}-{int(number):02}" if number.isdigit() else name.lower().replace(" ", "-")
