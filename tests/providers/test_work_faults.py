"""Work on clips and pictures, through the real steps: a sample of the faults on the way there costs no second create. The whole
matrix is in test_faults.py."""

from pathlib import Path

import pytest

from studio.brief import Brief, Operation, State
from studio.engine.tools import Tools
from studio.sandbox.server import Address
from tests.clock import Clock
from tests.providers import works
from tests.providers.matrix import Fault, Row, creates, run
from tests.providers.works import on_file

WORKS = (works.RUNWAY, works.GOOGLE)
UPLOADS = [
    pytest.param(
        one.row, one.night, fault, id=f"{one.row.made.name} {' '.join(str(value) for value in fault.values())}"
    )
    for one in WORKS
    for fault in one.upload_faults
]
ASKED = [
    pytest.param(one.row, brief, id=f"{one.row.made.name} {brief.operation}")
    for one in WORKS
    for brief in (one.night, one.still)
]


@pytest.mark.parametrize(("row", "night", "fault"), UPLOADS)
def test_an_upload_that_goes_wrong_is_tried_again_before_the_one_paid_call(
    tools: Tools, sandbox: Address, clock: Clock, clip: Path, row: Row, night: Brief, fault: Fault
):
    sandbox.fault(times=2, **fault)
    brief = on_file(tools, night, clip)
    ended = run(tools, clock, brief)
    assert (ended.state, creates(sandbox, brief)) == (State.SUCCEEDED, (1, 1))


@pytest.mark.parametrize("what", ["accept_then_drop", "accept_then_status", "html", "empty", "id_number"])
@pytest.mark.parametrize(("row", "asked"), ASKED)
def test_work_whose_reply_is_lost_or_spoiled_is_left_to_a_person(
    tools: Tools, sandbox: Address, clock: Clock, clip: Path, row: Row, asked: Brief, what: str
):
    brief = asked if asked.operation == Operation.PICTURE else on_file(tools, asked, clip)
    sandbox.fault(on="submit", what=what)
    ended = run(tools, clock, brief, rounds=8)
    assert (ended.state, creates(sandbox, brief)) == (State.UNCLEAR, (1, 1))
    assert row.when_lost and row.when_lost in ended.note
