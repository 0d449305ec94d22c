"""Between two scenes of the cut: how well their takes go together. What is not known yet is looked at beside the page."""

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from studio.media.film.joint import Joint, Match
from studio.productions.joints import Joints, Pair, pairs
from studio.settings import load
from studio.ui import badges
from studio.ui.badges import Colour
from studio.ui.movies.seen import Seen

LOOKS: dict[Match, tuple[Colour, str]] = {
    Match.SEAMLESS: ("green", "link"),
    Match.CLOSE: ("gray", "content_cut"),
    Match.JUMP: ("orange", "link_off"),
}


def find(seen: Seen) -> Mapping[str, Joint]:
    """By the scene that goes over into the next."""
    return ours().find(wanted(seen))


def are_all_known(seen: Seen) -> bool:
    return ours().are_all_known(wanted(seen))


def wanted(seen: Seen) -> list[Pair]:
    return pairs(seen.outline, seen.made)


def ours() -> Joints:
    settings = load()
    return joints_of(settings.media, settings.cuts / "joints")


@st.cache_resource(show_spinner=False)
def joints_of(media: Path, kept: Path) -> Joints:
    """One for all who look."""
    return Joints(media, kept)


def show_joint(joint: Joint | None) -> None:
    if joint:
        badges.show_remark(joint.sentence, *LOOKS[joint.match])
