"""What runs on this machine: `doctor`, `engine` and `sandbox`."""

from pathlib import Path
from typing import Annotated

import typer

from studio import health, logs, support, workshop
from studio.commands.door import at_work, plainly
from studio.errors import StudioError
from studio.health import Check
from studio.sandbox import PORT
from studio.settings import load


class NoBundle(StudioError):
    """The file that was named cannot be made."""


def doctor(
    bundle: Annotated[
        Path | None, typer.Option(help="Write a support bundle into this file: no keys, no prompts.")
    ] = None,
) -> None:
    """Say what keeps the studio from working. Exit code 1 when something does."""
    with at_work():
        checks = health.examine()
        if bundle:
            write_bundle(bundle)
    for check in checks:
        typer.secho(line(check), fg=None if check.is_ok else "red" if check.is_grave else "yellow")
    raise typer.Exit(0 if health.is_well(checks, but="engine") else 1)


def line(check: Check) -> str:
    word = "ok" if check.is_ok else "BAD" if check.is_grave else "hint"
    return f"{word:<4}  {check.name}: {check.sentence}"


def write_bundle(target: Path) -> None:
    """Raises NoBundle."""
    try:
        target.write_bytes(support.bundle())
    except OSError as error:
        raise NoBundle(f"{target} cannot be written: {error.strerror}. Name another file.") from None
    typer.echo(f"The support bundle is in {target}.", err=True)


def engine(threads: int | None = None) -> None:
    """Move generations without pages: on PostgreSQL, on as many machines as wanted."""
    with plainly():
        settings = load()
        logs.start(settings)
        workshop.run_engine(settings, threads or settings.engine_threads)


def sandbox(
    port: int = PORT,
    trouble: Annotated[str | None, typer.Option(help="busy, flaky, filter, slow or lost.")] = None,
    seconds: Annotated[float, typer.Option(help="How long a generation takes.")] = 3,
) -> None:
    """A server on this machine that speaks the providers' protocols and gives real clips. Nothing is paid."""
    from studio.sandbox.faults import TROUBLES
    from studio.sandbox.server import run

    if trouble and trouble not in TROUBLES:
        raise typer.BadParameter(f"choose one of {', '.join(TROUBLES)}.", param_hint="--trouble")
    with plainly():
        run(port, trouble, seconds)
