"""Unclear: nobody knows whether the provider accepted it. What happened, what it may have cost, and three ways out."""

from collections.abc import Sequence

import streamlit as st

from studio import generations
from studio.database import reading
from studio.providers import catalogue
from studio.tables import Generation
from studio.ui import acting, badges, recipe
from studio.ui.deeds import GenerationDeed, once, show_deeds
from studio.ui.words import literal

SHOWN = 20
LOOK_EVERY_S = 5.0


def show_strip() -> None:
    """One quiet line on top of the Library, which opens; nothing where nothing is unclear. The engine may find one yet."""
    if not look():
        return

    @st.fragment(run_every=LOOK_EVERY_S, key="unclear")
    def show_live() -> None:
        acting.show_said()
        if waiting := look():
            count = "One generation waits" if len(waiting) == 1 else f"{len(waiting)} generations wait"
            with st.expander(
                f"{count} for your decision: the reply was lost", icon=":material/help:", key="unclear_strip"
            ):
                for generation in waiting:
                    show_card(generation)

    show_live()


def look() -> Sequence[Generation]:
    with reading() as session:
        return generations.list_unclear(session, SHOWN)


def show_card(generation: Generation) -> None:
    with st.container(border=True, key=f"unclear_{generation.id}", gap="small"):
        badges.show_head(generation)
        show_unclear(generation)


def show_unclear(generation: Generation) -> None:
    provider = catalogue.PROVIDERS.get(generation.provider, generation.provider)
    badges.show_remark(
        f"The reply was lost: {provider} may have accepted and charged it. Look at your {provider} account, then decide.",
        "orange",
    )
    st.caption(literal(" · ".join(facts_of(generation))))
    if generation.note:
        st.caption(literal(generation.note))
    show_deeds(generation, *ways_out(generation, provider))


def facts_of(generation: Generation) -> list[str]:
    with reading() as session:
        sent_at = generations.sent_at(session, generation)
    sent = [f"Sent {sent_at:%d %b, %H:%M:%S} UTC"] if sent_at else []
    return [*sent, f"may have cost: {recipe.price_of(generation)}"]


def ways_out(generation: Generation, provider: str) -> list[GenerationDeed]:
    price = recipe.price_label(generation)
    warning = (
        f"If {provider} has accepted it after all, you pay twice: {price} each time. "
        f"Queue it again only when your {provider} account does not show it."
    )
    return [
        GenerationDeed("look", "Look again", "search", once(generations.look_again, "Looking again")),
        GenerationDeed("give_up", "Give up", "block", once(generations.give_up, "Given up")),
        GenerationDeed(
            "not_accepted", f"It was not accepted: queue again · {price}", "replay",
            once(generations.was_not_accepted, "Queued again"),
            warning="" if generation.estimate_micro_usd == 0 else warning,
        ),
    ]  # fmt: skip
