"""Which model makes it, and which others are to make it too, side by side."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Literal

import streamlit as st

from studio import money
from studio.brief import Operation
from studio.providers import catalogue
from studio.providers.catalogue import ITS_OWN, Model
from studio.ratings import WinRate
from studio.ui import badges, draft
from studio.ui.forms.asked import AskedBriefs, PricedBrief
from studio.ui.forms.price import of_line
from studio.ui.words import literal

LEAST_DUELS = 3  # fewer say nothing
WIDE = 290  # pixels: a name with its price, and on a phone the whole row
MOST_COMPARED = 3  # besides the chosen one: four clips fit side by side


def show_models(known: Model, asked: AskedBriefs, rates: Mapping[str, WinRate]) -> None:
    able = able_models(known)
    with st.container(horizontal=True, gap="small"):
        show_choice(known, WIDE)
        if len(able) > 1:
            st.multiselect(
                "Compare with", [one for one in able if one != known.id], format_func=catalogue.label_of, key="also",
                placeholder="Other models", max_selections=MOST_COMPARED,
            )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        badges.show_model(known.id)
        st.caption(
            " · ".join([known.about, *_won(rates.get(known.id))]), help=_doubts(known.unverified), width="stretch"
        )
    show_changes()
    for line in asked.lines[1:]:
        show_compared(line, rates)


def able_models(known: Model) -> list[str]:
    """All that do the same, each once."""
    return list(dict.fromkeys(one.id for one in catalogue.models(known.operation)))


def show_choice(known: Model, width: int | Literal["stretch"]) -> None:
    st.selectbox(
        "Model",
        able_models(known),
        format_func=partial(with_price, operation=known.operation),
        key="model",
        on_change=draft.change_model,
        width=width,
    )


def with_price(model_id: str, operation: Operation) -> str:
    """Its least price: a label must not change while one chooses a length."""
    known = catalogue.model(model_id, operation)
    a_second = " a second" if known.durations_s == ITS_OWN and known.rates.usd_per_second else ""
    return f"{catalogue.label_of(model_id)} · {money.least_words(known.least_usd)}{a_second}"


def _doubts(unverified: Sequence[str]) -> str | None:
    """Behind the help mark: they matter to few, and are long."""
    return literal(f"Not verified: {' '.join(unverified)}") if unverified else None


def _won(rate: WinRate | None) -> list[str]:
    return [f"won {rate.fraction:.0%} of {rate.duels} duels"] if rate and rate.duels >= LEAST_DUELS else []


def show_changes() -> None:
    """What gave way when the model was changed, and a way back."""
    if changes := st.session_state.get("changes"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            badges.show_remark(" ".join(changes), "orange", "swap_horiz")
            if st.session_state.get("before_switch"):
                st.button(
                    "Undo", key="undo_switch", icon=":material/undo:", type="tertiary", on_click=draft.take_switch_back
                )


def show_compared(line: PricedBrief, rates: Mapping[str, WinRate]) -> None:
    brief = line.brief
    told = [of_line(line), *_length(brief.duration_s), *_won(rates.get(brief.model)), *line.changes]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        badges.show_model(brief.model)
        st.caption(" · ".join(literal(words) for words in told), width="stretch")


def _length(duration_s: float) -> list[str]:
    return [f"{duration_s:g} s"] if duration_s else []
