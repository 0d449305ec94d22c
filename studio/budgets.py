"""Budgets: how much may be reserved and spent, per day, month, person, access token and production. What would go over is refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select

from studio import audit, money, notices
from studio.errors import NotFound, StudioError
from studio.ledger import RESERVED, SPENT
from studio.tables import Budget, Deed, Generation, LedgerLine, News, Production, Scope, Writing, now

MOST_USD = 1_000_000
NEAR = 0.8  # of a budget: from here on the pages warn
FOR_EVER = datetime(1970, 1, 1, tzinfo=UTC)
NAMES = {
    Scope.DAY: "for a day",
    Scope.MONTH: "for a month",
    Scope.PERSON: "of {} for a month",
    Scope.TOKEN: "of the token",
    Scope.PRODUCTION: "of “{}”",
}
WAY_ON = "Raise it under Settings, or wait."
WAYS_ON = {Scope.PRODUCTION: "Raise it at its costs or under Settings, or make less of it."}
OF_WHOM = {
    Scope.PERSON: LedgerLine.created_by,
    Scope.TOKEN: LedgerLine.token_id,
    Scope.PRODUCTION: LedgerLine.production_id,
}


class OverBudget(StudioError):
    """Nothing was queued: it would have gone over a budget. `standing` is that of the budget."""

    def __init__(self, sentence: str, standing: "BudgetStanding"):
        super().__init__(sentence)
        self.standing = standing


class BadLimit(StudioError):
    """No budget has that sum."""


@dataclass(frozen=True)
class BudgetStanding:
    """A budget and how it stands, in micro-dollars. `title`: of the production it is for, where it is there still."""

    budget: Budget
    reserved: int
    spent: int
    title: str = ""

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
        subject = self.title if self.budget.scope == Scope.PRODUCTION else self.budget.subject
        return f"budget {NAMES[self.budget.scope].format(subject)}"

    @property
    def way_on(self) -> str:
        """What to do when it is used up."""
        return WAYS_ON.get(self.budget.scope, WAY_ON)


@dataclass(frozen=True)
class Payer:
    """Who asks, with which token and for which production: the budgets that all of it falls under."""

    created_by: str
    token_id: str | None = None
    production_id: str | None = None


@dataclass
class Room:
    """What the budgets have left that something falls under. They are looked at once, and counted on from there."""

    standings: Sequence[BudgetStanding]

    def take(self, wanted: int | None) -> None:
        """So many micro-dollars of it. Raises OverBudget, and takes nothing then."""
        if not wanted:
            return
        if full := next((stands for stands in self.standings if wanted > stands.left), None):
            raise OverBudget(_sentence(full, wanted), full)
        self.standings = [replace(stands, reserved=stands.reserved + wanted) for stands in self.standings]


def set_limit(session: Session, scope: Scope, micro_usd: int, who: str, subject: str = "") -> Budget:
    """Make it or change it. Raises BadLimit."""
    if not 0 <= micro_usd <= MOST_USD * money.MICRO:
        raise BadLimit(f"A budget is between $0 and ${MOST_USD:,}.")
    found = _find(session, scope, subject)
    before = money.amount(found.micro_usd) if found else "none"
    budget = found or Budget(scope=scope, subject=subject, micro_usd=0)
    budget.micro_usd, budget.saved_by, budget.saved_at = micro_usd, who, now()
    session.add(budget)
    session.flush()
    name = standing(session, budget).name
    audit.note(session, who, Deed.BUDGET_CHANGED, name, f"from {before} to {money.amount(micro_usd)}")
    return budget


def remove(session: Session, budget_id: str, who: str) -> None:
    budget = session.get(Budget, budget_id)
    if budget is None:
        raise NotFound("This budget is not there any more.")
    audit.note(session, who, Deed.BUDGET_CHANGED, standing(session, budget).name, "taken away")
    session.delete(budget)


def list_standing(session: Session, at: datetime | None = None) -> Sequence[BudgetStanding]:
    """Every budget, widest first."""
    budgets = sorted(session.exec(select(Budget)).all(), key=lambda one: (list(Scope).index(one.scope), one.subject))
    return [standing(session, budget, at) for budget in budgets]


def of_production(session: Session, production_id: str) -> BudgetStanding | None:
    budget = _find(session, Scope.PRODUCTION, production_id)
    return standing(session, budget) if budget else None


def nearest(
    session: Session, who: str, at: datetime | None = None, *, production_id: str | None = None
) -> BudgetStanding | None:
    """The one that what this person queues, for that production if any, falls under and that is used up most, if any is past the
    warning."""
    falls_under = or_(
        col(Budget.scope).in_((Scope.DAY, Scope.MONTH)),
        _is_for(Scope.PERSON, who),
        _is_for(Scope.PRODUCTION, production_id),
    )
    stands = [standing(session, budget, at) for budget in session.exec(select(Budget).where(falls_under)).all()]
    return max((one for one in stands if one.is_near), key=lambda one: one.fraction, default=None)


def standing(session: Session, budget: Budget, at: datetime | None = None) -> BudgetStanding:
    counts = [col(LedgerLine.counts_at) >= begins(budget.scope, at or now())]
    if budget.scope in OF_WHOM:
        counts.append(col(OF_WHOM[budget.scope]) == budget.subject)
    reserved, spent = session.exec(select(RESERVED, SPENT).where(*counts)).one()
    title = _title(session, budget.subject) if budget.scope == Scope.PRODUCTION else ""
    return BudgetStanding(budget, int(reserved), int(spent), title)


def _title(session: Session, production_id: str) -> str:
    production = session.get(Production, production_id)
    return production.title if production else "a production that is gone"


def begins(scope: Scope, at: datetime) -> datetime:
    """Since when charges count for it."""
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if scope in (Scope.TOKEN, Scope.PRODUCTION):
        return FOR_EVER
    return midnight if scope == Scope.DAY else midnight.replace(day=1)


def room(session: Session, payer: Generation | Writing | Payer) -> Room:
    """Before anything is reserved, in the same transaction. These budgets are locked until we commit: two who queue at once can not
    both take the last dollar. Budgets are locked before generations, everywhere, or two could wait for each other."""
    return Room([standing(session, budget) for budget in session.exec(_over(payer).with_for_update()).all()])


def hold(session: Session, payers: Iterable[Generation]) -> None:
    """Lock what all of these fall under, before a generation is moved that may lead to more of them being reserved."""
    them = {Payer(one.created_by, one.token_id, one.production_id) for one in payers}
    if them:
        session.exec(_over(*them).with_for_update()).all()


def require_room(session: Session, generation: Generation | Writing, wanted: int | None) -> None:
    """Before so many micro-dollars are reserved for it. Raises OverBudget."""
    if wanted:
        room(session, generation).take(wanted)


def tell_of_use(session: Session, payer: Generation | Writing | Payer, at: datetime | None = None) -> None:
    """After something was reserved or paid for it: who minds a budget is told once when it is nearly used up, and once when it is."""
    for budget in session.exec(_over(payer)).all():
        stands = standing(session, budget, at)
        if stands.is_near:
            is_used_up = stands.fraction >= 1
            since = begins(budget.scope, at or now())
            taken, allowed = money.amount(stands.reserved + stands.spent), money.amount(budget.micro_usd)
            notices.write(
                session,
                News.BUDGET,
                f"budget {budget.id} {since:%Y-%m-%d} {'used up' if is_used_up else 'near'}",
                f"The {stands.name} is {'used up' if is_used_up else 'nearly used up'}",
                f"{taken} of {allowed} are reserved or spent. {stands.way_on}",
                person=budget.subject if budget.scope == Scope.PERSON else "",
            )


def _over(*payers: Generation | Writing | Payer):  # pyright: ignore[reportUnknownParameterType]
    """Those they fall under, always in the same order."""
    return select(Budget).where(or_(*map(_counts, payers))).order_by(col(Budget.id))


def _counts(payer: Generation | Writing | Payer) -> ColumnElement[bool]:
    return or_(
        col(Budget.scope).in_((Scope.DAY, Scope.MONTH)),
        _is_for(Scope.PERSON, payer.created_by),
        _is_for(Scope.TOKEN, payer.token_id),
        _is_for(Scope.PRODUCTION, payer.production_id),
    )


def _is_for(scope: Scope, subject: str | None) -> ColumnElement[bool]:
    """Nobody in particular has no budget of this scope."""
    return and_(col(Budget.scope) == scope, col(Budget.subject) == (subject or ""))


def _sentence(stands: BudgetStanding, wanted: int) -> str:
    over = money.usd(wanted - max(stands.left, 0))
    taken, allowed = money.amount(stands.reserved + stands.spent), money.amount(stands.budget.micro_usd)
    return (
        f"This costs {money.usd(wanted)} and would go over the {stands.name} by {over}: "
        f"{allowed} are allowed, {taken} are reserved or spent. {stands.way_on}"
    )


def _find(session: Session, scope: Scope, subject: str) -> Budget | None:
    return session.exec(select(Budget).where(Budget.scope == scope, Budget.subject == subject)).first()
