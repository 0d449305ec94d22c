"""Nothing is paid by surprise: the price first, then a question, unless somebody has said --yes before."""

import sys

import typer

from studio.orders import NotAgreed, Total


def agree(total: Total, yes: bool, question: str = "Generate?") -> None:
    """Aborts where a person says no. Raises NotAgreed where nobody can be asked: in a pipe, or a job at night."""
    if total.is_free or yes:
        return
    if not sys.stdin.isatty():
        raise NotAgreed(f"{_price(total)}, and nobody can be asked here: nothing was queued. Add --yes to pay for it.")
    typer.confirm(f"{_price(total)}. {question}", abort=True, err=True)


def _price(total: Total) -> str:
    words = total.words
    return words[:1].upper() + words[1:]
