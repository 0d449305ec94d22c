"""What came of a generation: its address, its bytes (whole or in parts), its file."""

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import FileResponse

from studio import generations, library, outlook, saved_settings, signed_addresses
from studio.api.errors import may_say
from studio.api.job import JobId
from studio.api.media import file_response
from studio.api.session import Reading
from studio.brief import State
from studio.errors import NotFound, TooLate
from studio.tables import Asset, AssetKind

router = APIRouter(tags=["clips"], prefix="/videos/jobs/{job_id}")
WRONGS = may_say(404, 409)


class Addresses(BaseModel):
    kind: AssetKind
    url: str = Field(description="For players of this machine: takes Range.")
    download_url: str
    poster_url: str | None
    shared_url: str | None = Field(description="For the world, signed, for a day; null unless PUBLIC_URL is set.")
    size_bytes: int
    sha256: str
    width: int
    height: int
    duration_s: float | None


@router.get("/video-url", summary="Where what came of it can be fetched", responses=WRONGS)
def show_addresses(job_id: JobId, session: Reading, request: Request) -> Addresses:
    return addresses_of(session, asset_of(session, job_id), request)


@router.head("/stream", include_in_schema=False)
@router.get("/stream", summary="Its bytes; takes Range", responses=WRONGS, response_class=FileResponse)
def stream(job_id: JobId, session: Reading) -> FileResponse:
    return file_response(asset_of(session, job_id).name)


@router.head("/download", include_in_schema=False)
@router.get("/download", summary="Its file, to keep", responses=WRONGS, response_class=FileResponse)
def download(job_id: JobId, session: Reading) -> FileResponse:
    return file_response(asset_of(session, job_id).name, as_file=True)


def asset_of(session: Session, job_id: str) -> Asset:
    """Raises TooLate while there is nothing to fetch, NotFound when it has left the library."""
    generation = generations.get(session, job_id)
    if generation.state != State.SUCCEEDED:
        raise TooLate(f"There is nothing to fetch: it is {generation.state}. {outlook.sentence(generation)}")
    asset = library.get(session, generation.asset_id).asset if generation.asset_id else None
    if asset is None or asset.deleted_at:
        raise NotFound("It is no longer in the library.")
    return asset


def addresses_of(session: Session, asset: Asset, request: Request) -> Addresses:
    here = f"{request.url.scheme}://{request.url.netloc}"
    return Addresses(
        url=here + library.address(asset.name),
        download_url=here + library.address(asset.name, as_file=True),
        poster_url=asset.poster and here + library.address(asset.poster),
        shared_url=signed_addresses.address(asset.name, saved_settings.current(session)),
        **asset.model_dump(include={"kind", "size_bytes", "sha256", "width", "height", "duration_s"}),
    )
