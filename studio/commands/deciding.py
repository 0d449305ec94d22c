"""Decide about a generation: `cancel`, `retry`, and `decide` for what is unclear."""

from typing import Annotated

import typer
from sqlmodel import Session

from studio import database, estimates, generations, money, outlook
from studio.brief import ENDED_BADLY, State
from studio.commands.door import Yes, at_work, say
from studio.commands.paying import agree
from studio.engine.tools import Tools
from studio.errors import TooLate
from studio.orders import Total
from studio.tables import Generation


def cancel(generation_id: str) -> None:
    """Stop a generation, as far as its provider can."""
    with at_work() as tools:
        _do(tools, generations.cancel, generation_id)


def retry(
    generation_id: str,
    look: Annotated[
        bool, typer.Option("--look-again", help="Ask the provider once more instead: costs nothing.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Queue a failed one again: that is a new submission, which may cost again. Says its price first."""
    with at_work() as tools:
        if not look:
            _agree_to_another(tools, generation_id, yes)
        _do(tools, generations.look_again if look else generations.retry, generation_id)


def _agree_to_another(tools: Tools, generation_id: str, yes: bool) -> None:
    """What cannot be tried again is left to whoever tries."""
    with database.reading(tools.database) as session:
        generation = generations.get(session, generation_id)
        price = _price(session, generation)
    if generation.state in ENDED_BADLY:
        if not price.is_free:
            typer.secho(f"Another try: {price.words}", err=True)
        agree(price, yes, "Queue it again?")


def _do(tools: Tools, deed: generations.Deed, generation_id: str) -> None:
    with database.writing(tools.database) as session:
        say(deed(session, generation_id))


def _price(session: Session, generation: Generation) -> Total:
    """Of another try."""
    return Total.of(estimates.estimate_now(session, generation))


def decide(
    generation_id: str,
    look_again: Annotated[
        bool, typer.Option("--look-again", help="Ask the provider once more what became of it: costs nothing.")
    ] = False,
    not_accepted: Annotated[
        bool, typer.Option("--not-accepted", help="You looked: it is not there. Queue it again, which costs again.")
    ] = False,
    give_up: Annotated[
        bool, typer.Option("--give-up", help="Stop waiting for it: it counts as paid, as nobody knows.")
    ] = False,
    yes: Yes = False,
) -> None:
    """An unclear one may have been accepted and charged: say what is true. Without an option: what happened, and your ways."""
    deeds = {
        generations.look_again: look_again,
        generations.was_not_accepted: not_accepted,
        generations.give_up: give_up,
    }
    chosen = [deed for deed, is_chosen in deeds.items() if is_chosen]
    if len(chosen) > 1:
        raise typer.BadParameter("choose one of --look-again, --not-accepted and --give-up.")
    with at_work() as tools:
        price = _explain(tools, generation_id)
        if generations.was_not_accepted in chosen:
            agree(price, yes, "Queue it again?")
        for deed in chosen:
            _do(tools, deed, generation_id)


def _explain(tools: Tools, generation_id: str) -> Total:
    """What happened and what each way means; the price of another try. Raises TooLate for what is not unclear."""
    with database.reading(tools.database) as session:
        generation = generations.get(session, generation_id)
        price = _price(session, generation)
    if generation.state != State.UNCLEAR:
        raise TooLate(f"There is nothing to decide: it is {generation.state}.")
    typer.secho(outlook.what_is_unclear(generation), err=True)
    typer.secho("  --look-again    ask the provider once more: costs nothing", err=True)
    typer.secho(f"  --not-accepted  queue it again: {price.words}", err=True)
    typer.secho(f"  --give-up       count it as paid: {money.usd(generation.estimate_micro_usd)}", err=True)
    return price
