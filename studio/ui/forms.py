"""The form of a brief, drawn from the catalogue: what the chosen model can make is offered, the rest is not there."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from itertools import count
from typing import Any

import streamlit as st

from studio import costs, generations
from studio.brief import Brief, Operation
from studio.costs import Estimate
from studio.database import writing
from studio.errors import StudioError
from studio.providers import catalogue
from studio.providers.catalogue import Model
from studio.settings import Settings
from studio.ui import acting, badges, camera_moves, draft, frames
from studio.ui.words import literal

LONGEST_PROMPT = max(known.prompt_chars[1] for known in catalogue.models(Operation.MAKE))
MOST_TAKES = 4
A_PROMPT = "A boat"  # that no model refuses
MANY = 5  # more choices than this go into a list


def show_brief_form(settings: Settings) -> None:
    known = catalogue.model(st.session_state["model"])
    show_prompt()
    show_model(known)
    show_sizes(known)
    with st.container(horizontal=True, gap="medium"):
        if known.camera_moves:
            show_camera_moves(known.provider, settings)
        choose("Takes", range(1, MOST_TAKES + 1), "takes")
    show_more(known)
    show_generate()


def show_model(known: Model) -> None:
    st.selectbox(
        "Model",
        [known.id for known in catalogue.models(Operation.MAKE)],
        format_func=_with_price,
        key="model",
        on_change=draft.change_model,
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        badges.show_model(known.id)
        st.caption(known.about, width="stretch")
    if changes := st.session_state.get("changes"):
        badges.show_remark(" ".join(changes), "orange", "swap_horiz")


def _with_price(model_id: str) -> str:
    """Its least price: a label must not change while one chooses a length."""
    known = catalogue.model(model_id)
    prices = [known.rates.of(size, seconds) for size in known.resolutions for seconds in known.durations_s]
    least = min((price for price in prices if price is not None), default=None)
    if least is None:
        return f"{catalogue.label_of(model_id)} · price unknown"
    return f"{catalogue.label_of(model_id)} · {f'from ${least:,.2f}' if least else 'free'}"


def show_prompt() -> None:
    st.text_area(
        "Prompt",
        key="prompt",
        height=132,
        max_chars=LONGEST_PROMPT,
        placeholder="Describe the shot: subject, action, light, mood",
    )


def show_sizes(known: Model) -> None:
    with st.container(horizontal=True, gap="small"):
        choose("Length", known.durations_s, "duration_s", lambda seconds: f"{seconds:g} s")
        choose("Resolution", known.resolutions, "resolution")
        choose("Shape", known.ratios, "ratio")


def choose(label: str, options: Sequence[Any], key: str, words: Callable[[Any], str] = str) -> None:
    """Few choices side by side, many in a list."""
    if len(options) <= MANY:
        st.segmented_control(label, options, format_func=words, key=key, required=True)
    else:
        with st.container(width=110):
            st.selectbox(label, options, format_func=words, key=key)


def show_camera_moves(provider: str, settings: Settings) -> None:
    chosen: list[str] = st.session_state.get("camera_moves") or []
    listed = camera_moves.listed(provider, settings)
    if listed or chosen:
        options = list(dict.fromkeys([*chosen, *listed]))
        st.multiselect("Camera moves", options, key="camera_moves", placeholder="Let the prompt decide")
    if not listed:
        show_asking(provider, settings)


def ask_for_moves(provider: str, settings: Settings) -> None:
    camera_moves.ask(provider, settings)


def show_asking(provider: str, settings: Settings) -> None:
    """The list is not here yet: a button that asks for it, that it is being asked for, or why it did not come."""
    future = camera_moves.asked(provider, settings)
    is_asking = future is not None and not future.done()
    with st.container(gap="xsmall"):
        st.caption("Camera moves")
        st.button(
            f"List {catalogue.PROVIDERS.get(provider, provider)}'s camera moves",
            key="ask_camera_moves",
            icon="spinner" if is_asking else ":material/videocam:",
            disabled=is_asking,
            on_click=ask_for_moves,
            args=(provider, settings),
        )
        if future and (sentence := camera_moves.failure_of(future)):
            badges.show_remark(sentence, "orange")
    if is_asking and future:
        await_answer(future)


def await_answer(future: Future[list[str]]) -> None:
    """Draws the page again when it is there; not in the first look, when the browser still takes in what the page has set."""
    looks = count()

    @st.fragment(run_every=0.5)
    def look() -> None:
        if next(looks) and future.done():
            st.rerun()

    look()


def show_more(known: Model) -> None:
    brief = draft.on_screen()
    is_set = (brief.first_frame, brief.last_frame, brief.continues_id, brief.loop, brief.seed is not None)
    how_many = sum(map(bool, is_set))
    words = "Frames, loop and seed" if known.seed else "Frames and loop"
    if not how_many and not known.seed and not known.takes_frames_at(brief.duration_s):
        st.caption(f"{catalogue.frames_at(known)}.")
        return
    more = st.expander(f"{words}{f' · {how_many} set' if how_many else ''}", key="more", icon=":material/tune:")
    with more:
        frames.show_continued(known)
        frames.show_frames(known)
        with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
            if known.seed:
                st.number_input(
                    "Seed", 0, 2**31 - 1, None, 1, key="seed", placeholder="any", width=180,
                    help="The same seed and words give the same clip.",
                )  # fmt: skip
            if known.loop:
                st.toggle("Loop: end where it starts", key="loop")


def show_generate() -> None:
    brief, takes = draft.on_screen(), draft.takes_on_screen()
    against_rest, against_prompt = refusals(brief)
    estimate = costs.estimate(brief)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"{'Generate' if takes == 1 else f'Generate {takes} takes'} · {priced(estimate, takes)}",
            key="generate",
            type="primary",
            icon=":material/auto_awesome:",
            shortcut="Ctrl+Enter",
            disabled=bool(against_rest),
            on_click=press_generate,
        )
        if against_rest:
            badges.show_remark(" ".join(against_rest), "orange")
        elif st.session_state.pop("was_refused", False) and against_prompt:
            badges.show_remark(" ".join(against_prompt), "orange")
        else:
            show_source(estimate)


def show_source(estimate: Estimate) -> None:
    if not estimate.usd:
        st.caption(literal(estimate.source), width="stretch")
        return
    doubt = "" if estimate.is_verified else ", not verified"
    st.caption(f"Estimate, list price of {estimate.as_of}{doubt}", help=literal(estimate.source), width="stretch")


def refusals(brief: Brief) -> tuple[list[str], list[str]]:
    """What speaks against the brief whatever its prompt says, and what speaks against its prompt.

    The second does not disable the button: the words may still be under way from the browser when it is pressed.
    """
    against_rest = list(catalogue.reasons_against(brief.model_copy(update={"prompt": A_PROMPT})))
    return against_rest, [reason for reason in catalogue.reasons_against(brief) if reason not in against_rest]


def priced(estimate: Estimate, takes: int = 1) -> str:
    """Dollars as they are: in a label a `$` begins a formula."""
    total = None if estimate.micro_usd is None else estimate.micro_usd * takes
    return costs.usd(total).replace("$", r"\$")


def press_generate() -> None:
    """What is free is queued; what costs money is asked about once more."""
    brief, takes = draft.on_screen(), draft.takes_on_screen()
    if any(refusals(brief)):
        st.session_state["was_refused"] = True
    elif costs.estimate(brief).usd == 0:
        queue_takes(brief, takes)
    else:
        st.session_state["to_confirm"] = (brief, takes)


def queue_takes(brief: Brief, takes: int) -> None:
    st.session_state.pop("to_confirm", None)
    try:
        with writing() as session:
            generations.queue_together(session, generations.takes_of(brief, takes))
    except StudioError as reason:
        acting.refuse(reason)
    else:
        what = "Queued" if takes == 1 else f"Queued {takes} takes"
        acting.say(f"{what} on {catalogue.label_of(brief.model)}", "schedule")


def show_confirmation() -> None:
    if order := st.session_state.get("to_confirm"):
        confirm(*order)


def forget_order() -> None:
    st.session_state.pop("to_confirm", None)


@st.dialog("Generate and pay?", icon=":material/payments:", on_dismiss=forget_order)
def confirm(brief: Brief, takes: int) -> None:
    estimate = costs.estimate(brief)
    clips = "1 clip" if takes == 1 else f"{takes} clips"
    about = "" if estimate.micro_usd is None else "about "
    st.markdown(
        f"{clips} of {brief.duration_s:g} s at {brief.resolution} on {literal(catalogue.label_of(brief.model))}: "
        f"{about}**{priced(estimate, takes)}**, paid to {catalogue.PROVIDERS.get(brief.provider, brief.provider)}."
    )
    show_source(estimate)
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("Do not generate", key="refuse_price", on_click=close, args=(forget_order,))
        st.button(
            f"Generate · {priced(estimate, takes)}",
            key="accept_price",
            type="primary",
            icon=":material/auto_awesome:",
            on_click=close,
            args=(queue_takes, brief, takes),
        )


def close(deed: Callable[..., None], *arguments: Any) -> None:
    """Do it, then draw the whole page: a dialog closes when nobody opens it again."""
    deed(*arguments)
    st.rerun()
