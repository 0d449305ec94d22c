"""Alerts on the screen: one quiet line on every page (`line.py`), and all of them with their rules on Analytics: `section.py`, with
`cards.py` for the rules and `fields.py` for what one of them asks.
"""

from studio.ui.alerts.line import show_line
from studio.ui.alerts.section import show_alerts

__all__ = ["show_alerts", "show_line"]
