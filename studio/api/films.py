"""A film with what it was made of, as responses: subtitles, OpenTimelineIO, and all of it in one archive."""

import re
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from studio.api import archive
from studio.database import reading
from studio.errors import NotFound
from studio.files import Files
from studio.productions import exporting
from studio.productions.exporting import Film, Measured
from studio.settings import load

TYPES = {"srt": "application/x-subrip", "vtt": "text/vtt", "otio": "application/json", "zip": "application/zip"}


def film_response(cut_id: str, kind: str) -> Response:
    """Raises NotFound, and BadCut and BadMedia where what it was made of cannot be read any more."""
    if kind not in TYPES:
        raise NotFound("A film is exported as srt, vtt, otio or zip.")
    data = load().data
    with reading() as session:
        film = exporting.look(session, Files(data / "media"), cut_id)
    measured = exporting.measure(film, data / "cuts")
    headers = _headers(film, kind)
    if kind == "zip":
        pieces = archive.stream(exporting.entries(film, measured))
        return StreamingResponse(pieces, media_type=TYPES[kind], headers=headers)
    return Response(_text(film, measured, kind).encode("utf-8", "replace"), media_type=TYPES[kind], headers=headers)


def _text(film: Film, measured: Measured, kind: str) -> str:
    if kind == "otio":
        return exporting.as_otio(film, measured)
    if not measured.lines:
        raise NotFound("Nothing is said in this film.")
    return exporting.subtitles(measured, "vtt" if kind == "vtt" else "srt")


def _headers(film: Film, kind: str) -> dict[str, str]:
    """To be kept under the film's title: the plain name is for browsers that cannot read the other."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", film.title)[:60].strip("-") or "film"
    full = quote((film.title.strip() or "film").encode("utf-8", "replace")[:180].decode("utf-8", "ignore"), safe="")
    return {
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f"attachment; filename=\"{plain}.{kind}\"; filename*=UTF-8''{full}.{kind}",
    }
