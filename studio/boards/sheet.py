"""A whole board as one picture: SVG with its posters inside, to print, to send, to open in a drawing program."""

from collections.abc import Callable, Iterator
from html import escape

from studio.boards import svg
from studio.boards.arrows import Arrow
from studio.boards.face import Face
from studio.boards.lineage import LinkRole
from studio.boards.snapshot import Snapshot
from studio.boards.svg import COLOURS, Poster, Scheme
from studio.tables import Card

ADDRESS = "/app/static/boards"
AROUND = 60  # pixels
PAPERS = {"light": "#ffffff", "dark": "#0f1017"}
PosterOf = Callable[[Face], Poster | None]


def address(name: str, kind: str, scheme: Scheme = "light") -> str:
    """`name`: a board's id, or for `svg` also that of a generation; `kind`: svg or json."""
    return f"{ADDRESS}/{name}.{kind}{'?scheme=dark' if scheme == 'dark' else ''}"


def draw(snapshot: Snapshot, scheme: Scheme, poster_of: PosterOf) -> str:
    left, top, width, height = _frame(snapshot)
    inside = "".join([*_arrows(snapshot, scheme), *_cards(snapshot, scheme, poster_of)])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="{left} {top} {width} {height}">'
        f"<title>{escape(svg.plain(snapshot.name))}</title>"
        f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="{PAPERS[scheme]}"/>{inside}</svg>'
    )


def _frame(snapshot: Snapshot) -> tuple[int, int, int, int]:
    """Left, top, width and height of all cards with some room around them."""
    boxes = [(one.card.x, one.card.y, *svg.size_of(one.card.kind)) for one in snapshot.cards] or [(0, 0, 0, 0)]
    left, top = min(x for x, *_ in boxes) - AROUND, min(y for _, y, *_ in boxes) - AROUND
    right = max(x + width for x, _, width, _ in boxes) + AROUND
    bottom = max(y + height for _, y, _, height in boxes) + AROUND
    return left, top, right - left, bottom - top


def _cards(snapshot: Snapshot, scheme: Scheme, poster_of: PosterOf) -> Iterator[str]:
    for number, one in enumerate(snapshot.cards):
        drawn = svg.card(one.face, scheme, poster_of(one.face), f"c{number}")
        yield f'<g transform="translate({one.card.x} {one.card.y})">{drawn}</g>'


def _arrows(snapshot: Snapshot, scheme: Scheme) -> Iterator[str]:
    where = {one.id: one.card for one in snapshot.cards}
    for arrow in snapshot.arrows:
        yield _arrow(arrow, where[arrow.from_id], where[arrow.to_id], scheme)


def _arrow(arrow: Arrow, one: Card, two: Card, scheme: Scheme) -> str:
    """From the right edge of the one to the left edge of the other, its role in the middle."""
    colour = COLOURS[scheme].links[arrow.role]
    x, y = one.x + svg.WIDTH, one.y + svg.HEIGHTS[one.kind] / 2
    to_x, to_y = two.x, two.y + svg.HEIGHTS[two.kind] / 2
    bend = max(60, (to_x - x) / 2)
    dashes = ' stroke-dasharray="6 6"' if arrow.is_moving else ""
    way = f"M{x} {y}C{x + bend} {y} {to_x - bend} {to_y} {to_x - 8} {to_y}"
    line = f'<path d="{way}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>'
    head = f'<path d="M{to_x - 9} {to_y - 5}L{to_x} {to_y}L{to_x - 9} {to_y + 5}z" fill="{colour}"/>'
    if arrow.role == LinkRole.TAKE:
        return line + head
    halo = f'stroke="{PAPERS[scheme]}" stroke-width="5" paint-order="stroke"'
    words = (
        f'<text x="{(x + to_x) / 2}" y="{(y + to_y) / 2 + 4}" text-anchor="middle" font-family="{svg.FONT}" '
        f'font-size="12" font-weight="600" fill="{colour}" {halo}>{escape(arrow.role.value)}</text>'
    )
    return line + head + words
