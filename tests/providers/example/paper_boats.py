"""Paper Boats: an example of a provider that another package brings. It folds its clips on this machine, for a cent each."""

import os
import uuid
from datetime import date
from pathlib import Path
from typing import ClassVar

from studio.brief import Brief
from studio.errors import KeyMissing
from studio.providers.catalogue import Model, Pace, Rates
from studio.providers.interface import Connection, Downloaded, Outcome, Progress, Provider, Submitted
from studio.settings import Settings
from tests.clips import write_test_clip

KEY = "PAPER_BOATS_KEY"
RATES = Rates("Paper Boats' own list", date(2026, 11, 25), per_clip={"540p": ((1, 0.01), (2, 0.02))})


class PaperBoats(Provider):
    name: ClassVar[str] = "paperboats"
    label: ClassVar[str] = "Paper Boats"
    key_names: ClassVar[tuple[str, ...]] = (KEY,)
    pace: ClassVar[Pace | None] = Pace(
        check_every_s=0.5, running=3, creates_per_minute=60, source="its own house rules"
    )
    models: ClassVar[tuple[Model, ...]] = (
        Model(
            "paperboats:origami", "Origami", "Folds a boat.", RATES, durations_s=(1, 2), resolutions=("540p",), ratios=("16:9",)
        ),
    )  # fmt: skip

    def __init__(self, settings: Settings):
        """Its key comes from the environment by the name it gives in `key_names`."""
        self._key = os.environ.get(KEY, "")

    def submit(self, brief: Brief) -> Submitted:
        if not self._key:
            raise KeyMissing(f"Paper Boats needs a key: put {KEY} into the environment.")
        return Submitted(f"{uuid.uuid4()}_{brief.duration_s:g}")

    def check(self, remote_id: str) -> Progress:
        return Progress(Outcome.SUCCEEDED, stage="folded", url=remote_id.rpartition("_")[2])

    def download(self, progress: Progress, folder: Path) -> Downloaded:
        clip = folder / "clip.mp4"
        write_test_clip(clip, 960, 540, float(progress.url or 1))
        return Downloaded(clip)

    def check_connection(self) -> Connection:
        return Connection(bool(self._key), "Paper Boats lets us in." if self._key else f"There is no key: set {KEY}.")
