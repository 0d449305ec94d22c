"""The takes of scenes: which there are, which is shown, and which are made now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlmodel import Session, col, select

from studio import generations
from studio.access import OWNER, Visitor
from studio.brief import ENDED, State
from studio.errors import TooLate
from studio.productions.outline import Scene
from studio.tables import Access, Asset, Generation, Take


@dataclass(frozen=True)
class Taken:
    """A generation made for a scene, with its clip once that is in the library and for as long as nobody deletes it."""

    generation: Generation
    clip: Asset | None

    @property
    def id(self) -> str:
        return self.generation.id

    @property
    def is_ready(self) -> bool:
        return self.clip is not None and self.clip.deleted_at is None

    @property
    def is_under_way(self) -> bool:
        return self.generation.state not in ENDED

    @property
    def has_failed(self) -> bool:
        return self.generation.state == State.FAILED


CANCELLABLE = (State.QUEUED, State.SUBMITTING, State.RUNNING)

Takes = Mapping[str, Sequence[Taken]]  # by scene, oldest first


def list_all(session: Session, production_id: str) -> Takes:
    rows = select(Take.scene_id, Generation, Asset).join(Generation, col(Generation.id) == Take.generation_id)
    rows = rows.join(Asset, col(Asset.id) == Generation.asset_id, isouter=True)
    found: dict[str, list[Taken]] = defaultdict(list)
    for scene_id, generation, clip in session.exec(
        rows.where(Take.production_id == production_id).order_by(col(Take.created_at), col(Take.generation_id))
    ):
        found[scene_id].append(Taken(generation, clip))
    return found


def chosen(scene: Scene, takes: Takes) -> Taken | None:
    """The one that a person chose, or the newest; of those whose clip is there."""
    ready = [take for take in takes.get(scene.id, ()) if take.is_ready]
    return next((take for take in ready if take.id == scene.chosen_id), ready[-1] if ready else None)


def under_way(scene: Scene, takes: Takes) -> Sequence[Taken]:
    return [take for take in takes.get(scene.id, ()) if take.is_under_way]


def cancel_all(session: Session, made: Takes, *, asked_by: Visitor = OWNER) -> int:
    """Whatever can still be cancelled of these; tells how many. What has just moved on is left as it is."""
    asked_by.require(Access.MAKER)
    count = 0
    open_ones = [take for its in made.values() for take in its if take.generation.state in CANCELLABLE]
    for take in sorted(open_ones, key=lambda take: take.id, reverse=True):  # who waits for another one goes first
        with suppress(TooLate):
            generations.cancel(session, take.id)
            count += 1
    return count


def add(session: Session, production_id: str, scene_id: str, generation: Generation) -> None:
    """It is one of this scene's from now on; a generation is a take of one scene at most."""
    session.merge(Take(generation_id=generation.id, production_id=production_id, scene_id=scene_id))
