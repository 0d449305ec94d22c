"""All movies: a poster, the title, how far each is, what it has cost, and when it was last worked on."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import streamlit as st
from sqlmodel import Session

from studio import productions
from studio.database import reading
from studio.errors import NotFound
from studio.productions import spending, standing, takes
from studio.productions.outline import Outline
from studio.productions.spending import Spending
from studio.productions.standing import Standing
from studio.tables import Asset, Production
from studio.ui import acting
from studio.ui.movies import address, carrying, costs, edits, posters, seen, starting, unseen_takes
from studio.ui.movies.seen import SeenMovie
from studio.ui.words import ago, counted, first_words, literal, running_time

PER_PAGE = 12
DELETED = "deleted_movie"


@dataclass(frozen=True)
class ShelvedMovie:
    """A movie on the shelf. `poster`: of the first scene that has something to show."""

    production: Production
    outline: Outline
    poster: Asset | None
    counts: Mapping[Standing, int]
    is_under_way: bool
    cost: Spending

    @property
    def facts(self) -> str:
        count = sum(1 for _ in self.outline.scenes())
        stale = self.counts[Standing.OUT_OF_DATE]
        facts = [
            f"{self.counts[Standing.READY]} of {counted(count, 'scene')} ready" if count else "No scenes yet",
            f"{stale} out of date" if stale else "",
            running_time(self.outline.duration_s) if count else "",
            costs.words(self.cost),
            ago(self.production.changed_at),
        ]
        return " · ".join(fact for fact in facts if fact)


def look(session: Session, movies: Sequence[Production]) -> list[ShelvedMovie]:
    """What somebody deletes meanwhile is left out."""
    found: list[ShelvedMovie] = []
    cost = spending.of_many(session, [production.id for production in movies])
    for production in movies:
        with suppress(NotFound):
            found.append(_of(seen.look(session, production.id), cost.get(production.id, Spending())))
    return found


def _of(found: SeenMovie, cost: Spending) -> ShelvedMovie:
    shown = (found.take(scene) for scene in found.outline.scenes())
    return ShelvedMovie(
        production=found.production,
        outline=found.outline,
        poster=next((take.clip for take in shown if take), None),
        counts=standing.count(found.outline, found.made, found.reasons),
        is_under_way=bool(found.under_way),
        cost=cost,
    )


def show_shelf() -> None:
    with reading() as session:
        all_movies = productions.list_all(session)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title("Movies")
        if all_movies and edits.can_edit():
            with st.container(horizontal=True, gap="small", width="content"):
                carrying.show_button()
                starting.show_button()
    show_undo()
    if not all_movies:
        show_empty()
        return
    movies = st.container()
    page = 1
    if (pages := -(-len(all_movies) // PER_PAGE)) > 1:
        with st.container(horizontal_alignment="center"):
            page = min(st.pagination(pages, key="movies_page"), pages)
    with reading() as session:
        shown = look(session, all_movies[(page - 1) * PER_PAGE : page * PER_PAGE])
    with movies, st.grid("auto", min_column_width=260, gap="small"):
        for movie in shown:
            with st.container(border=True, height="stretch", key=f"movie_{movie.production.id}", gap="small"):
                show_movie(movie)


def show_empty() -> None:
    with st.container(border=True, horizontal_alignment="center", key="no_movies", gap="small"):
        st.space("small")
        st.markdown("#### :material/movie: From an idea to a film, one scene at a time", width="content")
        st.caption(
            "Paste a story or write an idea. The writer makes scenes of it that you can change, generate and take again.",
            width="content",
        )
        if edits.can_edit():
            with st.container(horizontal=True, horizontal_alignment="center"):
                starting.show_button()
                starting.show_sample_button()
                carrying.show_button()
            st.caption("Show me: a sample movie makes itself here, free and without a key.", width="content")
        st.space("small")


def show_movie(movie: ShelvedMovie) -> None:
    production = movie.production
    posters.show_poster(movie.poster, movie.outline.look.ratio)
    st.text(first_words(production.title, 80))
    st.space("stretch")
    st.caption(literal(movie.facts))
    if movie.is_under_way:
        st.markdown(":shimmer[:small[Being made]]")
    with st.container(horizontal=True, horizontal_alignment="distribute", wrap=False):
        st.button(
            "Open", key=f"open_{production.id}", icon=":material/play_arrow:", on_click=address.open_movie,
            args=(production.id,),
        )  # fmt: skip
        if edits.can_edit():
            st.button(
                "Delete", key=f"delete_{production.id}", icon=":material/delete:", type="tertiary", on_click=delete,
                args=(production.id,),
            )  # fmt: skip


def delete(production_id: str) -> None:
    if acting.succeeds(productions.delete, production_id):
        st.session_state[DELETED] = production_id


def restore(production_id: str) -> None:
    if acting.succeeds(productions.restore, production_id):
        acting.say("It is back on the shelf")
    st.session_state.pop(DELETED, None)


def show_undo() -> None:
    if production_id := st.session_state.get(DELETED):
        with reading() as session:
            made = takes.list_all(session, production_id)
        with st.container(border=True, key="undo_bar"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.caption("Deleted. Its clips are still in the library.", width="stretch")
                st.button("Undo", key="undo_delete", icon=":material/undo:", on_click=restore, args=(production_id,))
            unseen_takes.show_of_deleted(production_id, made)
