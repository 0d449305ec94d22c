"""Nothing is paid by surprise: the price first, then a question, unless told not to ask or nobody is there to answer."""

import sys

import typer

FREE = "free"


def agree(price: str, yes: bool, question: str = "Generate?") -> None:
    """Aborts where a person says no."""
    if price != FREE and not yes and sys.stdin.isatty():
        typer.confirm(f"{price}. {question}", abort=True, err=True)
