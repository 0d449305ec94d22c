"""What a step works with. Time, chance and the outside come in from here, so that a test owns them."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine as Database

from studio.engine.notebook import Notebook
from studio.files import Files
from studio.providers.catalogue import PACES, Pace
from studio.providers.interface import Provider
from studio.settings import Settings
from studio.tables import now


@dataclass(frozen=True)
class Patience:
    """How long the engine waits before it believes something. Seconds."""

    call_s: float = 15  # no call to a provider takes longer than this
    grace_s: float = 25  # longer than a call, plus the provider's lag before it lists a new generation
    lease_s: float = 30  # a row in somebody's hands is hidden this long; renewed while a download goes on
    second_look_s: float = 30  # between the looks for a lost one
    looks: int = 3  # then a person decides


@dataclass
class Tools:
    database: Database
    files: Files
    provider: Callable[[str], Provider]
    settings: Callable[[], Settings]
    clock: Callable[[], datetime] = now
    chance: Callable[[], float] = random.random
    patience: Patience = field(default_factory=Patience)
    notebook: Notebook = field(init=False)

    def __post_init__(self) -> None:
        self.notebook = Notebook(self.database, self.clock)

    def after(self, seconds: float) -> datetime:
        return min(self.clock() + timedelta(seconds=seconds), datetime.max.replace(tzinfo=self.clock().tzinfo))

    def pace(self, provider: str) -> Pace:
        return PACES.get(provider) or Pace(check_every_s=5, running=5, creates_per_minute=20, source="a careful guess")

    def check_every_s(self, provider: str) -> float:
        """The shortest wait between two checks of a generation."""
        return max(self.pace(provider).check_every_s, self.settings().least_check_s)

    def max_running(self, provider: str) -> int:
        return getattr(self.settings(), f"{provider}_max_running", self.pace(provider).running)

    def creates_per_minute(self, provider: str) -> int:
        return getattr(self.settings(), f"{provider}_creates_per_minute", self.pace(provider).creates_per_minute)
