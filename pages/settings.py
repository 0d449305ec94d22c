"""Settings: providers and their keys, budgets, notifications, defaults, and the audit list. The address names the section."""

import streamlit as st

from studio import saved_settings
from studio.database import reading
from studio.tables import Access
from studio.ui import acting, who
from studio.ui.settings import audit_list, budgets, defaults, notifications, providers

SECTIONS = ["Providers", "Budgets", "Notifications", "Defaults", "Audit"]

with reading() as session:
    settings = saved_settings.current(session)
    saved = saved_settings.changed(session)

st.title("Settings")
if not who.visitor().may(Access.ADMIN):
    st.caption("Keys, budgets and settings are for the admins of this studio.")
    acting.show_said()
    st.stop()
section = st.segmented_control(
    "Section", SECTIONS, key="section", default=SECTIONS[0], required=True, label_visibility="collapsed",
    bind="query-params",
)  # fmt: skip
if section == "Budgets":
    budgets.show_section()
elif section == "Notifications":
    notifications.show_section()
elif section == "Defaults":
    defaults.show_section(settings, saved)
elif section == "Audit":
    audit_list.show_section()
else:
    providers.show_section(settings, saved)
acting.show_said()
