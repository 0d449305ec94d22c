"""Make a film of a text: `movie`. A writer makes scenes of it, takes are made and it is spoken; each costs what its model does."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from studio import database
from studio.access import OWNER
from studio.commands import breaking_up, copying, voicing, wishes
from studio.commands.breaking_up import WishedMovie
from studio.commands.door import Json, Yes, at_work, complain, print_json, said_when_interrupted, say_why
from studio.commands.generate import price_line
from studio.commands.paying import agree
from studio.commands.voicing import MissingNarration
from studio.engine.tools import Tools
from studio.errors import BadBrief
from studio.orders import Allowance, NotAgreed
from studio.productions import ordering, plans, shelf, takes, unfinished, versions
from studio.productions.cut import cuts
from studio.productions.outline import MOST_SCENES, Outline
from studio.productions.plans import Plan, PriceChanged
from studio.productions.takes import Takes
from studio.tables import Cut, CutState, Production
from studio.waiting import Coming, until_cut
from studio.words import counted, first_words
from studio.writers import registry


@dataclass(frozen=True)
class MovieToMake:
    """What is to become a film: new, or what was begun before and is not finished."""

    id: str
    outline: Outline
    made: Takes
    is_new: bool = False


def make_movie(
    story: Annotated[Path, typer.Argument(help="A text file: a story, or a screenplay in Fountain.")],
    out: Annotated[Path | None, typer.Option(help="Copy the film to this file.")] = None,
    title: Annotated[str, typer.Option(help="Left out, it is found in the text.")] = "",
    model: wishes.ModelId = None,
    resolution: wishes.Resolution = None,
    ratio: wishes.Ratio = None,
    style: Annotated[str, typer.Option(help="Words that hold for every scene.")] = "",
    scenes: Annotated[int | None, typer.Option(min=1, max=MOST_SCENES, help="How many. Left out: as it needs.")] = None,
    voice: Annotated[
        str,
        typer.Option(
            help="Who speaks it: a voice of this machine, such as en-us, or of Gemini's, such as gemini:Kore."
        ),
    ] = "",
    writer: Annotated[
        str,
        typer.Option(help=f"Who makes scenes of it: {', '.join(registry.LABELS)}. The first is built in, and free."),
    ] = registry.BUILT_IN,
    again: Annotated[
        bool, typer.Option("--again", help="Make another, even if one of the same text is not finished.")
    ] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Make a film of a text, and wait for it. Says its price first; exit code 0 when it is there.

    Until its film is there, the same text with the same wishes goes on with the same movie."""
    look = {"style": style, "model": model, "resolution": resolution, "ratio": ratio}
    with at_work() as tools:
        target = copying.target_of(out, [story.expanduser()])
        wanted = WishedMovie(breaking_up.read(story.expanduser()), title, look, voice, scenes, writer)
        movie = _begun(tools, wanted, again, yes)
        plan, narration = _planned(tools, movie)
        _say_price(plan)
        voicing.say_price(narration)
        agree(plan.total + narration.total, yes)
        cut = _queue(tools, movie, plan, narration)
        with said_when_interrupted(_goes_on(movie)):
            seen = until_cut(tools, cut.id, None if as_json else _say)
        _finish(tools, seen, target, as_json)


# -- from a text to a plan --------------------------------------------------------------------------------


def _begun(tools: Tools, wanted: WishedMovie, again: bool, yes: bool) -> MovieToMake:
    with database.reading(tools.database) as session:
        found = unfinished.find(session, OWNER, wanted.key)
    there = None if again else found.unfinished
    if there:
        typer.secho(f"“{there.title}” is not finished: it goes on. For another one add --again.", err=True)
    if wanted.writer != registry.BUILT_IN:
        return _look(tools, breaking_up.write(tools, wanted, there.id if there else found.new_id, yes))
    if there:
        return _look(tools, there)
    return MovieToMake(found.new_id, breaking_up.outline_of(tools, wanted), {}, is_new=True)


def _look(tools: Tools, there: Production) -> MovieToMake:
    with database.reading(tools.database) as session:
        return MovieToMake(there.id, versions.outline_of(session, there), takes.list_all(session, there.id))


def _planned(tools: Tools, movie: MovieToMake) -> tuple[Plan, MissingNarration]:
    with database.reading(tools.database) as session:
        plan = plans.make(session, movie.outline, movie.made, plans.missing(movie.outline, movie.made))
        narration = voicing.look(session, tools, movie.outline)
    if plan.reasons:
        raise BadBrief(plan.reasons[0])
    return plan, narration


def _say_price(plan: Plan) -> None:
    if plan.total.is_free:
        return
    for line in (*plan.lines, *plan.freed):
        words = first_words(line.scene.prompt, 50)
        typer.secho(f"scene {line.number}, {words}: {price_line(line.order)}", err=True)
    typer.secho(f"{counted(plan.total.takes, 'scene')}: {plan.total.words}", err=True)


# -- and to a film ----------------------------------------------------------------------------------------


def _queue(tools: Tools, movie: MovieToMake, plan: Plan, narration: MissingNarration) -> Cut:
    """The movie with what it lacks, spoken, and its film behind that: all of it, or nothing."""
    agreed = Allowance(plan.total.micro_usd, is_unknown_fine=bool(plan.total.unpriced))
    with database.writing(tools.database) as session:
        if movie.is_new:
            shelf.create_once(session, movie.outline, movie.id)
        try:
            queued, _ = ordering.queue(session, movie.id, ordering.WantedTakes(), agreed)
        except NotAgreed as changed:
            raise PriceChanged from changed
        voicing.queue(session, tools, movie.id, movie.outline, narration)
        under_way = None if queued else unfinished.film_under_way(session, movie.id)
        return under_way or cuts.queue_when_ready(session, movie.id)


def _say(seen: Coming) -> None:
    if seen.cut.state == CutState.WAITING:
        said = f"{seen.ready} of {len(seen.takes)} scenes are ready"
    else:
        said = f"{seen.cut.state} {seen.cut.fraction:.0%} {seen.cut.sentence}"
    typer.secho(said.rstrip(), err=True)


def _goes_on(movie: MovieToMake) -> str:
    title = versions.title_of(movie.outline)
    return f"“{title}” ({movie.id}) goes on with the next engine: start the studio, or give the same command again."


def _finish(tools: Tools, seen: Coming, target: Path | None, as_json: bool) -> None:
    file = _copy(tools, seen.cut, target)
    if as_json:
        print_json({"movie": seen.cut.production_id, "state": seen.cut.state, "film": str(file) if file else None})
    else:
        typer.echo(file or seen.cut.production_id)
    for one in seen.to_decide:
        say_why(one)
    if file is None:
        complain(seen.cut.sentence or "There is no film yet: the movie stands on the shelf, with what was made for it.")
    if file is None or (target and file != target):
        raise typer.Exit(1)


def _copy(tools: Tools, cut: Cut, target: Path | None) -> Path | None:
    """Where it lies now. None: nothing came of it."""
    with database.reading(tools.database) as session:
        film = cuts.film_of(session, cut)
    return copying.copy_out(tools.files.path_of(film.name), target) if film else None
