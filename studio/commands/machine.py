"""What runs on this machine: `doctor`, `engine` and `sandbox`."""

from typing import Annotated

import typer

from studio import health, logs, waiting
from studio.commands.door import at_work, plainly
from studio.settings import load


def doctor() -> None:
    """Say what keeps the studio from working. Exit code 1 when something does."""
    with at_work():
        checks = health.examine()
    for check in checks:
        typer.secho(
            f"{'ok ' if check.is_ok else 'BAD'}  {check.name}: {check.sentence}", fg=None if check.is_ok else "red"
        )
    raise typer.Exit(0 if all(check.is_ok or check.name == "engine" for check in checks) else 1)


def engine(threads: int | None = None) -> None:
    """Move generations without pages: on PostgreSQL, on as many machines as wanted."""
    with plainly():
        settings = load()
        logs.start(settings)
        waiting.run_engine(settings, threads or settings.engine_threads)


def sandbox(
    port: int = 8600,
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
