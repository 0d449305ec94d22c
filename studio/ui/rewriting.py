"""A filtered prompt in milder words: what would change, accepted or edited, and then the second try on Create."""

import streamlit as st

from studio import generations
from studio.database import reading, writing
from studio.errors import NotFound
from studio.tables import Generation
from studio.ui import acting, badges, draft, hidden, recipe
from studio.ui.words import literal
from studio.writers.offline import OfflineWriter
from studio.writers.rewrite import Rewrite

CHOSEN = "rewriting"  # the generation's id, in the session
UNKNOWN = (
    "No word here is known to trip a filter, so the choice is yours. Filters refuse names of living people and of brands, "
    "and what could be meant otherwise than you mean it."
)
NAMES = "Names of living people and of brands are refused too: those only you can change."


def choose(generation_id: str) -> None:
    """For a callback."""
    st.session_state[CHOSEN] = generation_id
    st.rerun()


def close() -> None:
    st.session_state.pop(CHOSEN, None)


def show_chosen() -> None:
    if generation_id := st.session_state.get(CHOSEN):
        rewrite_prompt(generation_id)


@st.dialog("Rewrite the prompt", width="medium", on_dismiss=close)
def rewrite_prompt(generation_id: str) -> None:
    try:
        with reading() as session:
            generation = generations.get(session, generation_id)
    except NotFound as gone:
        st.caption(literal(str(gone)))
        return
    rewrite = OfflineWriter().soften(generation.prompt)
    badges.show_remark(f"{generation.failure_sentence} {recipe.charge_words(generation)}", "violet", "policy")
    show_difference(rewrite)
    st.text_area("New prompt", value=rewrite.becomes, height=140, key=f"rewritten_{generation_id}")
    with st.container(horizontal=True):
        st.button(
            "Use this prompt", key="use_rewritten", type="primary", icon=":material/check:", on_click=use,
            args=(generation,),
        )  # fmt: skip
        st.button("Leave it", key="leave_it", type="tertiary", on_click=leave)


def show_difference(rewrite: Rewrite) -> None:
    if not rewrite.swaps:
        st.caption(UNKNOWN)
        return
    st.markdown(difference(rewrite))
    st.caption(NAMES)


def difference(rewrite: Rewrite) -> str:
    """What goes is struck out in red, what comes stands behind it in green."""
    shown = [_shown(text, swap.becomes if swap else None) for text, swap in rewrite.pieces()]
    return "".join(shown)


def _shown(text: str, becomes: str | None) -> str:
    if becomes is None:
        return _spaced(text)
    return f":red[~~{literal(text)}~~] :green[{literal(becomes)}]"


def _spaced(text: str) -> str:
    """`literal` takes the blanks at the ends away; between two pieces they are needed."""
    before, after = text[:1].isspace() * " ", text[-1:].isspace() * " "
    return f"{before}{literal(text)}{after}" if text.strip() else text[:1]


def use(generation: Generation) -> None:
    prompt: str = st.session_state[f"rewritten_{generation.id}"]
    draft.start_from(generation.brief.model_copy(update={"prompt": prompt}))
    with writing() as session:
        hidden.hide(session, generation.id)
    acting.say("The brief is in the form, with the new prompt")
    leave()


def leave() -> None:
    close()
    st.rerun()
