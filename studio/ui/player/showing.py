"""What one sees of it: the media, its recipe, the movies that a sound is heard in, its history."""

from collections.abc import Sequence

import streamlit as st

from studio import library
from studio.library import LibraryEntry
from studio.tables import Event, Production
from studio.ui import badges, recipe, sounds, usage
from studio.ui.movies import address
from studio.ui.player import video
from studio.ui.player.choosing import close
from studio.ui.player.seen import SeenAsset
from studio.ui.words import first_words, literal

UPRIGHT_HEIGHT = 560  # pixels, of the player of an upright clip


def show_media(entry: LibraryEntry, *, autoplay: bool = True) -> None:
    asset = entry.asset
    if asset.is_sound:
        sounds.show_player(asset, with_waveform=True, autoplay=autoplay)
    elif asset.is_moving:
        is_loop = bool(entry.generation and entry.generation.brief.loop)
        shape = asset.width / asset.height
        width = "stretch" if shape >= 1 else round(UPRIGHT_HEIGHT * shape)
        video.show_video(asset, autoplay=autoplay, loop=is_loop, width=width)
    else:
        st.image(library.address(asset.name), width="stretch", alt="Picture of the library")


def show_recipe(seen: SeenAsset) -> None:
    generation = seen.entry.generation
    if generation:
        badges.show_model(generation.model)
        st.text(generation.prompt or "Without a prompt")
    elif seen.entry.asset.title and not seen.entry.asset.is_sound:
        st.text(seen.entry.asset.title)
    with st.container(gap=None):
        for name, value in facts_of(seen).items():
            if value:
                st.caption(f"**{name}** {literal(value)}")


def facts_of(seen: SeenAsset) -> dict[str, str]:
    asset, generation = seen.entry.asset, seen.entry.generation
    facts = recipe.of_file(asset)
    if generation:
        facts = recipe.asked(generation.brief) | facts | recipe.of_money(generation, seen.charged_micro_usd)
        facts |= {"Took": recipe.took(generation), "Generation": generation.id}
        facts |= {"Provider's id": generation.remote_id or ""}
    return facts | {"Added": f"{asset.created_at:%d %b %Y, %H:%M} UTC", "Asset": asset.id}


def show_heard_in(heard_in: Sequence[Production]) -> None:
    for movie in heard_in:
        st.button(
            f"**Music of** {literal(first_words(movie.title, 60))}", key=f"heard_in_{movie.id}", type="tertiary",
            icon=":material/movie:", on_click=open_cut, args=(movie.id,), wrap=False,
        )  # fmt: skip


def heard_words(heard_in: Sequence[Production]) -> str:
    first, more = first_words(heard_in[0].title, 60), len(heard_in) - 1
    also = f" and {more} more" if more else ""
    return f"It is the music of “{first}”{also}, to be cut without it from now on. Films that were rendered keep it."


def open_cut(movie_id: str) -> None:
    close()
    usage.open_production(movie_id, part=address.PARTS[1])


def show_history(events: Sequence[Event]) -> None:
    if events:
        with st.expander("History", icon=":material/history:", key="history"):
            for event in events:
                st.caption(f"{event.at:%H:%M:%S} **{event.state.value}** {literal(event.sentence)}")
