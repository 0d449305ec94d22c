"""What was allowed for all scenes that were asked for together: for their takes and their reviews."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from studio import ledger, money
from studio.errors import StudioError
from studio.tables import Generation, Refining, RefiningState, Round, Writing


class OverLimit(StudioError):
    """It could cost more than was allowed for all of it; nothing was asked for."""


def spent_each(session: Session, its: Sequence[Round]) -> Mapping[str, int]:
    """By round: what its take and its review have cost, or what is set aside for them."""
    made = ledger.taken_each(session, Generation, [one.generation_id for one in its if one.is_own])
    written = ledger.taken_each(session, Writing, [one.writing_id for one in its if one.writing_id])
    takes_of = {one.id: made.get(one.generation_id, 0) if one.is_own else 0 for one in its}
    return {one.id: takes_of[one.id] + written.get(one.writing_id or "", 0) for one in its}


def require_room(session: Session, refining: Refining, wanted: int, but: Round | None = None) -> None:
    """Beside the reviews that other rounds still need. Raises OverLimit."""
    group = _of_group(session, refining.group_id)
    coming = sum(
        whose.review_micro_usd or 0
        for whose, one in group
        if one != but and one.writing_id is None and one.score is None and whose.state != RefiningState.ENDED
    )
    spent = sum(spent_each(session, [one for _, one in group]).values())
    left = max(0, refining.limit_micro_usd - spent - coming)
    if wanted > left:
        allowed, next_one = money.amount(refining.limit_micro_usd), money.amount(wanted)
        raise OverLimit(
            f"The next step costs {next_one}; of the {allowed} that were allowed, {money.amount(left)} is left."
        )


def _of_group(session: Session, group_id: str) -> Sequence[tuple[Refining, Round]]:
    its = select(Refining, Round).join(Round, col(Round.refining_id) == Refining.id)
    return session.exec(its.where(Refining.group_id == group_id)).all()
