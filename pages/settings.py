"""Settings, a section for each matter. The address names the section."""

import streamlit as st

from studio import saved_settings
from studio.database import reading
from studio.tables import Access
from studio.ui import acting, share_links, who
from studio.ui.settings import audit_list, budgets, defaults, doctor, notifications, people, providers, tokens, writers

SECTIONS = ["Providers", "Writers", "Budgets", "Defaults", "Notifications", "Access", "Audit", "Doctor"]

with reading() as session:
    settings = saved_settings.current(session)
    saved = saved_settings.changed(session)

st.title("Settings")
visitor = who.visitor()
if not visitor.may(Access.ADMIN):
    st.caption(
        "Keys of providers, budgets and settings are for the admins of this studio. Your own access tokens are here."
    )
    tokens.show_tokens(visitor)
    share_links.show_all(visitor)
    acting.show_said()
    st.stop()
section = st.segmented_control(
    "Section", SECTIONS, key="section", default=SECTIONS[0], required=True, label_visibility="collapsed",
    bind="query-params",
)  # fmt: skip
if section == "Budgets":
    budgets.show_section()
elif section == "Writers":
    writers.show_section(settings, saved)
elif section == "Notifications":
    notifications.show_section()
elif section == "Defaults":
    defaults.show_section(settings, saved)
elif section == "Access":
    left, right = st.columns(2, gap="large")
    with left:
        people.show_people(settings)
    with right:
        tokens.show_tokens(visitor)
        share_links.show_all(visitor)
elif section == "Audit":
    audit_list.show_section()
elif section == "Doctor":
    doctor.show_section(settings)
else:
    providers.show_section(settings, saved)
acting.show_said()
