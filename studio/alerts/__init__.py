"""Alerts: rules that watch calls, money, generations and this machine; what fires is shown, sent once, and goes quiet by itself."""

from studio.alerts.asking import are_due, ask
from studio.alerts.evaluation import Look, evaluate, forget_old
from studio.alerts.standing import Line, acknowledge, line, list_fired, list_past, unnoticed

__all__ = [
    "Line",
    "Look",
    "acknowledge",
    "are_due",
    "ask",
    "evaluate",
    "forget_old",
    "line",
    "list_fired",
    "list_past",
    "unnoticed",
]
