"""Look at what there is: `list` and `show`."""

from typing import Annotated, Any

import typer

from studio import database, generations, money, outlook
from studio.brief import State
from studio.commands.door import Json, at_work, print_json, told
from studio.words import first_words


def list_generations(
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    state: Annotated[list[State] | None, typer.Option(help="Only these; may be given several times.")] = None,
    as_json: Json = False,
) -> None:
    """The newest generations."""
    with at_work() as tools, database.reading(tools.database) as session:
        newest = generations.list_newest(session, limit, states=state or ())
    if as_json:
        print_json([told(generation) for generation in newest])
        return
    for one in newest:
        typer.echo(
            f"{one.id}  {one.state:<11}  {one.model:<22}  {one.created_at:%Y-%m-%d %H:%M}  {first_words(one.prompt, 60)}"
        )


def show(generation_id: str, as_json: Json = False) -> None:
    """One generation: its brief, its history and what it cost."""
    with at_work() as tools, database.reading(tools.database) as session:
        generation = generations.get(session, generation_id)
        events = generations.history(session, generation_id)
        seen = outlook.of(session, generation, tools.settings())
    whole = told(generation) | {
        "sentence": seen.sentence,
        "place": seen.place,
        "eta_s": seen.left_s,
        "brief": generation.brief.model_dump(mode="json", exclude_none=True),
        "charged_usd": seen.charged_micro_usd / money.MICRO,
        "history": [{"at": event.at.isoformat(), "state": event.state, "sentence": event.sentence} for event in events],
    }
    print_json(whole) if as_json else typer.echo(_as_lines(whole))


def _as_lines(whole: dict[str, Any]) -> str:
    lines = [f"{name:<14}{value}" for name, value in whole.items() if name != "history" and value not in (None, "")]
    return "\n".join(
        [*lines, *(f"  {event['at'][:19]}  {event['state']:<11} {event['sentence']}" for event in whole["history"])]
    )
