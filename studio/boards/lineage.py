"""What came of what: the clips and pictures that a brief points at, each with its role."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from studio.brief import Brief, Material


class LinkRole(StrEnum):
    """What a card is to the one that its link leads to."""

    TAKE = "take"  # a prompt, and what was made of it
    SOURCE = "made from"
    CONTINUES = "continues"
    FIRST_FRAME = "first frame"
    LAST_FRAME = "last frame"
    REFERENCE = "reference"
    USED_IN = "used in"  # a clip, and the production that shows it
    FILM = "film"  # a production, and what was put together of it


@dataclass(frozen=True)
class Origin:
    """Something of this studio that a brief points at: a generation, or an asset."""

    role: LinkRole
    id: str


def origins(brief: Brief) -> Iterator[Origin]:
    """Each once. What lies at an address of the world is none: there is no card for it."""
    yield from dict.fromkeys(
        Origin(role, id_) for role, material in _named(brief) if (id_ := material.generation_id or material.asset_id)
    )


def _named(brief: Brief) -> Iterator[tuple[LinkRole, Material]]:
    if brief.source:
        yield LinkRole.SOURCE, brief.source
    if brief.continues_id:
        yield LinkRole.CONTINUES, Material(generation_id=brief.continues_id)
    if brief.first_frame:
        yield LinkRole.FIRST_FRAME, brief.first_frame
    if brief.last_frame:
        yield LinkRole.LAST_FRAME, brief.last_frame
    for reference in brief.references:
        yield LinkRole.REFERENCE, reference
