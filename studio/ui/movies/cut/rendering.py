"""Render the cut: the buttons, and what one should know before pressing one."""

import streamlit as st

from studio.files import Files
from studio.media.film import voice
from studio.productions.cut import awaiting, cuts, recipes, voicing
from studio.productions.cut.music import ChosenMusic
from studio.settings import load
from studio.ui import acting, badges, who
from studio.ui.movies import address, edits
from studio.ui.movies.cut import films
from studio.ui.movies.cut.seen import Cuts
from studio.ui.movies.seen import SeenMovie

ASKED = "render_asked"
SCRATCH = (
    "A film is rendered once all is spoken. Until then the offline voice stands in, in a preview, and it costs nothing."
)
UNHEARD = "A film is rendered once all is spoken."


def show_buttons(found: SeenMovie, made: Cuts) -> None:
    missing = recipes.left_out(found.outline, found.made)
    silent = voicing.not_heard(made.spoken, found.outline, found.made)
    is_possible = edits.can_edit() and len(missing) < sum(1 for _ in found.outline.scenes())
    with st.container(horizontal=True, vertical_alignment="center", key="render_film"):
        show_button("Render the film · free", "render", "movie", is_possible and not silent, False, is_main=True)
        can_preview = is_possible and (not silent or voice.is_there())
        show_button("Preview with a scratch voice" if silent else "Preview", "preview", "speed", can_preview, True)
        if found.under_way and not made.is_waiting:
            st.button(
                "Render when the takes are ready", key="render_later", icon=":material/schedule:", type="tertiary",
                disabled=not edits.can_edit(), on_click=render_later,
            )  # fmt: skip
    if silent:
        st.caption(SCRATCH if voice.is_there() else UNHEARD)
    for sentence in [*remarks(found, missing), *remarks_on_music(made.music, made.is_waiting)]:
        badges.show_remark(sentence, "orange")


def show_button(label: str, key: str, icon: str, is_possible: bool, is_preview: bool, is_main: bool = False) -> None:
    st.button(
        label, key=key, icon=f":material/{icon}:", type="primary" if is_main else "secondary", disabled=not is_possible,
        on_click=ask_for, args=(is_preview,), help="Small and quick, free too" if is_preview else None,
    )  # fmt: skip


def remarks(found: SeenMovie, missing: list[int]) -> list[str]:
    """What the film will not show as somebody might expect."""
    stale = [found.outline.number(scene_id) for scene_id in found.reasons]
    if len(missing) == sum(1 for _ in found.outline.scenes()):
        return [] if found.under_way else ["There is nothing to cut yet: generate a scene first."]
    said = (
        [f"{awaiting.in_words(missing)} {have(missing)} no take: the cut leaves {it(missing)} out."] if missing else []
    )
    return [*said, f"{awaiting.in_words(stale)} {are(stale)} out of date."] if stale else said


def remarks_on_music(found: ChosenMusic, is_waiting: bool) -> list[str]:
    if found.is_coming and not is_waiting:
        return ["The music is being made: a film that is rendered now waits for it, a preview is without it."]
    return []


def have(many: list[int]) -> str:
    return "has" if len(many) == 1 else "have"


def are(many: list[int]) -> str:
    return "is" if len(many) == 1 else "are"


def it(many: list[int]) -> str:
    return "it" if len(many) == 1 else "them"


def ask_for(is_preview: bool) -> None:
    """Noted only: who chooses something and presses at once may have the button heard first."""
    st.session_state[ASKED] = address.movie_id(), is_preview


def render_where_asked() -> None:
    """Before the page is drawn, and after all that was chosen or typed is saved."""
    movie_id, is_preview = st.session_state.pop(ASKED, (None, False))
    if movie_id and movie_id == address.movie_id():
        render(is_preview)


def render(is_preview: bool) -> None:
    """As the outline is at this moment."""
    visitor, files = who.visitor(), Files(load().media)
    films.choose_newest()
    acting.succeeds(
        lambda session, production_id: awaiting.ask(
            session, files, production_id, is_preview=is_preview, asked_by=visitor
        ),
        address.movie_id() or "",
    )


def render_later() -> None:
    visitor = who.visitor()
    acting.succeeds(
        lambda session, production_id: cuts.queue_when_ready(session, production_id, asked_by=visitor),
        address.movie_id() or "",
    )
