"""Words are found in a sound whose voice tells no times. The offline voice does: it is the measure."""

import re
import wave
from itertools import pairwise
from pathlib import Path

import pytest

from studio.errors import BadMedia
from studio.media.film import aligning, voice
from studio.media.film.captions import lines_spoken

needs_the_voice = pytest.mark.skipif(not voice.is_there(), reason="the extra `voice` is not installed")

TEXTS = [
    ("en-us", "The boat left before dawn. Nobody was at the oars. Mara saw it from the pier, a dark shape on the water."),
    ("en-us", "In 1923, the river rose twelve feet. Some waited for days. Then a paper boat came, and everybody laughed."),
    ("en-us", "Wait! Did you hear that? No. Nothing. The old house creaked, as it had always done. She took one step."),
    ("de", "Das Boot fuhr vor der Dämmerung. Niemand saß an den Rudern. Am Ufer stand ein Mädchen und schwieg."),
    ("cmn", "小船在黎明前离开了。没有人划桨。女孩站在岸边，看着它慢慢地消失在雾里。"),
]  # fmt: skip


@needs_the_voice
@pytest.mark.parametrize(("name", "text"), TEXTS)
def test_sentences_begin_where_they_are_heard(folder: Path, name: str, text: str):
    spoken = voice.speak(text, name, folder / "said.wav")
    told = {word.position: word.start_s for word in spoken.words}
    found = {word.position: word.start_s for word in aligning.align(spoken.path, text).words}
    sentences = [place.end() for place in re.finditer(r"[.!?。]\s*", text) if place.end() in told]
    by_letters = [abs(told[at] - at / len(text) * spoken.duration_s) for at in sentences]
    wrong = [abs(told[at] - found[at]) for at in sentences]
    print(f"\n{name}: sentences begin {max(wrong):.2f} s off at most; spread by letters {max(by_letters):.2f} s")
    assert sentences and max(wrong) < 0.15
    each = [abs(told[at] - found[at]) for at in told.keys() & found.keys()]
    assert sum(each) / len(each) < 0.2


@needs_the_voice
def test_lines_stay_within_the_sound_and_follow_each_other(folder: Path):
    text = " ".join(words for name, words in TEXTS if name == "en-us") * 8
    voice.speak(text, "en-us", folder / "said.wav")
    heard = aligning.align(folder / "said.wav", text)
    lines = lines_spoken(text, heard.words, heard.duration_s)
    assert len(lines) > 20 and lines[0].start_s == 0 and lines[-1].end_s == pytest.approx(heard.duration_s, abs=0.01)
    assert all(one.end_s == other.start_s for one, other in pairwise(lines))


@pytest.mark.parametrize("text", ["One word", "Sentence. After. Sentence. " * 30, "…", "A boat, (slowly). 船。"])
def test_silence_and_noise_give_times_within_the_sound(folder: Path, text: str):
    write(folder / "silent.wav", bytes(2 * 24_000))
    write(folder / "noise.wav", bytes(range(256)) * 200)
    for path in (folder / "silent.wav", folder / "noise.wav"):
        heard = aligning.align(path, text)
        starts = [word.start_s for word in heard.words]
        assert starts == sorted(starts) and all(0 <= start <= heard.duration_s for start in starts)


def test_what_is_no_sound_is_refused(folder: Path):
    (folder / "bad.wav").write_bytes(b"RIFF and nothing else")
    with pytest.raises(BadMedia, match="incomplete or damaged"):
        aligning.align(folder / "bad.wav", "A boat.")
    write(folder / "empty.wav", b"")
    with pytest.raises(BadMedia, match="no sound"):
        aligning.align(folder / "empty.wav", "A boat.")


def write(path: Path, sound: bytes) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        file.writeframes(sound)
