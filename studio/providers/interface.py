"""What a provider is: it turns a brief into its own words and back. Short synchronous calls, no waiting inside.

The engine owns time, threads, retries and money. A provider sees no session and no table.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from studio.brief import Brief
from studio.errors import FailureKind

if TYPE_CHECKING:  # the catalogue lists what guests bring, and so knows this module
    from studio.providers.catalogue.entry import Model, Pace


@dataclass(frozen=True)
class Submitted:
    """The provider has accepted it. `cost_usd` where its reply tells what it will charge."""

    remote_id: str
    cost_usd: float | None = None


class Outcome(StrEnum):
    """What a provider says about a generation."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True)
class Progress:
    """What the provider says now. `fraction` is 0-1 where it tells; `stage` is its own word, for the screen."""

    outcome: Outcome
    stage: str = ""
    fraction: float | None = None
    url: str | None = None
    is_picture: bool = False  # of what stands at `url`
    failure: FailureKind | None = None
    sentence: str = ""
    was_charged: bool | None = None  # of a failure; None: the provider does not say
    cost_usd: float | None = None  # the provider's own figure, once it tells


@dataclass(frozen=True)
class Downloaded:
    """What a download left in its folder: a clip or a picture. Stills without caption, where the provider keeps them for chaining."""

    file: Path
    first_frame: Path | None = None
    last_frame: Path | None = None


class Cancelled(StrEnum):
    """What came of asking a provider to stop."""

    CANCELLED = "cancelled"  # and not charged
    CHARGED = "charged"  # stopped, and charged all the same: it had begun
    TOO_LATE = "too late"
    CANNOT = "cannot"  # the provider has no way to stop: the clip is paid


@dataclass(frozen=True)
class Connection:
    """The answer to a free call. `balance_usd` where the provider tells one."""

    is_ok: bool
    sentence: str
    balance_usd: float | None = None


class Provider(ABC):
    """Made with its key and address; used by many threads at once."""

    name: ClassVar[str]
    label: ClassVar[str]
    key_names: ClassVar[tuple[str, ...]] = ()
    models: ClassVar[tuple["Model", ...]] = ()  # of a provider that another package brings; ours stand in the catalogue
    pace: ClassVar["Pace | None"] = None  # how it wants to be asked; None: as carefully as somebody whom we do not know

    @abstractmethod
    def submit(self, brief: Brief) -> Submitted:
        """One paid POST, sent once; what it points at has been looked up (FoundMaterial). Reads and uploads may come before it.

        Raises NotSent, RateLimited, Refused or Unclear.
        """

    @abstractmethod
    def check(self, remote_id: str) -> Progress:
        """Idempotent; works after a restart from the id alone. Raises ReadFailed or Refused(key)."""

    @abstractmethod
    def download(self, progress: Progress, folder: Path) -> Downloaded:
        """Put the clip or the picture into `folder`. Raises ReadFailed, LinkExpired or BadMedia."""

    def cancel(self, remote_id: str) -> Cancelled:
        return Cancelled.CANNOT

    @abstractmethod
    def check_connection(self) -> Connection:
        """A free call. Never raises: what went wrong is the sentence."""

    def find_lost(self, brief: Brief, since: datetime) -> Sequence[str] | None:
        """Ids that the provider made of such a brief since then, oldest first. None: it cannot know."""
        return None

    def made_lately(self, brief: Brief) -> int | None:
        """How many the provider has made with this model in the last 24 h: a clue to a lost one. None: it does not tell."""
        return None

    def camera_moves(self) -> Sequence[str]:
        return ()

    def close(self) -> None:
        """Let connections and child processes go."""
