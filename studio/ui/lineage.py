"""What a clip came of: the clips and pictures that its brief points at, each a step back in the library."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st
from sqlmodel import Session

from studio import reach
from studio.brief import Brief
from studio.errors import NotFound
from studio.providers import catalogue
from studio.tables import Asset, Generation
from studio.ui import recipe
from studio.ui.recipe import Ancestor
from studio.ui.words import first_words, literal


@dataclass(frozen=True)
class LineageLink:
    """`asset_id` None: it is an address, or no longer here."""

    role: str
    what: str
    asset_id: str | None


def look(session: Session, brief: Brief) -> list[LineageLink]:
    return [_link(session, ancestor) for ancestor in recipe.ancestors(brief)]


def _link(session: Session, ancestor: Ancestor) -> LineageLink:
    if ancestor.material.url:
        return LineageLink(ancestor.role, ancestor.short, None)
    try:
        generation, asset = reach.origin(session, ancestor.material)
    except NotFound:
        generation, asset = None, None
    return LineageLink(ancestor.role, _words(generation, asset), asset and asset.id)


def _words(generation: Generation | None, asset: Asset | None) -> str:
    if asset is None:
        return "no longer in the library"
    if generation is None:
        return f"{asset.kind} of {asset.width} × {asset.height}"
    return f"{catalogue.label_of(generation.model)}, “{first_words(generation.prompt, 40)}”"


def show(links: Sequence[LineageLink], choose: Callable[[str], None]) -> None:
    for number, link in enumerate(links):
        if link.asset_id is None:
            st.caption(f"**{literal(link.role)}** {literal(link.what)}")
        else:
            st.button(
                f"**{literal(link.role)}** {literal(link.what)}", key=f"ancestor_{number}", type="tertiary",
                icon=":material/subdirectory_arrow_left:", on_click=choose, args=(link.asset_id,), wrap=False,
            )  # fmt: skip
