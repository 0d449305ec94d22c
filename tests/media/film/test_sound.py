"""What is heard in a film: at the right moment, as loud as asked for, and nothing of it too loud."""

import os
from fractions import Fraction

import av.error
import numpy as np
import pytest
from av.filter import Graph

from studio.errors import BadMedia
from studio.media.encode import SOUND_RATE
from studio.media.film.recipe import Join, Loudness, Music, Narration, Shot, Transition
from studio.media.film.sound import mixing
from studio.media.film.sound.loudness import loudness_lufs
from studio.media.film.sound.mixing import mixed
from studio.media.film.sound.placing import PlacedSound, Stem, placed_sounds
from studio.media.film.sound.reading import samples_of, sound_length_s
from studio.media.film.sound.stems import write_stems
from studio.media.film.sound.track import write_track
from studio.media.film.timeline import lay_out
from tests.bad_files import BAD
from tests.media.film.reels import clip, film_of, tone
from tests.media.peaks import true_peak_db

SECOND = SOUND_RATE
FADE = Transition(kind=Join.CROSS_FADE, duration_s=0.5)


def heard(path, start_s=0.0):
    return np.concatenate(list(samples_of(path, start_s)), axis=1)


def whole(array):
    def read(start, count):
        padded = np.zeros((2, count), np.float32)
        first, last = max(0, start), min(array.shape[1], start + count)
        padded[:, first - start : last - start] = array[:, first:last]
        return padded

    return read


def mix_of(sounds, samples, ducked_to=0.25):
    blocks = list(mixed(sounds, samples, ducked_to))
    return {role: np.concatenate([stems[role] for stems in blocks], axis=1) for role in Stem}


def level(samples, start_s, end_s):
    return float(np.abs(samples[:, round(start_s * SECOND) : round(end_s * SECOND)]).max())


# Where everything is placed


def test_each_sound_has_its_place(tmp_path):
    said = Narration(sound="said.wav", offset_s=0.5, gain=2)
    recipe = film_of(Shot(clip="a", transition=FADE, start_s=1), Shot(clip="b", narration=said), music=Music(sound="m"))
    sounds = placed_sounds(recipe, lay_out(recipe, [3, 2]), [True, False])
    assert [sound.role for sound in sounds] == ["clips", "speech", "music"]
    own, speech, music = sounds
    assert (own.start, own.samples, own.from_s, own.fade_out_s) == (0, 2 * SECOND, 1, 0.5)
    assert (speech.start, speech.samples, speech.gain) == (2 * SECOND, 1.5 * SECOND, 2)
    assert (music.samples, music.loops, music.fade_out_s) == (3.5 * SECOND, True, 2)


# How it is read and mixed


@pytest.mark.parametrize("channels", [1, 2])
def test_a_sound_file_is_read_as_stereo_from_a_moment_on(tmp_path, channels):
    """One channel becomes two that are as loud together."""
    path = tone(tmp_path / "tone.wav", 1, channels=channels)
    both = heard(path, 0.25)
    assert both.shape == (2, 0.75 * SECOND)
    assert np.allclose(both[0], both[1])
    assert np.abs(both).max() == pytest.approx(0.1 if channels == 2 else 0.0707, rel=0.03)


def test_the_sound_of_a_clip_is_read_to_the_sample_or_nearly(tmp_path):
    path = clip(tmp_path, has_sound=True)
    late, early = heard(path, 0.5), heard(path)
    assert abs(late.shape[1] - (early.shape[1] - SECOND // 2)) < 2
    assert np.allclose(late[:, 2000:4000], early[:, SECOND // 2 + 2000 : SECOND // 2 + 4000], atol=0.01)


def test_silence_follows_where_a_sound_ends_and_music_starts_again(tmp_path):
    path = tone(tmp_path / "tone.wav", 0.3)
    once = PlacedSound(Stem.CLIPS, path, SECOND // 2, 2 * SECOND)
    looped = PlacedSound(Stem.MUSIC, path, 0, 2 * SECOND, loops=True)
    stems = mix_of([once, looped], 2 * SECOND)
    assert level(stems[Stem.CLIPS], 0, 0.5) == level(stems[Stem.CLIPS], 0.8, 2) == 0
    assert level(stems[Stem.CLIPS], 0.5, 0.8) > 0.09
    assert all(level(stems[Stem.MUSIC], start, start + 0.1) > 0.09 for start in (0.1, 0.7, 1.8))


def test_music_that_begins_behind_its_end_is_opened_no_more_than_twice(tmp_path, monkeypatch):
    opened = list[object]()
    monkeypatch.setattr(mixing, "samples_of", lambda *told: opened.append(told) or iter(()))
    late = PlacedSound(Stem.MUSIC, tmp_path / "tone.wav", 0, 5 * SECOND, from_s=9, loops=True)
    assert level(mix_of([late], 5 * SECOND)[Stem.MUSIC], 0, 5) == 0 and len(opened) == 2


def test_music_goes_down_while_somebody_speaks_and_comes_back(tmp_path):
    music = PlacedSound(Stem.MUSIC, tone(tmp_path / "music.wav", 6), 0, 6 * SECOND)
    speech = PlacedSound(Stem.SPEECH, tone(tmp_path / "speech.wav", 2, level=0.3), 2 * SECOND, 2 * SECOND)
    ducked = mix_of([music, speech], 6 * SECOND, ducked_to=0.25)[Stem.MUSIC]
    assert level(ducked, 1, 1.9) == pytest.approx(0.1, rel=0.05)
    assert level(ducked, 3, 3.9) == pytest.approx(0.025, rel=0.05)
    assert level(ducked, 5.8, 6) == pytest.approx(0.1, rel=0.1)


def test_a_fade_out_ends_in_silence(tmp_path):
    music = PlacedSound(Stem.MUSIC, tone(tmp_path / "m.wav", 2), 0, 2 * SECOND, fade_out_s=1)
    faded = mix_of([music], 2 * SECOND)[Stem.MUSIC]
    assert level(faded, 0, 1) > 0.09
    assert level(faded, 1.45, 1.55) == pytest.approx(0.05, abs=0.006)
    assert level(faded, 1.99, 2) < 0.002


# How loud it is


def test_a_tone_measures_as_the_standard_says():
    """EBU Tech 3341, case 1: a stereo sine of 1 kHz at -23 dBFS is -23 LUFS."""
    moments = np.arange(20 * SECOND) / SECOND
    sine = (10 ** (-23 / 20) * np.sin(2 * np.pi * 1000 * moments)).astype(np.float32)
    both = np.stack([sine, sine])
    assert loudness_lufs(whole(both), both.shape[1]) == pytest.approx(-23, abs=0.1)
    assert true_peak_db(whole(both), both.shape[1]) == pytest.approx(-23, abs=0.1)


def test_pauses_do_not_count():
    """EBU Tech 3341, case 3: -36, then -23, then -36 LUFS measure as -23."""
    levels = np.repeat([-36, -23, -36], [10 * SECOND, 60 * SECOND, 10 * SECOND])
    sine = (10 ** (levels / 20) * np.sin(2 * np.pi * 1000 * np.arange(len(levels)) / SECOND)).astype(np.float32)
    assert loudness_lufs(whole(np.stack([sine, sine])), len(sine)) == pytest.approx(-23, abs=0.1)


def test_a_peak_between_two_samples_is_found():
    """EBU Tech 3341, case 15: a quarter of the rate, 45 degrees off, samples at 0.7 of what is played."""
    moments = np.arange(2 * SECOND)
    sine = (0.5 * np.sin(np.pi / 2 * moments + np.pi / 4)).astype(np.float32)
    assert np.abs(sine).max() == pytest.approx(0.354, abs=0.001)
    assert true_peak_db(whole(np.stack([sine, sine])), len(sine)) == pytest.approx(-6.0, abs=0.3)


def test_silence_is_silent():
    assert loudness_lufs(whole(np.zeros((2, SECOND), np.float32)), SECOND) == -99


@pytest.mark.parametrize("lufs", [-23, -16, -12])
def test_the_track_is_as_loud_as_asked_for_and_its_peaks_are_held(tmp_path, lufs):
    sound = PlacedSound(Stem.CLIPS, speechlike(tmp_path / "talk.wav", 0.3), 0, 6 * SECOND)
    told = list[float]()
    write_track(tmp_path / "track.m4a", [sound], 6 * SECOND, 1, Loudness(lufs=lufs, true_peak_db=-1.5), told.append)
    assert told.count(1.0) > 60  # nobody takes it for dead while it measures and encodes
    made = heard(tmp_path / "track.m4a")
    assert made.shape[1] == pytest.approx(6 * SECOND, abs=1100)
    assert loudness_lufs(whole(made), made.shape[1]) == pytest.approx(lufs, abs=1)
    assert true_peak_db(whole(made), made.shape[1]) <= -1.3
    assert os.listdir(tmp_path) == ["talk.wav", "track.m4a"] or sorted(os.listdir(tmp_path)) == [
        "talk.wav",
        "track.m4a",
    ]


def test_ffmpeg_measures_the_same(tmp_path):
    path = speechlike(tmp_path / "talk.wav", 0.3)
    samples = heard(path)
    assert loudness_lufs(whole(samples), samples.shape[1]) == pytest.approx(ffmpeg_lufs(path), abs=0.15)


def speechlike(path, level_asked):
    """A buzz with overtones that comes and goes as words do, with peaks well above its mean."""
    moments = np.arange(6 * SECOND) / SECOND
    buzz = sum(np.sin(2 * np.pi * 140 * number * moments + number**2) / number for number in range(1, 24)) / 2.5
    words = np.clip(np.sin(2 * np.pi * 1.7 * moments), 0, 1) ** 2 * buzz
    with av.open(str(path), "w", format="wav") as container:
        stream = container.add_stream("pcm_s16le", rate=SECOND, layout="mono")
        samples = np.clip(words * level_asked, -0.99, 0.99).astype(np.float32).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray((samples * 32767).astype(np.int16), format="s16", layout="mono")
        frame.sample_rate = SECOND
        container.mux([*stream.encode(frame), *stream.encode(None)])
    return path


def ffmpeg_lufs(path):
    """By its own filter, on the same stereo."""
    graph = Graph()
    source = graph.add_abuffer(format="fltp", sample_rate=SECOND, layout="stereo", time_base=Fraction(1, SECOND))
    meter, sink = graph.add("ebur128", "metadata=1"), graph.add("abuffersink")
    graph.link_nodes(source, meter, sink).configure()
    samples, measured = heard(path), -99.0
    for start in range(0, samples.shape[1], 4800):
        block = np.ascontiguousarray(samples[:, start : start + 4800])
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = SECOND, start
        source.push(frame)
        while True:
            try:
                measured = float(sink.pull().metadata.get("lavfi.r128.I", measured))
            except av.error.BlockingIOError:
                break
    return measured


# One by one


def test_stems_add_up_to_the_mix(tmp_path):
    music = PlacedSound(Stem.MUSIC, tone(tmp_path / "m.wav", 1, 300), 0, 2 * SECOND, loops=True)
    speech = PlacedSound(Stem.SPEECH, tone(tmp_path / "s.wav", 1, 900, 0.3), SECOND // 2, SECOND)
    assert write_stems(tmp_path, [music, speech], 2 * SECOND, 0.25, lambda _: None) == ["speech.wav", "music.wav"]
    mix = sum(mix_of([music, speech], 2 * SECOND).values())
    stems = [heard(tmp_path / name) for name in ("speech.wav", "music.wav")]
    assert [stem.shape for stem in stems] == [(2, 2 * SECOND)] * 2
    assert np.abs(sum(stems) - mix).max() < 1e-5


# What is no sound


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty", "The file is empty."),
        ("web page", "A web page was sent instead of a sound"),
        ("playlist", "A playlist was sent instead of a sound."),
        ("noise", "This is not a sound file we know. Save it as MP3"),
        ("png", "This is a PNG file, not a sound."),
        ("index missing", "The sound is incomplete or damaged."),
    ],
)
def test_what_is_no_sound_is_a_sentence(tmp_path, name, words):
    with pytest.raises(BadMedia, match=words):
        sound_length_s(BAD[name].write(tmp_path))


def test_a_clip_without_sound_is_no_sound(tmp_path):
    with pytest.raises(BadMedia, match="There is no sound in this file"):
        sound_length_s(clip(tmp_path))


def test_the_length_of_a_sound_is_counted(tmp_path):
    assert sound_length_s(tone(tmp_path / "tone.wav", 1.25)) == pytest.approx(1.25, abs=0.01)
