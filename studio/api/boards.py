"""Cards and boards as responses: a card as a picture that a browser may keep for ever, a board as a file."""

import re
from pathlib import Path

from sqlmodel import Session
from starlette.responses import Response

from studio.api.media import FOR_EVER
from studio.boards import cards, exchange, sheet, shelf, snapshot, svg
from studio.boards.face import Face, recall
from studio.boards.snapshot import Snapshot
from studio.boards.svg import Poster, Scheme
from studio.database import reading
from studio.errors import NotFound
from studio.files import Files
from studio.settings import load

# Opened by itself it is a page of ours: it runs nothing and fetches nothing
HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
SVG, JSON = "image/svg+xml", "application/json"


def card_response(scheme: str, card_id: str, digest: str) -> Response:
    """What was asked for, or the card as it is now, which the browser then does not keep. Raises NotFound."""
    face = recall(digest) or _looked_up(card_id)
    drawn = svg.picture(face, _scheme(scheme), poster_of(face))
    kept = FOR_EVER if digest == face.digest else "no-store"
    return Response(drawn.encode("utf-8", "replace"), media_type=SVG, headers=HARMLESS | {"Cache-Control": kept})


def _looked_up(card_id: str) -> Face:
    with reading() as session:
        return snapshot.face_of(session, card_id)


def board_response(name: str, kind: str, scheme: str) -> Response:
    """`name`: of a board, or of a generation whose family it is. Raises NotFound."""
    with reading() as session:
        if kind == "json":
            return _file(exchange.write(session, name), JSON, shelf.get(session, name).name, kind)
        seen = look(session, name)
    if kind != "svg":
        raise NotFound("A board is exported as svg or as json.")
    return _file(sheet.draw(seen, _scheme(scheme), poster_of), SVG, seen.name, kind)


def look(session: Session, name: str) -> Snapshot:
    try:
        return snapshot.of_board(session, name, per_page=cards.MOST)
    except NotFound:
        return snapshot.of_family(session, name)


def poster_of(face: Face) -> Poster | None:
    """Its bytes, if it is there."""
    if not face.poster:
        return None
    try:
        path = Files(load().media).path_of(face.poster)
        return Poster(path.read_bytes(), Path(face.poster).suffix.removeprefix("."))
    except (NotFound, OSError):
        return None


def _scheme(name: str) -> Scheme:
    return "dark" if name == "dark" else "light"


def _file(text: str, media_type: str, name: str, kind: str) -> Response:
    """To be kept under the board's name, as far as that goes into the name of a file."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", name)[:60].strip("-") or "board"
    own = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{plain}.{kind}"'}
    return Response(text.encode("utf-8", "replace"), media_type=media_type, headers=HARMLESS | own)
