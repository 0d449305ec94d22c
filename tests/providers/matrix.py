"""What the fault matrices of the providers share: the faults that every one must stand, and a run of a brief to its end."""

from typing import Any

from studio.brief import Brief
from studio.engine.tools import Tools
from studio.sandbox.server import Address
from studio.tables import Generation
from tests.clock import Clock
from tests.engine.turns import look, queue, until_settled

Fault = dict[str, Any]

SPOILED = ["html", "empty", "null", "list", "truncated"]
# A submission that was accepted all the same, though its answer does not tell so
ACCEPTED: list[Fault] = [
    {"what": what, "seconds": 1}
    for what in ("accept_then_delay", "accept_then_drop", "accept_then_status", *SPOILED, "id_number")
]
# One that was not accepted, but who knows?
PERHAPS_ACCEPTED: list[Fault] = [*({"what": "status", "code": code} for code in (408, 409, 500, 503)), {"what": "drop"}]
READ: list[Fault] = [{"what": what, "seconds": 1} for what in ("drop", "delay", *SPOILED)] + [
    {"what": "status", "code": code} for code in (401, 404, 429, 500, 503)
]
DOWNLOAD: list[Fault] = [{"what": what} for what in ("dead_url", "truncated_file", "cut_file", "wrong_type")]


def run(tools: Tools, clock: Clock, brief: Brief, rounds: int = 40, seconds: float = 10) -> Generation:
    made = queue(tools, brief)
    until_settled(tools, clock, rounds, seconds)
    return look(tools, made)


def creates(sandbox: Address, brief: Brief) -> tuple[int, int]:
    """Received, accepted."""
    counted = sandbox.creates()[brief.prompt]
    return counted["received"], counted["accepted"]


def left_behind(tools: Tools) -> list[str]:
    """Files that nobody should find after a failure."""
    return [path.name for path in tools.files.root.rglob("*") if path.is_file()]
