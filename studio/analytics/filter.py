"""What the figures are narrowed to, and what there is to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from studio.tables import EVERYBODY, Call, Generation, LedgerLine, Span, Tally
from studio.tallies.generations import CLIP, WAIT

OF_GENERATIONS = (CLIP, WAIT)


@dataclass(frozen=True)
class AnalyticsFilter:
    """Empty fields do not narrow. `operation` is that of a call, and narrows only what is told of calls."""

    provider: str = ""
    model: str = ""
    operation: str = ""
    person: str = ""

    @property
    def is_whole(self) -> bool:
        """Of everything that costs money."""
        return not (self.provider or self.model or self.person)

    def of_tallies(self) -> list[ColumnElement[bool]]:
        is_told = col(Tally.operation).in_((*OF_GENERATIONS, self.operation))
        whose = (Tally.person, self.person or EVERYBODY)
        named = _same(whose, (Tally.provider, self.provider), (Tally.model, self.model))
        return [*named, is_told] if self.operation else named

    def of_calls(self) -> list[ColumnElement[bool]]:
        names = (Call.provider, self.provider), (Call.model, self.model), (Call.person, self.person)
        return _same(*names, (Call.operation, self.operation))

    def of_generations(self) -> list[ColumnElement[bool]]:
        names = (Generation.provider, self.provider), (Generation.model, self.model)
        return _same(*names, (Generation.created_by, self.person))

    def of_charges(self) -> list[ColumnElement[bool]]:
        """The ledger knows no model: its generations do."""
        named = _same((LedgerLine.provider, self.provider), (LedgerLine.created_by, self.person))
        of_model = select(Generation.id).where(Generation.model == self.model)
        return [*named, col(LedgerLine.generation_id).in_(of_model)] if self.model else named


def _same(*pairs: tuple[str, str]) -> list[ColumnElement[bool]]:
    return [col(column) == value for column, value in pairs if value]


@dataclass(frozen=True)
class Known:
    """What has ever been counted: what one can narrow to."""

    models: Sequence[str]
    operations: Sequence[str]
    people: Sequence[str]

    @property
    def providers(self) -> Sequence[str]:
        return list(dict.fromkeys(model.partition(":")[0] for model in self.models))


def known(session: Session) -> Known:
    kinds = select(Tally.model, Tally.operation, Tally.person).where(Tally.span == Span.DAY).distinct()
    found = session.exec(kinds).all()
    return Known(
        models=sorted({model for model, _, _ in found if model}),
        operations=sorted({operation for _, operation, _ in found} - set(OF_GENERATIONS)),
        people=sorted({person for _, _, person in found} - {"", EVERYBODY}),
    )
