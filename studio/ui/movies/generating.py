"""Generate a scene, what is missing, what is out of date, or all: the price stands on the button, and is asked about once more."""

from collections.abc import Callable, Collection, Sequence

import streamlit as st
from sqlmodel import Session

from studio.database import reading, writing
from studio.errors import StudioError
from studio.productions import plans
from studio.productions.outline import Outline
from studio.productions.plans import Line, Plan
from studio.productions.takes import Takes
from studio.ui import acting, badges, who
from studio.ui.acting import close
from studio.ui.forms import price
from studio.ui.movies import address, edits, seen
from studio.ui.movies.scene import save_typed
from studio.ui.movies.seen import Seen
from studio.ui.words import counted, first_words, literal

TO_CONFIRM = "plan_to_confirm"
REASONS_SHOWN = 3
MANY, TALL = 6, 400  # more lines than this scroll in a list of so many pixels

Which = Callable[[Outline, Takes], Collection[str]]  # the scenes that are to be generated, as things stand then


def all_scenes(outline: Outline, _made: Takes) -> Collection[str]:
    return [scene.id for scene in outline.scenes()]


def only(scene_id: str) -> Which:
    def this(outline: Outline, _made: Takes) -> Collection[str]:
        return [scene.id for scene in outline.scenes() if scene.id == scene_id]

    return this


def make(session: Session, found: Seen, which: Which, each: int = 1) -> Plan:
    return plans.make(session, found.outline, found.made, which(found.outline, found.made), each)


# -- for the whole -------------------------------------------------------------------------------------------


def show_generate(found: Seen) -> None:
    with reading() as session:
        missing = make(session, found, plans.missing)
        stale = make(session, found, plans.out_of_date)
    with st.container(horizontal=True, vertical_alignment="center", key="generate_movie"):
        if missing.lines:
            verb = f"Generate {counted(len(missing.lines), 'missing scene')}"
            show_button(verb, "generate_missing", missing, plans.missing, is_main=True)
        if stale.lines:
            verb = f"Update {len(stale.lines)} out of date"
            show_button(verb, "update_stale", stale, plans.out_of_date, is_main=not missing.lines)
        if len(missing.lines) < sum(1 for _ in found.outline.scenes()):
            st.button(
                "All again …", key="generate_all", icon=":material/replay:", type="tertiary",
                disabled=not edits.can_edit(), on_click=press, args=(all_scenes, 1, True), help="Shows the price first",
            )  # fmt: skip
    show_reasons([*missing.reasons, *stale.reasons])
    price.show_budgets()


def show_button(verb: str, key: str, plan: Plan, which: Which, *, is_main: bool, each: int = 1) -> None:
    is_possible = bool(plan.lines) and not plan.reasons and edits.can_edit()
    st.button(
        f"{verb} · {plan.total.words}".replace("$", r"\$") if not plan.reasons else verb,
        key=key,
        type="primary" if is_main else "secondary",
        icon=":material/auto_awesome:",
        disabled=not is_possible,
        on_click=press,
        args=(which, each),
        wrap=True,  # on a narrow screen too the price on it is read whole
    )


def show_reasons(reasons: Sequence[str]) -> None:
    for reason in reasons[:REASONS_SHOWN]:
        badges.show_remark(reason, "orange")
    if len(reasons) > REASONS_SHOWN:
        badges.show_remark(f"And {counted(len(reasons) - REASONS_SHOWN, 'more reason')}.", "orange")


# -- pressed -------------------------------------------------------------------------------------------------


def press(which: Which, each: int, always_ask: bool = False) -> None:
    """What is free is queued; what costs money, or makes everything again, is asked about once more."""
    st.session_state.pop(acting.OVER_BUDGET, None)
    save_typed()
    try:
        with reading() as session:
            plan = make(session, seen.look(session, address.movie_id() or ""), which, each)
    except StudioError as reason:
        acting.refuse(reason)
        return
    if plan.reasons:
        acting.refuse(plan.reasons[0])
    elif plan.lines and plan.total.is_free and not always_ask:
        queue(plan)
    elif plan.lines:
        st.session_state[TO_CONFIRM] = plan


def queue(plan: Plan) -> None:
    """All of it, or none."""
    forget()
    try:
        visitor = who.require_maker()
        with writing() as session:
            made = plans.queue(session, address.movie_id() or "", plan, asked_by=visitor)
    except StudioError as reason:
        acting.refuse(reason)
    else:
        acting.say(f"Queued {counted(len(made), 'take')}", "schedule")


def forget() -> None:
    st.session_state.pop(TO_CONFIRM, None)


def show_confirmation() -> None:
    plan: Plan | None = st.session_state.get(TO_CONFIRM)
    if plan:
        title = "Generate all again?" if plan.total.is_free else "Generate and pay?"
        st.dialog(title, icon=":material/payments:", width="medium", on_dismiss=forget)(confirm)(plan)


def confirm(plan: Plan) -> None:
    with st.container(height=TALL if len(plan.lines) > MANY else "content", border=False, gap="xsmall"):
        for line in plan.lines:
            show_line(line)
    priced = [line.order.estimate for line in plan.lines if line.order.estimate]
    price.show_source(min(priced, key=lambda estimate: estimate.as_of))
    if plan.total.unpriced:
        st.caption("Where the price is unknown, the provider's answer tells it, or your account there does.")
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("Do not generate", key="refuse_plan", on_click=close, args=(forget,))
        st.button(
            f"Generate {counted(plan.total.takes, 'take')} · {plan.total.words}".replace("$", r"\$"),
            key="accept_plan",
            type="primary",
            icon=":material/auto_awesome:",
            on_click=close,
            args=(accept,),
        )


def accept() -> None:
    plan: Plan | None = st.session_state.get(TO_CONFIRM)
    if plan:  # otherwise it was pressed twice
        queue(plan)


def show_line(line: Line) -> None:
    assert line.order.estimate  # or else something speaks against it
    st.markdown(f"**Scene {line.number}** {literal(first_words(line.scene.prompt, 50))}")
    words = price.line_words(line.order.brief, line.order.takes, line.order.estimate)
    st.markdown(f":small[{words}]")
    if line.changes:
        badges.show_remark(" ".join(line.changes), "orange", "swap_horiz")
