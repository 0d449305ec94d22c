"""Voices wait for each other, what is read follows what is heard, and nobody is cut off at the end."""

import av
import numpy as np
import pytest

from studio.errors import BadCut
from studio.media.film import captions, making
from studio.media.film.otio import as_json
from studio.media.film.recipe import Join, Narration, Recipe, Shot, Subtitle, TitleCard, Transition, from_json, to_json
from studio.media.film.sound.reading import samples_of
from studio.media.film.timeline import Lengths, lay_out, lines
from studio.media.film.turns import BREATH_S, REST_S, in_turn
from tests.media.film.reels import clip, film_of, tone

FADE = Transition(kind=Join.CROSS_FADE, duration_s=0.5)


def shot(number: int, said_s: float = 0, **values: object) -> Shot:
    """`said_s`: it is spoken over for so long, in two lines."""
    half = said_s / 2
    read = [
        Subtitle(start_s=start, end_s=start + half, text=f"{number}{part}") for start, part in ((0, "a"), (half, "b"))
    ]
    spoken = {"narration": Narration(sound=f"{number}.wav"), "lines": tuple(read)} if said_s else {}
    return Shot.model_validate({"clip": f"{number}.mp4", **spoken, **values})


def of(*reel: Shot | TitleCard, said_s: tuple[float, ...]) -> tuple[Recipe, Lengths]:
    """Every clip lasts four seconds."""
    lengths = Lengths(tuple(0 if isinstance(item, TitleCard) else 4 for item in reel), said_s)
    return in_turn(Recipe(reel=reel, is_in_turn=True), lengths), lengths


def begins(recipe: Recipe, lengths: Lengths) -> list[float]:
    timeline = lay_out(recipe, lengths.clips_s)
    return [
        round(timeline.start_s(index) + item.narration.offset_s, 3)
        for index, item in enumerate(recipe.reel)
        if item.narration
    ]


def test_a_voice_begins_with_its_scene_where_it_can():
    assert begins(*of(shot(1, 3), shot(2, 3), said_s=(3, 3))) == [0, 4]


def test_a_voice_waits_until_the_one_before_has_ended_and_so_does_the_one_after_it():
    recipe, lengths = of(shot(1, 6), shot(2, 3), shot(3, 1), shot(4, 1), said_s=(6, 3, 1, 1))
    assert begins(recipe, lengths) == [0, 6 + BREATH_S, 9 + 2 * BREATH_S, 12]
    assert lay_out(recipe, lengths.clips_s).duration_s == 16


def test_a_scene_without_words_gives_room():
    assert begins(*of(shot(1, 6), shot(2), shot(3, 1), said_s=(6, 0, 1))) == [0, 8]


def test_films_of_before_stay_as_they_were_heard():
    recipe, lengths = Recipe(reel=(shot(1, 6), shot(2, 3))), Lengths((4, 4), (6, 3))
    assert in_turn(recipe, lengths) == recipe


def test_the_last_picture_is_held_until_the_last_word_is_said():
    recipe, lengths = of(shot(1, 3), shot(2, 7), said_s=(3, 7))
    assert lay_out(recipe, lengths.clips_s).duration_s == pytest.approx(11 + REST_S, abs=0.05)
    assert [item.hold_s for item in recipe.reel if isinstance(item, Shot)] == [0, 3 + REST_S]


def test_a_card_at_the_end_is_shown_for_longer():
    recipe, _ = of(shot(1, 9), TitleCard(text="Fin", duration_s=2), said_s=(9, 0))
    [_, card] = recipe.reel
    assert isinstance(card, TitleCard) and card.duration_s == 5 + REST_S


def test_subtitles_follow_what_is_heard_over_the_scenes_that_are_seen_meanwhile():
    recipe, lengths = of(shot(1, 6, transition=FADE), shot(2, 3), shot(3), said_s=(6, 3, 0))
    found = [(line.text, line.start_s, line.end_s) for line in lines(recipe, lay_out(recipe, lengths.clips_s))]
    assert found == [("1a", 0, 3), ("1b", 3, 6), ("2a", 6.2, 7.7), ("2b", 7.7, 9.2)]
    seen = [[line.text for line in item.lines] for item in recipe.reel]  # what is burned into each
    assert seen == [["1a", "1b"], ["1b", "2a"], ["2a", "2b"]]


def test_a_film_of_over_an_hour_has_its_voices_and_its_subtitles_to_the_end():
    recipe, lengths = of(*(shot(number, 70) for number in range(60)), said_s=(70,) * 60)
    again = from_json(to_json(recipe))  # as it goes to the process that renders it
    timeline = lay_out(again, lengths.clips_s)
    read = captions.one_at_a_time(list(lines(again, timeline)))
    assert read[-1].text == "59b" and 4200 < read[-1].end_s < timeline.duration_s


def test_a_film_that_its_voices_make_too_long_is_refused_with_a_sentence():
    with pytest.raises(BadCut, match=r"The film would last 142 minutes. Make it 120 minutes at most."):
        of(*(shot(number, 85) for number in range(100)), said_s=(85,) * 100)


def test_lines_that_change_while_two_scenes_are_seen_at_once_stand_alone():
    recipe, lengths = of(shot(1, 3.5, transition=FADE), shot(2, 2), said_s=(3.5, 2))
    read = captions.one_at_a_time(list(lines(recipe, lay_out(recipe, lengths.clips_s))))
    assert [line.text for line in read] == ["1a", "1b", "2a", "2b"]


def test_programs_that_edit_find_one_voice_at_a_time_and_a_frozen_picture():
    recipe, lengths = of(shot(1, 6), shot(2, 3, end_s=3), said_s=(6, 3))
    pictures, *speech = as_json(recipe, lay_out(recipe, lengths.clips_s), lengths)["tracks"]["children"]
    assert len(speech) == 1
    last, still = (item["source_range"] for item in pictures["children"][-2:])
    assert (last["start_time"]["value"], last["duration"]["value"]) == (0, 72)
    assert (still["start_time"]["value"], still["duration"]["value"]) == (71, round((2.2 + REST_S) * 24))
    assert pictures["children"][-1]["effects"][0]["OTIO_SCHEMA"] == "FreezeFrame.1"


def test_in_the_film_nobody_speaks_at_once_and_a_trimmed_scene_stands_still_at_its_end(tmp_path):
    first, second = (tone(tmp_path / f"{hertz}.wav", 1.5, hertz) for hertz in (300, 3000))
    spoken = [Narration(sound=str(path)) for path in (first, second)]
    long = clip(tmp_path, 2, 3)
    recipe = film_of(
        Shot(clip=str(clip(tmp_path, 1, 1)), narration=spoken[0], gain=0),
        Shot(clip=str(long), end_s=1, narration=spoken[1], gain=0),
        is_in_turn=True, loudness=None,
    )  # fmt: skip
    (tmp_path / "segments").mkdir()
    film = tmp_path / "film.mp4"
    making.cut(lambda *_: None, to_json(recipe), str(tmp_path / "segments"), str(film), "film")
    with av.open(str(film)) as container:
        shown = np.stack([frame.to_ndarray(format="gray") for frame in container.decode(video=0)]).astype(float)
    assert len(shown) == round((1.5 + BREATH_S + 1.5 + REST_S) * 24)
    moves = np.abs(np.diff(shown, axis=0)).mean(axis=(1, 2))
    assert moves[47:].max() < 0.5 < moves[25:46].min()
    heard = np.concatenate(list(samples_of(film, 0)), axis=1)[0]
    assert [loudest_hertz(heard, start_s) for start_s in (1.2, 1.8, 3.0)] == pytest.approx([300, 3000, 3000], abs=20)
    assert np.abs(heard[int(1.55 * 48000) : int(1.65 * 48000)]).max() < 0.01


def loudest_hertz(heard, start_s: float) -> float:
    piece = heard[int(start_s * 48000) :][:9600]
    return float(np.abs(np.fft.rfft(piece)).argmax() * 48000 / len(piece))
