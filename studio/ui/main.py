"""The frame around every page: title, logo and navigation. It must not lie beside pages/, or Streamlit runs those by itself."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).resolve().parent
PAGES = HERE.parents[1] / "pages"

st.set_page_config(page_title="Dailies", page_icon=str(HERE / "mark.svg"), layout="wide")
st.logo(str(HERE / "logo.svg"), icon_image=str(HERE / "mark.svg"), size="large")

page = st.navigation(
    {
        "Make": [
            st.Page(
                PAGES / "create.py",
                title="Create",
                icon=":material/auto_awesome:",
                default=True,
                help="Write a brief, see what it will cost, generate, and watch it being made.",
            )
        ],
        "Keep": [
            st.Page(
                PAGES / "library.py",
                title="Library",
                icon=":material/video_library:",
                help="All clips: find, play, download, use again, continue.",
            )
        ],
        "Watch": [
            st.Page(
                PAGES / "settings.py",
                title="Settings",
                icon=":material/settings:",
                help="Keys, limits, defaults, and whether the engine is well.",
            )
        ],
    }
)
page.run()
