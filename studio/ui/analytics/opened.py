"""One generation that ended badly: what was asked for, what became of it, and using it again. Which one stands in the address."""

import streamlit as st

from studio import generations, ledger
from studio.database import reading
from studio.errors import NotFound
from studio.tables import Generation
from studio.ui import badges, player, recipe
from studio.ui.words import literal

CHOSEN = "generation"  # in the address


def choose(generation_id: str) -> None:
    st.query_params[CHOSEN] = generation_id


def close() -> None:
    st.query_params.pop(CHOSEN, None)


def show_chosen() -> None:
    """Opens it when the address names one."""
    if generation_id := st.query_params.get(CHOSEN):
        show_generation(generation_id)


@st.dialog("Generation", width="medium", on_dismiss=close)
def show_generation(generation_id: str) -> None:
    try:
        with reading() as session:
            generation = generations.get(session, generation_id)
            events = generations.history(session, generation_id)
            charged = ledger.charged(session, generation)
    except NotFound as gone:
        st.caption(literal(str(gone)))
        return
    with st.container(horizontal=True, gap="small"):
        badges.show_state(generation)
        badges.show_model(generation.model)
    st.text(generation.prompt or "Without a prompt")
    if generation.failure_sentence:
        badges.show_remark(generation.failure_sentence, "red", "error")
    with st.container(gap=None):
        for name, value in facts_of(generation, charged).items():
            st.caption(f"**{name}** {literal(value)}")
    player.show_history(events)
    st.button(
        "Use again", key="use_again", icon=":material/replay:", on_click=player.use_again, args=(generation.brief,)
    )


def facts_of(generation: Generation, charged_micro_usd: int) -> dict[str, str]:
    facts = recipe.asked(generation.brief) | recipe.of_money(generation, charged_micro_usd)
    ended = f"{generation.ended_at:%d %b %Y, %H:%M} UTC" if generation.ended_at else ""
    facts |= {"Took": recipe.took(generation), "Ended": ended}
    facts |= {"Generation": generation.id, "Provider's id": generation.remote_id or ""}
    return {name: value for name, value in facts.items() if value}
