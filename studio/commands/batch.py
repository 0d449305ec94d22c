"""Many briefs from one file: `batch`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from studio import batch, database, money, orders
from studio.batch import MOST_BYTES, BadBatch, Row
from studio.commands.door import Json, Yes, at_work, complain, print_json, told
from studio.commands.paying import agree
from studio.engine.tools import Tools
from studio.words import counted, first_words


def queue_batch(
    file: Annotated[Path | None, typer.Argument(help="CSV or JSON; its columns are the names of a brief.")] = None,
    example: Annotated[bool, typer.Option("--example", help="Print a file to start from.")] = False,
    only_good: Annotated[bool, typer.Option("--only-good", help="Leave out the rows that cannot be made.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Check and price every row; queue nothing.")] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Check and price every brief of a file, then queue all of them; or none, when a row cannot be made."""
    if example:
        typer.echo(batch.EXAMPLE, nl=False)
        return
    if file is None:
        raise typer.BadParameter("name a file; --example prints one to start from.")
    with at_work() as tools:
        rows = _check(tools, file)
        if not as_json:
            _show(rows)
        bad = [row for row in rows if row.reasons]
        if bad and not only_good:
            _refuse(bad)
        if not check:
            _queue(tools, rows, yes, as_json)


def _check(tools: Tools, file: Path) -> list[Row]:
    try:
        with file.open("rb") as opened:
            given = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadBatch(f"The file cannot be read: {error.strerror}.") from error
    with database.reading(tools.database) as session:
        return batch.check(session, given, tools.settings())


def _show(rows: Sequence[Row]) -> None:
    for row in rows:
        if row.reasons or not row.order:
            complain(row.words)
        else:
            price = money.usd(row.order.micro_usd)
            clips = f"{row.takes} x " if row.takes > 1 else ""
            typer.secho(f"Row {row.number}: {price}  {clips}{row.model}  {first_words(row.prompt, 60)}", err=True)


def _refuse(bad: Sequence[Row]) -> None:
    raise BadBatch(
        f"{counted(len(bad), 'row')} cannot be made, so nothing was queued. Mend the file, or leave them out with --only-good."
    )


def _queue(tools: Tools, rows: Sequence[Row], yes: bool, as_json: bool) -> None:
    wanted = batch.good(rows)
    total = orders.total(wanted)
    typer.secho(f"{total.takes} in all: {total.words}", err=True)
    agree(total, yes)
    with database.writing(tools.database) as session:
        made = batch.queue(session, wanted)
    if as_json:
        print_json([told(one) for one in made])
    else:
        typer.echo("\n".join(one.id for one in made))
