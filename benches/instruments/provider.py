"""The sandbox, which also tells when each generation was accepted and when it ends: `python -m benches.instruments.provider`.

Ends by itself after `--limit` seconds.
"""

import argparse
import os
import threading

from studio.sandbox.account import CustomerTerms
from studio.sandbox.server import build, serve


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True, help="how long a generation takes at least")
    parser.add_argument("--max-seconds", type=float, required=True)
    parser.add_argument("--limit", type=float, required=True)
    asked = parser.parse_args()
    app = build(CustomerTerms((asked.seconds, asked.max_seconds)))
    luma = app.state.reception.accounts["luma"]

    @app.get("/bench/times")
    async def tell_times() -> dict[str, tuple[float, float]]:  # pyright: ignore[reportUnusedFunction]
        """By id: accepted and ended, in seconds since 1970."""
        return {one.id: (one.accepted_at, one.ends_at) for one in luma.generations.values()}

    end_after(asked.limit)
    serve("127.0.0.1", asked.port, app)


def end_after(seconds: float) -> None:
    """Whatever becomes of the bench, its processes do not stay behind."""
    timer = threading.Timer(seconds, os._exit, (1,))
    timer.daemon = True
    timer.start()


if __name__ == "__main__":
    main()
