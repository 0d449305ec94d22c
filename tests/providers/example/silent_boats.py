"""Silent Boats: a guest that needs no key, lies far away, and does not answer until a test lets it."""

from collections.abc import Sequence
from datetime import date
from threading import Event
from typing import ClassVar

from studio.providers.catalogue import Model, Rates
from studio.settings import Settings
from tests.providers.example.paper_boats import PaperBoats

FREE = Rates("Silent Boats' own list", date(2026, 11, 25), per_clip={"540p": ((1, 0.0),)})


class SilentBoats(PaperBoats):
    name: ClassVar[str] = "silentboats"
    label: ClassVar[str] = "Silent Boats"
    key_names: ClassVar[tuple[str, ...]] = ()
    models: ClassVar[tuple[Model, ...]] = (
        Model(
            "silentboats:raft", "Raft", "Drifts.", FREE, durations_s=(1,), resolutions=("540p",), ratios=("16:9",), camera_moves=True
        ),
    )  # fmt: skip
    was_asked: ClassVar[Event] = Event()
    may_answer: ClassVar[Event] = Event()

    def __init__(self, settings: Settings):
        super().__init__(settings)

    def camera_moves(self) -> Sequence[str]:
        self.was_asked.set()
        assert self.may_answer.wait(20), "nobody should have waited for it"
        return ("sway", "drift")
