"""All that the catalogue lists, and how to find it."""

from collections.abc import Mapping, Sequence

from studio.brief import Operation
from studio.errors import NotFound
from studio.providers.catalogue import animatic, google, luma, luma_agents, runway
from studio.providers.catalogue.entry import Model, Pace
from studio.providers.catalogue.luma import SUCCESSORS
from studio.providers.guests import WithGuests, guests

MODELS: tuple[Model, ...] = (
    *animatic.MODELS,
    *luma.DREAM_MACHINE,
    *luma_agents.AGENTS,
    *runway.MODELS,
    *google.OMNI,
    *google.PICTURES,
    *google.VEO,
)

_PACES: Mapping[str, Pace] = {
    "animatic": animatic.PACE,
    "luma": luma.PACE,
    "luma_agents": luma_agents.PACE,
    "runway": runway.PACE,
    "google": google.PACE,
    "veo": google.VEO_PACE,
}
_PROVIDERS: Mapping[str, str] = {
    "animatic": "Animatic",
    "luma": "Luma",
    "luma_agents": "Luma Agents",
    "runway": "Runway",
    "google": "Google",
    "veo": "Google Veo",
}
MAKERS: Mapping[str, str] = {
    "luma_agents": "Luma",
    "veo": "Google",
}  # on a badge the company alone, where it has several services

CAREFUL = Pace(check_every_s=5, running=5, creates_per_minute=20, source="a careful guess")
PACES: Mapping[str, Pace] = WithGuests(_PACES, lambda guest: guest.pace or CAREFUL)
PROVIDERS: Mapping[str, str] = WithGuests(_PROVIDERS, lambda guest: guest.label)

OPERATION_NAMES: Mapping[Operation, str] = {
    Operation.MAKE: "make clips",
    Operation.PICTURE: "make pictures",
    Operation.MODIFY: "modify a clip",
    Operation.EXTEND: "extend a clip",
    Operation.REFRAME: "reframe a clip",
    Operation.UPSCALE: "upscale a clip",
    Operation.ADD_AUDIO: "add sound to a clip",
}


def models(operation: Operation | None = None) -> Sequence[Model]:
    """Every entry, in the order of the picker, those of guests last; or those of one operation."""
    of_guests = [known for guest in guests().values() for known in guest.models if known.provider not in _PROVIDERS]
    return [known for known in (*MODELS, *of_guests) if operation in (None, known.operation)]


def entries(model_id: str) -> Sequence[Model]:
    """All that a model can do, the first being its usual work. Raises NotFound, with the successor of an old name."""
    if found := [known for known in models() if known.id == model_id]:
        return found
    if successor := SUCCESSORS.get(model_id.rpartition(":")[2]):
        raise NotFound(f"{model_id!r} is an old name of a model: choose {successor}, its successor.")
    names = ", ".join(dict.fromkeys(known.id for known in models()))
    raise NotFound(f"There is no model named {model_id!r}. Choose one of: {names}.")


def model(model_id: str, operation: Operation = Operation.MAKE) -> Model:
    """Raises NotFound for a model nobody knows, and for what it cannot do."""
    found = entries(model_id)
    for known in found:
        if known.operation == operation:
            return known
    able = " and ".join(OPERATION_NAMES[known.operation] for known in found)
    raise NotFound(f"{found[0].label} cannot {OPERATION_NAMES[operation]}; it can {able}.")


def usual_operation(model_id: str) -> Operation:
    """What a model is for, where nothing else is said. Raises NotFound."""
    return entries(model_id)[0].operation


def label_of(model_id: str) -> str:
    """`LUMA RAY 2`-like words for a badge; an unknown model's id as it is, for clips older than the catalogue."""
    known = next((m for m in models() if m.id == model_id), None)
    if known is None:
        return model_id
    return f"{MAKERS.get(known.provider) or PROVIDERS.get(known.provider, known.provider)} {known.label}"
