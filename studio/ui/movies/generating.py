"""Generate a scene, what is missing, what is out of date, or all: the price stands on the button, and is asked about once more."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from sqlmodel import Session

from studio import orders
from studio.brief import State
from studio.database import reading, writing
from studio.errors import StudioError
from studio.productions import ordering, plans
from studio.productions.ordering import PlanChanged, WantedTakes, Which
from studio.productions.plans import Plan, PlannedTakes
from studio.ui import acting, badges, who
from studio.ui.acting import close
from studio.ui.forms import price
from studio.ui.movies import edits, outlining_again, refining
from studio.ui.movies.scene import save_typed
from studio.ui.movies.seen import SeenMovie
from studio.ui.words import counted, first_words, literal

TO_CONFIRM = "plan_to_confirm"
FOLLOWS = "It was asked for before and was blocked: it goes on by itself."
REASONS_SHOWN = 3
MANY, TALL = 6, 400  # more lines than this scroll in a list of so many pixels

MISSING, STALE, ALL = WantedTakes(Which.MISSING), WantedTakes(Which.OUT_OF_DATE), WantedTakes(Which.ALL)


@dataclass(frozen=True)
class AskedPlan:
    """The plan that somebody is asked about, and of what it is one. `wrong`: why it is asked again."""

    movie: str
    wanted: WantedTakes
    plan: Plan
    wrong: str = ""


def make(session: Session, found: SeenMovie, wanted: WantedTakes) -> Plan:
    scene_ids = ordering.scenes_of(found.outline, found.made, wanted.scenes)
    return plans.make(session, found.outline, found.made, scene_ids, wanted.takes)


# -- for the whole -------------------------------------------------------------------------------------------


def show_generate(found: SeenMovie) -> None:
    with reading() as session:
        missing = make(session, found, MISSING)
        stale = make(session, found, STALE)
    with st.container(horizontal=True, vertical_alignment="center", key="generate_movie"):
        if missing.lines:
            verb = f"Generate {counted(len(missing.lines), 'missing scene')}"
            show_button(verb, "generate_missing", missing, MISSING, is_main=True)
        if stale.lines:
            verb = f"Update {len(stale.lines)} out of date"
            show_button(verb, "update_stale", stale, STALE, is_main=not missing.lines)
        if len(missing.lines) < sum(1 for _ in found.outline.scenes()):
            st.button(
                "All again …", key="generate_all", icon=":material/replay:", type="tertiary",
                disabled=not edits.can_edit(), on_click=press, args=(ALL, True), help="Shows the price first",
            )  # fmt: skip
        refining.show_button("Refine …", "refine_movie", [scene.id for scene in found.outline.scenes()])
        outlining_again.show_button(found)
    show_freed(missing, stale)
    show_reasons([*missing.reasons, *stale.reasons])
    price.show_budgets(found.production.id)


def show_button(verb: str, key: str, plan: Plan, wanted: WantedTakes, *, is_main: bool) -> None:
    is_possible = bool(plan.lines) and not plan.reasons and edits.can_edit()
    st.button(
        f"{verb} · {plan.total.words}".replace("$", r"\$") if not plan.reasons else verb,
        key=key,
        type="primary" if is_main else "secondary",
        icon=":material/auto_awesome:",
        disabled=not is_possible,
        on_click=press,
        args=(wanted,),
        wrap=True,  # on a narrow screen too the price on it is read whole
    )


def show_freed(*whole: Plan) -> None:
    """What comes free with them is among their prices, so it is told; once, where it comes free with either."""
    for line in {line.number: line for plan in whole for line in plan.freed}.values():
        price_of_it = orders.total([line.order]).words
        badges.show_remark(f"Scene {line.number} was blocked and goes on with it: {price_of_it}", "gray", "link")


def show_reasons(reasons: Sequence[str]) -> None:
    for reason in reasons[:REASONS_SHOWN]:
        badges.show_remark(reason, "orange")
    if len(reasons) > REASONS_SHOWN:
        badges.show_remark(f"And {counted(len(reasons) - REASONS_SHOWN, 'more reason')}.", "orange")


# -- pressed -------------------------------------------------------------------------------------------------


def press(wanted: WantedTakes, always_ask: bool = False) -> None:
    """What is free is queued; what costs money, or makes everything again, is asked about once more."""
    st.session_state.pop(acting.OVER_BUDGET, None)
    if not save_typed():
        return
    asked = look(edits.movie_id(), wanted)
    if asked and asked.plan.total.is_free and not always_ask:
        queue(asked)
    elif asked:
        st.session_state[TO_CONFIRM] = asked


def look(movie: str, wanted: WantedTakes, wrong: str = "") -> AskedPlan | None:
    """As things stand now. None where nothing can be made of it; the screen says why."""
    try:
        with reading() as session:
            plan = ordering.look(session, movie, wanted)
    except StudioError as reason:
        acting.refuse(reason)
        return None
    if plan.reasons:
        acting.refuse(plan.reasons[0])
        return None
    return AskedPlan(movie, wanted, plan, wrong) if plan.lines else None


def queue(asked: AskedPlan) -> None:
    """All of it, or none; where it is another plan by now, that one is asked about."""
    forget()
    try:
        visitor = who.require_maker()
        with writing() as session:
            made = ordering.queue_told(session, asked.movie, asked.wanted, asked.plan, asked_by=visitor)
    except PlanChanged as reason:
        ask_again(asked, reason)
    except StudioError as reason:
        acting.refuse(reason)
    else:
        queued = [one for one in made if one.state == State.QUEUED]
        acting.say(f"Queued {counted(len(queued), 'take')}", "schedule")
        for blocked in {one.failure_sentence for one in made if one not in queued}:
            acting.refuse(f"What goes on from it stays blocked. {blocked}")


def ask_again(asked: AskedPlan, reason: PlanChanged) -> None:
    if again := look(asked.movie, asked.wanted, str(reason)):
        st.session_state[TO_CONFIRM] = again
    else:
        acting.refuse(reason)


def forget() -> None:
    st.session_state.pop(TO_CONFIRM, None)


def show_confirmation() -> None:
    asked: AskedPlan | None = st.session_state.get(TO_CONFIRM)
    if asked:
        title = "Generate?" if asked.plan.total.is_free else "Generate and pay?"
        st.dialog(title, icon=":material/payments:", width="medium", on_dismiss=forget)(confirm)(asked)


def confirm(asked: AskedPlan) -> None:
    plan = asked.plan
    if asked.wrong:
        badges.show_remark(asked.wrong, "orange")
    with st.container(height=TALL if len(plan.lines) > MANY else "content", border=False, gap="xsmall"):
        for line in (*plan.lines, *plan.freed):
            show_line(line)
    priced = [line.order.estimate for line in (*plan.lines, *plan.freed) if line.order.estimate]
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
    asked: AskedPlan | None = st.session_state.get(TO_CONFIRM)
    if asked:  # otherwise it was pressed twice
        queue(asked)


def show_line(line: PlannedTakes) -> None:
    assert line.order.estimate  # or else something speaks against it
    st.markdown(f"**Scene {line.number}** {literal(first_words(line.scene.prompt, 50))}")
    words = price.line_words(line.order.brief, line.order.takes, line.order.estimate)
    st.markdown(f":small[{words}]")
    if line.blocked:
        badges.show_remark(FOLLOWS, "gray", "link")
    if line.changes:
        badges.show_remark(" ".join(line.changes), "orange", "swap_horiz")
