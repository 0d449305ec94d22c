"""What a film is made of, and where it all lies in it."""

import pytest

from studio.errors import BadCut
from studio.media.film import recipe as recipes
from studio.media.film.recipe import Join, Music, Narration, Recipe, Shot, Subtitle, TitleCard, Transition
from studio.media.film.timeline import chapters, lay_out, lines, poster_s

FADE = Transition(kind=Join.CROSS_FADE, duration_s=0.5)
DIP = Transition(kind=Join.DIP, duration_s=0.5)
TWO = (Shot(clip="a", name="The boat"), Shot(clip="b"))

FULL = Recipe(
    title="The boat",
    reel=(
        TitleCard(text="The boat", transition=FADE, chapter="Opening"),
        Shot(clip="a", fit="blur", lines=(Subtitle(start_s=0, end_s=1, text="Où est-elle ?"),)),
        Shot(clip="b", narration=Narration(sound="voice"), end_s=2),
    ),
    music=Music(sound="song"),
)


def test_a_recipe_goes_to_json_and_back():
    assert recipes.from_json(recipes.to_json(FULL)) == FULL


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "No film can be made of this recipe (the file: "),
        ('{"reel": [{"kind": "shot", "clip": "a", "fit": "squeeze"}]}', "reel > 0 > shot > fit: "),
        ('{"width": 101}', "width: Input should be a multiple of 2"),
        ('{"music": {"sound": "s", "gain": NaN}}', "music > gain: "),
    ],
)
def test_what_is_no_recipe_is_refused_with_its_place(text, words):
    with pytest.raises(BadCut) as refusal:
        recipes.from_json(text)
    assert words in str(refusal.value)


def test_every_name_of_a_file_is_found():
    found = FULL.with_files(lambda name: f"/media/{name}.mp4")
    assert [item.clip for item in found.reel if isinstance(item, Shot)] == ["/media/a.mp4", "/media/b.mp4"]
    assert found.music and found.music.sound == "/media/song.mp4"
    assert found.reel[2].narration == Narration(sound="/media/voice.mp4")


def test_shots_follow_each_other():
    timeline = lay_out(Recipe(reel=TWO), [2.0, 1.5])
    assert [(placed.start, placed.end) for placed in timeline.placed] == [(0, 48), (48, 84)]
    assert timeline.duration_s == 3.5


def test_a_cross_fade_shows_both_at_once_and_a_dip_does_not():
    faded = lay_out(Recipe(reel=(Shot(clip="a", transition=FADE), Shot(clip="b"))), [2, 2])
    dipped = lay_out(Recipe(reel=(Shot(clip="a", transition=DIP), Shot(clip="b"))), [2, 2])
    assert (faded.duration_s, dipped.duration_s) == (3.5, 4)
    assert [(placed.head, placed.tail) for placed in faded.placed] == [(0, 12), (12, 0)]
    assert [(placed.head, placed.tail) for placed in dipped.placed] == [(0, 6), (6, 0)]


def test_the_last_one_goes_over_into_nothing():
    assert lay_out(Recipe(reel=(Shot(clip="a", transition=FADE),)), [2]).duration_s == 2


@pytest.mark.parametrize(
    ("reel", "sentence"),
    [
        ((), "The film is empty. Add a scene or a card."),
        ((Shot(clip="a", start_s=2.5),), "Scene 1 starts at 2.5 s, but its clip is 2.0 s long."),
        ((Shot(clip="a", name="The boat", start_s=1, end_s=1),), "The boat ends at 1.0 s, before it starts at 1.0 s."),
        (
            (TitleCard(text="Hello", duration_s=1, transition=Transition(kind=Join.WIPE, duration_s=2)), *TWO),
            "The card “Hello” lasts 1.0 s, but its transitions take 2.0 s of it. Make them shorter, or the scene longer.",
        ),
    ],
)
def test_what_cannot_be_cut_is_a_sentence(reel, sentence):
    with pytest.raises(BadCut) as refusal:
        lay_out(Recipe(reel=reel), [2.0] * len(reel))
    assert str(refusal.value) == sentence


def test_a_film_has_an_end():
    with pytest.raises(BadCut, match="would last 180 minutes"):
        lay_out(Recipe(reel=(Shot(clip="a"),) * 3), [3600] * 3)


def test_chapters_lie_end_to_end():
    reel = (TitleCard(text="x", duration_s=1), Shot(clip="a", chapter="Out"), Shot(clip="b", chapter="Home"))
    recipe = Recipe(reel=reel, title="The boat")
    found = chapters(recipe, lay_out(recipe, [0, 2, 2]))
    assert [(mark.name, mark.start_s, mark.end_s) for mark in found] == [
        ("The boat", 0, 1),
        ("Out", 1, 3),
        ("Home", 3, 5),
    ]


def test_lines_are_told_in_the_time_of_the_film_and_end_with_their_shot():
    late = Subtitle(start_s=1, end_s=9, text="Late")
    recipe = Recipe(reel=(Shot(clip="a"), Shot(clip="b", lines=(late, Subtitle(start_s=7, end_s=9, text="Too late")))))
    assert list(lines(recipe, lay_out(recipe, [2, 2]))) == [Subtitle(start_s=3, end_s=4, text="Late")]


@pytest.mark.parametrize("transition", [FADE, DIP, Transition()])
def test_a_poster_shows_one_scene_and_no_transition(transition):
    timeline = lay_out(Recipe(reel=tuple(Shot(clip=name, transition=transition) for name in "abcdef")), [5.0] * 6)
    at, seen = poster_s(timeline) * timeline.fps, timeline.placed[2]
    assert seen.start + seen.head < at < seen.end - seen.tail
