"""Long work in a process of its own: one hears how far it is, and can stop it."""

import os

import pytest

from studio.errors import BadCut, BadMedia
from studio.media import watched
from studio.media.isolated import ProcessLimits
from studio.media.watched import Cancelled

LIMITS = ProcessLimits(time_s=30)


def run(name: str, *arguments, limits=LIMITS, **listeners):
    return watched.run(f"tests.media.misbehaving:{name}", *arguments, limits=limits, **listeners)


def test_progress_is_told_and_then_the_answer():
    heard = []
    assert run("tell_three_steps", "done", on_progress=lambda *told: heard.append(told)) == "done"
    assert heard == [(0.25, "Step 1 of 3"), (0.5, "Step 2 of 3"), (0.75, "Step 3 of 3")]


def test_who_is_cancelled_puts_things_in_order_first(folder):
    heard = []
    with pytest.raises(Cancelled):
        run("tell_and_be_busy", folder, on_progress=lambda *told: heard.append(told), is_cancelled=lambda: bool(heard))
    assert os.listdir(folder) == ["put in order"]


def test_who_says_nothing_is_ended():
    with pytest.raises(BadMedia, match="standstill"):
        run("say_nothing", limits=ProcessLimits(time_s=0.5))


def test_a_refusal_keeps_its_kind_and_its_words():
    with pytest.raises(BadCut, match=r"^The film is empty\.$"):
        run("refuse_the_cut")


@pytest.mark.parametrize(("name", "error"), [("crash", BadMedia), ("be_stopped", OSError)])
def test_an_end_without_an_answer_is_a_sentence(name, error):
    with pytest.raises(error):
        watched.run(f"tests.media.misbehaving:{name}_while_watched", limits=LIMITS)


def test_one_that_waits_for_its_turn_can_be_cancelled():
    with watched._place, pytest.raises(Cancelled):
        run("tell_three_steps", "done", is_cancelled=lambda: True)
