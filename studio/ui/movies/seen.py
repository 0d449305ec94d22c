"""One look at a movie: its outline, the takes of its scenes, what of them is out of date, and how they are refined."""

from dataclasses import dataclass

from sqlmodel import Session

from studio import productions
from studio.database import reading
from studio.errors import NotFound
from studio.productions import staleness, standing, takes
from studio.productions.outline import Outline, Scene
from studio.productions.refining import history
from studio.productions.refining.history import History, Refined
from studio.productions.shelf import OpenProduction
from studio.productions.standing import Reasons, Standing
from studio.productions.takes import Taken, Takes
from studio.tables import Production


@dataclass(frozen=True)
class SeenMovie:
    opened: OpenProduction
    made: Takes
    reasons: Reasons
    refined: History

    @property
    def production(self) -> Production:
        return self.opened.production

    @property
    def outline(self) -> Outline:
        return self.opened.outline

    @property
    def under_way(self) -> list[Taken]:
        return [take for scene in self.outline.scenes() for take in takes.under_way(scene, self.made)]

    @property
    def has_changed(self) -> tuple[object, ...]:
        """Differs once there is something else to see than how far it is."""
        states = [(take.id, take.generation.state) for its in self.made.values() for take in its]
        refined = [(one.refining.id, one.refining.state, len(one.rounds)) for one in self.refining]
        return self.production.changed_at, *states, *refined

    @property
    def refining(self) -> list[Refined]:
        """What goes on now, and what was asked for together with it."""
        its = [one for scene in self.outline.scenes() for one in self.refined.get(scene.id, ())]
        going_on = {one.refining.group_id for one in its if one.is_open}
        return [one for one in its if one.refining.group_id in going_on]

    def refining_of(self, scene: Scene) -> Refined | None:
        """While it goes on."""
        return next((one for one in self.refined.get(scene.id, ()) if one.is_open), None)

    def score_of(self, take: Taken) -> float | None:
        """What a round found of it, the latest first."""
        rounds = [one.round for its in self.refined.values() for refined in its for one in refined.rounds]
        return next((one.score for one in reversed(rounds) if one.generation_id == take.id), None)

    def standing(self, scene: Scene) -> Standing:
        return standing.of(scene, self.made, self.reasons)

    def take(self, scene: Scene) -> Taken | None:
        """The one that the scene shows."""
        return takes.chosen(scene, self.made)


def look(session: Session, production_id: str) -> SeenMovie:
    """Raises NotFound."""
    opened = productions.get(session, production_id)
    made = takes.list_all(session, production_id)
    return SeenMovie(opened, made, staleness.find(opened.outline, made), history.list_all(session, production_id))


def find(production_id: str) -> SeenMovie | None:
    """None once it is not there any more."""
    try:
        with reading() as session:
            return look(session, production_id)
    except NotFound:
        return None
