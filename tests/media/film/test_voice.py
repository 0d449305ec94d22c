"""A voice that needs no key and no network."""

import os
import wave

import pytest

from studio.errors import BadCut
from studio.media.film import voice
from studio.media.film.captions import lines_spoken
from studio.media.film.sound.reading import sound_length_s

needs_the_voice = pytest.mark.skipif(not voice.is_there(), reason="the extra `voice` is not installed")

TEXT = "The boat left before dawn. Nobody was at the oars."


@needs_the_voice
def test_a_text_becomes_a_sound_and_each_word_has_its_time(folder):
    spoken = voice.speak(TEXT, "en-us", folder / "said.wav")
    assert 2 < spoken.duration_s < 6
    assert sound_length_s(spoken.path) == pytest.approx(spoken.duration_s, abs=0.01)
    assert [TEXT[word.position :].split()[0] for word in spoken.words] == TEXT.split()
    starts = [word.start_s for word in spoken.words]
    assert starts == sorted(starts) and starts[-1] < spoken.duration_s
    with wave.open(str(spoken.path)) as sound:
        assert max(sound.readframes(sound.getnframes())) > 0
    assert os.listdir(folder) == ["said.wav"]


@needs_the_voice
def test_subtitles_follow_the_voice(folder):
    text = f"{TEXT} Mara saw it from the pier, a dark shape on the water, and behind it the first light."
    spoken = voice.speak(text, "en-us", folder / "said.wav")
    lines = lines_spoken(text, spoken.words, spoken.duration_s)
    assert len(lines) > 1
    begins = next(word for word in spoken.words if word.position == text.find(lines[1].text))
    assert lines[1].start_s == pytest.approx(begins.start_s, abs=0.01)


@needs_the_voice
@pytest.mark.parametrize(
    ("name", "text"), [("fr", "Où est-elle ?"), ("cmn", "你好，世界。"), ("ja", "よるの とうきょう。")]
)
def test_it_speaks_other_languages(folder, name, text):
    spoken = voice.speak(text, name, folder / "said.wav", pace=200)
    assert spoken.duration_s > 0.5
    assert all(0 <= word.position < len(text) for word in spoken.words)


@needs_the_voice
@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("klingon-opera", TEXT, "The offline voice has no voice called klingon-opera."),
        ("en", "  ", "There is nothing to say."),
        ("en", "a" * 30_000, "too long to be spoken at once"),
    ],
)
def test_what_cannot_be_spoken_is_a_sentence_and_leaves_nothing(folder, name, text, words):
    with pytest.raises(BadCut, match=words):
        voice.speak(text, name, folder / "said.wav")
    assert os.listdir(folder) == []


def test_where_it_is_not_installed_a_sentence_says_how_to_get_it(folder, monkeypatch):
    monkeypatch.setattr(voice, "is_there", lambda: False)
    with pytest.raises(BadCut, match="pip install espeakng-loader"):
        voice.speak(TEXT, "en", folder / "said.wav")
