"""Presets: briefs saved to start from."""

from collections.abc import Iterator, Sequence
from itertools import count

from sqlmodel import Session, col, select

from studio.brief import Brief
from studio.errors import BadBrief, NotFound
from studio.tables import Preset, now

LONGEST_NAME = 60


def save(session: Session, name: str, brief: Brief, created_by: str = "local") -> Preset:
    """Under a name that no other has; the same name again replaces what stood there. Raises BadBrief without a name."""
    name = _checked(name)
    preset = next((one for one in list_all(session) if one.name.casefold() == name.casefold()), None)
    if preset is None:
        preset = Preset(name=name, brief=brief, created_by=created_by)
    preset.name, preset.brief = name, brief
    session.add(preset)
    return preset


def list_all(session: Session) -> Sequence[Preset]:
    """By name."""
    found = session.exec(select(Preset).where(col(Preset.deleted_at).is_(None))).all()
    return sorted(found, key=lambda one: one.name.casefold())


def get(session: Session, preset_id: str) -> Preset:
    if found := session.get(Preset, preset_id):
        return found
    raise NotFound("This preset is not there any more.")


def by_name(session: Session, name: str) -> Preset:
    """As somebody types it. Raises NotFound, with the names there are."""
    found = list_all(session)
    for preset in found:
        if preset.name.casefold() == name.strip().casefold():
            return preset
    names = ", ".join(preset.name for preset in found) or "none yet"
    raise NotFound(f"There is no preset {name!r}. There are: {names}.")


def rename(session: Session, preset_id: str, name: str) -> Preset:
    """Raises BadBrief for no name, or for that of another."""
    preset, name = get(session, preset_id), _checked(name)
    if any(one.id != preset.id and one.name.casefold() == name.casefold() for one in list_all(session)):
        raise BadBrief(f"Another preset is called {name!r} already.")
    preset.name = name
    session.add(preset)
    return preset


def delete(session: Session, preset_id: str) -> Preset:
    """Out of sight; `restore` brings it back."""
    preset = get(session, preset_id)
    preset.deleted_at = now()
    session.add(preset)
    return preset


def restore(session: Session, preset_id: str) -> Preset:
    """Under its own name, or with a number behind it where another has taken that."""
    preset, taken = get(session, preset_id), {one.name.casefold() for one in list_all(session)}
    preset.name = next(name for name in _names_like(preset.name) if name.casefold() not in taken)
    preset.deleted_at = None
    session.add(preset)
    return preset


def _names_like(name: str) -> Iterator[str]:
    """`Street`, `Street 2`, `Street 3` ..."""
    yield name
    for number in count(2):
        yield f"{name[: LONGEST_NAME - 5]} {number}"


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise BadBrief("Give the preset a name.")
    if len(name) > LONGEST_NAME:
        raise BadBrief(f"A preset's name has at most {LONGEST_NAME} characters.")
    return name
