"""Make clips and pictures: `generate`, and `estimate` for what it would cost."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from studio import database, generations, library, money, orders, waiting
from studio.brief import ENDED_BADLY, State
from studio.commands import copying, wishes
from studio.commands.door import Json, Yes, at_work, print_json, said_when_interrupted, say, say_why, told
from studio.commands.paying import agree
from studio.engine.tools import Tools
from studio.orders import Order
from studio.tables import Generation


def generate(
    ctx: typer.Context,
    prompt: wishes.Prompt = "",
    preset: wishes.PresetName = None,
    model: wishes.ModelId = None,
    operation: wishes.Doing = None,
    seconds: wishes.Seconds = None,
    ratio: wishes.Ratio = None,
    resolution: wishes.Resolution = None,
    first_frame: wishes.FirstFrame = None,
    last_frame: wishes.LastFrame = None,
    continues: wishes.Continues = None,
    source: wishes.Source = None,
    strength: wishes.Strength = None,
    reference: wishes.References = None,
    negative: wishes.Negative = None,
    camera: wishes.Camera = None,
    loop: wishes.Loop = False,
    seed: wishes.Seed = None,
    sound: wishes.Sound = False,
    hdr: wishes.Hdr = False,
    takes: wishes.Takes = 1,
    out: Annotated[
        Path | None, typer.Option(help="Copy it to this file; of several takes, -2, -3 ... are added.")
    ] = None,
    wait: Annotated[bool, typer.Option(help="Wait for it.")] = True,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Make a clip or a picture. Says its price first; exit code 0 when it is there."""
    with at_work() as tools:
        targets = _targets(out if wait else None, takes, wishes.files_of(ctx.params))
        with wishes.taking_in(tools) as taken:
            order = wishes.order(tools, taken, ctx.params)
            _say_price(order)
            agree(orders.total([order]), yes)
            with database.writing(tools.database) as session:
                made = generations.queue_together(session, generations.takes_of(order.brief, takes))
            taken.keep()
        if wait:
            with said_when_interrupted(_goes_on(made)):
                made = [waiting.until_ended(tools, one.id, None if as_json else say) for one in made]
        _finish(tools, made, targets, as_json)


def estimate(
    ctx: typer.Context,
    prompt: wishes.Prompt = "",
    preset: wishes.PresetName = None,
    model: wishes.ModelId = None,
    operation: wishes.Doing = None,
    seconds: wishes.Seconds = None,
    ratio: wishes.Ratio = None,
    resolution: wishes.Resolution = None,
    first_frame: wishes.FirstFrame = None,
    last_frame: wishes.LastFrame = None,
    continues: wishes.Continues = None,
    source: wishes.Source = None,
    strength: wishes.Strength = None,
    reference: wishes.References = None,
    negative: wishes.Negative = None,
    camera: wishes.Camera = None,
    loop: wishes.Loop = False,
    seed: wishes.Seed = None,
    sound: wishes.Sound = False,
    hdr: wishes.Hdr = False,
    takes: wishes.Takes = 1,
    as_json: Json = False,
) -> None:
    """What it would cost, with the source and the date of the price. Takes the options of generate and makes nothing."""
    with at_work() as tools, wishes.taking_in(tools) as taken:
        order = wishes.order(tools, taken, ctx.params)
    print_json(_as_told(order)) if as_json else typer.echo(price_line(order))


def price_line(order: Order) -> str:
    assert order.estimate
    of_takes = f" for {order.takes} takes" if order.takes > 1 else ""
    return f"{money.usd(order.micro_usd)}{of_takes} ({order.estimate.dated_source})"


def _say_price(order: Order) -> None:
    if order.micro_usd != 0:
        typer.secho(price_line(order), err=True)


def _as_told(order: Order) -> dict[str, object]:
    assert order.estimate
    return {
        "usd": None if order.micro_usd is None else order.micro_usd / money.MICRO,
        "takes": order.takes,
        "source": order.estimate.source,
        "as_of": order.estimate.as_of.isoformat(),
        "is_verified": order.estimate.is_verified,
        "brief": order.brief.model_dump(mode="json", exclude_none=True),
    }


# -- what came of it --------------------------------------------------------------------------------------


def _targets(out: Path | None, takes: int, sources: Sequence[Path]) -> Sequence[Path | None]:
    """One for each take. Raises BadTarget."""
    numbered = [out] + [out and out.with_stem(f"{out.stem}-{number}") for number in range(2, takes + 1)]
    return [copying.target_of(one, sources) for one in numbered]


def _goes_on(made: Sequence[Generation]) -> str:
    ids = ", ".join(one.id for one in made)
    return f"What was asked for goes on with the next engine: start the studio. `show` tells how it stands: {ids}"


def _finish(tools: Tools, made: Sequence[Generation], targets: Sequence[Path | None], as_json: bool) -> None:
    files = [_copy(tools, one, target) for one, target in zip(made, targets, strict=True)]
    if as_json:
        whole = [told(one) | {"clip": str(file) if file else None} for one, file in zip(made, files, strict=True)]
        print_json(whole if len(whole) > 1 else whole[0])
    else:
        for one, file in zip(made, files, strict=True):
            typer.echo(file or one.id)
    failed = [one for one in made if one.state in (*ENDED_BADLY, State.UNCLEAR)]
    for one in failed:
        say_why(one)
    is_elsewhere = any(file and target and file != target for file, target in zip(files, targets, strict=True))
    if failed or is_elsewhere:
        raise typer.Exit(1)


def _copy(tools: Tools, generation: Generation, target: Path | None) -> Path | None:
    """Where it lies now. None: there is nothing yet, or nothing came of it."""
    if generation.state != State.SUCCEEDED or not generation.asset_id:
        return None
    with database.reading(tools.database) as session:
        file = tools.files.path_of(library.get(session, generation.asset_id).asset.name)
    return copying.copy_out(file, target)
