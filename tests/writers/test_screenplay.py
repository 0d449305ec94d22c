"""A Fountain screenplay becomes scenes: headings, action, dialogue, transitions, title page; what is the author's own stays out."""

from studio.writers.offline import OfflineWriter
from studio.writers.outline import PlannedContinuity, PlannedOutline, PlannedSort, SceneLimits, Wish

BRICK = """Title:
    _**BRICK & STEEL**_
    FULL RETIRED
Credit: Written by
Author: Stu Maschwitz

# Act one

= They meet again.

EXT. BRICK'S PATIO - DAY #1A#

A gorgeous day.  The sun is *shining*. BRICK is sitting quietly.

[[a note to self]]

/* cut this
INT. NOWHERE - DAY
*/

STEEL
(beer raised)
To retirement.

BRICK ^
To retirement.

MATCH CUT TO:

INT. KITCHEN - CONTINUOUS

@McCLANE
Yippie ki-yay!

.SNIPER SCOPE POV

~La la la

# Act two

INT./EXT. КУХНЯ – НОЧЬ

Анна варит кофе.

АННА
Кофе готов.

> THE END <
"""


def break_up(text: str = BRICK, **wish: object) -> PlannedOutline:
    return OfflineWriter().break_up(text, Wish.model_validate(wish)).kept


def test_a_heading_begins_a_scene_with_its_place_and_time():
    outline = break_up()
    assert outline.title == "BRICK & STEEL FULL RETIRED"
    titles = [scene.title for scene in outline.scenes]
    assert titles[:2] == ["EXT. BRICK'S PATIO - DAY", "INT. KITCHEN - CONTINUOUS"]
    assert titles[2:] == ["SNIPER SCOPE POV", "INT./EXT. КУХНЯ – НОЧЬ"]
    assert outline.scenes[0].prompt.startswith("Exterior, brick's patio, day. A gorgeous day. The sun is shining.")


def test_dialogue_is_what_is_said_and_who_speaks_is_seen():
    patio, kitchen, scope, kuchnya = break_up().scenes
    assert patio.narration == "To retirement. To retirement." and "Steel speaks, beer raised." in patio.prompt
    assert (kitchen.narration, scope.narration) == ("Yippie ki-yay!", "La la la")
    assert kuchnya.narration == "Кофе готов." and "Анна speaks." in kuchnya.prompt


def test_transitions_say_how_a_scene_begins():
    assert [scene.continuity for scene in break_up().scenes][:3] == [
        PlannedContinuity.NEW,
        PlannedContinuity.CONTINUE,
        PlannedContinuity.NEW,
    ]
    matched = break_up("INT. A - DAY\n\nA wheel.\n\nMATCH CUT TO:\n\nEXT. B - DAY\n\nThe moon.")
    assert matched.scenes[1].continuity == PlannedContinuity.MATCH


def test_notes_the_boneyard_and_synopses_stay_out():
    whole = " ".join(scene.prompt + scene.narration + scene.title for scene in break_up().scenes)
    assert not [word for word in ("note", "NOWHERE", "meet again", "Maschwitz") if word in whole]


def test_sections_are_the_chapters_of_a_book():
    assert [chapter.title for chapter in break_up(sort=PlannedSort.BOOK).chapters] == ["Act one", "Act two"]
    assert len(break_up().chapters) == 1


def test_a_long_scene_goes_on_in_further_clips():
    talk = "INT. ROOM - NIGHT\n\nADA\n" + "We have to talk about everything that happened here tonight. " * 6
    scenes = break_up(talk, limits=SceneLimits(lengths_s=(5, 10))).scenes
    assert len(scenes) > 2 and {scene.continuity for scene in scenes[1:]} == {PlannedContinuity.CONTINUE}
    assert " ".join(scene.narration for scene in scenes).count("everything") == 6


def test_a_heading_without_anything_below_it_is_a_scene_all_the_same():
    scenes = break_up("EXT. SEA - DAWN\n\nINT. SHIP - DAY\n\nA bell.").scenes
    assert [scene.prompt for scene in scenes] == ["Exterior, sea, dawn.", "Interior, ship, day. A bell."]


def test_a_story_that_only_speaks_of_interiors_is_no_screenplay():
    outline = break_up("Interesting. The exterior was grey.\n\nInt he end, nothing.")
    assert outline.scenes[0].narration == "Interesting. The exterior was grey."
