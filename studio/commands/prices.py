"""What can be made and what it costs: `models`."""

from typing import Annotated

import typer

from studio import money
from studio.brief import Operation
from studio.commands.door import Json, at_work, print_json
from studio.providers import catalogue
from studio.providers.catalogue import Model


def models(
    operation: Annotated[Operation | None, typer.Option(help="Only those that can do this.")] = None,
    as_json: Json = False,
) -> None:
    """Every model with what it can do, its least price, and whether its key is there."""
    with at_work() as tools:
        settings = tools.settings()
    known = catalogue.models(operation)
    if as_json:
        print_json([_told(one, settings.is_ready(one.provider)) for one in known])
        return
    for one in known:
        ready = "ready" if settings.is_ready(one.provider) else "no key"
        doubt = "" if one.rates.is_verified else ", not verified"
        typer.echo(
            f"{one.id:<34}{one.operation:<11}{money.least_words(one.least_usd):<18}{ready:<8}{one.rates.as_of}{doubt}"
        )


def _told(known: Model, is_ready: bool) -> dict[str, object]:
    return {
        "id": known.id,
        "operation": known.operation,
        "label": known.label,
        "is_ready": is_ready,
        "least_usd": known.least_usd,
        "source": known.rates.source,
        "as_of": known.rates.as_of.isoformat(),
        "is_verified": known.rates.is_verified,
        "durations_s": known.durations_s,
        "resolutions": known.resolutions,
        "ratios": known.ratios,
    }
