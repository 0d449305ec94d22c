"""How an entry of Runway's is made, and what credits cost.

`Model.wire` says how Runway wants the size: `size`, and `size_with_picture` where that differs. Their words: `pixels`, `shape`
(a true ratio), `resolution`, `auto` and `adaptive` (as the picture is), `target` (the shape that a clip is to get). `source`
names the field of the clip that is worked on, `mode` what is to be done with it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from studio.brief import Operation, Role
from studio.providers.catalogue.entry import Model, Rates
from studio.providers.catalogue.pixels import CLIP_AREAS, SHAPES, sizes

READ = date(2026, 11, 20)
USD_PER_CREDIT = 0.01
SOURCE = "Runway's API reference of April 2026: {credits} credits per second at $0.01"
UNNAMED = Rates("Runway names no rate here; its answer to the submission tells the price", READ, is_verified=False)
EVERY_ROLE = (Role.CHARACTER, Role.STYLE, Role.OBJECT)
HOW_MANY_REFERENCES = "How many references it takes Runway does not say: three are offered."


def per_second(credits: int, note: str = "") -> Rates:
    """`note`: what keeps the rate from being certain."""
    source = SOURCE.format(credits=credits) + note
    return Rates(source, READ, usd_per_second={"": credits * USD_PER_CREDIT}, is_verified=not note)


def entry(
    name: str,
    label: str,
    about: str,
    pixels: str = "",
    operation: Operation = Operation.MAKE,
    areas: Mapping[str, int] = CLIP_AREAS,
    **fields: Any,
) -> Model:
    """`pixels`: the sizes that Runway lists, from which come the resolutions and the shapes."""
    known = sizes(pixels.split(), areas)
    found: dict[str, Any] = {
        "rates": UNNAMED,
        "pixels": known,
        "resolutions": tuple(size for size in areas if any(size == resolution for resolution, _ in known)),
        "ratios": tuple(shape for shape in SHAPES if any(shape == ratio for _, ratio in known)),
        "prompt_in_utf16": True,
        "pictures": ("address", "file") if {"first_frame", "references"} & fields.keys() else (),
    }
    return Model(f"runway:{name}", label, about, operation=operation, **found | fields)


def references(most: int | None) -> dict[str, Any]:
    """None: Runway does not say how many."""
    notes = {} if most else {"unverified": (HOW_MANY_REFERENCES,)}
    return {"references": most or 3, "roles": EVERY_ROLE, **notes}
