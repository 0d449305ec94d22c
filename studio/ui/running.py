"""What is being made now, live, and what went wrong lately. It only reads; each button does one deed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import streamlit as st
from sqlmodel import Session

from studio import generations, outlook
from studio.brief import MOVING, State
from studio.database import reading
from studio.engines import has_engine
from studio.errors import FailureKind
from studio.outlook import Pace
from studio.tables import Generation, now
from studio.ui import acting, badges, hidden, recipe, rewriting, unclear
from studio.ui.deeds import GenerationDeed, once, show_deeds
from studio.ui.words import literal, span

LIVE_S, IDLE_S = 1.0, 10.0
SHOWN = 8
SEEN_AT_ONCE, TALL = 3, 720  # more cards than this scroll in a list of so many pixels
FAILURES_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Making:
    """One look at everything on its way."""

    under_way: Sequence[Generation]
    queued: Sequence[tuple[Generation, int]]
    ended_badly: Sequence[Generation]
    open_count: int
    paces: dict[tuple[str, float], Pace]
    has_engine: bool

    @property
    def moves(self) -> bool:
        return bool(self.queued) or any(one.state in MOVING for one in self.under_way)

    @property
    def card_count(self) -> int:
        return len(self.under_way) + len(self.queued) + len(self.ended_badly)

    @property
    def outline(self) -> tuple[object, ...]:
        """What the rest of the page depends on: who is open, and whether something moves."""
        return self.moves, *(one.id for one in self.under_way), *(one.id for one, _ in self.queued)


def look() -> Making:
    with reading() as session:
        under_way = generations.list_making(session, SHOWN)
        queued = generations.list_queued(session, SHOWN)
        unseen = hidden.ids(session)
        failed = generations.list_ended_badly(session, now() - FAILURES_FOR)
        return Making(
            under_way=under_way,
            queued=queued,
            ended_badly=[one for one in failed if one.id not in unseen],
            open_count=generations.count_open(session),
            paces=_paces(session, [*under_way, *(one for one, _ in queued)]),
            has_engine=has_engine(session, now()),
        )


def _paces(session: Session, making: Sequence[Generation]) -> dict[tuple[str, float], Pace]:
    kinds = {(one.model, one.duration_s) for one in making}
    return {kind: generations.time_to_clip(session, *kind) for kind in kinds}


def show_making() -> None:
    """Looks once a second while something moves, and every ten seconds for what others start."""
    first, looks = look(), count()

    @st.fragment(run_every=LIVE_S if first.moves else IDLE_S, key="making")
    def show_live() -> None:
        is_first = next(looks) == 0  # with the page itself: there is no need to look again or to draw it again
        making = first if is_first else look()
        if not is_first and (making.outline != first.outline or acting.has_to_say()):
            st.rerun()  # the pace of looking, the newest clips and what is said belong to the page
        show_all(making)

    show_live()
    rewriting.show_chosen()


def show_all(making: Making) -> None:
    st.subheader("Being made")
    if not making.has_engine:
        badges.show_remark("No engine is running: what is queued waits until one is started.", "orange", "power_off")
    if not making.open_count:
        st.caption("Nothing is being made. Write a prompt and generate: you can watch it here.")
    with st.container(border=False, height=TALL if making.card_count > SEEN_AT_ONCE else "content"):
        for generation in making.under_way:
            show_generation(generation, making.paces[generation.model, generation.duration_s])
        for generation, place in making.queued:
            show_queued(generation, place, making.paces[generation.model, generation.duration_s])
        more = making.open_count - len(making.under_way) - len(making.queued)
        if more > 0:
            st.caption(f"And {more:,} more in line.")
        if making.ended_badly:
            show_ended_badly(making.ended_badly)


# -- what is on its way --------------------------------------------------------------------------------------


def show_generation(generation: Generation, pace: Pace) -> None:
    with st.container(border=True, key=f"making_{generation.id}", gap="small"):
        badges.show_head(generation)
        if generation.state == State.UNCLEAR:
            unclear.show_unclear(generation)
            return
        show_progress(generation, pace)
        if generation.note:
            badges.show_remark(generation.note, "orange")
        if generation.state in (State.SUBMITTING, State.RUNNING):
            show_deeds(
                generation,
                GenerationDeed(
                    "cancel", "Cancel", "close", once(generations.cancel, "Cancelling"), not generation.is_cancel_asked
                ),
            )


def show_queued(generation: Generation, place: int, pace: Pace) -> None:
    with st.container(border=True, key=f"making_{generation.id}", gap="small"):
        badges.show_head(generation)
        if generation.waits_for_id:
            st.caption("Waits for the clip it continues")
        else:
            usual = f" · usually takes {span(pace[0])}" if pace else ""
            st.caption(f"{'Next in line' if place == 1 else f'Place {place} in the queue'}{usual}")
        if generation.note:
            badges.show_remark(generation.note, "orange")
        show_deeds(
            generation,
            GenerationDeed("cancel", "Cancel", "close", once(generations.cancel, "Cancelled: nothing was sent")),
        )


def show_progress(generation: Generation, pace: Pace) -> None:
    """A bar where we know how far it is: from its provider, or from how long such clips usually take."""
    words, fraction = progress_words(generation, pace), outlook.fraction_done(generation, pace)
    if fraction is None:
        st.markdown(f":shimmer[{words}]")
    else:
        st.progress(fraction, text=words)


def progress_words(generation: Generation, pace: Pace) -> str:
    """`dreaming · 40 % · about 20 s left`."""
    told = "" if generation.fraction is None else f"{generation.fraction:.0%}".replace("%", " %")
    stage = literal(generation.stage or generation.state.value)
    left = "cancelling" if generation.is_cancel_asked else _left(generation, pace)
    return " · ".join(part for part in (stage, told, left) if part)


def _left(generation: Generation, pace: Pace) -> str:
    """From our own finished clips of this kind."""
    if not pace or not generation.submitted_at or generation.state != State.RUNNING:
        return ""
    usual, long = pace
    passed = (now() - generation.submitted_at).total_seconds()
    if passed < usual:
        return f"about {span(usual - passed)} left"
    return "any moment now" if passed < long else "slower than usual"


# -- what ended badly ----------------------------------------------------------------------------------------


def show_ended_badly(ended: Sequence[Generation]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown("**Did not become a clip**", width="content")
        st.button(
            "Hide all", key="hide_all", type="tertiary", on_click=hidden.hide_all, args=([one.id for one in ended],)
        )
    for generation in ended:
        with st.container(border=True, key=f"ended_{generation.id}", gap="small"):
            badges.show_head(generation)
            show_reason(generation)
            show_deeds(generation, *ways_on(generation))


def show_reason(generation: Generation) -> None:
    colour = "violet" if generation.failure == FailureKind.FILTERED else "red"
    sentence = f"{generation.failure_sentence} {recipe.charge_words(generation)}"
    badges.show_remark(sentence, "gray" if generation.state == State.CANCELLED else colour)


def ways_on(generation: Generation) -> list[GenerationDeed]:
    hide_it = GenerationDeed("hide", "Hide", "visibility_off", once(hidden.hide, "Hidden"))
    if generation.failure == FailureKind.BLOCKED and generation.waits_for_id:
        return [hide_it]
    ways: list[GenerationDeed] = []
    if generation.failure == FailureKind.FILTERED:
        ways.append(GenerationDeed("rewrite", "Rewrite the prompt", "edit", rewriting.choose))
    elif generation.remote_id and generation.was_charged is not False:
        ways.append(GenerationDeed("look", "Look again", "search", once(generations.look_again, "Looking again")))
    return [*ways, try_again(generation), hide_it]


def try_again(generation: Generation) -> GenerationDeed:
    verb = "Queue again" if generation.state == State.CANCELLED else "Try again"
    price = recipe.price_label(generation)
    may_be_paid = generation.was_charged is None and generation.estimate_micro_usd != 0
    warning = f"Nobody knows whether the earlier try was charged: you may pay twice, {price} each time."
    again = once(generations.retry, "Queued again")
    return GenerationDeed("retry", f"{verb} · {price}", "replay", again, warning=warning if may_be_paid else "")
