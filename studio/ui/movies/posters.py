"""What stands for a scene or a movie: the poster of a clip, or an empty frame of its shape."""

import streamlit as st

from studio.tables import Asset
from studio.ui import stills

UPRIGHT_HEIGHT = 150  # pixels
WIDEST = 21 / 9


def show_poster(clip: Asset | None, ratio: str, upright_height: int = UPRIGHT_HEIGHT) -> None:
    if clip and clip.poster:
        stills.show_still(clip, clip.poster, upright_height, "Poster")
    else:
        show_empty_frame(ratio, upright_height)


def show_empty_frame(ratio: str, upright_height: int = UPRIGHT_HEIGHT) -> None:
    shape = shape_of(ratio)
    width = "stretch" if shape >= stills.WIDE else round(upright_height * shape)
    with st.container(horizontal_alignment="center"):
        st.image(empty_frame(shape), width=width, alt="Nothing yet")


def shape_of(ratio: str) -> float:
    """Width by height; that of a usual clip for what is no ratio."""
    wide, _, high = ratio.partition(":")
    try:
        return min(float(wide) / float(high), WIDEST)
    except (ValueError, ZeroDivisionError):
        return 16 / 9


def empty_frame(shape: float) -> str:
    """A dashed frame in a grey that is seen on light and on dark."""
    width, height = round(180 * shape), 180
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<rect x="2" y="2" width="{width - 4}" height="{height - 4}" rx="10" fill="#8884" fill-opacity=".35" '
        'stroke="#888" stroke-opacity=".55" stroke-width="1.5" stroke-dasharray="7 6"/>'
        f'<g transform="translate({width / 2 - 18} {height / 2 - 14})" fill="none" stroke="#888" stroke-width="2">'
        '<rect width="36" height="28" rx="4"/><path d="M8 0v28M28 0v28M0 9h8M0 19h8M28 9h8M28 19h8"/></g></svg>'
    )
