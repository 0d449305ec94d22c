"""Money in words: how a sum is said. Micro-dollars inside, USD on the screen."""

MICRO = 1_000_000
CENT = 10_000


def rough(micro_usd: int) -> int:
    """Up to two digits: as much as an estimate of tokens can know."""
    step = 10 ** max(0, len(str(micro_usd)) - 2)
    return -(-micro_usd // step) * step


def usd(micro_usd: int | None) -> str:
    """`$0.71`, `$0.015`, `free`, or `price unknown`: what costs something never looks like nothing, nor like half as much."""
    if micro_usd is None:
        return "price unknown"
    if 0 < micro_usd < 10 * CENT and micro_usd % CENT:
        return f"${micro_usd / MICRO:.6f}".rstrip("0")
    return f"${micro_usd / MICRO:,.2f}" if micro_usd else "free"


def amount(micro_usd: int) -> str:
    """A sum of money: nothing is `$0.00`, not free, and less than nothing keeps its sign."""
    if micro_usd < 0:
        return f"-{usd(-micro_usd)}"
    return usd(micro_usd) if micro_usd else "$0.00"


def least_words(least_usd: float | None) -> str:
    """`from $0.40`, `free` or `price unknown`: of a model, by the list, for the least that it makes."""
    if least_usd is None:
        return usd(None)
    return f"from {usd(round(least_usd * MICRO))}" if least_usd else usd(0)
