"""Board: prompts and clips as cards, with links that say what came of what. Which one is open stands in the address."""

import streamlit as st

from studio import saved_settings
from studio.boards import shelf
from studio.database import reading
from studio.errors import NotFound
from studio.ui import acting, writers
from studio.ui.board import adding, canvas, opened, panel, prompt_card, toolbar, whereabouts
from studio.ui.words import literal

prompt_card.keep()
with reading() as session:
    settings, boards = saved_settings.current(session), shelf.list_shown(session)
try:
    here = opened.open_asked(boards)
except NotFound as gone:
    here = None
    st.caption(literal(str(gone)))

st.title("Board")
with st.container():
    toolbar.show_undo()
if here is None:
    toolbar.show_start(boards)
    acting.show_said()
    st.stop()

toolbar.show_toolbar(here, boards)
whereabouts.remember(here.snapshot)
drawing, side = st.columns([9, 4], gap="small")
with drawing:
    with st.container(border=True, key="canvas"):
        canvas.show_canvas(here)
    toolbar.show_pages(here)
with side:
    panel.show_panel(here, settings)

if here.board:
    adding.show_choice(here.board.id)
prompt_card.show_confirmation()
writers.show_talk()
acting.show_said()
