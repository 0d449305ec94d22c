"""The cut of a movie: render it, watch how far it is, play the film, and say how it is finished.

`seen.py` is one look at it, `rendering.py` asks for it, `progress.py` tells how far it is, `films.py` plays what came of it. `finish.py`,
`music.py` and `trims.py` say how it is to be.
"""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from studio import productions
from studio.database import reading
from studio.files import Files
from studio.productions.cut import voicing
from studio.settings import load
from studio.ui.movies import speaking
from studio.ui.movies.cut import films, finish, music, progress, rendering, trims
from studio.ui.movies.cut.seen import look
from studio.ui.movies.seen import SeenMovie
from studio.voices.script import Script


def missing_scripts(production_id: str) -> Sequence[Script]:
    """What the chosen voice has not spoken yet, with what was just typed; none where that could not be saved. Raises NotFound."""
    if not finish.save_typed():
        return []
    with reading() as session:
        outline = productions.get(session, production_id).outline
        spoken = voicing.look(session, Files(load().media), outline)
    return [part.script for part in spoken.missing]


def show_cut(found: SeenMovie) -> None:
    rendering.render_where_asked()
    with reading() as session:
        made = look(session, found)
    watch, form = st.columns([6, 4], gap="medium")
    with watch:
        films.show_film(made.films)
        with st.container(key="narration"):
            speaking.show_standing(made.spoken, partial(missing_scripts, found.production.id))
        rendering.show_buttons(found, made)
        progress.show_live(found, made)
        films.show_earlier(made.films)
        with st.container(border=True, key="music"):
            music.show_music(found, made.music)
        trims.show_scenes(found)
    with form, st.container(border=True, key="finish"):
        finish.show_finish(found.outline.finish)
    music.show_choice()
