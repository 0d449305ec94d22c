"""What every provider goes through: the ways in which a reply is lost or spoiled, and a brief turned until it has settled."""

from typing import Any

from studio.brief import Brief
from studio.engine.tools import Tools
from studio.sandbox.server import Address
from studio.tables import Generation
from tests.clock import Clock
from tests.engine.turns import look, queue, until_settled

SPOILED = ["html", "empty", "null", "list", "truncated"]
ACCEPTED_ALL_THE_SAME = ["accept_then_drop", "accept_then_status", *SPOILED, "id_number"]
MAY_HAVE_ARRIVED: list[dict[str, Any]] = [{"what": "status", "code": code} for code in (500, 503, 408)] + [
    {"what": "drop"}
]
READ_FAULTS: list[dict[str, Any]] = [{"what": what} for what in ("drop", "delay", *SPOILED)] + [
    {"what": "status", "code": code} for code in (401, 404, 429, 500, 503)
]


def run(tools: Tools, clock: Clock, brief: Brief, rounds: int = 40, seconds: float = 10) -> Generation:
    made = queue(tools, brief)
    until_settled(tools, clock, rounds, seconds)
    return look(tools, made)


def creates(sandbox: Address, brief: Brief) -> tuple[int, int]:
    """Received, accepted."""
    counted = sandbox.creates()[brief.prompt]
    return counted["received"], counted["accepted"]
