"""A prompt card in the panel: its brief, edited with the fields of Create, and generated with its price on the button."""

import streamlit as st

from studio.boards import cards
from studio.boards.snapshot import Shown
from studio.brief import Brief
from studio.database import reading, writing
from studio.errors import NotFound, StudioError
from studio.providers import catalogue
from studio.settings import Settings
from studio.tables import Card
from studio.ui import acting, badges, draft, lineage, recipe, ways_on, who
from studio.ui.board import whereabouts
from studio.ui.board.opened import OpenedBoard
from studio.ui.draft import Draft
from studio.ui.forms import asked as asking
from studio.ui.forms import models, price, prompt, sizes
from studio.ui.forms.asked import AskedBriefs
from studio.ui.words import literal

KEPT, TO_PAY, REFUSED = "kept_card", "card_to_pay", "card_was_refused"  # in the session


# -- the brief in the form -----------------------------------------------------------------------------------


def keep() -> None:
    """What was typed, onto its card. Before the board is drawn, so that it shows it."""
    card_id = st.session_state.get(draft.WHOSE, draft.OWN)
    if card_id == draft.OWN or not draft.is_open(card_id):
        return
    written = draft.on_screen()
    if draft.as_kept(written) == st.session_state.get(KEPT):
        return
    try:
        who.require_maker()
        with writing() as session:
            cards.rewrite(session, card_id, written.brief, written.takes)
    except NotFound:  # it was removed meanwhile
        st.session_state.pop(draft.WHOSE, None)
    except StudioError as reason:
        acting.refuse(reason)
    st.session_state[KEPT] = draft.as_kept(written)


def open_form(card: Card) -> None:
    if not draft.is_open(card.id):
        draft.open_of(card.id, Draft(card.brief or Brief(), card.takes))
        st.session_state[KEPT] = draft.as_kept(draft.on_screen())


# -- what is shown -------------------------------------------------------------------------------------------


def show(here: OpenedBoard, chosen: Shown, settings: Settings) -> None:
    brief = chosen.card.brief or Brief()
    if not here.can_edit or not _is_known(brief):
        show_read_only(brief)
        return
    open_form(chosen.card)
    known = draft.known()
    with reading() as session:
        wanted = asking.look(session, draft.on_screen())
        links = lineage.look(session, wanted.brief)
    prompt.show_prompt(known, settings.house_style)
    prompt.show_enhance(known, settings)
    if links:
        with st.container(gap=None):
            lineage.show(links, whereabouts.go_to_asset)
    models.show_choice(known, "stretch")
    models.show_changes()
    show_generate(wanted, chosen.card)
    sizes.show_sizes(known, wanted.brief)
    sizes.show_takes()
    st.button(
        "Open in Create", key="open_in_create", icon=":material/tune:", type="tertiary", on_click=open_in_create,
        args=(chosen.id,), help="For frames, references, camera moves and all else that a model takes",
    )  # fmt: skip


def _is_known(brief: Brief) -> bool:
    try:
        catalogue.model(brief.model, brief.operation)
    except NotFound:
        return False
    return True


def show_read_only(brief: Brief) -> None:
    badges.show_model(brief.model)
    st.text(brief.prompt or "Without a prompt")
    for name, value in recipe.asked(brief).items():
        st.caption(f"**{name}** {literal(value)}")
    if not _is_known(brief):
        badges.show_remark("This studio does not know its model.", "orange")


def show_generate(wanted: AskedBriefs, card: Card) -> None:
    takes = "Generate" if wanted.takes == 1 else f"Generate {wanted.takes} takes"
    st.button(
        f"{takes} · {price.total(wanted)}", key="generate_card", type="primary", icon=":material/auto_awesome:",
        shortcut="Ctrl+Enter", disabled=bool(wanted.against_rest), on_click=press, args=(card.id,), width="stretch",
    )  # fmt: skip
    if wanted.against_rest:
        badges.show_remark(" ".join(wanted.against_rest), "orange")
    elif st.session_state.pop(REFUSED, False) and wanted.against_prompt:
        badges.show_remark(" ".join(wanted.against_prompt), "orange")
    else:
        price.show_source(wanted.lines[0].estimate)
    price.show_budgets()


def open_in_create(card_id: str) -> None:
    keep()
    with reading() as session:
        brief = cards.get(session, card_id).brief or Brief()
    ways_on.start(brief, lambda: None)


# -- generating ----------------------------------------------------------------------------------------------


def press(card_id: str) -> None:
    """What is free is queued; what costs money is asked about once more."""
    st.session_state.pop(acting.OVER_BUDGET, None)
    keep()
    with reading() as session:
        wanted = asking.look(session, draft.on_screen())
    if wanted.against_rest or wanted.against_prompt:
        st.session_state[REFUSED] = True
    elif wanted.total.is_free:
        queue(card_id, wanted)
    else:
        st.session_state[TO_PAY] = card_id, wanted


def queue(card_id: str, wanted: AskedBriefs) -> None:
    """All takes, or none; each has its card at once."""
    forget()
    try:
        visitor = who.require_maker()
        with writing() as session:
            cards.generate(session, card_id, visitor)
    except StudioError as reason:
        acting.refuse(reason)
    else:
        count = "" if wanted.takes == 1 else f" {wanted.takes} takes"
        acting.say(f"Queued{count} on {wanted.lines[0].label}", "schedule")


def forget() -> None:
    st.session_state.pop(TO_PAY, None)


def show_confirmation() -> None:
    if order := st.session_state.get(TO_PAY):
        confirm(*order)


@st.dialog("Generate and pay?", icon=":material/payments:", on_dismiss=forget)
def confirm(card_id: str, wanted: AskedBriefs) -> None:
    price.show_order(wanted, lambda agreed: queue(card_id, agreed), forget)
