"""Ctrl-C, and a supervisor that signals every process: what was being rendered goes on, now or with the next start."""

import signal
import sys
from typing import Any

import pytest

from studio.engine import composing, cutting
from studio.engine.tools import Tools
from studio.productions.outline import Finish
from studio.tables import CutState, TuneState
from tests import forks, processes
from tests.clock import Clock
from tests.engine import test_composing as tunes
from tests.engine import test_cutting as films

LOOKS: dict[str, Any] = {"film": cutting, "tune": composing}
ENDS = {"film": CutState, "tune": TuneState}
SIGNALS = [signal.SIGINT, signal.SIGTERM]

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def queue(tools: Tools, clock: Clock, what: str) -> str:
    if what == "tune":
        return tunes.queue(tools)
    return films.queue(tools, films.generated(tools, clock, Finish()))


def state(tools: Tools, what: str, its_id: str) -> str:
    look = {"film": films.look, "tune": tunes.look}[what]
    return look(tools, its_id)[0].state


def look_and_signal(tools: Tools, what: str, number: signal.Signals, are_apart: str) -> None:
    address = tools.database.url.render_as_string(hide_password=False)
    words = ["-m", "tests.engine.signalled", what, address, str(tools.files.root), str(int(number)), are_apart]
    ran = forks.run(words, processes.surroundings())
    assert ran.code == 0, ran.err


@pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere nothing ends a process with its parent, so they stay together"
)
@pytest.mark.parametrize("what", LOOKS)
def test_a_signal_to_the_whole_group_stops_nothing_that_is_rendered(tools: Tools, clock: Clock, what: str):
    its_id = queue(tools, clock, what)
    look_and_signal(tools, what, signal.SIGINT, "apart")
    assert state(tools, what, its_id) == ENDS[what].READY


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("what", LOOKS)
def test_what_a_signal_did_stop_waits_again_and_is_rendered(
    tools: Tools, clock: Clock, what: str, number: signal.Signals
):
    its_id = queue(tools, clock, what)
    look_and_signal(tools, what, number, "together")
    assert state(tools, what, its_id) == ENDS[what].QUEUED
    clock.forward(600)
    assert LOOKS[what].render_due(tools, "an engine") and state(tools, what, its_id) == ENDS[what].READY
