"""Settings > Writers, below who writes: with which model Gemini's voices speak, and for what price."""

from datetime import date

import streamlit as st

from studio import money
from studio.media.film import voice
from studio.settings import Settings
from studio.ui.badges import show_remark
from studio.ui.settings.groups import show_group
from studio.ui.words import literal
from studio.voices import catalogue, rates
from studio.writers.rates import Usage

OF_VOICES = ("voice_model",)
LETTERS_IN_A_MINUTE = 900
MINUTE = Usage(LETTERS_IN_A_MINUTE // 4, 60 * rates.TOKENS_PER_SECOND)


def show_section(settings: Settings, saved: set[str], today: date) -> None:
    with st.container(border=True, key="voices"):
        st.subheader("Who speaks", anchor=False)
        st.caption(
            "The narration of movies. Each movie chooses its voice under Movies > Cut, and keeps the model it began with."
        )
        show_model(settings, saved)
        show_price(settings, today)
        show_ready(settings)


def show_model(settings: Settings, saved: set[str]) -> None:
    def draw() -> None:
        words = list(catalogue.MODELS.values())
        st.radio("Model of Gemini's voices", list(catalogue.MODELS), key="voice_model", captions=words)

    show_group("voices", OF_VOICES, settings, saved, draw)


def show_price(settings: Settings, today: date) -> None:
    told = rates.cost_of(settings.voice_model, MINUTE, today)
    price = money.usd(told.micro_usd and money.rough(told.micro_usd))
    source = f"{told.source}, {told.as_of:%d %b %Y}" if told.as_of else told.source
    st.caption(literal(f"A minute of narration: about {price} ({source}). What is spoken is kept."))


def show_ready(settings: Settings) -> None:
    if settings.google_api_key:
        show_remark("The key of Google is used.", "green", "key")
    else:
        show_remark("No key yet: save one under Providers > Google, or set GEMINI_API_KEY.", "orange", "key_off")
    if voice.is_there():
        show_remark("The offline voice is installed: free, and it sounds like a machine.", "green", "check")
    else:
        show_remark(voice.HOW_TO_GET_IT, "gray", "voice_over_off")
