"""What people see: the pages' own words and widgets, in Streamlit, and nothing else of the studio knows it.

`main.py` is the frame around every page, `places.py` where they lie. A page has a folder here (`analytics/`, `board/`, `create/`,
`movies/`, `settings/`; the form of Create is `forms/`); what several pages show is a file, or a folder as `player/`, `writers/` and
`alerts/` are. A function that shows begins with `show_`. A module `seen` is one look at the database for all that is shown of something,
a module `deeds` what buttons do.

What every page needs
    who.py           who looks, and what they may do
    acting.py        a button does one deed; `deeds.py` are those below a generation
    words.py         what was written and measured, in words; `badges.py` in small coloured ones, `fields.py` in widgets
    news.py          what one waits for, wherever one is

A brief and what came of it
    draft.py         the brief that is being written; `frames.py` is what it starts and ends on
    enhancing.py     its prompt in more words, `rewriting.py` in milder ones; `changes.py` shows what is new, word by word
    running.py       what is being made, `unclear.py` what nobody knows of, `hidden.py` what one has seen enough of
    recipe.py        what a clip was made from; `lineage.py` what it came of, `usage.py` where it is used, `ways_on.py` what comes next

Clips, pictures and sounds
    cards.py         posters in a grid; `stills.py` and `sounds.py` show one by its address
    compare.py       some side by side, as `picks.py` has them; `stars.py` says which is better
    share_links.py   for people without a login
    charts.py        figures as pictures
"""
