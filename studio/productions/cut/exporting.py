"""A film with all that it was made of, to be taken elsewhere: subtitles, OpenTimelineIO, clips, speech, sounds and its recipe."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from sqlmodel import Session

from studio import library, speeches
from studio.archive import Entry
from studio.errors import BadCut, BadMedia, NotFound
from studio.files import Files
from studio.media.film import captions, cutting, otio, recipe, stills
from studio.media.film.recipe import Recipe, Shot
from studio.media.film.turns import in_turn
from studio.media.watched import Cancelled
from studio.productions.cut import cuts, measuring, narrating
from studio.productions.cut.measuring import Measured
from studio.productions.cut.recipes import ASSET, SPEECH, SPOKEN
from studio.tables import Cut

ADDRESS = "/app/static/films"
SubtitleFormat = Literal["srt", "vtt"]

ABOUT = """film      the film itself
film.otio opens in programs that edit, with the clips beside it
film.srt  and film.vtt: what is said, where anything is
clips     what the scenes were cut from
recipe    how it was put together

Speech, music and the clips' own sound as WAV files are not in here: they are many times as large as all the rest. Export gives them
by themselves.
"""
GONE = """
No longer in the library, and so not in here:
{}
"""
NOWHERE = Path("gone.mp4")  # of what is no longer in the library
ABOUT_STEMS = """clips.wav   what is heard in the clips themselves
speech.wav  the narration
music.wav   the music, which makes room for the narration

Each is as long as the film, 48 kHz in 24 bits. Together they are its sound before it is brought to its loudness.
"""
STRIP_PICTURES, STRIP_HEIGHT = 8, 180  # of pixels
WAITS_S = 20.0  # for a film that is being rendered meanwhile


@dataclass(frozen=True)
class Film:
    """`paths`: where the assets and the paid narration of its recipe lie, by their names; those that are gone are left out."""

    cut: Cut
    path: Path
    recipe: Recipe
    paths: Mapping[str, Path]

    @property
    def title(self) -> str:
        return self.recipe.title


def address(cut_id: str, kind: str) -> str:
    """`kind`: srt, vtt, otio, zip, stems (of its sound, in a zip) or strip (of its pictures)."""
    return f"{ADDRESS}/{cut_id}.{kind}"


def look(session: Session, files: Files, cut_id: str) -> Film:
    """Raises NotFound where there is no film."""
    cut = cuts.get(session, cut_id)
    film = cuts.film_of(session, cut)
    if film is None:
        raise NotFound("There is no film of this cut.")
    made_of = recipe.from_value(cut.recipe)
    return Film(cut, files.path_of(film.name), made_of, dict(_found(session, files, made_of)))


def _found(session: Session, files: Files, made_of: Recipe) -> Iterator[tuple[str, Path]]:
    for name in _kept(made_of):
        with suppress(NotFound):  # deleted for good
            path = files.path_of(_file_name(session, name))
            if path.is_file():
                yield name, path


def _file_name(session: Session, name: str) -> str:
    if name.startswith(SPOKEN):
        return speeches.get(session, _speech_id(name)).name or ""
    return library.get(session, name.removeprefix(ASSET)).asset.name


def _speech_id(name: str) -> str:
    return name.removeprefix(SPOKEN).partition("|")[0]


def measure(film: Film, kept: Path) -> Measured:
    """As it was when the film was rendered; of one that an older studio has rendered it is found out anew, which takes a moment.
    Nothing of it belongs into a transaction. Raises BadCut and BadMedia."""
    if film.cut.measured:
        _say_again(film, kept / "speech")
        found = measuring.from_json(film.recipe, film.cut.measured, kept)
        return replace(found, narrated=_with_files(found.narrated, film))
    kept.mkdir(parents=True, exist_ok=True)
    narrated = narrating.narrate(film.recipe, kept / "speech", partial(_spoken, film), lambda _done, _said: None)
    narrated = _with_files(narrated, film)
    quality: cutting.Quality = "preview" if film.cut.is_preview else "film"
    survey = cutting.survey(narrated, kept, quality=quality)
    return measuring.laid_out(narrated, survey.lengths)


def _say_again(film: Film, folder: Path) -> None:
    """What the offline voice said lies where it lay, though it was swept away meanwhile. Where that voice is no longer here, it is gone."""
    for item in film.recipe.reel:
        if item.narration and item.narration.sound.startswith(SPEECH):
            with suppress(BadCut, BadMedia):
                narrating.say(item.narration.sound, folder)


def _spoken(film: Film, speech_id: str) -> Path:
    for name, path in film.paths.items():
        if name.startswith(SPOKEN) and _speech_id(name) == speech_id:
            return path
    raise NotFound("The sound of this narration is gone.")


def _with_files(made_of: Recipe, film: Film) -> Recipe:
    return made_of.with_files(lambda name: str(film.paths.get(name, name)))


def subtitles(measured: Measured, kind: SubtitleFormat) -> str:
    return captions.as_text(measured.lines, kind)


def soft_subtitles(cut: Cut) -> bytes | None:
    """As WebVTT, for browsers: they do not show those that are in the film. None where there are none, or nobody kept them."""
    made_of = recipe.from_value(cut.recipe)
    if made_of.subtitles.mode != "soft" or not cut.measured:
        return None
    measured = measuring.from_json(made_of, cut.measured, Path())
    return subtitles(measured, "vtt").encode("utf-8", "replace") if measured.lines else None


def as_otio(film: Film, measured: Measured) -> str:
    """It names its clips as they lie in the archive, so it is put beside them."""
    names = _names(film, measured)
    heard = in_turn(film.recipe, measured.lengths)
    written = otio.as_json(heard, measured.timeline, measured.lengths, lambda name: names[name][0])
    return json.dumps(written, indent=1)


def entries(film: Film, measured: Measured) -> Iterator[Entry]:
    """All of it that is still there, for an archive."""
    there = dict(_names(film, measured).values())
    gone = [name for name, path in there.items() if not path.is_file()]
    yield "READ ME.txt", ABOUT + (GONE.format("\n".join(gone)) if gone else "")
    yield f"film{film.path.suffix}", film.path
    yield "film.otio", as_otio(film, measured)
    if measured.lines:
        yield "film.srt", subtitles(measured, "srt")
        yield "film.vtt", subtitles(measured, "vtt")
    yield "recipe.json", recipe.to_json(film.recipe)
    yield from ((name, path) for name, path in there.items() if name not in gone)


def write_stems(film: Film, measured: Measured, kept: Path, folder: Path) -> list[Entry]:
    """A WAV in `folder` for each of clips, speech and music that is heard. Raises NotFound where nothing is, and BadCut while
    another film keeps this machine busy."""
    begins = _Begins(WAITS_S)
    try:
        paths = cutting.write_stems(
            measured.narrated, kept, folder, on_progress=begins.has_begun, is_cancelled=begins.is_too_late
        )
    except Cancelled as busy:
        raise BadCut("Another film is being rendered. Ask for the sounds again when it is ready.") from busy
    if not paths:
        raise NotFound("Nothing is heard in this film.")
    return [("READ ME.txt", ABOUT_STEMS), *((path.name, path) for path in paths)]


class _Begins:
    """Waits until the work begins, and then for as long as it takes."""

    def __init__(self, waits_s: float):
        self._until: float | None = time.monotonic() + waits_s

    def has_begun(self, _done: float, _said: str) -> None:
        self._until = None

    def is_too_late(self) -> bool:
        return self._until is not None and time.monotonic() > self._until


def write_strip(film: Film, target: Path) -> None:
    """Its pictures in a row, as the suffix of `target` says. Raises BadMedia."""
    stills.write_strip(film.path, target, count=STRIP_PICTURES, height=STRIP_HEIGHT)


def _kept(made_of: Recipe) -> list[str]:
    """What of it the studio keeps by itself: not what the offline voice says, which is spoken again where it is missing."""
    shots = [item.clip for item in made_of.reel if isinstance(item, Shot)]
    music = [made_of.music.sound] if made_of.music else []
    spoken = [item.narration.sound for item in made_of.reel if item.narration]
    return [name for name in dict.fromkeys([*shots, *music, *spoken]) if name.startswith((ASSET, SPOKEN))]


def _names(film: Film, measured: Measured) -> dict[str, tuple[str, Path]]:
    """By what the recipe calls it: the name in the archive, and the file. A clip that is seen twice lies there once."""
    found: dict[str, tuple[str, Path]] = {}
    for item, told in zip(film.recipe.reel, measured.narrated.reel, strict=True):
        if isinstance(item, Shot) and item.clip not in found:
            path = film.paths.get(item.clip, NOWHERE)
            found[item.clip] = f"clips/{_plain(item.name)}{path.suffix}", path
        if item.narration and told.narration and item.narration.sound.startswith((SPEECH, SPOKEN)):
            is_gone = told.narration.sound.startswith(SPOKEN)  # its name still stands for it
            path = NOWHERE if is_gone else Path(told.narration.sound)
            name = item.name if isinstance(item, Shot) else "card"
            found.setdefault(item.narration.sound, (f"narration/{_plain(name)}{path.suffix}", path))
    if film.recipe.music:
        path = film.paths.get(film.recipe.music.sound, NOWHERE)
        found[film.recipe.music.sound] = f"music{path.suffix}", path
    return found


def _plain(name: str) -> str:
    """`scene-03`: so they stand in order."""
    words, _, number = name.lower().rpartition(" ")
    return f"{words}-{int(number):02}" if number.isdigit() else name.lower().replace(" ", "-")
