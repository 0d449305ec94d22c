"""Is the studio well: engine, database, disk, and the keys of its providers. Costs nothing and asks nobody outside."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from studio import __version__, health

router = APIRouter()


class Health(BaseModel):
    """`degraded`: pages work, but something keeps generations from moving."""

    state: Literal["ok", "degraded"]
    version: str
    checks: dict[str, str]


@router.get("/health", summary="Whether the studio can work: engine, database, disk, keys")
def show_health() -> Health:
    checks = health.examine()
    return Health(
        state="ok" if health.is_well(checks) else "degraded",
        version=__version__,
        checks={c.name: c.sentence for c in checks},
    )
