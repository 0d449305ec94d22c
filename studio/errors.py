"""The errors that parts of the studio share. Their text is a sentence for a person: what is wrong and what to do.

What one part alone raises stands in that part, as a StudioError too: whoever catches that has caught all that is raised on purpose.

StudioError
├── BadBrief            it cannot be made as asked; nothing was sent and nothing is paid
├── NotFound            no such generation, asset or model
├── TooLate             the thing has moved on; what was asked of it is no longer possible
├── KeyTaken            a key that should make asking twice harmless stands for something else
├── BadMedia            a file is not what it says it is
├── BadCut              a film cannot be cut as its recipe says
└── ProviderError       what a provider did with what we asked
    ├── NotSent         surely never arrived: sending it again is safe
    ├── RateLimited     surely not accepted: sending it later is safe
    ├── Refused         it said no, and nothing was started
    │   └── KeyMissing  we have no key for it, so it was not asked
    ├── Unclear         it may have been accepted and charged: never sent again by the machine
    ├── BadAnswer       it answered, and that is paid, but the answer is of no use
    └── ReadFailed      a check or a download failed: reading again is free
        └── LinkExpired the address of a clip has died: ask the provider for a fresh one
"""

from enum import StrEnum


class FailureKind(StrEnum):
    """Why a generation ended badly. Stored, counted and shown; the sentence beside it is for the person."""

    INVALID = "invalid"  # the provider cannot make it as asked
    KEY = "key"  # the key is missing, wrong or not allowed
    QUOTA = "quota"  # the account has nothing left to spend
    RATE = "rate"  # asked too often
    FILTERED = "filtered"  # the provider's moderation said no
    PROVIDER = "provider"  # the provider broke on its side
    NETWORK = "network"  # the provider could not be reached
    TIMED_OUT = "timed_out"  # we stopped waiting; the id is kept
    MEDIA = "media"  # what came is not a clip we can show
    BLOCKED = "blocked"  # the generation it continues did not succeed
    CANCELLED = "cancelled"  # a person stopped it


class StudioError(Exception):
    """The root. `str(error)` may be shown to anyone: it holds no key and no address of ours."""


class BadBrief(StudioError):
    """What was asked cannot be made."""


class NotFound(StudioError):
    """There is no such thing."""


class TooLate(StudioError):
    """The thing has moved on."""


class KeyTaken(StudioError):
    """A request key stands for something else."""

    def __init__(
        self,
        sentence: str = "This Idempotency-Key stands for something else that was asked for before: choose a new key.",
    ):
        super().__init__(sentence)


class BadMedia(StudioError):
    """A file is not what it says it is."""


class BadCut(StudioError):
    """A film cannot be cut as its recipe says."""


class ProviderError(StudioError):
    """What a provider did with what we asked."""

    kind = FailureKind.PROVIDER

    def __init__(
        self,
        sentence: str,
        *,
        kind: FailureKind | None = None,
        retry_after_s: float | None = None,
        http_status: int | None = None,
    ):
        super().__init__(sentence)
        self.kind = kind or self.kind
        self.retry_after_s = retry_after_s
        self.http_status = http_status


class NotSent(ProviderError):
    """Surely never arrived."""

    kind = FailureKind.NETWORK


class RateLimited(ProviderError):
    """Surely not accepted: 429."""

    kind = FailureKind.RATE


class Refused(ProviderError):
    """It said no, and nothing was started."""

    kind = FailureKind.INVALID


class KeyMissing(Refused):
    """We have no key for it."""

    kind = FailureKind.KEY


class Unclear(ProviderError):
    """It may have been accepted and charged."""


class BadAnswer(ProviderError):
    """It answered, and that is paid, but the answer is of no use. `cost_usd` None: nobody knows how much."""

    def __init__(self, sentence: str, *, kind: FailureKind | None = None, cost_usd: float | None = None):
        super().__init__(sentence, kind=kind)
        self.cost_usd = cost_usd


class ReadFailed(ProviderError):
    """A check or a download failed. It changes no state."""

    kind = FailureKind.NETWORK


class LinkExpired(ReadFailed):
    """The address of a clip has died."""
