"""What a writer planned becomes scenes of a production, and what somebody has chosen for the whole stays."""

import pytest

from studio.productions import from_writer
from studio.productions.outline import LONGEST_NARRATION, LONGEST_PROMPT, MOST_SCENES, Continuity, Finish, Look, Outline
from studio.writers.offline import OfflineWriter
from studio.writers.outline import PlannedChapter, PlannedContinuity, PlannedOutline, PlannedScene, Wish

STORM = PlannedScene(
    title="The storm", prompt="A boat in a storm", narration="It meets a storm.", seconds=8, camera_move="pan left"
)
SCREENPLAY = "INT. KITCHEN - DAY\n\nAda folds a boat.\n\nADA\nSail.\n\nEXT. RIVER - CONTINUOUS\n\nThe boat sails.\n"


def planned(*scenes: PlannedScene, style: str = "16 mm film") -> PlannedOutline:
    return PlannedOutline(title="The boat", style=style, chapters=(PlannedChapter(title="One", scenes=scenes),))


def test_a_scene_keeps_all_that_was_planned_for_it():
    [made] = from_writer.outline_of(planned(STORM)).scenes()
    assert (made.title, made.prompt, made.narration) == ("The storm", "A boat in a storm", "It meets a storm.")
    assert (made.duration_s, made.camera_moves) == (8, ("pan left",))


def test_how_scenes_begin_is_kept_but_the_first_is_a_shot_of_its_own():
    begins = (PlannedContinuity.CONTINUE, PlannedContinuity.CONTINUE, PlannedContinuity.MATCH, PlannedContinuity.NEW)
    made = from_writer.outline_of(planned(*(STORM.model_copy(update={"continuity": one}) for one in begins)))
    expected = [Continuity.NEW, Continuity.CONTINUE, Continuity.MATCH, Continuity.NEW]
    assert [scene.continuity for scene in made.scenes()] == expected


def test_the_look_and_the_finish_that_are_there_stay():
    there = Outline(title="Mine", idea="A boat", look=Look(model="luma:ray-2", ratio="9:16"), finish=Finish(end="Fin"))
    made = from_writer.outline_of(planned(STORM), there)
    assert (made.title, made.idea, made.finish, made.look.model) == ("Mine", "A boat", there.finish, "luma:ray-2")
    assert (made.look.ratio, made.look.style) == ("9:16", "16 mm film")


def test_a_style_that_somebody_gave_is_not_replaced():
    there = Outline(look=Look(style="watercolour"))
    assert from_writer.outline_of(planned(STORM), there).look.style == "watercolour"


def test_more_than_a_production_keeps_is_left_out():
    long = STORM.model_copy(update={"prompt": "boat " * LONGEST_PROMPT, "seconds": 600})
    made = list(from_writer.outline_of(planned(*[long] * (MOST_SCENES + 1))).scenes())
    assert len(made) == MOST_SCENES
    assert len(made[0].prompt) <= LONGEST_PROMPT and made[0].duration_s == 60


def test_a_plan_without_scenes_is_an_empty_movie():
    made = from_writer.outline_of(PlannedOutline(title="", chapters=()))
    assert not list(made.scenes()) and len(made.chapters) == 1


def test_the_limits_of_a_model_are_those_of_its_catalogue_within_those_of_a_production():
    limits = from_writer.limits_of("luma:ray-2", ("push_in",))
    assert (limits.lengths_s, limits.camera_moves) == ((5, 9), ("push_in",))
    assert (limits.most_scenes, limits.longest_prompt) == (MOST_SCENES, LONGEST_PROMPT)
    assert limits.longest_narration <= LONGEST_NARRATION
    assert from_writer.limits_of("runway:gen4.5", ("push_in",)).camera_moves == ()


@pytest.mark.parametrize("text", ["A boat leaves the harbour.\n\nIt meets a storm.\n\nIt comes home.", SCREENPLAY])
def test_a_text_that_the_built_in_writer_breaks_up_becomes_scenes(text: str):
    wish = Wish(limits=from_writer.limits_of("animatic:neon", ("pan left", "push in")))
    kept = OfflineWriter().break_up(text, wish).kept
    made = list(from_writer.outline_of(kept).scenes())
    assert len(made) == len(kept.scenes) > 1 and all(scene.prompt for scene in made)
