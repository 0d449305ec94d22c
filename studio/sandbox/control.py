"""The sandbox's own routes: set faults, read what came in. Not part of any provider's protocol."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from studio.sandbox import page
from studio.sandbox.faults import Fault
from studio.sandbox.reception import Reception


def router(reception: Reception) -> APIRouter:
    routes = APIRouter()

    @routes.get("/")
    async def show_page() -> HTMLResponse:
        return HTMLResponse(page.show(reception), headers=page.HEADERS)

    @routes.get("/sandbox/faults")
    async def list_faults() -> list[Fault]:
        return reception.faults.set

    @routes.post("/sandbox/faults")
    async def set_faults(fault: Fault | list[Fault]) -> list[Fault]:
        """One or several, behind those already set."""
        reception.faults.set.extend(fault if isinstance(fault, list) else [fault])
        return reception.faults.set

    @routes.delete("/sandbox/faults", status_code=204)
    async def clear_faults() -> None:
        reception.faults.set.clear()

    @routes.get("/sandbox/log")
    async def list_requests(limit: int | None = None) -> list[dict[str, Any]]:
        """Newest first."""
        return list(reception.log.newest(limit))

    @routes.delete("/sandbox/log", status_code=204)
    async def clear_log() -> None:
        reception.log.clear()

    @routes.get("/sandbox/creates")
    async def count_creates() -> dict[str, dict[str, int]]:
        return reception.log.creates()

    @routes.get("/sandbox/jobs")
    async def list_jobs() -> list[dict[str, Any]]:
        return [job for account in reception.accounts.values() for job in page.jobs(account)]

    return routes
