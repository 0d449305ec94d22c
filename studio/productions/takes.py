"""The takes of scenes: which there are, which is shown, and which are made now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import dropwhile
from typing import Protocol, TypeVar

from sqlmodel import Session, col, select

from studio import generations
from studio.access import OWNER, Visitor
from studio.brief import ENDED, State
from studio.errors import FailureKind, NotFound, TooLate
from studio.productions.outline import Outline, Scene
from studio.tables import Access, Asset, Generation, Take


@dataclass(frozen=True)
class Taken:
    """A generation made for a scene, with its clip once that is in the library and for as long as nobody deletes it."""

    generation: Generation
    clip: Asset | None
    is_of_round: bool = False  # of refining

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

    @property
    def is_blocked(self) -> bool:
        return self.has_failed and self.generation.failure == FailureKind.BLOCKED


CANCELLABLE = (State.QUEUED, State.SUBMITTING, State.RUNNING)

Takes = Mapping[str, Sequence[Taken]]  # by scene, oldest first


def list_all(session: Session, production_id: str) -> Takes:
    rows = select(Take.scene_id, Take.is_of_round, Generation, Asset).join(
        Generation, col(Generation.id) == Take.generation_id
    )
    rows = rows.join(Asset, col(Asset.id) == Generation.asset_id, isouter=True)
    found: dict[str, list[Taken]] = defaultdict(list)
    for scene_id, is_of_round, generation, clip in session.exec(
        rows.where(Take.production_id == production_id).order_by(col(Take.created_at), col(Take.generation_id))
    ):
        found[scene_id].append(Taken(generation, clip, is_of_round))
    return found


class Offered(Protocol):
    """What one needs to know of a take to choose one."""

    @property
    def id(self) -> str: ...
    @property
    def is_ready(self) -> bool: ...
    @property
    def is_of_round(self) -> bool: ...


One = TypeVar("One", bound=Offered)


def chosen(scene: Scene, takes: Mapping[str, Sequence[One]]) -> One | None:
    """The one that a person chose, or the newest; of those whose clip is there. What refining makes shows only when it is chosen;
    where there is nothing else, its first take, which is made from the scene's own words."""
    ready = [take for take in takes.get(scene.id, ()) if take.is_ready]
    newest = [take for take in ready if not take.is_of_round] or ready[:1]
    return next((take for take in ready if take.id == scene.chosen_id), newest[-1] if newest else None)


def ends_at_s(scene: Scene, take: Taken | None) -> float:
    """Up to where a cut shows it, in its take's own time; where it has none yet, as it is planned."""
    whole_s = (take and take.clip and take.clip.duration_s) or scene.duration_s
    return min(scene.end_s or whole_s, whole_s)


def number_of(made: Takes, scene_id: str, take_id: str) -> int:
    """From 1 up, of those that can be shown. Raises NotFound where it is none of them."""
    ready = [take.id for take in made.get(scene_id, ()) if take.is_ready]
    if take_id not in ready:
        raise NotFound("This scene has no such take to show: look at its takes, and at which of them are ready.")
    return ready.index(take_id) + 1


def under_way(scene: Scene, takes: Takes) -> Sequence[Taken]:
    return [take for take in takes.get(scene.id, ()) if take.is_under_way]


def blocked(scene: Scene, takes: Takes) -> Sequence[Taken]:
    """Its newest takes, where they were asked for together and the scene that they go on from failed. None while others are made."""
    its = [take for take in takes.get(scene.id, ()) if not take.is_of_round]
    if not its or under_way(scene, takes):
        return []
    older = dropwhile(lambda take: take.is_blocked, reversed(its))
    waiting = its[sum(1 for _ in older) :]
    return [take for take in waiting if take.generation.continues_id == waiting[-1].generation.continues_id]


def of_removed(outline: Outline, made: Takes) -> Takes:
    """Of scenes that are not there any more."""
    there = {scene.id for scene in outline.scenes()}
    return {scene_id: its for scene_id, its in made.items() if scene_id not in there}


def unsent(made: Takes) -> Takes:
    """Those of them that cost nothing yet."""
    waiting = {
        scene_id: [take for take in its if take.generation.state == State.QUEUED] for scene_id, its in made.items()
    }
    return {scene_id: its for scene_id, its in waiting.items() if its}


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


def add(
    session: Session, production_id: str, scene_id: str, generation: Generation, *, is_of_round: bool = False
) -> None:
    """It is one of this scene's from now on. A generation is a take of one scene at most: of two who add it, one gets an
    IntegrityError."""
    take = Take(generation_id=generation.id, production_id=production_id, scene_id=scene_id, is_of_round=is_of_round)
    session.add(take)
