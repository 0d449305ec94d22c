"""The cells of the fault matrix that are the same for every provider, and a brief that goes through one until it has settled."""

from typing import Any

from studio.brief import Brief
from studio.engine.tools import Tools
from studio.errors import FailureKind
from studio.sandbox.server import Address
from studio.tables import Generation
from tests.clock import Clock
from tests.engine.turns import look, queue, until_settled

Fault = dict[str, Any]

SLOW = ("delay", "accept_then_delay")
DELAY_S = 6  # of the sandbox, where it is told to be slow
IMPATIENT_S, PATIENT_S = 2, 10  # how long a provider waits for it: there, and everywhere else

ACCEPTED_ALL_THE_SAME = [
    "accept_then_drop", "accept_then_status", "accept_then_delay", "html", "empty", "null", "list", "truncated",
    "id_number",
]  # fmt: skip
MAY_HAVE_ARRIVED: list[Fault] = [
    *({"what": "status", "code": code} for code in (408, 409, 500, 502, 503)),
    {"what": "drop"},
]
REFUSALS = [
    (400, "Advanced prompt moderation failed", FailureKind.FILTERED),
    (400, "Prompt is too long", FailureKind.INVALID),
    (401, "Not authenticated", FailureKind.KEY),
    (402, "Insufficient credits", FailureKind.QUOTA),
    (403, "Forbidden", FailureKind.KEY),
    (404, "No such model", FailureKind.INVALID),
    (413, "Request too large", FailureKind.INVALID),
    (422, "duration: expected one of 5s, 10s", FailureKind.INVALID),
    (429, "Daily quota used up", FailureKind.QUOTA),
]
SPOILED = ["html", "empty", "null", "list", "truncated"]
READ_FAULTS: list[Fault] = [
    *({"what": what} for what in ("drop", "delay", *SPOILED)),
    *({"what": "status", "code": code} for code in (401, 404, 429, 500, 503)),
]
CHECK_FAULTS: list[Fault] = [
    *READ_FAULTS,
    *({"what": what} for what in ("unknown_state", "no_assets", "id_number")),
]
DOWNLOAD_FAULTS: list[Fault] = [
    *READ_FAULTS,
    *({"what": what} for what in ("dead_url", "truncated_file", "cut_file", "wrong_type")),
]
HOPELESS_DOWNLOADS: list[tuple[Fault, FailureKind]] = [
    ({"what": "status", "code": 500}, FailureKind.PROVIDER),
    ({"what": "drop"}, FailureKind.NETWORK),
    ({"what": "truncated_file"}, FailureKind.NETWORK),
    ({"what": "dead_url"}, FailureKind.MEDIA),
    ({"what": "html"}, FailureKind.MEDIA),
    ({"what": "cut_file"}, FailureKind.MEDIA),
]


def run(tools: Tools, clock: Clock, brief: Brief, rounds: int = 40, seconds: float = 10) -> Generation:
    made = queue(tools, brief)
    until_settled(tools, clock, rounds, seconds)
    return look(tools, made)


def creates(sandbox: Address, brief: Brief) -> tuple[int, int]:
    """Of paid calls: how many were received, and how many accepted."""
    counted = sandbox.creates()[brief.prompt]
    return counted["received"], counted["accepted"]


def left_behind(tools: Tools) -> list[str]:
    """Files that nobody should find after a failure."""
    return [path.name for path in tools.files.root.rglob("*") if path.is_file()]
