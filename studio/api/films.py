"""A film with what it was made of, as responses: subtitles, OpenTimelineIO, its sounds, its strip, all of it in one archive."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from studio import archive, audit
from studio.access import Visitor
from studio.api import saved_as
from studio.archive import Entry
from studio.database import reading, writing
from studio.errors import NotFound
from studio.files import Files
from studio.productions.cut import exporting
from studio.productions.cut.exporting import Film
from studio.productions.cut.measuring import Measured
from studio.settings import load
from studio.tables import Deed

TYPES = {
    "srt": "application/x-subrip", "vtt": "text/vtt", "otio": "application/json", "zip": "application/zip",
    "stems": "application/zip", "strip": "image/jpeg",
}  # fmt: skip
ENDINGS = {"stems": "-sounds.zip", "strip": "-strip.jpg"}  # of names; else a point and the kind


def film_response(cut_id: str, kind: str, who: Visitor) -> Response:
    """It stands in the audit list. Raises NotFound, and BadCut and BadMedia where what it was made of cannot be read any more."""
    if kind not in TYPES:
        raise NotFound(f"A film is exported as {', '.join(TYPES)}.")
    settings = load()
    files = Files(settings.media)
    with reading() as session:
        film = exporting.look(session, files, cut_id)
    response = _response(film, kind, files, settings.cuts)
    with writing() as session:
        audit.note(session, who.name, Deed.EXPORT, f"film, {kind}", film.title)
    return response


def address_of(cut_id: str, kind: str, request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}{exporting.address(cut_id, kind)}"


def _response(film: Film, kind: str, files: Files, kept: Path) -> Response:
    headers = saved_as.headers(film.title, ENDINGS.get(kind, f".{kind}"), untitled="film")
    if kind == "strip":
        return Response(_strip(film, files), media_type=TYPES[kind], headers=headers)
    measured = exporting.measure(film, kept)
    if kind == "stems":
        return StreamingResponse(_stems(film, measured, files), media_type=TYPES[kind], headers=headers)
    if kind == "zip":
        pieces = archive.stream(exporting.entries(film, measured))
        return StreamingResponse(pieces, media_type=TYPES[kind], headers=headers)
    return Response(_text(film, measured, kind).encode("utf-8", "replace"), media_type=TYPES[kind], headers=headers)


def _strip(film: Film, files: Files) -> bytes:
    with files.workspace() as folder:
        exporting.write_strip(film, folder / "strip.jpg")
        return (folder / "strip.jpg").read_bytes()


def _stems(film: Film, measured: Measured, files: Files) -> Iterator[bytes]:
    """Written before the first byte is sent, so what is wrong is a sentence; gone with the last one."""
    held = ExitStack()
    folder = held.enter_context(files.workspace())
    try:
        entries = exporting.write_stems(film, measured, load().cuts, folder)
    except BaseException:
        held.close()
        raise
    return _streamed(entries, held)


def _streamed(entries: list[Entry], held: ExitStack) -> Iterator[bytes]:
    with held:
        yield from archive.stream(entries)


def _text(film: Film, measured: Measured, kind: str) -> str:
    if kind == "otio":
        return exporting.as_otio(film, measured)
    if not measured.lines:
        raise NotFound("Nothing is said in this film.")
    return exporting.subtitles(measured, "vtt" if kind == "vtt" else "srt")
