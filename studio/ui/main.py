"""The frame around every page: title, logo and navigation. It must not lie beside pages/, or Streamlit runs those by itself."""

import streamlit as st

from studio.ui import acting, alerts, news, who
from studio.ui.places import ANALYTICS, BOARD, CREATE, LIBRARY, MOVIES, SETTINGS, UI

st.set_page_config(page_title="Dailies", page_icon=str(UI / "mark.svg"), layout="wide")
st.logo(str(UI / "logo.svg"), icon_image=str(UI / "mark.svg"), size="large")

if not who.is_known():
    st.stop()

page = st.navigation(
    {
        "Make": [
            st.Page(
                CREATE,
                title="Create",
                icon=":material/auto_awesome:",
                default=True,
                help="Write a brief, see what it will cost, generate, and watch it being made.",
            ),
            st.Page(
                BOARD,
                title="Board",
                icon=":material/account_tree:",
                help="Prompts and clips as cards, with links that say what came of what.",
            ),
        ],
        "Produce": [
            st.Page(
                MOVIES,
                title="Movies",
                icon=":material/movie:",
                help="From a story to a film: scenes, their takes, and what is out of date.",
            )
        ],
        "Keep": [
            st.Page(
                LIBRARY,
                title="Library",
                icon=":material/video_library:",
                help="All clips: find, play, download, use again, continue.",
            )
        ],
        "Watch": [
            st.Page(
                ANALYTICS,
                title="Analytics",
                icon=":material/monitoring:",
                help="How much is made, how well, how fast and for how much.",
            ),
            st.Page(
                SETTINGS,
                title="Settings",
                icon=":material/settings:",
                help="Keys, limits, defaults, and whether the engine is well.",
            ),
        ],
    }
)
who.show_visitor()
acting.go_where_asked()
with st.container():  # always there: what comes and goes above a page must not move it, or words being typed are lost
    alerts.show_line(who.visitor())
page.run()
news.show_news()
