"""Refine until good: on which terms, and for how much at most."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from studio import money, saved_settings
from studio.database import reading
from studio.database import writing as writing_to
from studio.errors import StudioError
from studio.estimates import Estimate
from studio.productions.outline import Scene
from studio.productions.refining import asking, offering
from studio.productions.refining.asking import MOST_ROUNDS, MOST_USD, RefiningOffer, RefiningTerms
from studio.ui import acting, badges, who, writers
from studio.ui.acting import close
from studio.ui.movies import edits
from studio.ui.movies.scene import save_typed
from studio.ui.movies.seen import SeenMovie
from studio.ui.places import SETTINGS
from studio.ui.words import counted, first_words, literal
from studio.writers import registry
from studio.writings import Quote

ASKED = "refining_asked"  # in the session: what the dialog was opened for
MANY, TALL = 6, 260  # more lines than this scroll in a list of so many pixels
NEEDS_EYES = (
    "A writer that can see is needed: Gemini, or a model that looks at pictures by OpenAI's protocol. The built-in one only "
    "measures light and movement. Add a key under Settings > Providers > Google, or under Settings > Writers."
)


@dataclass(frozen=True)
class ScenesToRefine:
    """For which scenes, and of which movie."""

    movie: str
    scene_ids: tuple[str, ...]


@dataclass(frozen=True)
class AskedRefining:
    """What the dialog says now: the terms with what they can cost, and by whom it is reviewed."""

    movie: str
    terms: RefiningTerms
    told: RefiningOffer
    quote: Quote

    @property
    def most(self) -> int:
        return min(self.terms.limit_micro_usd, self.told.most(self.terms))


def show_button(label: str, key: str, scene_ids: Collection[str], *, is_able: bool = True) -> None:
    st.button(
        label, key=key, icon=":material/auto_fix_high:", type="tertiary", disabled=not (is_able and edits.can_edit()),
        on_click=ask, args=(tuple(scene_ids),),
        help="Generate and review, round by round with a better prompt, until a take is good enough. Shows the price first",
    )  # fmt: skip


def ask(scene_ids: tuple[str, ...]) -> None:
    save_typed()
    st.session_state[ASKED] = ScenesToRefine(edits.movie_id(), scene_ids)
    for name in ("scenes", "score", "rounds", "writer", "limit", "shown"):
        st.session_state.pop(f"refine_{name}", None)


def forget() -> None:
    st.session_state.pop(ASKED, None)


def show_dialog(seen: SeenMovie) -> None:
    wanted: ScenesToRefine | None = st.session_state.get(ASKED)
    if wanted:
        icon = ":material/auto_fix_high:"
        st.dialog("Refine until good", width="medium", icon=icon, on_dismiss=forget)(show_form)(seen, wanted.scene_ids)


# -- on which terms ------------------------------------------------------------------------------------------


def show_form(seen: SeenMovie, scene_ids: tuple[str, ...]) -> None:
    with reading() as session:
        settings = saved_settings.current(session)
    able = registry.who_see(settings)
    if not able:
        show_need()
        return
    st.caption(
        "A take is generated, and the writer reviews four of its frames. Below the score, its better prompt makes the next one. "
        "In the end the best take is chosen, with its prompt. It goes on when this page is closed."
    )
    chosen = show_scenes(seen, scene_ids)
    terms = show_terms(able)
    try:
        asked = look(seen.production.id, chosen, terms)
    except StudioError as wrong:
        badges.show_remark(str(wrong), "orange")
        show_ways(None)
    else:
        asked = show_limit(asked)
        show_price(asked)
        show_ways(asked)


def show_need() -> None:
    badges.show_remark(NEEDS_EYES, "orange", "visibility_off")
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("Close", key="refuse_refining", on_click=close, args=(forget,))
        st.button(
            "Open Settings > Writers", key="to_writers", type="primary", icon=":material/tune:", on_click=go_to_writers
        )


def go_to_writers() -> None:
    forget()
    acting.go_to(SETTINGS, {"section": "Writers"})


def show_scenes(seen: SeenMovie, scene_ids: tuple[str, ...]) -> Sequence[str]:
    able = [scene for scene in seen.outline.scenes() if not seen.refining_of(scene)]
    words = {one.id: scene_words(seen, one) for one in able}
    default = [one for one in scene_ids if one in words]
    if len(words) < 2:
        return default
    return st.multiselect(
        "Scenes", list(words), default=default, format_func=words.__getitem__, key="refine_scenes",
        placeholder="Which scenes",
    )  # fmt: skip


def scene_words(seen: SeenMovie, scene: Scene) -> str:
    return f"{seen.outline.number(scene.id)} {first_words(scene.title or scene.prompt, 24)}"


def show_terms(able: list[str]) -> RefiningTerms:
    st.slider("Good enough from", 50, 100, 80, 5, format="%d %%", key="refine_score")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input("Rounds at most", 1, MOST_ROUNDS, 3, key="refine_rounds", width=140)
        st.selectbox("Reviewed by", able, format_func=writers.name_of, key="refine_writer", width=200)
    return RefiningTerms(
        writer=st.session_state["refine_writer"],
        least_score=st.session_state["refine_score"] / 100,
        most_rounds=st.session_state["refine_rounds"],
    )


def look(movie: str, scene_ids: Sequence[str], terms: RefiningTerms) -> AskedRefining:
    """As things stand now. Raises StudioError."""
    told, quote = offering.look(movie, scene_ids, terms.writer)
    return AskedRefining(movie, replace(terms, limit_micro_usd=told.most(terms)), told, quote)


def show_limit(asked: AskedRefining) -> AskedRefining:
    """Left empty, it is what all rounds can cost."""
    terms = asked.terms
    if asked.told.shown:
        words = "Begin with a review of the take that is there"
        is_wanted = st.checkbox(
            words, True, key="refine_shown", help="It saves the price of a clip where it is good already"
        )
        terms = replace(terms, begins_with_shown=is_wanted)
    most = asked.told.most(terms)
    typed = st.number_input(
        "Spend at most, in $, on all of it", 0.0, float(MOST_USD), None, 0.5, key="refine_limit", width=240,
        placeholder=money.amount(most), help="Takes and reviews of all these scenes together. What could go over it is not begun",
    )  # fmt: skip
    limit = most if typed is None else round(typed * money.MICRO)
    return replace(asked, terms=replace(terms, limit_micro_usd=min(limit, most)))


def show_price(asked: AskedRefining) -> None:
    lines = asked.told.plan.lines
    with st.container(height=TALL if len(lines) > MANY else "content", border=False, gap="xsmall"):
        for line in lines:
            clip, review = money.usd(line.order.micro_usd), money.usd(asked.told.review_micro_usd)
            most = money.amount(-(-asked.told.most_of(line.scene.id, asked.terms) // money.CENT) * money.CENT)
            sums = f"{counted(asked.terms.most_rounds, 'round')} of a clip ({clip}) and a review ({review}): at most {most}"
            st.markdown(f"**Scene {line.number}** :small[{literal(sums)}]")
    for reason in asked.told.reasons[:3]:
        badges.show_remark(reason, "orange")
    estimates = [line.order.estimate for line in lines if line.order.estimate]
    if estimates:
        st.caption("Clips: " + source_words(min(estimates, key=lambda one: one.as_of)))
        who = literal(f"{writers.name_of(asked.quote.writer)}, with {asked.quote.model}.")
        st.caption(f"Reviews: {who} {writers.price_words(asked.quote)}")
    if asked.told.review_micro_usd is None:
        badges.show_remark("The limit counts a review once the writer's reply tells its price.", "orange", "info")
    if estimates and asked.terms.limit_micro_usd < least_round(asked):
        badges.show_remark("This limit is less than one round costs: nothing would be made.", "orange", "savings")


def source_words(estimate: Estimate) -> str:
    return literal(f"{estimate.source}, {estimate.as_of}")


def least_round(asked: AskedRefining) -> int:
    review = asked.told.review_micro_usd or 0
    return min(
        review + (0 if begins_with_shown(asked, line.scene.id) else line.order.micro_usd or 0)
        for line in asked.told.plan.lines
    )


def begins_with_shown(asked: AskedRefining, scene_id: str) -> bool:
    return asked.terms.begins_with_shown and scene_id in asked.told.shown


def show_ways(asked: AskedRefining | None) -> None:
    with st.container(horizontal=True, horizontal_alignment="right"):
        st.button("Do not refine", key="refuse_refining", on_click=close, args=(forget,))
        is_able = asked is not None and bool(asked.told.plan.lines) and not asked.told.reasons
        words = f" · at most {money.usd(asked.most)}" if asked and is_able else ""
        st.button(
            f"Refine{words}".replace("$", r"\$"), key="accept_refining", type="primary", icon=":material/auto_fix_high:",
            disabled=not is_able, on_click=close, args=(accept, asked),
        )  # fmt: skip


def accept(asked: AskedRefining) -> None:
    forget()
    try:
        visitor = who.require_maker()
        with writing_to() as session:
            begun = asking.start(session, asked.movie, asked.told, asked.terms, asked_by=visitor)
    except StudioError as reason:
        acting.refuse(reason)
    else:
        acting.say(f"Refining {counted(len(begun), 'scene')}", "auto_fix_high")
