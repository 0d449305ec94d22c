"""The command line: `python -m studio --help`. It uses the same queue, engine and library as the pages."""

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from studio import costs, database, generations, health, library, logs, reach, waiting
from studio.brief import Brief, Keyframe, State
from studio.engine.tools import Tools
from studio.errors import BadBrief, StudioError
from studio.providers import catalogue, fitting
from studio.settings import load
from studio.tables import Generation

app = typer.Typer(
    help="Dailies: a studio for AI video.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@contextmanager
def plainly() -> Iterator[None]:
    """An error of ours is a sentence on stderr and exit code 1."""
    try:
        yield
    except StudioError as error:
        typer.secho(str(error), err=True, fg="red")
        raise typer.Exit(1) from None


@contextmanager
def at_work() -> Iterator[Tools]:
    """The studio's own database, files and providers, for one command."""
    with plainly(), waiting.open_tools(load()) as tools:
        yield tools


@app.command()
def generate(
    prompt: Annotated[str, typer.Argument(help="What the clip should show.")],
    model: Annotated[str | None, typer.Option(help="For example animatic:cinematic or luma:ray-2.")] = None,
    seconds: Annotated[float | None, typer.Option(help="Length of the clip.")] = None,
    ratio: Annotated[str | None, typer.Option(help="For example 16:9.")] = None,
    resolution: Annotated[str | None, typer.Option(help="For example 720p.")] = None,
    first_frame: Annotated[str | None, typer.Option(help="A picture to start on: a file or an https address.")] = None,
    last_frame: Annotated[str | None, typer.Option(help="A picture to end on.")] = None,
    continues: Annotated[
        str | None, typer.Option("--continue", help="The generation whose clip this one goes on from.")
    ] = None,
    camera: Annotated[list[str] | None, typer.Option(help="A camera move; may be given several times.")] = None,
    loop: Annotated[bool, typer.Option(help="End where it starts.")] = False,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same clip, where the model can.")] = None,
    out: Annotated[Path | None, typer.Option(help="Copy the clip to this file.")] = None,
    wait: Annotated[bool, typer.Option(help="Wait for the clip.")] = True,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before spending money.")] = False,
    as_json: Json = False,
) -> None:
    """Make a clip. Says its price first; exit code 0 when the clip is there."""
    with at_work() as tools:
        usual = _usual_brief(tools, model)
        brief = Brief(
            prompt=prompt,
            model=usual.model,
            duration_s=usual.duration_s if seconds is None else seconds,
            ratio=ratio or usual.ratio,
            resolution=resolution or usual.resolution,
            first_frame=_keyframe(first_frame),
            last_frame=_keyframe(last_frame),
            continues_id=continues,
            camera_moves=tuple(camera or ()),
            loop=loop,
            seed=seed,
        )
        _check(tools, brief)
        _agree_to_price(brief, yes)
        brief = _with_pictures(tools, brief)
        with database.writing(tools.database) as session:
            generation = generations.queue(session, brief)
        if wait:
            generation = waiting.until_ended(tools, generation.id, None if as_json else _say)
        _finish(tools, generation, out if wait else None, as_json)


def _usual_brief(tools: Tools, model: str | None) -> Brief:
    """What a new brief starts with. Where the model cannot make it, what comes nearest."""
    settings = tools.settings()
    usual = Brief(
        model=settings.default_model,
        duration_s=settings.default_duration_s,
        resolution=settings.default_resolution,
        ratio=settings.default_ratio,
    )
    return fitting.fit(usual, model or settings.default_model).brief


def _keyframe(given: str | None) -> Keyframe | None:
    """A file goes by its path until the brief is known to be good: see _with_pictures."""
    if given is None:
        return None
    return Keyframe(url=given) if "://" in given else Keyframe(asset_id=given)


def _check(tools: Tools, brief: Brief) -> None:
    """Before it is asked whether to pay, and before a file of the person is taken in. Raises BadBrief."""
    catalogue.check(brief)
    is_public = bool(tools.settings().public_url)
    if reasons := list(reach.reasons_against_files(brief, is_public=is_public)):
        raise BadBrief(" ".join(reasons))


def _with_pictures(tools: Tools, brief: Brief) -> Brief:
    """The files it names are taken into the library."""
    taken: dict[str, Keyframe] = {}
    for name, frame in (("first_frame", brief.first_frame), ("last_frame", brief.last_frame)):
        if frame and frame.asset_id:
            picture = library.take_in_picture(tools.files, Path(frame.asset_id))
            with database.writing(tools.database) as session:
                taken[name] = Keyframe(asset_id=library.add(session, picture).id)
    return brief.model_copy(update=taken)


def _agree_to_price(brief: Brief, yes: bool) -> None:
    estimate = costs.estimate(brief)
    if estimate.usd == 0:
        return
    typer.secho(f"{costs.usd(estimate.micro_usd)} ({estimate.source}; {estimate.as_of})", err=True)
    if not yes and sys.stdin.isatty():
        typer.confirm("Generate?", abort=True, err=True)


def _say(generation: Generation) -> None:
    share = "" if generation.fraction is None else f" {generation.fraction:.0%}"
    typer.secho(f"{generation.state}{share} {generation.note or generation.stage}".rstrip(), err=True)


def _finish(tools: Tools, generation: Generation, out: Path | None, as_json: bool) -> None:
    clip = None
    if generation.state == State.SUCCEEDED and generation.asset_id:
        with database.reading(tools.database) as session:
            clip = tools.files.path_of(library.get(session, generation.asset_id).asset.name)
        if out:
            out.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(clip, out)
    if as_json:
        _print_json(_told(generation) | {"clip": str(out or clip) if clip else None})
    elif clip:
        typer.echo(out or clip)
    else:
        typer.echo(generation.id)
    if generation.state in (State.FAILED, State.CANCELLED, State.UNCLEAR):
        typer.secho(generation.failure_sentence or generation.note, err=True, fg="red")
        raise typer.Exit(1)


@app.command("list")
def list_generations(limit: int = 20, as_json: Json = False) -> None:
    """The newest generations."""
    with at_work() as tools, database.reading(tools.database) as session:
        newest = generations.list_newest(session, limit)
    if as_json:
        _print_json([_told(generation) for generation in newest])
        return
    for one in newest:
        typer.echo(
            f"{one.id}  {one.state:<11}  {one.model:<22}  {one.created_at:%Y-%m-%d %H:%M}  {_first_words(one.prompt)}"
        )


@app.command()
def show(generation_id: str, as_json: Json = False) -> None:
    """One generation: its brief, its history and what it cost."""
    with at_work() as tools, database.reading(tools.database) as session:
        generation = generations.get(session, generation_id)
        events = generations.history(session, generation_id)
        cost = costs.charged(session, generation_id)
    told = _told(generation) | {
        "brief": generation.brief.model_dump(mode="json", exclude_none=True),
        "charged_usd": cost / costs.MICRO,
        "history": [{"at": event.at.isoformat(), "state": event.state, "sentence": event.sentence} for event in events],
    }
    _print_json(told) if as_json else typer.echo(_as_lines(told))


@app.command()
def cancel(generation_id: str) -> None:
    """Stop a generation, as far as its provider can."""
    with at_work() as tools, database.writing(tools.database) as session:
        _say(generations.cancel(session, generation_id))


@app.command()
def retry(
    generation_id: str,
    look: Annotated[
        bool, typer.Option("--look-again", help="Ask the provider once more instead: costs nothing.")
    ] = False,
) -> None:
    """Queue a failed one again: that is a new submission, which may cost again."""
    with at_work() as tools, database.writing(tools.database) as session:
        _say(generations.look_again(session, generation_id) if look else generations.retry(session, generation_id))


@app.command()
def doctor() -> None:
    """Say what keeps the studio from working. Exit code 1 when something does."""
    with at_work():
        checks = health.examine()
    for check in checks:
        typer.secho(
            f"{'ok ' if check.is_ok else 'BAD'}  {check.name}: {check.sentence}", fg=None if check.is_ok else "red"
        )
    raise typer.Exit(0 if all(check.is_ok or check.name == "engine" for check in checks) else 1)


@app.command()
def engine(threads: int | None = None) -> None:
    """Move generations without pages: on PostgreSQL, on as many machines as wanted."""
    with plainly():
        settings = load()
        logs.start(settings)
        waiting.run_engine(settings, threads or settings.engine_threads)


@app.command()
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


def _told(generation: Generation) -> dict[str, Any]:
    return {
        "id": generation.id,
        "state": generation.state,
        "model": generation.model,
        "prompt": generation.prompt,
        "remote_id": generation.remote_id,
        "failure": generation.failure,
        "sentence": generation.failure_sentence or generation.note,
        "estimate_usd": None if generation.estimate_micro_usd is None else generation.estimate_micro_usd / costs.MICRO,
        "created_at": generation.created_at.isoformat(),
        "asset_id": generation.asset_id,
    }


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def _as_lines(told: dict[str, Any]) -> str:
    lines = [f"{name:<14}{value}" for name, value in told.items() if name != "history" and value not in (None, "")]
    return "\n".join(
        [*lines, *(f"  {event['at'][:19]}  {event['state']:<11} {event['sentence']}" for event in told["history"])]
    )


def _first_words(prompt: str, most: int = 60) -> str:
    words = " ".join(prompt.split())
    return words if len(words) <= most else words[: most - 1] + "…"


if __name__ == "__main__":
    app()
