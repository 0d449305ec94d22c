"""What a strip of scenes says about each of them."""

from collections.abc import Sequence

import pytest

from studio.brief import Brief, State
from studio.productions import standing
from studio.productions.standing import Standing
from studio.productions.takes import Taken
from studio.tables import Asset, Generation
from tests.productions.stories import BOAT

[FIRST, *_] = BOAT.scenes()


def take(state: State, fraction: float | None = None) -> Taken:
    brief = Brief()
    made = Generation(
        brief=brief, provider="animatic", model=brief.model, prompt="", duration_s=5, state=state, fraction=fraction
    )
    is_there = state == State.SUCCEEDED
    return Taken(made, Asset(name="a.mp4", sha256="0", size_bytes=1, width=16, height=9) if is_there else None)


READY, FAILED, QUEUED, RUNNING = map(take, (State.SUCCEEDED, State.FAILED, State.QUEUED, State.RUNNING))


@pytest.mark.parametrize(
    ("its", "stands"),
    [
        ([], Standing.NOTHING),
        ([take(State.CANCELLED)], Standing.NOTHING),
        ([QUEUED], Standing.IN_LINE),
        ([QUEUED, RUNNING], Standing.BEING_MADE),
        ([READY, QUEUED], Standing.IN_LINE),
        ([READY], Standing.READY),
        ([FAILED], Standing.FAILED),
        ([READY, FAILED], Standing.READY),
    ],
)
def test_what_is_under_way_comes_before_what_is_there(its: Sequence[Taken], stands: Standing):
    assert standing.of(FIRST, {"s1": its}, {}) == stands


def test_what_is_out_of_date_says_so_until_it_is_made_again():
    reasons = {"s1": ("The prompt has changed.",)}
    assert standing.of(FIRST, {"s1": [READY]}, reasons) == Standing.OUT_OF_DATE
    assert standing.of(FIRST, {"s1": [READY, QUEUED]}, reasons) == Standing.IN_LINE


def test_scenes_are_counted_by_how_they_stand():
    counted = standing.count(BOAT, {"s1": [READY], "s2": [FAILED]}, {})
    assert counted == {Standing.READY: 1, Standing.FAILED: 1, Standing.NOTHING: 1}


def test_the_farthest_take_tells_how_far_it_is():
    assert standing.fraction([QUEUED, take(State.RUNNING, 0.2), take(State.RUNNING, 0.7)]) == 0.7
    assert standing.fraction([QUEUED]) is None
