"""The rounds of a refining, and the take of each."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from studio.errors import NotFound
from studio.tables import Asset, Generation, Refining, Round


def list_of(session: Session, refining: Refining) -> Sequence[Round]:
    its = select(Round).where(Round.refining_id == refining.id)
    return session.exec(its.order_by(col(Round.number))).all()


def add(session: Session, refining: Refining, prompt: str, generation_id: str, *, is_own: bool = True) -> None:
    number = len(list_of(session, refining)) + 1
    new = Round(refining_id=refining.id, number=number, prompt=prompt, generation_id=generation_id, is_own=is_own)
    session.add(new)
    session.flush()


def clip_of(session: Session, one: Round) -> Asset:
    """Raises NotFound."""
    generation = session.get_one(Generation, one.generation_id)
    clip = session.get(Asset, generation.asset_id) if generation.asset_id else None
    if clip is None or clip.deleted_at:
        raise NotFound(f"The take of round {one.number} is not there any more.")
    return clip


def percent(score: float) -> str:
    """Never more than it is: 79.6 % is not 80 %."""
    return f"{int(score * 100 + 1e-9)} %"
