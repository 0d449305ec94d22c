"""What one can do with a clip or a picture next: each fills in Create, where the price is agreed to."""

from collections.abc import Callable, Sequence

import streamlit as st

from studio import library, money, offers
from studio.brief import Brief, Operation
from studio.database import reading
from studio.errors import StudioError
from studio.offers import Offer, PictureUse
from studio.providers import catalogue
from studio.ui import acting, draft
from studio.ui.places import CREATE

LABELS = {
    Operation.MODIFY: ("Modify", "auto_fix_high"),
    Operation.EXTEND: ("Extend", "more_time"),
    Operation.REFRAME: ("Reframe", "aspect_ratio"),
    Operation.UPSCALE: ("Upscale", "hd"),
    Operation.ADD_AUDIO: ("Add sound", "graphic_eq"),
}
USES = {
    PictureUse.FIRST_FRAME: ("Use as first frame", "first_page"),
    PictureUse.LAST_FRAME: ("Use as last frame", "last_page"),
    PictureUse.REFERENCE: ("Use as reference", "palette"),
}


def show_offers(found: Sequence[Offer], close: Callable[[], None]) -> None:
    for offer in found:
        label, icon = LABELS[offer.operation]
        st.button(
            f"{label} · {price_words(offer)}", key=f"offer_{offer.operation.value}", icon=f":material/{icon}:",
            on_click=start, args=(offer.brief, close),
        )  # fmt: skip


def price_words(offer: Offer) -> str:
    price = money.usd(offer.from_micro_usd).replace("$", r"\$")
    return f"from {price}" if offer.from_micro_usd else price


def show_uses(uses: Sequence[PictureUse], asset_id: str, close: Callable[[], None]) -> None:
    for use in uses:
        label, icon = USES[use]
        st.button(
            label, key=f"use_as_{use.name.lower()}", icon=f":material/{icon}:", on_click=use_picture,
            args=(asset_id, use, close),
        )  # fmt: skip


def use_picture(asset_id: str, use: PictureUse, close: Callable[[], None]) -> None:
    """Into the brief that is being written; a model that cannot take it gives way, which is said."""
    draft.open_draft()
    before = draft.on_screen().brief
    try:
        with reading() as session:
            brief = offers.with_picture(session, before, library.get(session, asset_id), use)
    except StudioError as reason:
        acting.refuse(reason)
        st.rerun()
    if brief.model != before.model:
        acting.say(f"{catalogue.label_of(brief.model)} is chosen: it takes this picture as a {use}.")
    start(brief, close)


def start(brief: Brief, close: Callable[[], None]) -> None:
    """On Create, where the price is agreed to."""
    draft.start_from(brief)
    close()
    acting.go_to(CREATE)
