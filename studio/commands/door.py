"""What all commands share: the studio they work on, and how they print."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from studio import logs, money, outlook, workshop
from studio.engine.tools import Tools
from studio.errors import StudioError
from studio.settings import load
from studio.tables import Generation

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Yes = Annotated[bool, typer.Option("--yes", help="Pay without being asked; needed where nobody can be.")]


@contextmanager
def plainly() -> Iterator[None]:
    """An error of ours is a sentence on stderr and exit code 1."""
    try:
        yield
    except StudioError as error:
        complain(str(error))
        raise typer.Exit(1) from None


@contextmanager
def at_work() -> Iterator[Tools]:
    """The studio's own database, files and providers, for one command."""
    logs.keep_quiet()
    with plainly(), workshop.open_tools(load()) as tools:
        yield tools


@contextmanager
def said_when_interrupted(sentence: str) -> Iterator[None]:
    """Ctrl-C ends the waiting, not what is waited for."""
    try:
        yield
    except KeyboardInterrupt:
        complain(sentence)
        raise typer.Exit(130) from None


def complain(sentence: str) -> None:
    typer.secho(sentence, err=True, fg="red")


def say(generation: Generation) -> None:
    share = "" if generation.fraction is None else f" {generation.fraction:.0%}"
    typer.secho(f"{generation.state}{share} {generation.note or generation.stage}".rstrip(), err=True)


def told(generation: Generation) -> dict[str, Any]:
    """As --json prints it."""
    estimate = generation.estimate_micro_usd
    return {
        "id": generation.id,
        "state": generation.state,
        "operation": generation.operation,
        "model": generation.model,
        "prompt": generation.prompt,
        "remote_id": generation.remote_id,
        "failure": generation.failure,
        "sentence": generation.failure_sentence or generation.note,
        "estimate_usd": None if estimate is None else estimate / money.MICRO,
        "created_at": generation.created_at.isoformat(),
        "asset_id": generation.asset_id,
    }


def print_json(value: Any) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def say_why(generation: Generation) -> None:
    """Why it is no clip, or not yet."""
    complain(outlook.sentence(generation))
