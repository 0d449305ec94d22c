"""How long to wait before the next try."""

WAITS_S = (2.0, 4.0, 8.0, 10.0)
LONGEST_S = 120.0  # however long a provider asks us to wait, we look again after this
JITTER = 0.2


def wait_s(times: int, *, at_least_s: float = 0, asked_s: float | None = None, chance: float = 0) -> float:
    """Seconds to wait after `times` tries: 2, 4, 8, 10, 10 ..., never under the provider's own minimum, plus up to 20 %.

    A provider faster than that (`at_least_s` under 2) is checked at its own pace. `chance` is 0-1.
    """
    planned = WAITS_S[min(times, len(WAITS_S) - 1)] if at_least_s >= WAITS_S[0] else at_least_s
    wait = max(planned, at_least_s, min(asked_s or 0, LONGEST_S))
    return wait * (1 + JITTER * chance)


def after_trouble_s(troubles: int, *, asked_s: float | None = None, chance: float = 0) -> float:
    """Seconds to wait after a failed try: the same steps, then 30 s, so that an outage is not hammered."""
    planned = WAITS_S[troubles] if troubles < len(WAITS_S) else 30.0
    return max(planned, min(asked_s or 0, LONGEST_S)) * (1 + JITTER * chance)
