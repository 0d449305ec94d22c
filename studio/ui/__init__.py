"""What people see: the pages' own words and widgets, in Streamlit, and nothing else of the studio knows it.

`main.py` is the frame around every page. A page has a folder here (`analytics/`, `board/`, `create/`, `movies/`, `settings/`; the form
of Create is `forms/`); what several pages show is a file, or a folder as `player/`, `writers/` and `alerts/` are. A function that shows
begins with `show_`. A module `seen` is one look at the database for all that is shown of something, a module `deeds` what buttons do.
"""
