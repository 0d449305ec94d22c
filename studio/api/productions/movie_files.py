"""A production as a movie file, and a movie file that becomes one. What is long is never held whole."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from studio import archive, audit, database
from studio.access import Visitor
from studio.api import saved_as
from studio.api.border import MOST_MOVIE_BYTES, TOO_LARGE
from studio.api.errors import may_say
from studio.api.productions import glimpse
from studio.api.productions.glimpse import Glimpse
from studio.api.slots import Slots
from studio.api.who import Maker, Viewer
from studio.errors import NotFound
from studio.files import Files
from studio.productions import movie_file
from studio.productions.movie_file import SUFFIX, BadMovieFile
from studio.settings import load
from studio.tables import Deed

router = APIRouter(tags=["productions"], prefix="/productions")
TYPES = ("application/zip", "application/octet-stream")  # not what a form on another site can send
NO_FILE = "Send the movie file itself, with Content-Type: application/zip."
FULL = "There is not enough room on the disk for this movie: make some, then send it again."
NOT_WHOLE = "The movie file did not arrive whole: send it again."
LOOKS_EVERY = 16_000_000  # bytes: how often the room on the disk is looked at
WAITS_S = 60  # for the next piece
MOST_AT_ONCE = 2
TOO_MANY = f"{MOST_AT_ONCE} movie files are being sent already: send this one when they are through."
Earlier = Annotated[bool, Query(description="With the versions of its outline before this one.")]
Takes = Annotated[Literal["chosen", "all"], Query(description="Those that scenes show, or every one.")]
SLOTS = Slots(MOST_AT_ONCE, TOO_MANY)  # each may be as large as the disk


class Opened(Glimpse):
    is_copy: bool = Field(description="Whether it got another id, as its own was there already.")


@router.get(
    "/{production_id}/file", summary="All of it in one file", responses=may_say(404, 422), response_class=Response
)
def save_file(production_id: str, visitor: Viewer, takes: Takes = "chosen", earlier: Earlier = False) -> Response:
    """A movie file: its outline, its takes with their briefs, and the pictures and sounds that they use."""
    return file_response(production_id, visitor, all_takes=takes == "all", earlier=earlier)


@router.post(
    "",
    status_code=201,
    summary="Make one of a movie file",
    responses=may_say(413, 415, 422, 429),
    max_body_size=MOST_MOVIE_BYTES,
    openapi_extra={
        "requestBody": {"required": True, "content": {TYPES[0]: {"schema": {"type": "string", "format": "binary"}}}}
    },
)
async def open_file(request: Request, maker: Maker) -> Opened:
    """The body is the file itself, as `application/zip`. Its takes were made elsewhere: they cost nothing here."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in TYPES:
        raise HTTPException(415, NO_FILE)
    files = Files(load().media)
    with SLOTS.one(), files.workspace() as folder:
        await _received(request, folder / f"movie.{SUFFIX}", files)
        made = await run_in_threadpool(
            movie_file.open_file, folder / f"movie.{SUFFIX}", files, database.default(), asked_by=maker
        )
    return await run_in_threadpool(_told_opened, made)


async def _received(request: Request, target: Path, files: Files) -> None:
    """Piece by piece to the disk, which keeps some room for all else. Raises BadMovieFile."""
    received = looks_at = 0
    try:
        with target.open("wb") as out:
            async for piece in _pieces(request):
                if received >= looks_at:
                    _require_room(files)
                    looks_at += LOOKS_EVERY
                received += len(piece)
                if received > MOST_MOVIE_BYTES:
                    raise BadMovieFile(TOO_LARGE)
                await run_in_threadpool(out.write, piece)
    except (ClientDisconnect, TimeoutError) as gone:
        raise BadMovieFile(NOT_WHOLE) from gone
    except OSError as error:
        raise BadMovieFile(
            f"The movie file cannot be kept ({error.strerror}): make room, then send it again."
        ) from error


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    """Raises TimeoutError: who sends nothing more does not keep others out."""
    pieces = aiter(request.stream())
    while True:
        async with asyncio.timeout(WAITS_S):
            piece = await anext(pieces, None)
        if piece is None:
            return
        yield piece


def _require_room(files: Files) -> None:
    if files.free_bytes() < movie_file.SPARE_BYTES:
        raise BadMovieFile(FULL)


def _told_opened(made: movie_file.OpenedMovie) -> Opened:
    with database.reading() as session:
        [told] = glimpse.told(session, [made.production])
    return Opened(is_copy=made.is_copy, **told.model_dump())


def file_response(production_id: str, who: Visitor, *, all_takes: bool, earlier: bool) -> Response:
    """For the pages too; it stands in the audit list. Raises NotFound, BadMovieFile."""
    files = Files(load().media)
    with database.reading() as session:
        movie = movie_file.look(session, files, production_id, all_takes=all_takes, earlier=earlier)
    with database.writing() as session:
        audit.note(session, who.name, Deed.EXPORT, "movie file", movie.title)
    pieces = archive.stream(movie_file.entries(movie))
    headers = saved_as.headers(movie.title, f".{SUFFIX}", untitled="movie")
    return StreamingResponse(pieces, media_type=TYPES[0], headers=headers)


def movie_response(name: str, parameters: Mapping[str, str], who: Visitor) -> Response:
    """What a browser asks for. Raises NotFound, BadMovieFile."""
    production_id, _, suffix = name.rpartition(".")
    if suffix != SUFFIX:
        raise NotFound(f"A movie is saved as .{SUFFIX}.")
    all_takes, earlier = parameters.get("takes") == "all", parameters.get("earlier") == "true"
    return file_response(production_id, who, all_takes=all_takes, earlier=earlier)
