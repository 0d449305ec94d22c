"""What keeps a studio from working, each as a sentence: for the health address, the doctor and the pages. `checks.py` looks, `check.py` is
one thing that was looked at.
"""

from studio.health.check import Check
from studio.health.checks import examine

__all__ = ["Check", "examine", "is_well"]


def is_well(checks: list[Check], *, but: str = "") -> bool:
    """Whether nothing grave was found; `but` names one that does not count."""
    return all(check.is_ok or not check.is_grave or check.name == but for check in checks)
