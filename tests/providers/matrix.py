"""The fault matrix: what can go wrong, what it comes to at each provider, and a brief that goes through one cell until it has settled."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from studio.brief import Brief
from studio.engine.tools import Tools
from studio.errors import FailureKind
from studio.providers.google import GoogleOmni, GoogleVeo
from studio.providers.interface import Provider
from studio.providers.luma import Luma
from studio.providers.luma_agents import LumaAgents
from studio.providers.runway import Runway
from studio.sandbox.server import Address
from studio.tables import Generation
from tests.clock import Clock
from tests.engine.turns import look, queue, until_settled
from tests.providers.stages import KEYED, Stage

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
READ_FAULTS: list[Fault] = [
    *({"what": what} for what in ("drop", "delay", "html", "empty", "null", "list", "truncated")),
    *({"what": "status", "code": code} for code in (401, 404, 429, 500, 503)),
]
SPOILED_STATES: list[Fault] = [{"what": what} for what in ("unknown_state", "no_assets", "id_number")]
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


# -- what a refusal says, and what it comes to --------------------------------------------------------------


@dataclass(frozen=True)
class Refusal:
    """`words`: of the provider's, that a person is told."""

    code: int
    body: dict[str, Any]
    words: str
    kind: FailureKind


def _of_luma(code: int, words: str, kind: FailureKind) -> Refusal:
    return Refusal(code, {"detail": words}, words, kind)


def _of_runway(code: int, words: str, kind: FailureKind) -> Refusal:
    return Refusal(code, {"error": words}, words, kind)


def _of_google(code: int, words: str, kind: FailureKind, **more: Any) -> Refusal:
    return Refusal(code, {"error": {"code": code, "message": words, **more}}, words, kind)


LUMA_REFUSES = (
    _of_luma(400, "Advanced prompt moderation failed", FailureKind.FILTERED),
    _of_luma(400, "Prompt is too long", FailureKind.INVALID),
    _of_luma(401, "Not authenticated", FailureKind.KEY),
    _of_luma(402, "Insufficient credits", FailureKind.QUOTA),
    _of_luma(403, "Forbidden", FailureKind.KEY),
    _of_luma(404, "No such model", FailureKind.INVALID),
    _of_luma(413, "Request too large", FailureKind.INVALID),
    _of_luma(422, "duration: expected one of 5s, 10s", FailureKind.INVALID),
    _of_luma(429, "Daily quota used up", FailureKind.QUOTA),
)
RUNWAY_REFUSES = (
    _of_runway(400, "The prompt did not pass moderation", FailureKind.FILTERED),
    _of_runway(400, "Validation of body failed", FailureKind.INVALID),
    _of_runway(400, "You do not have enough credits to run this task.", FailureKind.QUOTA),
    _of_runway(401, "You did not provide a valid API key.", FailureKind.KEY),
    _of_runway(403, "Forbidden", FailureKind.KEY),
    _of_runway(422, "Unprocessable", FailureKind.INVALID),
    _of_runway(429, "You have exceeded your daily limit", FailureKind.QUOTA),
)
BOTH_GOOGLES_REFUSE = (
    _of_google(400, "API key not valid.", FailureKind.KEY, details=[{"reason": "API_KEY_INVALID"}]),
    _of_google(401, "Request had invalid credentials", FailureKind.KEY),
    _of_google(403, "Permission denied on the project", FailureKind.KEY),
)
GOOGLE_REFUSES = (
    *BOTH_GOOGLES_REFUSE,
    _of_google(400, "The prompt was blocked by the safety filters", FailureKind.FILTERED),
    _of_google(400, "Invalid value for duration", FailureKind.INVALID),
    _of_google(404, "models/gemini-omni-1.2-flash is not found", FailureKind.INVALID),
    _of_google(413, "Request payload size exceeds the limit", FailureKind.INVALID),
    _of_google(429, "Quota exceeded.", FailureKind.QUOTA, details=[{"violations": [{"quotaId": "RequestsPerDay"}]}]),
    _of_google(429, "Your prepaid credits are used up", FailureKind.QUOTA),
)
VEO_REFUSES = (
    *BOTH_GOOGLES_REFUSE,
    _of_google(400, "The prompt goes against our safety guidelines", FailureKind.FILTERED),
    _of_google(400, "Unsupported value for durationSeconds", FailureKind.INVALID),
    _of_google(404, "Publisher Model was not found", FailureKind.INVALID),
    _of_google(429, "Quota exceeded", FailureKind.QUOTA, details=[{"quotaId": "RequestsPerDay"}]),
)


# -- what is said of a generation that was accepted and failed ------------------------------------------------

LUMA_REASONS = (
    ("Advanced prompt moderation failed", FailureKind.FILTERED),
    ("The prompt has blacklisted words", FailureKind.FILTERED),
    ("Failed to read user input frames", FailureKind.INVALID),
)
GOOGLE_REASONS = (
    ("The output was blocked by our policies", FailureKind.FILTERED),
    ("Unsafe: safety settings", FailureKind.FILTERED),
    ("Internal error", FailureKind.PROVIDER),
)


# -- a row for each provider ---------------------------------------------------------------------------------

CANNOT_TELL = "This provider cannot tell."


@dataclass(frozen=True)
class Row:
    """Where a provider differs. `when_lost`: the last words about a reply that was lost; None: it has a list, and finds it there.
    `reasons`: what it says of a generation that failed, and what that comes to; `charges_for_them`, None: it does not say."""

    made: type[Luma] | type[LumaAgents] | type[Runway] | type[GoogleOmni] | type[GoogleVeo]
    refusals: Sequence[Refusal]
    when_lost: str | None = CANNOT_TELL
    check_faults: Sequence[Fault] = field(default_factory=lambda: [*READ_FAULTS, *SPOILED_STATES])
    has_download: bool = True  # Veo's clip comes with the answer to a check
    reasons: Sequence[tuple[str, FailureKind]] = ()
    charges_for_them: bool | None = None

    @property
    def stage(self) -> Stage:
        return next(stage for stage in KEYED if stage.name == self.made.name)

    @property
    def brief(self) -> Brief:
        return self.stage.brief

    def open(self, sandbox: Address, timeout_s: float) -> Provider:
        assert self.stage.at
        return self.made("a-key", self.stage.at(sandbox), timeout_s=timeout_s)


LUMA = Row(Luma, LUMA_REFUSES, when_lost=None, reasons=LUMA_REASONS, charges_for_them=False)
LUMA_AGENTS = Row(LumaAgents, LUMA_REFUSES)
RUNWAY = Row(Runway, RUNWAY_REFUSES, when_lost="Runway counts 1 with this model in the last day")
GOOGLE = Row(
    GoogleOmni,
    GOOGLE_REFUSES,
    check_faults=[*READ_FAULTS, {"what": "unknown_state"}, {"what": "id_number"}],
    reasons=GOOGLE_REASONS,
)  # without a clip it is a refusal in words
VEO = Row(
    GoogleVeo,
    VEO_REFUSES,
    check_faults=[*READ_FAULTS, {"what": "id_number"}],
    has_download=False,
    reasons=[("Internal error", FailureKind.PROVIDER)],
)
ROWS = (LUMA, LUMA_AGENTS, RUNWAY, GOOGLE, VEO)


# -- what is done in a cell ----------------------------------------------------------------------------------


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
