"""Alerts on the screen: one quiet line on every page, and all of them with their rules on Analytics."""

from studio.ui.alerts.line import show_line
from studio.ui.alerts.section import show_alerts

__all__ = ["show_alerts", "show_line"]
