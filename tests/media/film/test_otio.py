"""What an editor's program reads: the right clips, in order, at their times, with what goes on between them."""

from pathlib import Path

import pytest

opentimelineio = pytest.importorskip("opentimelineio")  # it has no wheel for every Python

import av  # noqa: E402
import numpy as np  # noqa: E402

from studio.media.film import making, otio  # noqa: E402
from studio.media.film.moments import picture_at  # noqa: E402
from studio.media.film.recipe import Join, Music, Narration, Recipe, Shot, TitleCard, Transition, to_json  # noqa: E402
from studio.media.film.timeline import Lengths, lay_out  # noqa: E402
from studio.media.probe import open_clip  # noqa: E402
from tests.bad_files import encode  # noqa: E402
from tests.media.film import reels  # noqa: E402

FADE, DIP = (Transition(kind=kind, duration_s=0.5) for kind in (Join.CROSS_FADE, Join.DIP))
LENGTHS = Lengths((0, 5, 4, 0), (0, 3, 1.5, 0), music_s=4)
RECIPE = Recipe(
    title="The boat",
    reel=(
        TitleCard(text="The boat", duration_s=2, transition=DIP),
        Shot(
            clip="a.mp4",
            start_s=1,
            end_s=4,
            transition=FADE,
            chapter="Out",
            narration=Narration(sound="1.wav", offset_s=1),
        ),
        Shot(clip="b.mp4", name="The pier", narration=Narration(sound="2.wav")),
        TitleCard(text="The end", duration_s=1),
    ),
    music=Music(sound="song.mp3"),
)


@pytest.fixture
def read(tmp_path):
    timeline = lay_out(RECIPE, LENGTHS.clips_s)
    otio.write(RECIPE, timeline, LENGTHS, tmp_path / "film.otio", locate=lambda name: f"media/{name}")
    return opentimelineio.adapters.read_from_file(str(tmp_path / "film.otio")), timeline


def test_the_whole_is_as_long_as_the_film(read):
    found, timeline = read
    (pictures,) = found.video_tracks()
    assert pictures.duration().to_seconds() == timeline.duration_s == 9.5
    assert (found.name, pictures.duration().rate) == ("The boat", 24)


def test_clips_come_in_order_with_their_files_and_times(read):
    clips = list(read[0].video_tracks()[0].find_clips())
    assert [clip.name for clip in clips] == ["The card “The boat”", "Scene 1", "The pier", "The card “The end”"]
    assert [clip.media_reference.target_url for clip in clips[1:3]] == ["media/a.mp4", "media/b.mp4"]
    ranges = [(clip.source_range.start_time.value, clip.source_range.duration.value) for clip in clips]
    assert ranges == [(0, 48), (24, 66), (6, 90), (0, 24)]  # the fade of 12 is shared: its middle is the cut
    starts = [clip.range_in_parent().start_time.value for clip in clips]
    assert starts == [0, 48, 114, 204]
    assert clips[0].media_reference.parameters["text"] == "The boat"


def test_transitions_stand_between_them(read):
    track = read[0].video_tracks()[0]
    found = [item for item in track if isinstance(item, opentimelineio.schema.Transition)]
    assert [(item.name, item.transition_type, item.in_offset.value, item.out_offset.value) for item in found] == [
        ("dip to black", "Custom_Transition", 6, 6),
        ("cross-fade", "SMPTE_Dissolve", 6, 6),
    ]


def test_nothing_is_asked_of_a_clip_that_is_not_in_its_file(read):
    for clip in read[0].video_tracks()[0].find_clips():
        if isinstance(clip.media_reference, opentimelineio.schema.ExternalReference):
            available, used = clip.available_range(), clip.source_range
            assert available.start_time <= used.start_time
            assert used.end_time_exclusive() <= available.end_time_exclusive()


def test_speech_and_music_lie_where_they_are_heard(read):
    speech, more_speech, music = read[0].audio_tracks()
    (first,), (second,) = speech.find_clips(), more_speech.find_clips()
    assert first.range_in_parent().start_time.to_seconds() == 3
    assert second.range_in_parent().start_time.to_seconds() == 4.5  # while the first still speaks
    assert [clip.source_range.duration.to_seconds() for clip in music.find_clips()] == [4, 4, 1.5]


def test_music_that_begins_behind_its_end_is_no_clip():
    late = RECIPE.model_copy(update={"music": Music(sound="song.mp3", start_s=4)})
    written = otio.as_json(late, lay_out(late, LENGTHS.clips_s), LENGTHS)
    assert written["tracks"]["children"][-1]["children"] == []


def test_chapters_are_markers(read):
    clip = list(read[0].video_tracks()[0].find_clips())[1]
    assert [(marker.name, marker.marked_range.start_time.value) for marker in clip.markers] == [("Out", 24)]


def test_at_each_moment_it_names_the_picture_that_the_film_shows(tmp_path):
    """With trims, transitions, and clips of other rates than the film's: one of them has none at all."""
    encode(tmp_path / "varying.mp4", moments_ms=[30 * index + 60 * (index // 6) for index in range(48)])
    recipe = reels.film_of(
        TitleCard(text="The boat", duration_s=1, transition=FADE),
        Shot(clip=str(reels.clip(tmp_path, 1, 3)), start_s=0.5, end_s=2.5, transition=FADE),
        Shot(clip=str(reels.clip(tmp_path, 2, 2, fps=30)), start_s=0.25, transition=DIP),
        Shot(clip=str(reels.clip(tmp_path, 3, 2, fps=60)), end_s=1.5, transition=FADE),
        Shot(clip=str(tmp_path / "varying.mp4"), start_s=0.5),
    )
    (tmp_path / "segments").mkdir()
    told = making.cut(lambda *_: None, to_json(recipe), str(tmp_path / "segments"), str(tmp_path / "film.mp4"), "film")
    lengths = Lengths(tuple(told["lengths"]["clips_s"]), tuple(told["lengths"]["narrations_s"]))
    otio.write(recipe, lay_out(recipe, lengths.clips_s), lengths, tmp_path / "film.otio")
    [track] = opentimelineio.adapters.read_from_file(str(tmp_path / "film.otio")).video_tracks()
    with av.open(str(tmp_path / "film.mp4")) as film:
        shown = [_grey(frame.to_image()) for frame in film.decode(video=0)]
    assert len(shown) == track.duration().value
    for number, found in enumerate(list(track.find_clips())[1:], start=1):
        middle = found.source_range.duration.value // 2
        film_at = int(found.range_in_parent().start_time.value + middle)
        item = recipe.reel[number]
        assert isinstance(item, Shot)
        with open_clip(Path(item.clip)) as opened:
            named = _grey(picture_at(opened, (found.source_range.start_time.value + middle + 0.5) / 24))
        near = {at: np.abs(shown[at] - named).mean() for at in range(film_at - 4, film_at + 5)}
        assert abs(min(near, key=lambda at: near[at]) - film_at) <= 1, (number, near)


def _grey(picture):
    return np.asarray(picture.convert("L").resize(reels.SIZE), float)
