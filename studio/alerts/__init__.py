"""Alerts: rules that watch calls, money, generations and this machine; what fires is shown, sent once, and goes quiet by itself.

`kinds.py` is what can be watched, `rules.py` with which limit, `readings.py` how things stand; `balances.py` asks providers what is
left, where a rule wants to know. `evaluation.py` lets alerts begin, fire and clear, `telling.py` sends them, outside of quiet hours
(`quiet.py`); `standing.py` is what people see of them.
"""

from studio.alerts.balances import ask_for_balances, balances_due
from studio.alerts.evaluation import Circumstances, evaluate, forget_old
from studio.alerts.standing import AlertLine, acknowledge, line, list_fired, list_past, unnoticed

__all__ = [
    "AlertLine",
    "Circumstances",
    "acknowledge",
    "ask_for_balances",
    "balances_due",
    "evaluate",
    "forget_old",
    "line",
    "list_fired",
    "list_past",
    "unnoticed",
]
