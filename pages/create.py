"""Create: write a brief, see what it costs, generate, and watch it being made."""

import streamlit as st

from studio import library, saved_settings
from studio.database import reading
from studio.library import LibraryFilter
from studio.ui import acting, cards, compare, draft, forms, frames, player, running, writers
from studio.ui.create import batch, examples, presets
from studio.ui.forms import price

NEWEST = 8

draft.open_draft()
with reading() as session:
    settings = saved_settings.current(session)
    newest = library.find(session, LibraryFilter(), per_page=NEWEST)

with st.container(horizontal=True, vertical_alignment="center"):
    st.title("Create")
    presets.show_presets()
    batch.show_batch()
brief, making = st.columns([3, 2], gap="large")
with brief, st.container(border=True, key="brief"):
    forms.show_brief_form(settings)
with making:
    running.show_making()
    if not newest:
        examples.show_example()

if "earlier_draft" in st.session_state:
    with brief, st.container(horizontal=True, vertical_alignment="center"):
        st.caption("Filled in from an earlier brief.", width="content")
        st.button("Bring back what I had", key="bring_back", icon=":material/undo:", on_click=draft.bring_back)

if newest:
    st.subheader("Newest clips")
    compare.show_ready(newest)
    cards.show_posters(newest)

draft.keep_draft(settings)
price.show_confirmation()
frames.show_choice()
player.show_chosen()
writers.show_talk()
acting.show_said()
