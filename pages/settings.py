"""Settings: the way to each provider, what a new brief starts with, and whether the engine is well."""

import streamlit as st

from studio import health, saved_settings
from studio.database import reading
from studio.ui import acting, preferences

with reading() as session:
    settings = saved_settings.current(session)
    saved = saved_settings.changed(session)

st.title("Settings")
left, right = st.columns(2, gap="large")
with left:
    preferences.show_providers(settings, saved)
    preferences.show_new_briefs(settings, saved)
with right:
    preferences.show_engine(settings, saved)
    preferences.show_health(health.examine(settings))
acting.show_said()
