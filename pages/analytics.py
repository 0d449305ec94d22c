"""Analytics: where the time, the failures and the money go. The window, the filters and the section stand in the address."""

import streamlit as st

from studio.analytics.filter import known
from studio.database import reading
from studio.tables import Access
from studio.ui import acting, alerts, who
from studio.ui.analytics import asked, failures, figures, opened, overview, speed, spending, waiting
from studio.ui.places import CREATE

SECTIONS = {
    "Overview": overview.show_section,
    "Speed": speed.show_section,
    "Failures": failures.show_section,
    "Money": spending.show_section,
    "Queue": waiting.show_section,
    "Alerts": lambda _: alerts.show_alerts(who.visitor()),
}
OF_NOW = ("Queue", "Alerts")  # they have something to say of a window in which nothing happened

with reading() as session:
    to_choose_from = known(session)

st.title("Analytics")
question = asked.show_filters(to_choose_from, shows_people=who.visitor().may(Access.ADMIN))


@st.fragment(run_every=question.refreshed_s, key="figures")
def show_figures() -> None:
    seen = figures.look(question.window, question.wanted)
    st.caption(figures.window_words(seen.window))
    if not seen.is_empty:
        figures.show_headline(seen.headline)
    section = st.segmented_control(
        "Section", list(SECTIONS), key="section", default="Overview", required=True, label_visibility="collapsed",
        bind="query-params",
    )  # fmt: skip
    if seen.is_empty and section not in OF_NOW:
        show_nothing()
    else:
        SECTIONS[section](seen)
    opened.show_chosen()


def show_nothing() -> None:
    st.caption("No calls in this window. Choose a longer one, or make a clip on Create.")
    if st.button("Write a brief", key="write_brief", type="primary", icon=":material/auto_awesome:"):
        acting.switch_to(CREATE)


show_figures()
acting.show_said()
