"""How far refining is, its stop, and what came of each round."""

from datetime import datetime

import streamlit as st

from studio import money
from studio.access import ALONE
from studio.productions.outline import Scene
from studio.productions.refining import asking
from studio.productions.refining.history import Refined
from studio.productions.refining.rounds import percent
from studio.productions.refining.silence import Waits
from studio.tables import Ending, RefiningState, now
from studio.ui import acting, changes, who, writers
from studio.ui.badges import Badge
from studio.ui.movies import address, edits
from studio.ui.movies.seen import SeenMovie
from studio.ui.words import ago, counted, literal, span

ENDINGS = {
    Ending.ACCEPTED: Badge("Accepted", "check_circle", "green"),
    Ending.ROUNDS: Badge("Rounds used up", "repeat", "orange"),
    Ending.LIMIT: Badge("Limit reached", "savings", "orange"),
    Ending.BUDGET: Badge("Budget reached", "savings", "orange"),
    Ending.WRITER: Badge("No review", "rate_review", "orange"),
    Ending.GENERATION: Badge("No take", "error", "red"),
    Ending.EDITED: Badge("Edited meanwhile", "edit", "orange"),
    Ending.STOPPED: Badge("Stopped", "stop_circle", "gray"),
}


# -- how far it is -------------------------------------------------------------------------------------------


def round_words(going_on: Refined) -> str:
    """`Round 2 of 3 · 62 %`."""
    number = max(1, len(going_on.rounds))
    best = f" · {percent(going_on.best)}" if going_on.best is not None else ""
    return f"Round {number} of {going_on.refining.most_rounds}{best}"


def show_whole(seen: SeenMovie) -> None:
    """Above the strip: how many scenes, what they have cost together, and the stop."""
    its = seen.refining
    going_on = [one for one in its if one.is_open]
    with st.container(horizontal=True, vertical_alignment="center", key="refining_whole"):
        spent = money.amount(sum(one.micro_usd for one in its))
        words = f"Refining {counted(len(going_on), 'scene')} · {spent} spent or set aside"
        st.markdown(f":violet[:material/auto_fix_high:] :small[{literal(words)}]", width="content")
        st.button(
            "Stop refining", key="stop_refining_all", icon=":material/stop_circle:", type="tertiary",
            disabled=not edits.can_edit(), on_click=stop_all,
            help="The takes that are being made are kept, and the best one so far is chosen",
        )  # fmt: skip


def stop_all() -> None:
    visitor = who.visitor()
    acting.succeeds(lambda session, id_: asking.stop_all(session, id_, asked_by=visitor), address.movie_id() or "")


def show_progress(seen: SeenMovie, scene: Scene) -> None:
    going_on = seen.refining_of(scene)
    if going_on is None:
        return
    one = going_on.refining
    with st.container(border=True, key="refining", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge("Refining", icon=":material/auto_fix_high:", color="violet")
            st.caption(literal(round_words(going_on)), width="stretch")
            st.button(
                "Stopping …" if one.is_stop_asked else "Stop", key="stop_refining", icon=":material/stop_circle:",
                type="tertiary", disabled=one.is_stop_asked or not edits.can_edit(), on_click=stop, args=(one.id,),
                help="The take that is being made is kept, and the best one so far is chosen",
            )  # fmt: skip
        st.caption(literal(f"{doing_words(going_on)} {money_words(seen, going_on)}"))


def doing_words(going_on: Refined) -> str:
    one = going_on.refining
    if going_on.waits and not one.is_stop_asked:
        return f"{one.sentence} {waiting_words(going_on.waits, now())}"
    if one.sentence:
        return one.sentence
    match one.state:
        case RefiningState.WAITING:
            return "The next round begins."
        case RefiningState.GENERATING:
            return "Its take is being made."
        case _:
            return f"{writers.name_of(one.writer)} reviews its take."


def waiting_words(waits: Waits, at: datetime) -> str:
    """`Asked 3 minutes ago; waited for 12 min more at most. ...`"""
    left = max(0.0, (waits.until - at).total_seconds())
    more = f"{span(left)} more at most" if left else "no longer"
    return f"Asked {ago(waits.since, at)}; waited for {more}. You may stop it: an answer that comes later is kept."


def money_words(seen: SeenMovie, going_on: Refined) -> str:
    together = [one for one in seen.refining if one.refining.group_id == going_on.refining.group_id]
    spent = money.amount(sum(one.micro_usd for one in together))
    limit = money.amount(going_on.refining.limit_micro_usd)
    whose = f" for {len(together)} scenes together" if len(together) > 1 else ""
    wanted = percent(going_on.refining.least_score)
    return f"Good enough from {wanted}. {spent} of at most {limit}{whose} are spent or set aside."


def stop(refining_id: str) -> None:
    visitor = who.visitor()
    acting.succeeds(lambda session, id_: asking.stop(session, id_, asked_by=visitor), refining_id)


# -- what came of it -----------------------------------------------------------------------------------------


def show_history(seen: SeenMovie, scene: Scene) -> None:
    """Newest first."""
    its = [one for one in reversed(seen.refined.get(scene.id, ())) if one.rounds or not one.is_open]
    if not its:
        return
    words = "Rounds so far" if its[0].is_open else ended_words(its[0])
    with st.expander(words, icon=":material/auto_fix_high:", key="refining_history"):
        for one in its:
            show_refined(scene, one)


def ended_words(ended: Refined) -> str:
    """`Refined: accepted · 91 %`."""
    best = f" · {percent(ended.best)}" if ended.best is not None else ""
    return f"Refined: {ENDINGS[ended.refining.ending or Ending.STOPPED].label.lower()}{best}"


def show_refined(scene: Scene, refined: Refined) -> None:
    one = refined.refining
    with st.container(border=True, key=f"refined_{one.id}", gap="small"):
        if one.ending:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                ENDINGS[one.ending].show()
                asker = "" if one.created_by == ALONE else f" · {one.created_by}"
                st.caption(literal(f"{money.amount(refined.micro_usd)}{asker}"), width="content")
            st.markdown(f":small[{literal(one.sentence)}]")
        before = one.prompt
        for done in refined.rounds:
            score = "not reviewed" if done.round.score is None else percent(done.round.score)
            what = "" if done.round.is_own else " · the take that was there"
            st.markdown(f"**Round {done.round.number} · {score}** :small[{literal(money.usd(done.micro_usd) + what)}]")
            if done.round.prompt != before:
                st.markdown(f":small[{changes.in_words(before, done.round.prompt)}]")
            if done.round.faults:
                st.markdown("\n".join(f"- :small[{literal(fault)}]" for fault in done.round.faults))
            before = done.round.prompt
