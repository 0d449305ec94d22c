"""Library: every clip, picture, film and sound of the studio. What is chosen and filtered stands in the address."""

import streamlit as st

from studio import library
from studio.database import LONGEST_SEARCH, reading
from studio.library import Filter, Order
from studio.providers import catalogue
from studio.tables import AssetKind
from studio.ui import acting, cards, compare, picks, player, sounds, unclear
from studio.ui.places import CREATE, MOVIES
from studio.ui.words import KINDS

PER_PAGE = 24
SORTS = {Order.NEWEST: "Newest first", Order.OLDEST: "Oldest first", Order.BEST: "Best rated first"}
STARS = {"5": "5 stars", "4": "4 stars or more", "3": "3 stars or more", "2": "2 stars or more", "1": "Rated"}


def to_first_page() -> None:
    st.session_state["page"] = 1


with reading() as session:
    models = library.models_present(session)
providers = list(dict.fromkeys(model.partition(":")[0] for model in models))

st.title("Library")
with st.container():
    player.show_undo()
    unclear.show_strip()

if compared := picks.compared():
    compare.show_side_by_side(compared)
    player.show_chosen()
    acting.show_said()
    st.stop()

with st.container(horizontal=True, vertical_alignment="center"):
    st.text_input(
        "Search", key="search", type="search", placeholder="Search prompts and names", label_visibility="collapsed", width=240,
        max_chars=LONGEST_SEARCH, bind="query-params", live="400ms", on_change=to_first_page,
    )  # fmt: skip
    kind = st.segmented_control(
        "Kind", list(KINDS), format_func=KINDS.__getitem__, key="kind", default=AssetKind.CLIP, required=True,
        label_visibility="collapsed", bind="query-params", on_change=to_first_page,
    )  # fmt: skip
    is_made = kind != AssetKind.SOUND  # by a model of a provider
    if is_made and len(providers) > 1:
        st.segmented_control(
            "Provider", providers, format_func=lambda name: catalogue.PROVIDERS.get(name, name), key="provider",
            label_visibility="collapsed", bind="query-params", on_change=to_first_page,
        )  # fmt: skip
    provider = (is_made and st.session_state.get("provider")) or ""
    if is_made:
        with st.container(width=180):
            st.selectbox(
                "Model", [model for model in models if provider in ("", model.partition(":")[0])],
                format_func=catalogue.label_of, index=None, key="made_with", placeholder="Any model",
                label_visibility="collapsed", bind="query-params", on_change=to_first_page,
            )  # fmt: skip
    with st.container(width=160):
        st.selectbox(
            "Rated", list(STARS), format_func=STARS.__getitem__, index=None, key="rated", placeholder="Any rating",
            label_visibility="collapsed", bind="query-params", on_change=to_first_page,
        )  # fmt: skip
    with st.container(width=170):
        st.selectbox(
            "Sort", list(SORTS), format_func=SORTS.__getitem__, key="sort", label_visibility="collapsed",
            bind="query-params", on_change=to_first_page,
        )  # fmt: skip

wanted = Filter(
    text=st.session_state["search"] or "",
    provider=provider,
    model=(is_made and st.session_state["made_with"]) or "",
    kind=kind,
    stars=int(st.session_state["rated"] or 0),
)
with reading() as session:
    found = library.count(session, wanted)
with st.container(key="add_sounds"):
    if kind == AssetKind.SOUND:
        sounds.show_uploader("library_sounds", sounds.say_taken_in, many=True)
posters = st.container()
pages = max(1, -(-found // PER_PAGE))
page = 1
if pages > 1:
    with st.container(horizontal_alignment="center"):
        page = min(st.pagination(pages, key="page", bind="query-params"), pages)
with reading() as session:
    entries = library.find(session, wanted, page=page, per_page=PER_PAGE, order=st.session_state["sort"])

with posters:
    if not found and wanted == Filter(kind=AssetKind.SOUND):
        st.caption("No sounds yet. Upload music here, or have some made for a movie: on Movies, under Cut.")
        if st.button("Open Movies", key="open_movies", icon=":material/movie:"):
            acting.switch_to(MOVIES)
    elif not found and wanted == Filter(kind=kind):
        st.caption(f"No {KINDS[kind].lower()} yet. What you generate on Create is kept here.")
        if st.button("Write a brief", key="write_brief", type="primary", icon=":material/auto_awesome:"):
            acting.switch_to(CREATE)
    elif not found:
        st.caption("Nothing here matches. Change the words or the filters.")
    else:
        st.caption(f"{found:,} {KINDS[kind].lower() if found != 1 else kind}")
        cards.show_posters(entries, can_be_picked=True)

picks.show_picked()
player.show_chosen()
acting.show_said()
