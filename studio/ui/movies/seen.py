"""One look at a movie: its outline, the takes of its scenes, and what of them is out of date."""

from dataclasses import dataclass

from sqlmodel import Session

from studio import productions
from studio.database import reading
from studio.errors import NotFound
from studio.productions import staleness, standing, takes
from studio.productions.outline import Outline, Scene
from studio.productions.shelf import Draft
from studio.productions.standing import Reasons, Standing
from studio.productions.takes import Taken, Takes
from studio.tables import Production


@dataclass(frozen=True)
class Seen:
    draft: Draft
    made: Takes
    reasons: Reasons

    @property
    def production(self) -> Production:
        return self.draft.production

    @property
    def outline(self) -> Outline:
        return self.draft.outline

    @property
    def under_way(self) -> list[Taken]:
        return [take for scene in self.outline.scenes() for take in takes.under_way(scene, self.made)]

    @property
    def has_changed(self) -> tuple[object, ...]:
        """Differs once there is something else to see than how far it is."""
        states = [(take.id, take.generation.state) for its in self.made.values() for take in its]
        return self.production.changed_at, *states

    def standing(self, scene: Scene) -> Standing:
        return standing.of(scene, self.made, self.reasons)

    def take(self, scene: Scene) -> Taken | None:
        """The one that the scene shows."""
        return takes.chosen(scene, self.made)


def look(session: Session, production_id: str) -> Seen:
    """Raises NotFound."""
    draft = productions.get(session, production_id)
    made = takes.list_all(session, production_id)
    return Seen(draft, made, staleness.find(draft.outline, made))


def find(production_id: str) -> Seen | None:
    """None once it is not there any more."""
    try:
        with reading() as session:
            return look(session, production_id)
    except NotFound:
        return None
