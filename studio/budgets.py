"""Budgets: how much may be reserved and spent, per day, month, person and access token. A queue that would go over is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, and_, case, col, func, or_, select

from studio import audit, costs, notices
from studio.errors import NotFound, StudioError
from studio.tables import Budget, Charge, Deed, Generation, News, Scope, Writing, now

MOST_USD = 1_000_000
NEAR = 0.8  # of a budget: from here on the pages warn
FOR_EVER = datetime(1970, 1, 1, tzinfo=UTC)
NAMES = {
    Scope.DAY: "for a day",
    Scope.MONTH: "for a month",
    Scope.PERSON: "of {} for a month",
    Scope.TOKEN: "of the token",
}


class OverBudget(StudioError):
    """Nothing was queued: it would have gone over a budget. `standing` is that of the budget."""

    def __init__(self, sentence: str, standing: "Standing"):
        super().__init__(sentence)
        self.standing = standing


class BadLimit(StudioError):
    """No budget has that sum."""


@dataclass(frozen=True)
class Standing:
    """A budget and how it stands, in micro-dollars."""

    budget: Budget
    reserved: int
    spent: int

    @property
    def left(self) -> int:
        return self.budget.micro_usd - self.reserved - self.spent

    @property
    def fraction(self) -> float:
        return (self.reserved + self.spent) / self.budget.micro_usd if self.budget.micro_usd else 1.0

    @property
    def is_near(self) -> bool:
        return self.fraction >= NEAR

    @property
    def name(self) -> str:
        return f"budget {NAMES[self.budget.scope].format(self.budget.subject)}"


def set_limit(session: Session, scope: Scope, micro_usd: int, who: str, subject: str = "") -> Budget:
    """Make it or change it. Raises BadLimit."""
    if not 0 <= micro_usd <= MOST_USD * costs.MICRO:
        raise BadLimit(f"A budget is between $0 and ${MOST_USD:,}.")
    found = _find(session, scope, subject)
    before = costs.amount(found.micro_usd) if found else "none"
    budget = found or Budget(scope=scope, subject=subject, micro_usd=0)
    budget.micro_usd, budget.saved_by, budget.saved_at = micro_usd, who, now()
    session.add(budget)
    session.flush()
    name = standing(session, budget).name
    audit.note(session, who, Deed.BUDGET_CHANGED, name, f"from {before} to {costs.amount(micro_usd)}")
    return budget


def remove(session: Session, budget_id: str, who: str) -> None:
    budget = session.get(Budget, budget_id)
    if budget is None:
        raise NotFound("This budget is not there any more.")
    audit.note(session, who, Deed.BUDGET_CHANGED, standing(session, budget).name, "taken away")
    session.delete(budget)


def list_standing(session: Session, at: datetime | None = None) -> Sequence[Standing]:
    """Every budget, widest first."""
    budgets = sorted(session.exec(select(Budget)).all(), key=lambda one: (list(Scope).index(one.scope), one.subject))
    return [standing(session, budget, at) for budget in budgets]


def nearest(session: Session, who: str, at: datetime | None = None) -> Standing | None:
    """The one that what this person queues falls under and that is used up most, if any is past the warning."""
    falls_under = or_(
        col(Budget.scope).in_((Scope.DAY, Scope.MONTH)),
        and_(col(Budget.scope) == Scope.PERSON, col(Budget.subject) == who),
    )
    stands = [standing(session, budget, at) for budget in session.exec(select(Budget).where(falls_under)).all()]
    return max((one for one in stands if one.is_near), key=lambda one: one.fraction, default=None)


def standing(session: Session, budget: Budget, at: datetime | None = None) -> Standing:
    counts = [col(Charge.counts_at) >= begins(budget.scope, at or now())]
    if budget.scope == Scope.PERSON:
        counts.append(col(Charge.created_by) == budget.subject)
    if budget.scope == Scope.TOKEN:
        counts.append(col(Charge.token_id) == budget.subject)
    is_spent = col(Charge.kind) == "settlement"
    spent = func.coalesce(func.sum(case((is_spent, col(Charge.micro_usd)), else_=0)), 0)
    whole = func.coalesce(func.sum(col(Charge.micro_usd)), 0)
    found, total = session.exec(select(spent, whole).where(and_(*counts))).one()
    return Standing(budget, reserved=int(total) - int(found), spent=int(found))


def begins(scope: Scope, at: datetime) -> datetime:
    """Since when charges count for it."""
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if scope == Scope.TOKEN:
        return FOR_EVER
    return midnight if scope == Scope.DAY else midnight.replace(day=1)


def require_room(session: Session, generation: Generation | Writing, wanted: int | None) -> None:
    """Before so many micro-dollars are reserved for it, in the same transaction. Raises OverBudget.

    The budgets it falls under are locked until we commit: two who queue at once can not both take the last dollar.
    """
    if not wanted:
        return
    for budget in session.exec(_over(generation).with_for_update()).all():
        stands = standing(session, budget)
        if wanted > stands.left:
            raise OverBudget(_sentence(stands, wanted), stands)


def tell_of_use(session: Session, generation: Generation | Writing, at: datetime | None = None) -> None:
    """After something was reserved or paid for it: who minds a budget is told once when it is nearly used up, and once when it is."""
    for budget in session.exec(_over(generation)).all():
        stands = standing(session, budget, at)
        if stands.is_near:
            is_used_up = stands.fraction >= 1
            since = begins(budget.scope, at or now())
            taken, allowed = costs.amount(stands.reserved + stands.spent), costs.amount(budget.micro_usd)
            notices.write(
                session,
                News.BUDGET,
                f"budget {budget.id} {since:%Y-%m-%d} {'used up' if is_used_up else 'near'}",
                f"The {stands.name} is {'used up' if is_used_up else 'nearly used up'}",
                f"{taken} of {allowed} are reserved or spent: raise it under Settings, or wait.",
                person=budget.subject if budget.scope == Scope.PERSON else "",
            )


def _over(generation: Generation | Writing):  # pyright: ignore[reportUnknownParameterType]
    """Those it falls under, always in the same order."""
    theirs = or_(
        col(Budget.scope).in_((Scope.DAY, Scope.MONTH)),
        and_(col(Budget.scope) == Scope.PERSON, col(Budget.subject) == generation.created_by),
        and_(col(Budget.scope) == Scope.TOKEN, col(Budget.subject) == (generation.token_id or "")),
    )
    return select(Budget).where(theirs).order_by(col(Budget.id))


def _sentence(stands: Standing, wanted: int) -> str:
    over = costs.usd(wanted - max(stands.left, 0))
    taken, allowed = costs.amount(stands.reserved + stands.spent), costs.amount(stands.budget.micro_usd)
    return (
        f"This costs {costs.usd(wanted)} and would go over the {stands.name} by {over}: "
        f"{allowed} are allowed, {taken} are reserved or spent. Raise it under Settings, or wait."
    )


def _find(session: Session, scope: Scope, subject: str) -> Budget | None:
    return session.exec(select(Budget).where(Budget.scope == scope, Budget.subject == subject)).first()
