"""The places the animatic can draw. Each is a function that lists what is there, from back to front."""

from collections.abc import Callable

from studio.providers.animatic.layers import Item
from studio.providers.animatic.scenery import bokeh, city, desert, forest, mountains, ocean, space, underwater
from studio.providers.animatic.stage import Stage

SCENERY: dict[str, Callable[[Stage], list[Item]]] = {
    "mountains": mountains.build,
    "ocean": ocean.build,
    "city": city.build,
    "forest": forest.build,
    "desert": desert.build,
    "space": space.build,
    "underwater": underwater.build,
    "bokeh": bokeh.build,
}
