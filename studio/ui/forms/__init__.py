"""The form of a brief, drawn from the catalogue: what the chosen model can do is offered, the rest is not there.

From top to bottom: `kind.py`, `prompt.py`, `models.py`, `sizes.py`, `references.py`, `extras.py` and `price.py`. `asked.py` is all of it as
one value, with what it costs and what speaks against it.
"""

import streamlit as st

from studio import ratings
from studio.database import reading
from studio.settings import Settings
from studio.ui import draft
from studio.ui.forms import asked, extras, kind, models, price, prompt, references, sizes


def show_brief_form(settings: Settings) -> None:
    known = draft.known()
    with reading() as session:
        wanted = asked.look(session, draft.on_screen())
        rates = ratings.win_rates(session)
    kind.show_kind(known)
    prompt.show_prompt(known, settings.house_style)
    prompt.show_enhance(known, settings)
    models.show_models(known, wanted, rates)
    sizes.show_sizes(known, wanted.brief)
    with st.container(horizontal=True, gap="medium"):
        extras.show_camera_moves(known, settings)
        sizes.show_takes()
    references.show_references(known)
    extras.show_more(known, wanted.brief)
    price.show_generate(wanted)
