"""A paid voice speaks the narration: which scenes it has not spoken yet, for what price it would, the question before money, and how
far it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from studio import money, saved_settings, speeches
from studio.database import reading, writing
from studio.errors import StudioError
from studio.productions.cut import awaiting, lasting, voicing
from studio.productions.cut.voicing import Part, Voicing
from studio.tables import now
from studio.ui import acting, badges, who
from studio.ui.acting import close
from studio.ui.forms import price
from studio.ui.movies import address, edits
from studio.ui.words import counted, literal
from studio.voices import catalogue
from studio.voices.script import Script
from studio.writers.rates import Price

TO_CONFIRM = "scripts_to_confirm"
TROUBLES_SHOWN = 3
STOP_HELP = "What is not sent yet costs nothing; what is being spoken now is kept"
MOST_NAMED = 12  # scenes, in a sentence
CHANGED = "What is to be spoken has changed since this was shown: nothing was asked for. Look at it again."

# What is to be spoken, with what was just typed; empty where that could not be saved.
Make = Callable[[], Sequence[Script]]


@dataclass(frozen=True)
class AskedSpeeches:
    """What somebody is asked about, in which movie; `make` tells what it is by now. `wrong`: why it is asked again."""

    movie: str
    make: Make
    scripts: Sequence[Script]
    wrong: str = ""


def show_standing(spoken: Voicing, make: Make) -> None:
    """On the cut, where a voice was chosen that has to be paid. `make`: what is missing, once it is pressed."""
    if not spoken.missing:
        return
    missing = list(spoken.missing)
    numbers, name = [part.number for part in missing], catalogue.name_of(missing[0].script.voice)
    are = "is" if len(numbers) == 1 else "are"
    badges.show_remark(
        f"{awaiting.in_words(numbers, MOST_NAMED)} {are} not spoken yet by {name}.", "orange", "record_voice_over"
    )
    show_troubles(missing)
    scripts = [part.script for part in missing]
    told, is_too_long = price_of(scripts), show_length()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"{verb(scripts)} · {about(told)}", key="speak", type="primary", icon=":material/record_voice_over:", wrap=True,
            disabled=is_too_long or not edits.can_edit(), on_click=ask, args=(make,),
        )  # fmt: skip
        st.caption(price_words(told), width="stretch")
    price.show_budgets(address.movie_id())


def show_length() -> bool:
    """Whether the film would be too long with its voices, which is told before they are paid."""
    with reading() as session:
        against = lasting.reason_against(session, address.movie_id() or "")
    if against:
        badges.show_remark(against, "orange")
    return bool(against)


def show_troubles(missing: Sequence[Part]) -> None:
    troubled = [part for part in missing if part.trouble]
    for part in troubled[:TROUBLES_SHOWN]:
        badges.show_remark(f"Scene {part.number}: {part.trouble}", "red", "error")
    if len(troubled) > TROUBLES_SHOWN:
        badges.show_remark(f"And {counted(len(troubled) - TROUBLES_SHOWN, 'more scene')}.", "red")


def show_progress(spoken: Voicing) -> None:
    """`Kore speaks · 3 of 6`, and the way to stop what is not sent yet."""
    if not spoken.under_way:
        return
    name = catalogue.name_of(spoken.parts[0].script.voice)
    whole, waiting = len(spoken.ready) + len(spoken.under_way), [part.script.id for part in spoken.waiting]
    with st.container(horizontal=True, vertical_alignment="center", key="speaking"):
        st.progress(len(spoken.ready) / whole, text=literal(f"{name} speaks · {len(spoken.ready)} of {whole}"))
        st.button(
            "Stop", key="stop_speaking", icon=":material/close:", type="tertiary", help=STOP_HELP,
            disabled=not waiting or not edits.can_edit(), on_click=stop, args=(waiting,),
        )  # fmt: skip
    for sentence in {part.speech.sentence: None for part in spoken.under_way if part.speech and part.speech.sentence}:
        badges.show_remark(sentence, "orange", "warning")


def stop(waiting: Sequence[str]) -> None:
    try:
        visitor = who.require_maker()
        with writing() as session:
            stopped = speeches.cancel(session, waiting, asked_by=visitor)
    except StudioError as reason:
        acting.refuse(reason)
    else:
        acting.say(f"Stopped {counted(stopped, 'narration')}: nothing was paid for them", "close")


# -- its price -----------------------------------------------------------------------------------------------


def price_of(scripts: Sequence[Script]) -> Price:
    return voicing.price(scripts, now().date())


def verb(scripts: Sequence[Script]) -> str:
    return f"Speak {counted(len(scripts), 'narration')}"


def about(told: Price) -> str:
    """`~$0.0042`, in Markdown."""
    return literal(f"~{dollars(told)}") if told.micro_usd else dollars(told)


def dollars(told: Price) -> str:
    return money.usd(told.micro_usd if told.micro_usd is None else money.rough(told.micro_usd))


def price_words(told: Price) -> str:
    day = f", {told.as_of:%d %b %Y}" if told.as_of else ""
    return literal(f"Estimate by {told.source}{day}. What is spoken is kept: the same words are never paid twice.")


# -- asked for -----------------------------------------------------------------------------------------------


def ask(make: Make) -> None:
    """For callbacks: what is free is spoken, what costs money is asked about once more."""
    st.session_state.pop(acting.OVER_BUDGET, None)
    asked = look(edits.movie_id(), make)
    if asked and any(script.costs for script in asked.scripts):
        st.session_state[TO_CONFIRM] = asked
    elif asked:
        queue(asked)


def look(movie: str, make: Make, wrong: str = "") -> AskedSpeeches | None:
    """As things stand now. None where nothing is to be spoken."""
    try:
        scripts = make()
    except StudioError as reason:
        acting.refuse(reason)
        return None
    return AskedSpeeches(movie, make, scripts, wrong) if scripts else None


def queue(asked: AskedSpeeches) -> None:
    """All of them, or none. An engine speaks them: the page may be closed meanwhile."""
    forget()
    try:
        visitor = who.require_maker()
        with writing() as session:
            made = speeches.queue(
                session, asked.scripts, saved_settings.current(session), asked_by=visitor, production_id=asked.movie
            )
    except StudioError as reason:
        acting.refuse(reason)
    else:
        if any(script.costs for script in asked.scripts):
            acting.say(f"Queued {counted(len(made), 'narration')}", "schedule")


def forget() -> None:
    st.session_state.pop(TO_CONFIRM, None)


def show_confirmation() -> None:
    asked: AskedSpeeches | None = st.session_state.get(TO_CONFIRM)
    if asked:
        title = "Speak and pay?"
        st.dialog(title, icon=":material/payments:", width="medium", on_dismiss=forget)(confirm)(asked)


def confirm(asked: AskedSpeeches) -> None:
    scripts = asked.scripts
    if asked.wrong:
        badges.show_remark(asked.wrong, "orange")
    first, told = scripts[0], price_of(scripts)
    how = f", {first.direction}" if first.direction else ""
    with reading() as session:
        is_keyed = saved_settings.current(session).google_api_key is not None
    what = "this narration" if len(scripts) == 1 else counted(len(scripts), "narration")
    st.markdown(literal(f"{catalogue.name_of(first.voice)} speaks {what}{how}, with {first.model}."))
    st.markdown(f"About **{literal(dollars(told))}**." if told.micro_usd else "Its price is unknown.")
    st.caption(price_words(told))
    if not is_keyed:
        badges.show_remark(speeches.NO_KEY, "orange", "key_off")
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("Do not speak", key="refuse_speech", on_click=close, args=(forget,))
        st.button(
            f"{verb(scripts)} · {about(told)}", key="accept_speech", type="primary", icon=":material/record_voice_over:",
            disabled=not is_keyed, on_click=close, args=(accept,),
        )  # fmt: skip


def accept() -> None:
    asked: AskedSpeeches | None = st.session_state.get(TO_CONFIRM)
    if asked is None:  # it was pressed twice
        return
    now_so = look(asked.movie, asked.make, CHANGED)
    if now_so and now_so.scripts == asked.scripts:
        queue(asked)
    elif now_so:
        st.session_state[TO_CONFIRM] = now_so
    else:
        forget()
        acting.refuse(CHANGED)
