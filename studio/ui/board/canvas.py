"""Cards and links on a canvas. The only module that knows streamlit-agraph, which says graph, node and edge.

We call the component inside it: it takes a key, so it is updated in place, and keeps the choice and the zoom. It tells of
one thing only, the node that was clicked. Titles stay empty: it would run them as HTML.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

import streamlit as st
import streamlit_agraph

from studio.boards import face, svg
from studio.boards.arrows import Arrow
from studio.boards.lineage import LinkRole
from studio.boards.snapshot import Shown, Snapshot
from studio.boards.svg import COLOURS, MARGIN, Scheme
from studio.brief import State
from studio.errors import NotFound
from studio.ui import acting
from studio.ui.board import opened
from studio.ui.board.opened import OpenedBoard

LIVE_S, IDLE_S = 1.0, 10.0
HEIGHT = 600  # pixels
APART = "~"  # between a card's id and what the canvas needs besides; no id has it
FACES, UNFINISHED, FITS = "drawn_faces", "unfinished_cards", "canvas_fits"  # in the session
PAPERS = {"light": "#ffffff", "dark": "#0f1017"}
MANY_CARDS = (
    60  # more are drawn from pictures made once; fewer anew from their SVG, so that they are sharp however near
)
MANY_LINKS = 120  # from here on they are not drawn while one drags

Json = dict[str, Any]


def show_canvas(first: OpenedBoard) -> None:
    """Looks once a second while something moves, and every ten seconds for what others do."""
    looks = count()

    @st.fragment(run_every=LIVE_S if first.snapshot.moves else IDLE_S, key="canvas_live")
    def show_live() -> None:
        is_first = next(looks) == 0
        seen = first.snapshot if is_first else _again(first)
        if seen.outline != first.snapshot.outline or (not is_first and acting.has_to_say()):
            st.rerun()  # the panel and the pace of looking belong to the page
        if take_click(draw(first, seen)):
            st.rerun()

    show_live()


def _again(first: OpenedBoard) -> Snapshot:
    try:
        return first.again()
    except NotFound:  # somebody deleted it meanwhile
        st.rerun()


def show_all() -> None:
    """A new canvas shows the whole board; the old one keeps the zoom it has."""
    st.session_state[FITS] = st.session_state.get(FITS, 0) + 1


def key_of(here: OpenedBoard) -> str:
    return f"canvas_{here.name}_{here.page}_{st.session_state.get(FITS, 0)}"


def take_click(node_id: str | None) -> bool:
    """Whether another card was clicked than before."""
    card_id, _, rest = (node_id or "").partition(APART)
    is_new = bool(rest) and rest.partition(APART)[0] == str(opened.turn_of(card_id))
    if not is_new or st.session_state.get(opened.CLICKED) == card_id:
        return False
    opened.take_click(card_id)
    return True


def draw(here: OpenedBoard, seen: Snapshot) -> str | None:
    """The node that was clicked last."""
    scheme, key = opened.scheme(), key_of(here)
    chosen = seen.find(st.query_params.get(opened.CARD))
    nodes = [_ring(chosen, seen.cards, scheme), *(node for one in seen.cards for node in _nodes(one, scheme, key))]
    edges = [_edge(arrow, scheme) for arrow in seen.arrows]
    graph = json.dumps({"nodes": nodes, "edges": edges})
    return streamlit_agraph._agraph(data=graph, config=json.dumps(_options(len(seen.cards), len(edges))), key=key)  # pyright: ignore[reportPrivateUsage]


# -- nodes ------------------------------------------------------------------------------------------------


def _nodes(one: Shown, scheme: Scheme, key: str) -> Iterator[Json]:
    """What moves has its last face below the present one, so that it does not blink while the browser fetches the new one."""
    now, before = _faces(one, scheme, key)
    if _is_unfinished(one, key):
        yield _node(one, before, f"{APART}below")
    yield _node(one, now)


def _faces(one: Shown, scheme: Scheme, key: str) -> tuple[str, str]:
    """Addresses: of the face that it has, and of the one that it had before."""
    drawn: dict[str, tuple[str, str]] = _own(FACES, key)
    face.remember(one.face)
    now = svg.address(one.id, one.face, scheme)
    last, before = drawn.get(one.id, (now, now))
    drawn[one.id] = (now, before if last == now else last)
    return drawn[one.id]


def _is_unfinished(one: Shown, key: str) -> bool:
    """Or was, when this canvas was new: what lies below must be there before what lies above."""
    ids: dict[str, bool] = _own(UNFINISHED, key)
    is_unfinished = one.generation is not None and one.generation.state != State.SUCCEEDED
    return ids.setdefault(one.id, is_unfinished)


def _own(name: str, key: str) -> dict[str, Any]:
    """What is kept for this canvas alone."""
    kept_for, kept = st.session_state.get(name, ("", {}))
    if kept_for != key:
        kept = {}
        st.session_state[name] = key, kept
    return kept


def _node(one: Shown, image: str, layer: str = "") -> Json:
    width, height = svg.size_of(one.card.kind)
    return {
        "id": f"{_node_id(one.id)}{layer}",
        "x": one.card.x + width / 2,
        "y": one.card.y + height / 2,
        "fixed": True,
        "shape": "image",
        "image": image,
        "size": min(width, height) / 2 + MARGIN,
        "label": "",
        "title": "",
    }


def _node_id(card_id: str) -> str:
    return f"{card_id}{APART}{opened.turn_of(card_id)}"


def _ring(chosen: Shown | None, cards: Sequence[Shown], scheme: Scheme) -> Json:
    """Around the chosen card, with the margin of 5 pixels that boxes have; always there, so that it stays below all others."""
    around = chosen or (cards[0] if cards else None)
    node = _node(around, "") if around else {"x": 0, "y": 0}
    width, height = svg.size_of(around.card.kind) if around else (0, 0)
    colour = COLOURS[scheme].tones["violet"]
    return node | {
        "id": "ring",
        "shape": "box",
        "label": " ",
        "title": "",
        "hidden": chosen is None,
        "borderWidth": 3,
        "widthConstraint": {"minimum": width, "maximum": width},
        "heightConstraint": {"minimum": height},
        "shapeProperties": {"borderRadius": 18},
        "color": {"background": "rgba(0,0,0,0)", "border": colour},
    }


# -- edges ------------------------------------------------------------------------------------------------


def _edge(arrow: Arrow, scheme: Scheme) -> Json:
    colour = COLOURS[scheme].links[arrow.role]
    edge: Json = {
        "id": f"{arrow.from_id}>{arrow.role.value}>{arrow.to_id}",
        "from": _node_id(arrow.from_id),
        "to": _node_id(arrow.to_id),
        "color": {"color": colour, "highlight": colour, "opacity": 0.85},
        "dashes": [6, 6] if arrow.is_moving else False,
        "title": "",
    }
    if arrow.role != LinkRole.TAKE:
        font = {"size": 13, "face": "Arial", "color": colour, "strokeWidth": 6, "strokeColor": PAPERS[scheme]}
        edge |= {"label": arrow.role.value, "font": font, "width": 2.5}
    return edge


def _options(cards: int, links: int) -> Json:
    return {
        "height": f"{HEIGHT}px",
        "width": "100%",
        "physics": {"enabled": False},
        "layout": {"hierarchical": {"enabled": False}},
        "interaction": {
            "hover": False,
            "dragNodes": False,
            "selectConnectedEdges": False,
            "hideEdgesOnDrag": links > MANY_LINKS,
            "zoomSpeed": 0.6,
        },
        "nodes": {"chosen": False, "shapeProperties": {"useImageSize": False, "interpolation": cards > MANY_CARDS}},
        "edges": {
            "width": 2,
            "chosen": False,
            "arrows": {"to": {"enabled": True, "scaleFactor": 0.7}},
            "smooth": {"enabled": True, "type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.5},
        },
    }
