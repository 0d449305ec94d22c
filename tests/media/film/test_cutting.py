"""A film is cut from clips of every kind, and what has not changed is not rendered again."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import av
import numpy as np
import pytest
from av.subtitles.subtitle import AssSubtitle

from studio.errors import BadCut, BadMedia
from studio.media.encode import open_clip_writer
from studio.media.film import cutting, making
from studio.media.film.cards import card_frames
from studio.media.film.planes import black
from studio.media.film.recipe import (
    Join,
    Music,
    Narration,
    Recipe,
    Shot,
    Subtitle,
    Subtitles,
    TitleCard,
    Transition,
    to_json,
)
from studio.media.film.sound.reading import samples_of
from studio.media.probe import probe
from studio.media.watched import Cancelled
from studio.settings import ROOT
from tests.bad_files import BAD, GOOD
from tests.media.film.reels import SIZE, clip, film_of, tone

FADE = Transition(kind=Join.CROSS_FADE, duration_s=0.25)


@pytest.fixture
def cut(tmp_path):
    """Cut in this process, which is quicker. Answers the film's path and how many segments were encoded, copied and found."""
    (tmp_path / "segments").mkdir()

    def cut(recipe: Recipe, quality="film"):
        target = tmp_path / "film.mp4"
        told = making.cut(lambda *_: None, to_json(recipe), str(tmp_path / "segments"), str(target), quality)
        return target, (told["encoded"], told["copied"], told["found"])

    return cut


def pictures(path):
    """Grey, of every picture in turn."""
    with av.open(str(path)) as container:
        return np.stack([frame.to_ndarray(format="gray") for frame in container.decode(video=0)])


# What comes out


def test_a_film_is_as_long_as_its_recipe_says_and_every_picture_is_there(cut, tmp_path):
    dip, wipe = (Transition(kind=kind, duration_s=0.25) for kind in (Join.DIP, Join.WIPE))
    one, two = clip(tmp_path, 1), clip(tmp_path, 2)
    recipe = film_of(
        TitleCard(text="The boat", duration_s=1, transition=FADE),
        Shot(clip=str(one), transition=dip),
        Shot(clip=str(two), start_s=0.25, transition=wipe),
        TitleCard(text="The end", duration_s=1),
    )
    path, (encoded, copied, found) = cut(recipe)
    facts = probe(path)
    assert (facts.frames, facts.duration_s, facts.has_varying_rate) == (78, 3.25, False)
    assert len(pictures(path)) == 78
    assert (encoded, copied, found) == (7, 0, 0)
    content = path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize("name", [name for name in GOOD if name != "ten bit hdr"])
@pytest.mark.parametrize("fit", ["cover", "blur"])
def test_a_clip_of_any_kind_is_brought_to_the_size_and_rate_of_the_film(cut, tmp_path, name, fit):
    path, _ = cut(film_of(Shot(clip=str(GOOD[name].write(tmp_path)), fit=fit, end_s=0.5)))
    facts = probe(path)
    assert (facts.shown_size, facts.fps, facts.frames, facts.has_varying_rate) == (SIZE, 24, 12, False)


def test_a_clip_for_hdr_screens_keeps_its_light(cut, tmp_path):
    path, _ = cut(film_of(Shot(clip=str(GOOD["ten bit hdr"].write(tmp_path)), end_s=0.2)))
    assert 20 < pictures(path).mean() < 235


def test_odd_clips_keep_their_lengths_and_their_sound_its_place(cut, tmp_path):
    odd = [GOOD[name].write(tmp_path) for name in GOOD]
    recipe = film_of(*odd)
    path, _ = cut(recipe)
    frames = [round(probe(clip).duration_s * 24) for clip in odd]
    assert probe(path).frames == sum(frames)
    heard, starts = np.abs(np.concatenate(list(samples_of(path)), axis=1)), np.cumsum([0, *frames]) * 2000
    place = list(GOOD).index("with sound")
    assert heard.shape[1] == pytest.approx(sum(frames) * 2000, abs=1100)
    assert heard[:, starts[place] + 2000 : starts[place + 1] - 2000].max() > 0.1
    assert heard[:, : starts[place] - 2000].max() < 0.01


def test_a_narrow_picture_has_black_sides_only_where_that_is_asked_for(cut, tmp_path):
    tall = clip(tmp_path, 3, size=(90, 160))
    edges = {
        fit: pictures(cut(film_of(Shot(clip=str(tall), fit=fit, end_s=0.2)))[0])[:, :, :8].mean()
        for fit in ("cover", "contain", "blur")
    }
    assert edges["contain"] < 2
    assert edges["cover"] > 20
    assert edges["blur"] > 15


def test_a_cross_fade_lies_between_both_and_a_dip_is_dark(cut, tmp_path):
    white, grey = plain(tmp_path / "white.mp4", 220), plain(tmp_path / "grey.mp4", 80)
    fade = Transition(kind=Join.CROSS_FADE, duration_s=0.5)
    faded = pictures(cut(film_of(Shot(clip=str(white), transition=fade), grey))[0]).mean(axis=(1, 2))
    assert list(faded[12:24]) == sorted(faded[12:24], reverse=True)
    dip = Transition(kind=Join.DIP, duration_s=0.5)
    dipped = pictures(cut(film_of(Shot(clip=str(white), transition=dip), grey))[0]).mean(axis=(1, 2))
    assert dipped[23] < 3
    assert dipped[12] > 200 and dipped[40] == pytest.approx(faded[-1], abs=2)


def test_a_shot_that_ends_after_its_clip_ends_with_it_and_one_at_another_rate_keeps_its_pace(cut, tmp_path):
    path, _ = cut(film_of(Shot(clip=str(clip(tmp_path, 4, fps=30)), end_s=9)))
    assert probe(path).frames == 24
    moon = [np.nonzero(frame > 200)[1].mean() for frame in pictures(path)]
    steps = np.diff(moon)
    assert steps.min() > 0.5 * steps.mean() and steps.max() < 2 * steps.mean()


# What is heard


def test_narration_music_and_the_clips_own_sound_are_one_track(cut, tmp_path):
    said = Narration(sound=str(tone(tmp_path / "said.wav", 0.5, 880, 0.3)), offset_s=0.25)
    loud, still = clip(tmp_path, 5, has_sound=True), clip(tmp_path, 6)
    recipe = film_of(loud, Shot(clip=str(still), narration=said), music=Music(sound=str(tone(tmp_path / "m.wav", 0.4))))
    path, _ = cut(recipe)
    facts = probe(path)
    assert (facts.has_sound, facts.sound_codec, facts.frames) == (True, "aac", 48)
    heard = np.concatenate(list(samples_of(path)), axis=1)
    assert heard.shape[1] == pytest.approx(2 * 48_000, abs=1100)
    assert np.abs(heard[:, 62_000:80_000]).max() > 2 * np.abs(heard[:, 50_000:58_000]).max()


@pytest.mark.parametrize(("layout", "rate"), [("mono", 22_050), ("5.1", 48_000)])
def test_sound_of_any_kind_is_heard_on_both_sides_while_its_clip_is_seen(cut, tmp_path, layout, rate):
    sounding = with_tone(clip(tmp_path, 5), tmp_path / "sounding.mp4", layout, rate)
    heard = np.concatenate(list(samples_of(cut(film_of(clip(tmp_path, 6), sounding, clip(tmp_path, 7)))[0])), axis=1)
    left, right = np.abs(heard[:, 50_000:94_000]).max(axis=1)
    assert left > 0.03 and left == pytest.approx(right, rel=0.05)
    assert np.abs(heard[:, :46_000]).max() < 0.01 > np.abs(heard[:, 98_000:]).max()


def test_a_film_of_which_nothing_is_heard_has_no_sound_track(cut, tmp_path):
    assert not probe(cut(film_of(clip(tmp_path)))[0]).has_sound
    assert not probe(cut(film_of(Shot(clip=str(clip(tmp_path, 1, has_sound=True)), gain=0)))[0]).has_sound


# What is written on it


def test_soft_subtitles_chapters_and_the_title_are_in_the_file(cut, tmp_path):
    lines = (Subtitle(start_s=0.25, end_s=0.75, text="Où est-elle ?"),)
    recipe = film_of(
        TitleCard(text="x", duration_s=1, chapter="Opening"),
        Shot(clip=str(clip(tmp_path)), lines=lines, chapter="Le phare"),
        title="The boat",
        subtitles=Subtitles(language="fra"),
    )
    with av.open(str(cut(recipe)[0])) as film:
        (track,) = film.streams.subtitles
        words = [
            (packet.pts, packet.duration, found.dialogue)
            for packet in film.demux(track)
            for found in packet.decode()
            if isinstance(found, AssSubtitle)
        ]
        assert words == [(1250, 500, "Où est-elle ?".encode())]
        assert track.metadata["language"] == "fra"
        assert film.metadata["title"] == "The boat"
        assert [(mark["start"], mark["end"], mark["metadata"]["title"]) for mark in film.chapters()] == [
            (0, 1000, "Opening"),
            (1000, 2000, "Le phare"),
        ]


def test_lines_that_begin_together_or_overlap_do_no_harm(cut, tmp_path):
    times = [(0.1, 0.9), (0.1, 0.5), (0.3, 2), (0.9, 0.2), (1.5, 3)]
    lines = tuple(Subtitle(start_s=start, end_s=end, text=f"{start} {{b}}") for start, end in times)
    shot = Shot(clip=str(clip(tmp_path)), lines=lines, transition=FADE)
    with av.open(str(cut(film_of(shot, shot))[0])) as film:
        words = [packet for packet in film.demux(subtitles=0) if packet.size > 2]
        assert len(words) == 3  # the first is read over both


@pytest.mark.parametrize("style", ["outline", "box"])
def test_burned_subtitles_are_seen_while_they_last_and_clear_of_the_edges(cut, tmp_path, style):
    dark = plain(tmp_path / "dark.mp4", 60)
    line = Subtitle(start_s=0.5, end_s=0.75, text="Élan 森")
    subtitles = Subtitles(mode="burned", style=style, margin=0.1)
    path, _ = cut(film_of(Shot(clip=str(dark), lines=(line,)), subtitles=subtitles))
    brightest = pictures(path).max(axis=2)
    assert [bool(frame.max() > 180) for frame in brightest] == [12 <= index < 18 for index in range(24)]
    rows = np.flatnonzero(brightest[15] > 180)
    assert SIZE[1] / 2 < rows.min() and rows.max() < SIZE[1] * 0.9
    with av.open(str(path)) as film:
        assert not film.streams.subtitles


def test_a_long_title_is_written_to_its_last_word():
    long = "A very long title that goes on and on, " * 6
    sea, end = (next(card_frames(TitleCard(text=long + word), (360, 640), 24, 30)) for word in ("sea", "end"))
    assert not np.array_equal(sea, end)


# What is rendered again


def test_the_same_cut_again_renders_nothing(cut, tmp_path):
    recipe = film_of(Shot(clip=str(clip(tmp_path, 1)), transition=FADE), clip(tmp_path, 2))
    assert cut(recipe)[1] == (3, 0, 0)
    assert cut(recipe)[1] == (0, 0, 3)


@pytest.mark.parametrize(
    ("changes", "encoded"),
    [
        ({}, 0),
        ({"name": "Another name", "chapter": "x"}, 0),
        ({"end_s": 0.9}, 2),  # its body, and the transition after it
        ({"start_s": 0.1}, 3),
        ({"fit": "blur"}, 3),
        ({"transition": Transition()}, 2),  # both bodies are longer now, and no transition is left
        ({"lines": (Subtitle(start_s=0.4, end_s=0.5, text="Hello"),)}, 1),  # the words are seen in its body only
        ({"gain": 0.5}, 0),
    ],
)
def test_after_one_change_exactly_what_it_concerns_is_rendered_again(cut, tmp_path, changes, encoded):
    one, two, three, four = (Shot(clip=str(clip(tmp_path, seed)), transition=FADE) for seed in range(4))
    subtitles = Subtitles(mode="burned")
    cut(film_of(one, two, three, four, subtitles=subtitles))
    changed = two.model_copy(update=changes)
    _, (again, _, found) = cut(film_of(one, changed, three, four, subtitles=subtitles))
    assert again == encoded
    assert again + found == (6 if changes.get("transition") else 7)


def test_another_clip_renders_that_scene_and_its_transitions(cut, tmp_path):
    shots = [Shot(clip=str(clip(tmp_path, seed)), transition=FADE) for seed in range(4)]
    cut(film_of(*shots))
    shots[1] = shots[1].model_copy(update={"clip": str(clip(tmp_path, 9))})
    assert cut(film_of(*shots))[1] == (3, 0, 4)


def test_another_order_without_transitions_renders_nothing(cut, tmp_path):
    one, two, three = (clip(tmp_path, seed) for seed in range(3))
    cut(film_of(one, two, three))
    assert cut(film_of(three, one, two, one))[1] == (0, 0, 4)


def test_a_clip_of_our_own_making_is_taken_as_it_is(cut, tmp_path):
    ours, trimmed = written(tmp_path / "ours.mp4"), Shot(clip=str(tmp_path / "ours.mp4"), start_s=0.25)
    path, counts = cut(film_of(ours, clip(tmp_path), trimmed))
    assert counts == (2, 1, 0)
    assert len(pictures(path)) == 24 + 24 + 18
    assert np.array_equal(pictures(path)[:24], pictures(ours))


def test_a_preview_is_small_and_leaves_the_film_alone(cut, tmp_path):
    recipe = film_of(clip(tmp_path, size=(1280, 720))).model_copy(update={"width": 1280, "height": 720})
    cut(recipe)
    path, counts = cut(recipe, "preview")
    assert (probe(path).shown_size, counts) == ((640, 360), (1, 0, 0))
    assert cut(recipe)[1] == (0, 0, 1)


# What is refused


@pytest.mark.parametrize("name", BAD)
def test_a_bad_clip_is_refused_with_its_scene_and_leaves_nothing(cut, tmp_path, name):
    with pytest.raises(BadMedia) as refusal:
        cut(film_of(clip(tmp_path), BAD[name].write(tmp_path)))
    assert str(refusal.value).startswith("Scene 2: ")
    assert BAD[name].sentence in str(refusal.value)
    assert not (tmp_path / "film.mp4").exists()


def test_a_clip_that_is_gone_is_said_to_be(cut, tmp_path):
    with pytest.raises(BadMedia, match="Scene 1: Its file is not there any more"):
        cut(film_of(tmp_path / "gone.mp4"))


def test_music_that_begins_behind_its_end_is_refused(cut, tmp_path):
    late = Music(sound=str(tone(tmp_path / "m.wav", 1)), start_s=3)
    with pytest.raises(
        BadCut, match=r"^The music begins 3\.0 s into its sound, but that is 1\.0 s long: begin earlier\."
    ):
        cut(film_of(clip(tmp_path), music=late))


def test_a_bad_sound_is_refused_with_its_place(cut, tmp_path):
    bad = str(BAD["web page"].write(tmp_path))
    with pytest.raises(BadMedia, match=r"^The music: A web page was sent instead of a sound"):
        cut(film_of(clip(tmp_path), music=Music(sound=bad)))
    with pytest.raises(BadMedia, match=r"^The storm, narration: A web page"):
        cut(film_of(Shot(clip=str(clip(tmp_path)), name="The storm", narration=Narration(sound=bad))))


@pytest.mark.parametrize(
    ("text", "is_refused"), [("Élan 森 🦊", False), ("\U00012000\U00012001", True), ("ᚠᚢᚦ and more", True)]
)
def test_letters_that_no_font_has_are_not_left_out_in_silence(cut, tmp_path, text, is_refused):
    shot = Shot(clip=str(clip(tmp_path)), lines=(Subtitle(start_s=0, end_s=1, text=text),))
    assert cut(film_of(shot))
    recipe = film_of(shot, subtitles=Subtitles(mode="burned"))
    if is_refused:
        with pytest.raises(BadCut, match="Scene 1 has letters that none of our fonts can draw"):
            cut(recipe)
    else:
        assert cut(recipe)


# In a process of its own


def test_the_door_tells_what_it_would_take_then_cuts_and_tells_how_far_it_is(tmp_path):
    shots = [Shot(clip=f"clip-{seed}", transition=FADE) for seed in range(2)]
    recipe = film_of(TitleCard(text="The boat", duration_s=1), *shots)
    paths = {f"clip-{seed}": clip(tmp_path, seed) for seed in range(2)}
    folder, heard = tmp_path / "segments", []
    before = cutting.survey(recipe, folder, find=paths.__getitem__)
    assert (before.segments, before.missing, before.lengths.clips_s) == (4, 4, (0, 1, 1))
    assert 0 < before.estimate_s < 10
    made = cutting.cut(
        recipe, folder, tmp_path / "film.mp4", find=paths.__getitem__, on_progress=lambda *told: heard.append(told)
    )
    assert (made.encoded, made.duration_s, made.timeline) == (4, 2.75, before.timeline)
    sentences = list(dict.fromkeys(sentence for _, sentence in heard))
    assert sentences[1] == "The card “The boat”"  # which is no scene
    assert [*sentences[:1], *sentences[2:]] == [
        "Looking at the scenes",
        "Scene 1 of 2",
        "Scene 2 of 2",
        "Putting the film together",
    ]
    assert [fraction for fraction, _ in heard] == sorted(fraction for fraction, _ in heard)
    assert cutting.survey(recipe, folder, find=paths.__getitem__).missing == 0


def test_stems_come_through_the_door(tmp_path):
    recipe = film_of(clip(tmp_path, has_sound=True), music=Music(sound=str(tone(tmp_path / "m.wav", 1))))
    assert cutting.write_stems(recipe, tmp_path / "segments", tmp_path) == [
        tmp_path / "clips.wav",
        tmp_path / "music.wav",
    ]


def test_refusals_come_through_the_door(tmp_path):
    with pytest.raises(BadCut, match="The film is empty"):
        cutting.cut(film_of(), tmp_path / "segments", tmp_path / "film.mp4")
    with pytest.raises(BadMedia, match="Scene 1: The file is empty"):
        cutting.survey(film_of(BAD["empty"].write(tmp_path)), tmp_path / "segments")


def test_a_cancelled_cut_leaves_whole_segments_and_nothing_else(tmp_path):
    recipe, folder = film_of(*(clip(tmp_path, seed, 2) for seed in range(6))), tmp_path / "segments"
    heard = []
    with pytest.raises(Cancelled):
        cutting.cut(
            recipe,
            folder,
            tmp_path / "film.mp4",
            on_progress=lambda *told: heard.append(told[1]),
            is_cancelled=lambda: "Scene 3 of 6" in heard,
        )
    assert not (tmp_path / "film.mp4").exists()
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []
    assert all(probe(path).frames == 48 for path in folder.glob("*.mp4"))


@pytest.mark.skipif(sys.platform != "linux", reason="only there a child dies with its parent")
def test_after_a_kill_it_goes_on_where_it_was(tmp_path):
    recipe, folder, film = (
        film_of(*(clip(tmp_path, seed, 3) for seed in range(6))),
        tmp_path / "segments",
        tmp_path / "f.mp4",
    )
    script = (
        "import sys; from pathlib import Path; from studio.media.film import cutting, recipe\n"
        "cutting.cut(recipe.from_json(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), on_progress=lambda *t: print(t[1], flush=True))"
    )
    command = [sys.executable, "-c", script, to_json(recipe), str(folder), str(film)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for sentence in process.stdout:
            if sentence.startswith("Scene 3"):
                break
        os.kill(process.pid, signal.SIGKILL)
    whole = list(folder.glob("*.mp4"))
    assert 2 <= len(whole) < 6 and not film.exists()
    made = cutting.cut(recipe, folder, film)
    assert (made.found, made.encoded) == (len(whole), 6 - len(whole))
    assert probe(film).frames == 6 * 72
    in_two_days = datetime.now(UTC) + timedelta(days=2)
    two_days_ago = datetime.now(UTC) - timedelta(days=2)
    assert cutting.sweep(folder, two_days_ago, two_days_ago) == 0
    assert cutting.sweep(folder, in_two_days, in_two_days) >= 6 and os.listdir(folder) == []


def with_tone(silent, path, layout, rate):
    """The same clip with a second of sound."""
    with av.open(str(silent)) as source, av.open(str(path), "w", format="mp4") as target:
        track = target.add_stream_from_template(source.streams.video[0])
        sound: Any = target.add_stream("aac", rate=rate, layout=layout)
        for packet in source.demux(video=0):
            if packet.pts is not None:
                packet.stream = track
                target.mux(packet)
        wave = 0.3 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(np.stack([wave] * sound.channels), format="fltp", layout=layout)
        frame.sample_rate, frame.pts = rate, 0
        target.mux([*sound.encode(frame), *sound.encode(None)])
    return path


def plain(path, luma):
    """A second of one grey."""
    with open_clip_writer(path, *SIZE) as writer:
        planes = black(SIZE)
        planes[: SIZE[1]] = luma
        for _ in range(24):
            writer.add(planes)
    return path


def written(path):
    """As the studio's own clips are: a slope that moves."""
    with open_clip_writer(path, *SIZE) as writer:
        for index in range(24):
            planes = black(SIZE)
            planes[: SIZE[1]] = (np.arange(SIZE[0]) + 3 * index) % 200 + 20
            writer.add(planes)
    return path
