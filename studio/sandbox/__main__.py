"""`python -m studio.sandbox`: the sandbox as a program of its own."""

import argparse
import sys

from studio.errors import StudioError
from studio.sandbox import PORT
from studio.sandbox.faults import TROUBLES
from studio.sandbox.server import run


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The names are those of `run`."""
    parser.add_argument("--port", type=int, default=PORT, help="0 finds a free one")
    parser.add_argument("--host", default="127.0.0.1", help="an address of this machine only")
    parser.add_argument("--trouble", choices=sorted(TROUBLES), help="what should go wrong")
    parser.add_argument("--seconds", type=float, default=3, help="how long a generation takes")
    parser.add_argument("--max-seconds", type=float, help="... or anything from --seconds to this")
    parser.add_argument("--concurrent", type=int, help="generations at the same time; more is answered with 429")
    parser.add_argument("--per-minute", type=int, help="submits per minute; more is answered with 429")
    parser.add_argument("--balance-cents", type=float, default=1_000_000, help="what the account holds")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m studio.sandbox", description=__doc__)
    add_arguments(parser)
    try:
        run(**vars(parser.parse_args()))
    except StudioError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
