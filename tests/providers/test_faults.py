"""The fault matrix, for every provider with a key: the unmodified SDK, the sandbox's faults, the real steps. Each cell ends in the
right state, with a sentence, and with exactly one create, but where it was surely not sent."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark import ParameterSet

from studio.brief import State
from studio.engine.tools import Tools
from studio.errors import FailureKind
from studio.sandbox.server import Address
from tests.bad_files import BAD
from tests.clock import Clock
from tests.engine.turns import look, queue, turn, until_settled
from tests.providers import matrix
from tests.providers.matrix import ROWS, Fault, Refusal, Row, creates, left_behind, run


def cells(those: Callable[[Row], Iterable[Any]]) -> list[ParameterSet]:
    return [pytest.param(row, cell, id=f"{row.made.name} {title(cell)}") for row in ROWS for cell in those(row)]


def title(cell: Any) -> str:
    match cell:
        case Refusal():
            return f"{cell.code} {cell.kind}"
        case dict():
            return " ".join(str(value) for value in cell.values())  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        case (fault, _):
            return title(fault)
        case _:
            return str(cell)


def downloaded(row: Row, of: Iterable[Any]) -> Iterable[Any]:
    return of if row.has_download else ()


every = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.made.name)


# -- submit --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("row", "what"), cells(lambda _: matrix.ACCEPTED_ALL_THE_SAME))
def test_a_submission_whose_reply_is_lost_is_found_or_left_to_a_person_and_paid_once(
    tools: Tools, sandbox: Address, clock: Clock, row: Row, what: str
):
    sandbox.fault(on="submit", what=what, seconds=matrix.DELAY_S)
    ended = run(tools, clock, row.brief)
    assert creates(sandbox, row.brief) == (1, 1)
    assert ended.state == (State.UNCLEAR if row.when_lost else State.SUCCEEDED), ended.note
    assert row.when_lost is None or f"may have been accepted and charged. {row.when_lost}" in ended.note


@pytest.mark.parametrize(("row", "fault"), cells(lambda _: matrix.MAY_HAVE_ARRIVED))
def test_a_submission_that_may_have_arrived_is_left_to_a_person(
    tools: Tools, sandbox: Address, clock: Clock, row: Row, fault: Fault
):
    sandbox.fault(on="submit", **fault)
    ended = run(tools, clock, row.brief)
    assert (ended.state, creates(sandbox, row.brief)) == (State.UNCLEAR, (1, 0))
    assert "may have been accepted and charged" in ended.note


@every
def test_a_busy_provider_is_asked_again_when_it_says_so(tools: Tools, sandbox: Address, clock: Clock, row: Row):
    sandbox.fault(on="submit", what="status", code=429, headers={"Retry-After": "20"}, times=2)
    made = queue(tools, row.brief)
    turn(tools)
    assert look(tools, made).note.endswith(" asks us to slow down.")
    clock.forward(19)
    turn(tools)
    assert creates(sandbox, row.brief) == (1, 0)
    until_settled(tools, clock, rounds=30)
    assert (look(tools, made).state, creates(sandbox, row.brief)) == (State.SUCCEEDED, (3, 1))


@pytest.mark.parametrize(("row", "refusal"), cells(lambda row: row.refusals))
def test_a_refusal_ends_with_its_kind_and_the_providers_words(
    tools: Tools, sandbox: Address, clock: Clock, row: Row, refusal: Refusal
):
    sandbox.fault(on="submit", what="status", code=refusal.code, body=refusal.body)
    ended = run(tools, clock, row.brief, rounds=5)
    assert (ended.state, ended.failure, ended.was_charged) == (State.FAILED, refusal.kind, False)
    assert refusal.words in ended.failure_sentence
    assert creates(sandbox, row.brief) == (1, 0)


# -- check ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("row", "fault"), cells(lambda row: row.check_faults))
def test_a_spoiled_check_changes_nothing_but_the_time_of_the_next(
    tools: Tools, sandbox: Address, clock: Clock, row: Row, fault: Fault
):
    sandbox.fault(on="check", times=2, seconds=matrix.DELAY_S, **fault)
    ended = run(tools, clock, row.brief)
    assert (ended.state, creates(sandbox, row.brief)) == (State.SUCCEEDED, (1, 1))


@pytest.mark.parametrize(("row", "told"), cells(lambda row: row.reasons))
def test_a_generation_that_failed_there_tells_its_reason_and_is_not_tried_again(
    tools: Tools, sandbox: Address, clock: Clock, row: Row, told: tuple[str, FailureKind]
):
    reason, kind = told
    sandbox.fault(on="check", what="failed", reason=reason)
    ended = run(tools, clock, row.brief, rounds=10)
    assert (ended.state, ended.failure, ended.was_charged) == (State.FAILED, kind, row.charges_for_them)
    assert reason in ended.failure_sentence and creates(sandbox, row.brief) == (1, 1)
    assert left_behind(tools) == []


@every
def test_one_that_is_never_finished_times_out_and_keeps_its_id(tools: Tools, sandbox: Address, clock: Clock, row: Row):
    sandbox.fault(on="submit", what="never")
    ended = run(tools, clock, row.brief, seconds=60)
    assert (ended.failure, creates(sandbox, row.brief)) == (FailureKind.TIMED_OUT, (1, 1))
    assert ended.remote_id


# -- download ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("row", "fault"), cells(lambda row: downloaded(row, matrix.DOWNLOAD_FAULTS)))
def test_a_spoiled_download_is_fetched_again(tools: Tools, sandbox: Address, clock: Clock, row: Row, fault: Fault):
    sandbox.fault(on="download", times=1, seconds=matrix.DELAY_S, **fault)
    ended = run(tools, clock, row.brief)
    assert (ended.state, creates(sandbox, row.brief)) == (State.SUCCEEDED, (1, 1))


@pytest.mark.parametrize(("row", "hopeless"), cells(lambda row: downloaded(row, matrix.HOPELESS_DOWNLOADS)))
def test_a_download_that_never_comes_right_fails_and_leaves_nothing(
    tools: Tools, sandbox: Address, clock: Clock, row: Row, hopeless: tuple[Fault, FailureKind]
):
    fault, kind = hopeless
    sandbox.fault(on="download", times=None, **fault)
    ended = run(tools, clock, row.brief, seconds=65)
    assert (ended.state, ended.failure, ended.was_charged) == (State.FAILED, kind, True)
    assert creates(sandbox, row.brief) == (1, 1)
    assert ended.failure_sentence.endswith((".", ")"))
    assert left_behind(tools) == []


@pytest.mark.parametrize(("row", "name"), cells(lambda row: downloaded(row, sorted(BAD))))
def test_a_bad_file_is_refused_with_its_sentence_and_nothing_is_left(
    tools: Tools, sandbox: Address, clock: Clock, tmp_path: Path, row: Row, name: str
):
    bad = tmp_path / "bad.mp4"
    BAD[name].build(bad)
    sandbox.fault(on="download", what="file", path=bad, times=None)
    ended = run(tools, clock, row.brief, rounds=10)
    assert (ended.state, ended.failure, creates(sandbox, row.brief)) == (State.FAILED, FailureKind.MEDIA, (1, 1))
    assert BAD[name].sentence.lower() in ended.failure_sentence.lower()
    assert left_behind(tools) == []
