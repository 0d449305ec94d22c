"""What people look at: what is refined, how far it is, and what came of each round."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from studio.productions.refining import limit, silence
from studio.productions.refining.silence import Waits
from studio.tables import Refining, RefiningState, Round, now


@dataclass(frozen=True)
class Done:
    """A round, and what its take and its review have cost, or what is set aside for them."""

    round: Round
    micro_usd: int


@dataclass(frozen=True)
class Refined:
    """One refining of a scene, with its rounds so far."""

    refining: Refining
    rounds: Sequence[Done]
    waits: Waits | None = None  # for an engine that has not answered

    @property
    def is_open(self) -> bool:
        return self.refining.state != RefiningState.ENDED

    @property
    def micro_usd(self) -> int:
        return sum(one.micro_usd for one in self.rounds)

    @property
    def best(self) -> float | None:
        return max((one.round.score for one in self.rounds if one.round.score is not None), default=None)


History = Mapping[str, Sequence[Refined]]  # by scene, oldest first


def list_open(session: Session, production_id: str) -> Sequence[Refining]:
    its = select(Refining).where(Refining.production_id == production_id, Refining.state != RefiningState.ENDED)
    return session.exec(its.order_by(col(Refining.id))).all()


def list_group(session: Session, group_id: str) -> Sequence[Refining]:
    """What was asked for in one go."""
    return session.exec(select(Refining).where(Refining.group_id == group_id).order_by(col(Refining.id))).all()


def list_all(session: Session, production_id: str) -> History:
    its = select(Refining).where(Refining.production_id == production_id).order_by(col(Refining.id))
    refinings = session.exec(its).all()
    of_it = _rounds_of(session, [one.id for one in refinings])
    found: dict[str, list[Refined]] = defaultdict(list)
    for one in refinings:
        found[one.scene_id].append(Refined(one, of_it[one.id], silence.of(session, one, now())))
    return found


def _rounds_of(session: Session, refining_ids: Collection[str]) -> Mapping[str, list[Done]]:
    found: dict[str, list[Done]] = defaultdict(list)
    if refining_ids:
        rows = select(Round).where(col(Round.refining_id).in_(refining_ids)).order_by(col(Round.number))
        its = session.exec(rows).all()
        spent = limit.spent_each(session, its)
        for one in its:
            found[one.refining_id].append(Done(one, spent[one.id]))
    return found
