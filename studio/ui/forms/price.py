"""What it costs, on the button and once more before money is spent."""

from collections.abc import Callable

import streamlit as st

from studio import budgets, generations, money
from studio.brief import Brief
from studio.database import reading, writing
from studio.errors import StudioError
from studio.estimates import Estimate
from studio.providers import catalogue
from studio.tables import Access
from studio.ui import acting, badges, draft, who
from studio.ui.acting import close
from studio.ui.forms.asked import AskedBriefs, PricedBrief, look
from studio.ui.places import SETTINGS
from studio.ui.words import counted, literal


def show_generate(asked: AskedBriefs) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"{_verb(asked)} · {total(asked)}",
            key="generate",
            type="primary",
            icon=":material/auto_awesome:",
            shortcut="Ctrl+Enter",
            disabled=bool(asked.against_rest),
            on_click=press_generate,
        )
        if asked.against_rest:
            badges.show_remark(" ".join(asked.against_rest), "orange")
        elif st.session_state.pop("was_refused", False) and asked.against_prompt:
            badges.show_remark(" ".join(asked.against_prompt), "orange")
        else:
            show_source(asked.lines[0].estimate)
    show_budgets()


def show_budgets(production_id: str | None = None) -> None:
    """The budget that refused it, until something else is asked for; or the one that is nearly used up."""
    if refusal := st.session_state.get(acting.OVER_BUDGET):
        st.error(literal(refusal), icon=":material/savings:")
        if who.visitor().may(Access.ADMIN):
            st.button("Raise the budget", key="raise_budget", icon=":material/tune:", on_click=go_to_budgets)
        return
    with reading() as session:
        near = budgets.nearest(session, who.visitor().name, production_id=production_id)
    if near:
        left = money.amount(max(near.left, 0))
        st.caption(literal(f"The {near.name} is used up to {near.fraction:.0%}: {left} left."))


def go_to_budgets() -> None:
    st.session_state.pop(acting.OVER_BUDGET, None)
    acting.go_to(SETTINGS, {"section": "Budgets"})


def _verb(asked: AskedBriefs) -> str:
    if len(asked.lines) > 1:
        return f"Generate {asked.clips} to compare"
    return "Generate" if asked.takes == 1 else f"Generate {asked.takes} takes"


def show_source(estimate: Estimate) -> None:
    if not estimate.usd:
        st.caption(literal(estimate.source), width="stretch")
        return
    doubt = "" if estimate.is_verified else ", not verified"
    st.caption(f"Estimate, list price of {estimate.as_of}{doubt}", help=literal(estimate.source), width="stretch")


def of_line(line: PricedBrief, takes: int = 1) -> str:
    return money.usd(None if line.estimate.micro_usd is None else line.estimate.micro_usd * takes)


def total(asked: AskedBriefs) -> str:
    """Dollars as they are: in a label a `$` begins a formula."""
    return asked.total.words.replace("$", r"\$")


def press_generate() -> None:
    """What is free is queued; what costs money is asked about once more."""
    st.session_state.pop(acting.OVER_BUDGET, None)
    with reading() as session:
        asked = look(session, draft.on_screen())
    if asked.against_rest or asked.against_prompt:
        st.session_state["was_refused"] = True
    elif asked.total.is_free:
        queue(asked)
    else:
        st.session_state["to_confirm"] = asked


def queue(asked: AskedBriefs) -> None:
    """All of it, or none."""
    forget_order()
    try:
        visitor = who.require_maker()
        with writing() as session:
            generations.queue_together(session, asked.briefs(), asked_by=visitor)
    except StudioError as reason:
        acting.refuse(reason)
    else:
        acting.say(_said(asked), "schedule")


def _said(asked: AskedBriefs) -> str:
    what = "Queued" if asked.takes == 1 else f"Queued {asked.takes} takes"
    return f"{what} on {' and '.join(line.label for line in asked.lines)}"


def show_confirmation() -> None:
    if order := st.session_state.get("to_confirm"):
        confirm(order)


def forget_order() -> None:
    st.session_state.pop("to_confirm", None)


@st.dialog("Generate and pay?", icon=":material/payments:", on_dismiss=forget_order)
def confirm(asked: AskedBriefs) -> None:
    show_order(asked, queue, forget_order)


def show_order(asked: AskedBriefs, accept: Callable[[AskedBriefs], None], refuse: Callable[[], None]) -> None:
    """In a dialog: what is to be paid to whom, and the two answers."""
    for line in asked.lines:
        st.markdown(line_words(line.brief, asked.takes, line.estimate))
    show_source(asked.lines[0].estimate)
    if asked.total.unpriced:
        st.caption("Where the price is unknown, the provider's answer tells it, or your account there does.")
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("Do not generate", key="refuse_price", on_click=close, args=(refuse,))
        st.button(
            f"Generate · {total(asked)}",
            key="accept_price",
            type="primary",
            icon=":material/auto_awesome:",
            on_click=close,
            args=(accept, asked),
        )


def line_words(brief: Brief, takes: int, estimate: Estimate) -> str:
    """`2 clips of 5 s at 720p on Luma Ray 2: about $1.42, paid to Luma.`, as Markdown."""
    known = catalogue.model(brief.model, brief.operation)
    count = counted(takes, known.makes)
    length = f" of {brief.duration_s:g} s" if brief.duration_s else ""
    size = f" at {brief.resolution}" if known.resolutions else ""
    what = f"{count}{length}{size} on {literal(catalogue.label_of(brief.model))}"
    if estimate.micro_usd == 0:
        return f"{what}: **free**."
    about = "" if estimate.micro_usd is None else "about "
    price = money.usd(None if estimate.micro_usd is None else estimate.micro_usd * takes).replace("$", r"\$")
    return f"{what}: {about}**{price}**, paid to {catalogue.PROVIDERS.get(brief.provider, brief.provider)}."
