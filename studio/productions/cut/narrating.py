"""Puts the narration into a recipe: what the offline voice says, each text once, and what was spoken for money before. It makes
subtitles of what is said. It takes a while: nothing of it belongs into a transaction, and nothing of it costs money."""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from studio.errors import BadCut, BadMedia, NotFound
from studio.files import whole_file
from studio.media.film import aligning, captions, voice
from studio.media.film.captions import Word
from studio.media.film.recipe import Narration, Recipe, Shot, TitleCard
from studio.media.film.voice import TimedSpeech
from studio.productions.cut.recipes import SPEECH, SPOKEN

Find = Callable[[str], Path]  # where the sound of a paid speech lies, by its id; raises NotFound
LETTERS = 32  # of the hash, in a file's name


@dataclass(frozen=True)
class Said:
    """A text that was spoken, and when each of its words begins."""

    text: str
    speech: TimedSpeech


def narrate(recipe: Recipe, folder: Path, find: Find, on_progress: Callable[[float, str], None]) -> Recipe:
    """The same with files in place of texts, and with subtitles where it shows any. Raises BadCut where a voice is not there, or
    what it was to say is not spoken yet."""
    reel: list[Shot | TitleCard] = []
    for place, item in enumerate(recipe.reel):
        if item.narration and item.narration.sound.startswith((SPEECH, SPOKEN)):
            label = recipe.label(place)
            on_progress(place / len(recipe.reel), f"{label} is spoken")
            item = _narrated(item, item.narration, _said(item.narration.sound, folder, find, label))
        reel.append(item)
    return recipe.model_copy(update={"reel": tuple(reel)})


def _said(name: str, folder: Path, find: Find, label: str) -> Said:
    """Raises BadCut, which names it."""
    try:
        return say(name, folder) if name.startswith(SPEECH) else heard(name, folder, find)
    except NotFound:
        raise BadCut(f"{label} is not spoken yet: have it spoken on Movies > Cut, then render the film.") from None
    except (BadCut, BadMedia) as reason:
        raise BadCut(f"{label}: {reason}") from reason


def heard(name: str, folder: Path, find: Find) -> Said:
    """`spoken:ID|A boat.`: its words are found in the sound, once. Raises NotFound."""
    speech_id, _, text = name.removeprefix(SPOKEN).partition("|")
    sound, times = find(speech_id), folder / f"{speech_id}.times"
    if not sound.is_file():
        raise NotFound("The sound of this narration is gone.")
    if not times.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        _keep(_aligned(sound, text), times)
    return Said(text, _read(sound, times))


def _aligned(sound: Path, text: str) -> TimedSpeech:
    try:
        return aligning.align(sound, text)
    except BadMedia as wrong:
        raise BadCut(f"Its narration cannot be read any more: {wrong}") from wrong


def say(name: str, folder: Path) -> Said:
    """`speech:en-us|A boat.`, from what was spoken before or now."""
    voice_name, _, text = name.removeprefix(SPEECH).partition("|")
    stem = hashlib.sha256(f"{voice_name}|{text}".encode()).hexdigest()[:LETTERS]
    sound, times = folder / f"{stem}.wav", folder / f"{stem}.times"
    if times.is_file() and sound.is_file():
        os.utime(sound)  # both count as used
        return Said(text, _read(sound, times))
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(sound) as part:
        speech = voice.speak(text, voice_name, part)
    _keep(speech, times)
    return Said(text, TimedSpeech(sound, speech.duration_s, speech.words))


def _keep(speech: TimedSpeech, times: Path) -> None:
    kept = {"duration_s": speech.duration_s, "words": [asdict(word) for word in speech.words]}
    with whole_file(times) as part:
        part.write_text(json.dumps(kept))


def _read(sound: Path, times: Path) -> TimedSpeech:
    os.utime(times)
    kept = json.loads(times.read_text())
    return TimedSpeech(sound, kept["duration_s"], tuple(Word(**word) for word in kept["words"]))


def _narrated(item: Shot | TitleCard, narration: Narration, said: Said) -> Shot | TitleCard:
    speech = said.speech
    lines = captions.lines_spoken(said.text, speech.words, speech.duration_s, narration.offset_s)
    heard = narration.model_copy(update={"sound": str(speech.path.absolute())})
    return item.model_copy(update={"narration": heard, "lines": item.lines or lines})
