"""A card as a picture: well-formed whatever stands on it, and nothing in it that runs or is fetched."""

import xml.etree.ElementTree as ElementTree

import pytest

from studio.boards import svg
from studio.boards.face import Face
from studio.boards.svg import Poster
from studio.tables import CardKind
from tests.pages.test_hostile_fields import TEXTS

DRAWN = {"svg", "g", "rect", "circle", "path", "clipPath", "image", "text"}


def drawn(face: Face, poster: Poster | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(svg.picture(face, "dark", poster))


def words(root: ElementTree.Element) -> str:
    return " ".join(element.text or "" for element in root.iter() if element.tag.endswith("}text"))


@pytest.mark.parametrize("kind", CardKind)
@pytest.mark.parametrize("text", [*TEXTS.values(), "]]>&amp;<!--", "\ufffe\ud800", ""])
def test_whatever_is_written_on_a_card_is_only_text(kind: CardKind, text: str):
    face = Face(kind, text[:600], text[:200], text[:100], text[:50], text[:50], sentence=text[:140], length=text[:9])
    root = drawn(face, Poster(b"x", "webp"))
    assert {element.tag.partition("}")[2] for element in root.iter()} <= DRAWN
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not [name for name in attributes if name.startswith("on") or name.endswith("}href")]
    links = [element.get("href", "") for element in root.iter() if element.get("href")]
    assert all(link.startswith("data:image/webp;base64,") for link in links)


def test_a_card_says_what_it_is():
    face = Face(CardKind.CLIP, "A paper boat", "Luma Ray 2", corner="$0.71", state="Running", percent=40, tone="blue")
    said = words(drawn(face))
    assert all(part in said for part in ("A paper boat", "LUMA RAY 2", "$0.71", "Running", "40 %"))


def test_a_long_prompt_ends_in_an_ellipsis_inside_its_card():
    root = drawn(Face(CardKind.PROMPT, "A paper boat drifts down a street at night " * 9, corner="free"))
    lines = [element.text or "" for element in root.iter() if element.get("font-size") == "13.5"]
    assert len(lines) == 5 and lines[-1].endswith("…")
    assert max(map(len, lines)) < 45


@pytest.mark.parametrize("text", ["雨の夜に紙の舟が流れていく" * 9, "W" * 500, "قارب ورقي في المطر " * 20])
def test_scripts_without_spaces_and_long_words_are_broken(text: str):
    root = drawn(Face(CardKind.NOTE, text))
    assert len([element for element in root.iter() if element.tag.endswith("}text")]) == 6
