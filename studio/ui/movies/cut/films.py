"""The films of a movie: the newest plays, is taken elsewhere or shared; earlier ones are listed below it."""

from collections.abc import Sequence

import streamlit as st

from studio import library
from studio.productions.cut import exporting
from studio.tables import Asset, Cut
from studio.ui import share_links
from studio.ui.player import video
from studio.ui.words import ago, file_size, literal, running_time

EARLIER = 12  # films shown
UPRIGHT_HEIGHT = 480  # pixels, of the player of an upright film
CHOSEN = "film"  # the cut whose film is looked at, when it is not the newest


def show_film(films: Sequence[tuple[Cut, Asset]]) -> None:
    """The newest, or the one that somebody chose."""
    if not films:
        show_no_film()
        return
    chosen = st.session_state.get(CHOSEN)
    cut, film = next((one for one in films if one[0].id == chosen), films[0])
    shape = film.width / film.height
    with st.container(horizontal_alignment="center", key="shown_film"):
        width = "stretch" if shape >= 1 else round(UPRIGHT_HEIGHT * shape)
        video.show_video(film, subtitles=exporting.soft_subtitles(cut), width=width)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(literal(facts_of(cut, film)), width="content")
        show_downloads(cut, film)
        share_links.show_share(film)


def show_downloads(cut: Cut, film: Asset) -> None:
    show_link("Download", library.address(film.name, as_file=True), "download")
    with st.popover("Export", icon=":material/ios_share:", key="export_film", type="tertiary"):
        if has_words(cut):
            show_link("Subtitles, SRT", exporting.address(cut.id, "srt"), "subtitles")
            show_link("Subtitles, WebVTT", exporting.address(cut.id, "vtt"), "subtitles")
        show_link("Its pictures in a strip, JPEG", exporting.address(cut.id, "strip"), "view_carousel")
        show_link("Its sounds one by one, WAV in a zip", exporting.address(cut.id, "stems"), "graphic_eq")
        show_link("OpenTimelineIO, for programs that edit", exporting.address(cut.id, "otio"), "view_timeline")
        show_link("All of it in a zip, with the clips", exporting.address(cut.id, "zip"), "folder_zip")


def show_link(label: str, where: str, icon: str) -> None:
    st.link_button(label, where, icon=f":material/{icon}:", type="tertiary")


def has_words(cut: Cut) -> bool:
    return any(item.get("narration") or item.get("lines") for item in cut.recipe["reel"])


def show_no_film() -> None:
    with st.container(border=True, horizontal_alignment="center", key="no_film"):
        st.caption(
            "No film yet. Render it as often as you like: it costs nothing, and only what has changed is made anew."
        )


def facts_of(cut: Cut, film: Asset) -> str:
    """`Preview · 0:32 · 640 x 360 · 1.2 MB · 5 min ago`."""
    what = "Preview" if cut.is_preview else "Film"
    size = f"{film.width} x {film.height}"
    return " · ".join([what, running_time(film.duration_s or 0), size, file_size(film.size_bytes), ago(cut.created_at)])


def show_earlier(films: Sequence[tuple[Cut, Asset]]) -> None:
    if len(films) < 2:
        return
    with st.expander(f"All {len(films)} cuts", icon=":material/history:", key="earlier_cuts"):
        for cut, film in films[:EARLIER]:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.caption(literal(facts_of(cut, film)), width="stretch")
                st.button(
                    "Show", key=f"show_film_{cut.id}", icon=":material/play_arrow:", type="tertiary",
                    on_click=choose, args=(cut.id,),
                )  # fmt: skip
                show_link("Download", library.address(film.name, as_file=True), "download")


def choose(cut_id: str) -> None:
    st.session_state[CHOSEN] = cut_id


def choose_newest() -> None:
    st.session_state.pop(CHOSEN, None)
