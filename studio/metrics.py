"""Metrics in the text that Prometheus reads, under the names that the pages use. Counted in the database, so that a restart loses
nothing and every server of a studio says the same."""

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlmodel import Session, col, func, select

from studio import alerts, budgets, generations, ledger, tallies
from studio.alerts import rules
from studio.brief import State
from studio.engines import living
from studio.files import Files
from studio.settings import Settings
from studio.tables import EVERYBODY, Generation, LedgerLine, Span, Tally, now

__all__ = ["CONTENT_TYPE", "text"]

OF_CALLS = ("provider", "model", "operation", "outcome")


def text(session: Session, settings: Settings) -> bytes:
    """Made anew for each request: nothing is kept between two."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Studio(session, settings, now()))
    return generate_latest(registry)


class _Studio(Collector):
    def __init__(self, session: Session, settings: Settings, at: datetime):
        self._session, self._settings, self._at = session, settings, at

    def collect(self) -> Iterator[Metric]:
        yield from _calls(self._session)
        yield _clips(self._session)
        yield _spent(self._session)
        yield _generations(self._session)
        yield from _queue_and_engines(self._session, self._at)
        yield _firing(self._session, self._at)
        yield _budgets(self._session, self._at)
        free = Files(self._settings.media).free_bytes()
        yield GaugeMetricFamily("dailies_disk_free_bytes", "Free in the data folder.", free)


def _calls(session: Session) -> Iterator[Metric]:
    count = CounterMetricFamily("dailies_calls", "Calls to providers: ok, or a failure kind.", labels=OF_CALLS)
    seconds = CounterMetricFamily("dailies_call_seconds", "How long they took together.", labels=OF_CALLS)
    columns = col(Tally.provider), col(Tally.model), col(Tally.operation), col(Tally.outcome)
    sums = func.sum(Tally.count), func.sum(Tally.milliseconds)
    is_call = (
        Tally.span == Span.DAY,
        Tally.person == EVERYBODY,
        col(Tally.operation).not_in((tallies.CLIP, tallies.WAIT)),
    )
    for *labels, many, milliseconds in session.execute(select(*columns, *sums).where(*is_call).group_by(*columns)):  # pyright: ignore[reportCallIssue]
        count.add_metric(labels, float(many))
        seconds.add_metric(labels, float(milliseconds) / 1000)
    yield from (count, seconds)


def _clips(session: Session) -> Metric:
    names = ("provider", "model", "outcome")
    clips = CounterMetricFamily("dailies_clips", "Generations that have ended, as they ended last.", labels=names)
    columns = col(Tally.provider), col(Tally.model), col(Tally.outcome)
    is_clip = Tally.span == Span.DAY, Tally.person == EVERYBODY, Tally.operation == tallies.CLIP
    for provider, model, outcome, many in session.exec(
        select(*columns, func.sum(Tally.count)).where(*is_clip).group_by(*columns)
    ):
        clips.add_metric([provider, model, outcome], float(many))
    return clips


def _spent(session: Session) -> Metric:
    spent = CounterMetricFamily("dailies_spent_usd", "What was paid, by the ledger.", labels=["provider"])
    paid = select(LedgerLine.provider, func.sum(LedgerLine.micro_usd)).where(ledger.IS_PAID)
    for provider, micro_usd in session.exec(paid.group_by(col(LedgerLine.provider))):
        spent.add_metric([provider], float(micro_usd) / 1e6)
    return spent


def _generations(session: Session) -> Metric:
    family = GaugeMetricFamily("dailies_generations", "Generations by where they are in their life.", labels=["state"])
    counted = generations.count_by_state(session)
    for state in State:
        family.add_metric([state.value], counted.get(state, 0))
    return family


def _queue_and_engines(session: Session, at: datetime) -> Iterator[Metric]:
    in_line = col(Generation.state) == State.QUEUED, col(Generation.waits_for_id).is_(None)
    oldest = session.exec(select(func.min(Generation.queued_at)).where(*in_line)).one()
    seconds = max(0.0, (at - oldest).total_seconds()) if oldest else 0
    yield GaugeMetricFamily("dailies_queue_oldest_seconds", "How long the first in line has waited.", seconds)
    yield GaugeMetricFamily("dailies_engines", "Engines that live.", len(living(session, at)))


def _firing(session: Session, at: datetime) -> Metric:
    """Every rule that is on; 1 while it fires, acknowledged or not."""
    family = GaugeMetricFamily("dailies_alert_firing", "1 while an alert fires.", labels=["rule", "provider"])
    known = {rule.id: rules.name_of(rule) for rule in rules.list_rules(session) if rule.is_on}
    fired = [*alerts.list_fired(session), *alerts.unnoticed(session, at)]
    firing = {(known[alert.rule_id], alert.about): 1 for alert in fired if alert.rule_id in known}
    quiet = {(name, ""): 0 for name in known.values() if name not in {rule for rule, _ in firing}}
    for labels, value in {**quiet, **firing}.items():
        family.add_metric(labels, value)
    return family


def _budgets(session: Session, at: datetime) -> Metric:
    """The fullest of each scope: whose it is stays here."""
    family = GaugeMetricFamily(
        "dailies_budget_used_ratio", "How far a budget is used up, 1 is wholly.", labels=["scope"]
    )
    used: dict[str, float] = {}
    for stands in budgets.list_standing(session, at):
        used[stands.budget.scope.value] = max(used.get(stands.budget.scope.value, 0), stands.fraction)
    for scope, fraction in used.items():
        family.add_metric([scope], fraction)
    return family
