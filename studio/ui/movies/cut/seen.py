"""One look at all that was cut of a movie, and at what its film waits for."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from studio.engines import has_engine
from studio.files import Files
from studio.productions.cut import cuts, music, voicing
from studio.productions.cut.cuts import OPEN
from studio.productions.cut.music import Music
from studio.productions.cut.voicing import Voicing
from studio.settings import load
from studio.tables import Asset, Cut, CutState, now
from studio.ui.movies.seen import Seen


@dataclass(frozen=True)
class Cuts:
    """One look at all that was cut of a movie."""

    open: Sequence[Cut]
    films: Sequence[tuple[Cut, Asset]]
    failed: Cut | None  # the newest, where it failed
    has_engine: bool
    music: Music
    spoken: Voicing

    @property
    def is_waiting(self) -> bool:
        """For what is being made."""
        return any(cut.state == CutState.WAITING for cut in self.open)

    @property
    def has_changed(self) -> tuple[object, ...]:
        """Differs once there is something else to see than how far it is."""
        states = ((cut.id, cut.state) for cut in self.open)
        shown = *states, *(film.id for _, film in self.films), self.failed is None
        return *shown, self.music.sound is None, self.music.is_coming, *self.spoken.has_changed


def look(session: Session, found: Seen) -> Cuts:
    every = cuts.list_all(session, found.production.id)
    newest = every[0] if every else None
    return Cuts(
        open=[cut for cut in every if cut.state in OPEN],
        films=cuts.list_films(session, found.production.id),
        failed=newest if newest and newest.state == CutState.FAILED else None,
        has_engine=has_engine(session, now()),
        music=music.look(session, found.outline.finish),
        spoken=voicing.look(session, Files(load().media), found.outline),
    )
