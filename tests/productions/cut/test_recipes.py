"""The recipe of a cut: what follows from an outline, its finish and the takes that are shown."""

import pytest

from studio.brief import Brief
from studio.errors import BadCut
from studio.media.film.recipe import Join, Shot, TitleCard
from studio.productions import editing
from studio.productions.cut import recipes
from studio.productions.outline import Finish, Outline
from studio.productions.takes import Taken, Takes
from studio.tables import Asset, Generation
from tests.productions.stories import BOAT, story

PLAIN = Finish()


def take(number: int) -> Taken:
    asset = Asset(id=f"a{number}", name="clip.mp4", sha256="", size_bytes=1, duration_s=4, width=1280, height=720)
    generation = Generation(
        id=f"g{number}",
        brief=Brief(prompt="A boat", model="luma:ray-2"),
        provider="luma",
        model="luma:ray-2",
        prompt="",
        duration_s=4,
        asset_id=asset.id,  # pyright: ignore[reportArgumentType]
    )
    return Taken(generation, asset)


ALL: Takes = {f"s{number}": [take(number)] for number in (1, 2, 3)}


def with_finish(outline: Outline, **values: object) -> Outline:
    return outline.model_copy(update={"finish": Finish.model_validate(values)})


def test_scenes_stand_in_order_with_their_clips():
    recipe = recipes.make(BOAT, ALL)
    assert [(item.clip, item.name) for item in recipe.reel if isinstance(item, Shot)] == [
        ("asset:a1", "Scene 1"),
        ("asset:a2", "Scene 2"),
        ("asset:a3", "Scene 3"),
    ]


def test_a_scene_without_a_take_is_left_out_and_keeps_its_number():
    recipe = recipes.make(BOAT, {"s3": ALL["s3"]})
    assert [item.name for item in recipe.reel if isinstance(item, Shot)] == ["Scene 3"]


def test_nothing_to_cut_is_a_sentence():
    with pytest.raises(BadCut, match="generate a scene first"):
        recipes.make(BOAT, {})


def test_it_opens_and_ends_with_cards_where_they_have_words():
    recipe = recipes.make(with_finish(BOAT, title="The boat", subtitle="A film", end="Fin"), ALL)
    first, *_, last = recipe.reel
    assert isinstance(first, TitleCard) and (first.text, first.small_text) == ("The boat", "A film")
    assert isinstance(last, TitleCard) and last.text == "Fin"


def test_scenes_go_over_as_the_finish_says_or_as_they_say_themselves():
    outline = editing.change(with_finish(BOAT, join=Join.CROSS_FADE, join_s=0.4), "s2", join=Join.CUT)
    kinds = [(item.transition.kind, item.transition.duration_s) for item in recipes.make(outline, ALL).reel]
    assert kinds == [(Join.CROSS_FADE, 0.4), (Join.CUT, 0), (Join.CROSS_FADE, 0.4)]


def test_narration_is_spoken_by_the_voice_or_else_only_read():
    spoken = recipes.make(with_finish(BOAT, voice="en-us"), ALL).reel[0]
    assert spoken.narration and spoken.narration.sound == "speech:en-us|Words of scene 1."
    read = recipes.make(BOAT, ALL).reel[0]
    assert read.narration is None
    assert [(line.text, line.start_s, line.end_s) for line in read.lines] == [("Words of scene 1.", 0, 4)]
    beyond = recipes.make(editing.change(BOAT, "s1", start_s=1, end_s=60), ALL).reel[0]
    assert [(line.start_s, line.end_s) for line in beyond.lines] == [(0, 3)]  # its take has four seconds


def test_a_voice_begins_when_its_picture_stands():
    outline = editing.change(with_finish(BOAT, voice="en", join=Join.CROSS_FADE, join_s=0.8), "s2", join=Join.DIP)
    reel = recipes.make(editing.change_finish(outline, title="The boat"), ALL).reel
    assert [item.narration.offset_s for item in reel if item.narration] == [0.8, 0.8, 0.4]
    first = recipes.make(outline, ALL).reel[0]
    assert first.narration and first.narration.offset_s == 0


def test_a_trimmed_scene_shows_a_part_of_its_take():
    shot = recipes.make(editing.change(BOAT, "s1", start_s=1, end_s=2.5), ALL).reel[0]
    assert isinstance(shot, Shot) and (shot.start_s, shot.end_s) == (1, 2.5)


@pytest.mark.parametrize(
    ("resolution", "ratio", "size"),
    [
        ("720p", "16:9", (1280, 720)),
        ("1080p", "9:16", (1080, 1920)),
        ("540p", "1:1", (540, 540)),
        ("4k", "16:9", (3840, 2160)),
        ("720p", "21:9", (1680, 720)),
        ("4k", "21:9", (4096, 1756)),  # as long as a film can be
        ("720p", "1:1000", (64, 4096)),
        ("2K", "odd", (1280, 720)),
        ("720p", "0:9", (1280, 720)),
        ("720p", "²:3", (1280, 720)),
    ],
)
def test_its_size_follows_from_the_look(resolution: str, ratio: str, size: tuple[int, int]):
    assert recipes.size_of(resolution, ratio) == size


def test_the_widest_films_of_the_catalogue_can_be_made():
    look = {"resolution": "4k", "ratio": "21:9"}
    wide = story("A boat").model_copy(update={"look": story("A boat").look.model_copy(update=look)})
    assert recipes.make(wide, ALL).width == 4096


def test_a_preview_is_small():
    recipe = recipes.make(story("A boat"), ALL, is_preview=True)
    assert (recipe.width, recipe.height) == (640, 360)
