"""Settings > Writers: who writes outlines and better prompts, with which model, at which address, with whose key; and who speaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from studio import keys, money, writings
from studio.database import reading
from studio.errors import StudioError
from studio.settings import Settings
from studio.tables import Secret, now
from studio.ui.badges import show_remark
from studio.ui.settings import saved_keys, voices
from studio.ui.settings.groups import show_group
from studio.ui.settings.providers import show_connection, show_source
from studio.ui.words import literal
from studio.writers.outline import Wish
from studio.writers.registry import BUILT_IN, LABELS, name_of
from studio.writers.tasks import MakeOutline
from studio.writings import Studio

OF_WRITERS = ("writer", "writer_model", "openai_base_url")
EXAMPLE = MakeOutline("A paper boat sails through a flooded city until a girl finds it.", Wish(scenes=8))


@dataclass(frozen=True)
class About:
    """What a person has to know to choose it."""

    words: str
    usual_model: str = ""


WRITERS: Mapping[str, About] = {
    BUILT_IN: About("Rules on this machine: free, without a network, always the same. It splits texts and adds words of film."),
    "gemini": About("Google's language model. It uses the key of Google, under Providers.", "gemini-3.8-flash"),
    "openai": About(
        "GPT, or any model that speaks its protocol: Ollama or vLLM on this machine, OpenRouter and others by their address.",
        "gpt-5.4-mini",
    ),
}  # fmt: skip


def show_section(settings: Settings, saved: set[str]) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        show_writers(settings, saved)
    with right:
        show_keys(settings)
        voices.show_section(settings, saved, now().date())


def show_writers(settings: Settings, saved: set[str]) -> None:
    with st.container(border=True, key="writers"):
        st.subheader("Who writes", anchor=False)
        st.caption("Outlines of movies, better prompts, reviews of takes. What is in use holds for everybody here.")
        show_choice(settings, saved)
        show_price(settings)
        st.caption(
            "The writers' own prompts are files: copies of those in `studio/writers/prompts/` that lie in the data folder under "
            "`prompts/` are used in their place."
        )


def show_choice(settings: Settings, saved: set[str]) -> None:
    def draw() -> None:
        about = [one.words for one in WRITERS.values()]
        st.radio("Writer", list(WRITERS), key="writer", format_func=LABELS.__getitem__, captions=about)
        st.text_input("Model", key="writer_model", placeholder="The usual one", autocomplete="off", help=usual_models())
        st.text_input("Address of OpenAI's protocol", key="openai_base_url", autocomplete="off")

    show_group("writers", OF_WRITERS, settings, saved, draw)


def usual_models() -> str:
    usual = [f"{name_of(name)}: {one.usual_model}" for name, one in WRITERS.items() if one.usual_model]
    return "Left empty, it is " + "; ".join(usual) + "."


def show_price(settings: Settings) -> None:
    """Or what is wrong with a prompt file that somebody edited."""
    try:
        told = writings.price(EXAMPLE, studio=Studio(base=settings))
    except StudioError as reason:
        show_remark(str(reason), "red", "error")
        return
    source = f"{told.source}, {told.as_of:%d %b %Y}" if told.as_of else told.source
    about = "about " if told.usd else ""
    st.caption(literal(f"An outline of eight scenes: {about}{money.usd(told.micro_usd)} ({source})."))


def show_keys(settings: Settings) -> None:
    with reading() as session:
        kept: Sequence[Secret] = keys.list_saved(session, "openai")
    with st.container(border=True, key="openai"):
        st.subheader("OpenAI's protocol", anchor=False)
        show_source("openai", settings, kept)
        for secret in kept:
            saved_keys.show_key(secret, settings)
        saved_keys.show_new("openai")
        if not any(secret.is_active for secret in kept):
            show_connection("openai", settings)
        st.caption("A model on this machine, such as Ollama's at `http://127.0.0.1:11434/v1`, needs no key.")
    if settings.writer == "gemini":
        with st.container(border=True, key="gemini"):
            st.subheader("Gemini", anchor=False)
            show_gemini(settings)


def show_gemini(settings: Settings) -> None:
    if settings.google_api_key:
        show_remark("The key of Google is used.", "green", "key")
    else:
        show_remark("No key yet: save one under Providers > Google, or set GEMINI_API_KEY.", "orange", "key_off")
    show_connection("gemini", settings)
