"""What the form asks for as a whole: one line for each model, with its price, what gave way for it, and what speaks against it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from studio import estimates, generations
from studio.brief import Brief
from studio.errors import NotFound
from studio.estimates import Estimate
from studio.orders import Total
from studio.providers import catalogue, fitting
from studio.ui.draft import Draft

A_PROMPT = "A boat on the sea"  # that no model refuses


@dataclass(frozen=True)
class PricedBrief:
    """One model's part."""

    brief: Brief
    estimate: Estimate
    changes: Sequence[str]  # what gave way, for a model that is only compared with
    against_rest: Sequence[str]  # what speaks against it, whatever its prompt says
    against_prompt: Sequence[str]

    @property
    def label(self) -> str:
        return catalogue.label_of(self.brief.model)


@dataclass(frozen=True)
class AskedBriefs:
    lines: Sequence[PricedBrief]
    takes: int

    @property
    def brief(self) -> Brief:
        """As it stands in the form."""
        return self.lines[0].brief

    @property
    def clips(self) -> int:
        return len(self.lines) * self.takes

    @property
    def against_rest(self) -> list[str]:
        """What speaks against any of the models, whatever the prompt says; each sentence names its model."""
        return list(dict.fromkeys(reason for line in self.lines for reason in line.against_rest))

    @property
    def against_prompt(self) -> list[str]:
        return list(dict.fromkeys(reason for line in self.lines for reason in line.against_prompt))

    @property
    def total(self) -> Total:
        """Of all that stands in the form, made or not."""
        prices = [line.estimate.micro_usd for line in self.lines]
        return Total(
            takes=self.clips,
            micro_usd=sum(price or 0 for price in prices) * self.takes,
            unpriced=prices.count(None) * self.takes,
        )

    def briefs(self) -> list[Brief]:
        """Everything that is to be queued, in one go."""
        return [take for line in self.lines for take in generations.takes_of(line.brief, self.takes)]


def look(session: Session, draft: Draft) -> AskedBriefs:
    """The chosen model first."""
    return AskedBriefs([_line(session, draft.brief, ()), *_others(session, draft)], draft.takes)


def _others(session: Session, draft: Draft) -> Iterator[PricedBrief]:
    able = {known.id for known in catalogue.models(draft.brief.operation)}
    for model_id in draft.also:
        if model_id in able and model_id != draft.brief.model:
            fitted = fitting.fit(draft.brief, model_id)
            yield _line(session, fitted.brief, fitted.changes)


def _line(session: Session, brief: Brief, changes: Sequence[str]) -> PricedBrief:
    try:
        brief = generations.complete(session, brief)
        worded = brief.model_copy(update={"prompt": A_PROMPT})
        against_rest = list(generations.reasons_against(session, worded))
    except NotFound as gone:  # what it points at has left the library
        against_rest = [str(gone)]
    against_prompt = [reason for reason in catalogue.reasons_against(brief) if reason not in against_rest]
    return PricedBrief(brief, estimates.estimate(session, brief), changes, against_rest, against_prompt)
