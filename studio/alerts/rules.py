"""The rules for alerts: those that come with the studio, and what people make of them. Every change is in the audit list."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

from sqlmodel import Session, col, select

from studio import audit
from studio.alerts import quiet
from studio.alerts.kinds import CLIP, MEASURES, OPERATIONS, amount
from studio.errors import NotFound, StudioError
from studio.providers.catalogue import PROVIDERS
from studio.tables import AlertKind, AlertRule, Deed, now

LEAST_SAMPLE = 3  # two out of two are an accident
MOST_SAMPLE, LONGEST_WINDOW, LONGEST_FOR, MOST_RULES = 100_000, 24 * 60, 24 * 60, 100

# None of these speaks up where one person makes animatics: without a key, a budget or calls there is nothing to tell.
DEFAULTS: dict[str, dict[str, Any]] = {
    "errors": {"kind": AlertKind.ERRORS, "threshold": 10, "for_minutes": 3, "is_grave": True},
    "busy": {"kind": AlertKind.BUSY, "threshold": 10, "for_minutes": 3},
    "slow-submit": {"kind": AlertKind.SLOW, "operation": "submit", "threshold": 10, "for_minutes": 5},
    "slow-clip": {
        "kind": AlertKind.SLOW, "operation": CLIP, "threshold": 1200, "for_minutes": 5, "window_minutes": 60,
    },
    "balance": {"kind": AlertKind.BALANCE, "threshold": 5},
    "budget": {"kind": AlertKind.BUDGET, "threshold": 90},
    "stuck": {"kind": AlertKind.STUCK, "threshold": 45, "for_minutes": 1, "is_grave": True},
    "unclear": {"kind": AlertKind.UNCLEAR, "threshold": 60},
    "silent": {"kind": AlertKind.SILENT, "threshold": 60, "is_grave": True},
    "disk": {"kind": AlertKind.DISK, "threshold": 2, "for_minutes": 1, "is_grave": True},
}  # fmt: skip


class BadRule(StudioError):
    """No rule can be like that."""


@dataclass(frozen=True)
class RuleTerms:
    """What a person decides of a rule."""

    threshold: float
    provider: str = ""
    operation: str = ""
    window_minutes: int = 15
    for_minutes: float = 0
    least_count: int = 20
    is_grave: bool = False
    quiet_from: str = ""
    quiet_to: str = ""


def list_rules(session: Session) -> Sequence[AlertRule]:
    """Those of the studio first, in their order; then what people have added, oldest first."""
    kept = {rule.id: rule for rule in session.exec(select(AlertRule).order_by(col(AlertRule.id))).all()}
    own = [kept.pop(rule_id, None) or _default(rule_id) for rule_id in DEFAULTS]
    return [rule for rule in (*own, *kept.values()) if rule.deleted_at is None]


def get(session: Session, rule_id: str) -> AlertRule:
    """A deleted one too."""
    if found := session.get(AlertRule, rule_id) or (_default(rule_id) if rule_id in DEFAULTS else None):
        return found
    raise NotFound("This rule is not there any more.")


def terms_of(rule: AlertRule) -> RuleTerms:
    return RuleTerms(**{name: getattr(rule, name) for name in RuleTerms.__dataclass_fields__})


def name_of(rule: AlertRule) -> str:
    """`Calls that fail over 10 %`, `Slowness (p95) of submit at Luma over 10 s`."""
    measure = MEASURES[rule.kind]
    of = {"": "", CLIP: " to a clip"}.get(rule.operation, f" of {rule.operation}")
    at = f" at {PROVIDERS.get(rule.provider, rule.provider)}" if rule.provider else ""
    return f"{measure.label}{of}{at} {measure.side} {amount(rule.kind, rule.threshold)}"


def add(session: Session, kind: AlertKind, terms: RuleTerms, who: str) -> AlertRule:
    """Raises BadRule, BadHours."""
    if len(list_rules(session)) >= MOST_RULES:
        raise BadRule(f"There are {MOST_RULES} rules already: change one of them, or delete one first.")
    rule = AlertRule(kind=kind, **_checked(kind, terms))
    _save(session, rule, who, "added")
    return rule


def change(session: Session, rule_id: str, terms: RuleTerms, who: str) -> None:
    """Raises NotFound, BadRule, BadHours."""
    rule = get(session, rule_id)
    before = name_of(rule)
    for name, value in _checked(rule.kind, terms).items():
        setattr(rule, name, value)
    _save(session, rule, who, f"was: {before}" if name_of(rule) != before else "changed")


def switch(session: Session, rule_id: str, is_on: bool, who: str) -> None:
    rule = get(session, rule_id)
    rule.is_on = is_on
    _save(session, rule, who, "switched on" if is_on else "switched off")


def delete(session: Session, rule_id: str, who: str) -> None:
    rule = get(session, rule_id)
    rule.deleted_at = now()
    _save(session, rule, who, "deleted")


def bring_back(session: Session, rule_id: str, who: str) -> None:
    rule = get(session, rule_id)
    rule.deleted_at = None
    _save(session, rule, who, "brought back")


def restore_defaults(session: Session, who: str) -> None:
    """Those of the studio are as they came. What people have added stays."""
    for kept in session.exec(select(AlertRule).where(col(AlertRule.id).in_(DEFAULTS))).all():
        session.delete(kept)
    audit.note(session, who, Deed.ALERT_CHANGED, "the studio's own rules", "as they came")


def _default(rule_id: str) -> AlertRule:
    return AlertRule(id=rule_id, **DEFAULTS[rule_id])


def _save(session: Session, rule: AlertRule, who: str, sentence: str) -> None:
    rule.saved_by, rule.saved_at = who, now()
    session.add(rule)
    audit.note(session, who, Deed.ALERT_CHANGED, name_of(rule), sentence)


def _checked(kind: AlertKind, terms: RuleTerms) -> dict[str, Any]:
    """What a kind does not ask for is left as it is by nature."""
    known = MEASURES[kind]
    if not isfinite(terms.threshold) or not 0 < terms.threshold <= known.most:
        raise BadRule(f"{known.label}: the limit lies above 0 and at {amount(kind, known.most)} at most.")
    if not 0 <= terms.for_minutes <= LONGEST_FOR:
        raise BadRule("For how long it must hold: between 0 and 1,440 minutes.")
    values = asdict(terms)
    values["quiet_from"], values["quiet_to"] = quiet.check(terms.quiet_from, terms.quiet_to)
    values["provider"] = _provider(terms.provider) if known.of_provider else ""
    values["operation"] = _operation(terms.operation) if kind == AlertKind.SLOW else ""
    if known.is_sampled:
        _check_sample(terms)
    return values


def _check_sample(terms: RuleTerms) -> None:
    if not 1 <= terms.window_minutes <= LONGEST_WINDOW:
        raise BadRule("The window is between 1 and 1,440 minutes.")
    if not LEAST_SAMPLE <= terms.least_count <= MOST_SAMPLE:
        raise BadRule(f"It takes at least {LEAST_SAMPLE} calls to say anything, and {MOST_SAMPLE:,} at most.")


def _provider(name: str) -> str:
    if name and name not in PROVIDERS:
        raise BadRule("This provider is not known: choose one of the list, or all.")
    return name


def _operation(name: str) -> str:
    if name not in OPERATIONS:
        raise BadRule("Say first what must not be slow: submit, check, download, or the clip as a whole.")
    return name
