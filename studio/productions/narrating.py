"""Speaks the narration of a recipe, each text once for each voice, and makes subtitles of what was said. It takes a while: nothing
of it belongs into a transaction."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from studio.files import whole_file
from studio.media.film import captions, voice
from studio.media.film.captions import Word
from studio.media.film.recipe import Card, Narration, Recipe, Shot
from studio.media.film.voice import Spoken
from studio.productions.recipes import SPEECH

LETTERS = 32  # of the hash, in a file's name


@dataclass(frozen=True)
class Said:
    """A text that was spoken, and when each of its words begins."""

    text: str
    spoken: Spoken


def narrate(recipe: Recipe, folder: Path, on_progress: Callable[[float, str], None]) -> Recipe:
    """The same with files in place of texts, and with subtitles where it shows any. Raises BadCut where the voice is not there."""
    reel: list[Shot | Card] = []
    for place, item in enumerate(recipe.reel):
        if item.narration and item.narration.sound.startswith(SPEECH):
            on_progress(place / len(recipe.reel), f"{recipe.label(place)} is spoken")
            item = _narrated(item, item.narration, say(item.narration.sound, folder))
        reel.append(item)
    return recipe.model_copy(update={"reel": tuple(reel)})


def say(name: str, folder: Path) -> Said:
    """`speech:en-us|A boat.`, from what was spoken before or now."""
    voice_name, _, text = name.removeprefix(SPEECH).partition("|")
    stem = hashlib.sha256(f"{voice_name}|{text}".encode()).hexdigest()[:LETTERS]
    sound, times = folder / f"{stem}.wav", folder / f"{stem}.times"
    if times.is_file() and sound.is_file():
        return Said(text, _read(sound, times))
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(sound) as part:
        spoken = voice.speak(text, voice_name, part)
    kept = {"duration_s": spoken.duration_s, "words": [asdict(word) for word in spoken.words]}
    with whole_file(times) as part:
        part.write_text(json.dumps(kept))
    return Said(text, Spoken(sound, spoken.duration_s, spoken.words))


def _read(sound: Path, times: Path) -> Spoken:
    kept = json.loads(times.read_text())
    return Spoken(sound, kept["duration_s"], tuple(Word(**word) for word in kept["words"]))


def _narrated(item: Shot | Card, narration: Narration, said: Said) -> Shot | Card:
    spoken = said.spoken
    lines = captions.lines_spoken(said.text, spoken.words, spoken.duration_s, narration.offset_s)
    heard = narration.model_copy(update={"sound": str(spoken.path.absolute())})
    return item.model_copy(update={"narration": heard, "lines": item.lines or lines})
