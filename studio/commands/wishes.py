"""A brief in the words of the command line: its options, and how they become an order."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from studio import database, library, orders, presets
from studio.brief import Operation, Role
from studio.engine.tools import Tools
from studio.errors import BadBrief
from studio.files import Files
from studio.orders import Order
from studio.providers import fitting
from studio.tables import Asset

PICTURE = "a file, an https address, or the id of an asset or a generation"

Prompt = Annotated[str, typer.Argument(help="What it should show.")]
PresetName = Annotated[
    str | None, typer.Option("--preset", help="A saved brief to start from; what you say besides goes before it.")
]
ModelId = Annotated[
    str | None, typer.Option("--model", help="For example animatic:cinematic or luma:ray-2; see models.")
]
Doing = Annotated[
    Operation | None, typer.Option("--operation", help="What is to be done. Left out: what the model is for.")
]
Seconds = Annotated[float | None, typer.Option(help="Length of the clip.")]
Ratio = Annotated[str | None, typer.Option(help="For example 16:9.")]
Resolution = Annotated[str | None, typer.Option(help="For example 720p.")]
FirstFrame = Annotated[str | None, typer.Option(help=f"A picture to start on: {PICTURE}.")]
LastFrame = Annotated[str | None, typer.Option(help="A picture to end on.")]
Continues = Annotated[str | None, typer.Option("--continue", help="The generation whose clip this one goes on from.")]
Source = Annotated[str | None, typer.Option("--source", help=f"The clip that is worked on: {PICTURE}.")]
Strength = Annotated[str | None, typer.Option(help="How far it may go from the source, in the model's own words.")]
References = Annotated[
    list[str] | None,
    typer.Option(
        "--reference", help="A picture that guides the look; character=FILE or style=FILE says of what. Repeatable."
    ),
]
Negative = Annotated[str | None, typer.Option("--negative", help="What it should not show, where the model can.")]
Camera = Annotated[list[str] | None, typer.Option(help="A camera move; may be given several times.")]
Loop = Annotated[bool, typer.Option("--loop", help="End where it starts.")]
Seed = Annotated[int | None, typer.Option(help="The same seed gives the same clip, where the model can.")]
Sound = Annotated[bool, typer.Option("--sound", help="With sound, where the model leaves the choice.")]
Hdr = Annotated[bool, typer.Option("--hdr", help="With a high dynamic range.")]
Takes = Annotated[int, typer.Option(min=1, max=orders.MOST_TAKES, help="How many of it.")]

NAMES = {
    "prompt": "prompt", "model": "model", "operation": "operation", "seconds": "duration_s", "ratio": "ratio",
    "resolution": "resolution", "continues": "continues_id", "strength": "strength", "negative": "negative_prompt",
    "camera": "camera_moves", "loop": "loop", "seed": "seed", "sound": "sound", "hdr": "hdr",
}  # fmt: skip
MATERIALS: Mapping[str, Callable[[Files, Path], Asset]] = {
    "first_frame": library.asset_of_picture,
    "last_frame": library.asset_of_picture,
    "source": library.asset_of_clip,
}


class TakenInFiles:
    """Files of a person that are the library's for the sake of a brief."""

    def __init__(self, tools: Tools):
        self.tools = tools
        self.asset_ids: list[str] = []

    def find(self, given: str, take_in: Callable[[Files, Path], Asset]) -> dict[str, str]:
        with database.reading(self.tools.database) as session:
            if known := orders.material_of(session, given):
                return known
        asset = take_in(self.tools.files, Path(given))
        with database.writing(self.tools.database) as session:
            library.add(session, asset)
        self.asset_ids.append(asset.id)
        return {"asset_id": asset.id}

    def keep(self) -> None:
        self.asset_ids.clear()

    def give_back(self) -> None:
        with database.writing(self.tools.database) as session:
            names = [name for asset_id in self.asset_ids for name in library.take_back(session, asset_id)]
        for name in names:
            self.tools.files.remove(name)


@contextmanager
def taking_in(tools: Tools) -> Iterator[TakenInFiles]:
    """What is not kept by the end is given back: no brief was queued with it."""
    taken = TakenInFiles(tools)
    try:
        yield taken
    finally:
        if taken.asset_ids:
            taken.give_back()


def order(tools: Tools, taken: TakenInFiles, options: Mapping[str, Any]) -> Order:
    """Raises BadBrief with all that speaks against it, NotFound, BadMedia."""
    given = {name: options[option] for option, name in NAMES.items() if _is_given(options.get(option))}
    if options.get("preset"):
        given = _of_preset(tools, options["preset"], given.get("model")) | given
    for name, take_in in MATERIALS.items():
        if options.get(name):
            given[name] = taken.find(options[name], take_in)
    if pictures := options.get("reference"):
        given["references"] = [_reference(taken, picture) for picture in pictures]
    brief = orders.brief_of(given, tools.settings())
    with database.reading(tools.database) as session:
        priced = orders.price(session, brief, options["takes"])
    if priced.reasons:
        raise BadBrief(" ".join(priced.reasons))
    return priced


def files_of(options: Mapping[str, Any]) -> list[Path]:
    """Those of a person that it is made of; what is no file here, such as an address or an id, is none that is there."""
    named = [options[name] for name in MATERIALS if options.get(name)]
    return [Path(one) for one in [*named, *(_role_and_picture(one)[1] for one in options.get("reference") or ())]]


def _of_preset(tools: Tools, name: str, model: str | None) -> dict[str, Any]:
    """As far as the model that is asked for can. Raises NotFound."""
    with database.reading(tools.database) as session:
        brief = presets.by_name(session, name).brief
    return fitting.fit(brief, model or brief.model).brief.model_dump(mode="json", exclude_none=True)


def _is_given(value: Any) -> bool:
    return value is not None and value is not False and value not in ([], "")


def _reference(taken: TakenInFiles, given: str) -> dict[str, str]:
    role, picture = _role_and_picture(given)
    return taken.find(picture, library.asset_of_picture) | {"role": role}


def _role_and_picture(given: str) -> tuple[str, str]:
    """`character=boat.png`; without a role it is an object, as in any brief."""
    role, _, picture = given.partition("=")
    return (role, picture) if role in list(Role) else (Role.OBJECT, given)
