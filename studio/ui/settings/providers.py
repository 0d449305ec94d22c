"""Settings > Providers: for each its keys, its address and limits, its list prices, and a test of the connection."""

from collections.abc import Sequence

import streamlit as st

from studio import keys, saved_settings
from studio.database import reading, writing
from studio.providers.catalogue import PROVIDERS
from studio.providers.interface import Connection
from studio.settings import Settings, variable_of
from studio.tables import Secret
from studio.ui import who
from studio.ui.badges import show_remark
from studio.ui.settings import saved_keys
from studio.ui.settings.groups import show_group
from studio.ui.settings.prices import show_prices, show_tiers
from studio.ui.words import literal

KEYED = [name for name in PROVIDERS if f"{name}_api_key" in Settings.model_fields]
OF_PROVIDER = ("base_url", "max_running", "creates_per_minute", "price_percent")


def show_section(settings: Settings, saved: set[str]) -> None:
    with reading() as session:
        kept = keys.list_saved(session)
    columns = st.columns(2, gap="large")
    for number, provider in enumerate(KEYED):
        with columns[number % 2]:
            show_provider(provider, settings, saved, [secret for secret in kept if secret.provider == provider])


def show_provider(name: str, settings: Settings, saved: set[str], kept: Sequence[Secret]) -> None:
    with st.container(border=True, key=name):
        st.subheader(PROVIDERS[name], anchor=False)
        show_source(name, settings, kept)
        for secret in kept:
            saved_keys.show_key(secret, settings)
        saved_keys.show_new(name)
        if not any(secret.is_active for secret in kept):
            show_connection(name, settings)
        show_limits(name, settings, saved)
        show_prices(name)


def show_limits(name: str, settings: Settings, saved: set[str]) -> None:
    address, running, per_minute, percent = (f"{name}_{what}" for what in OF_PROVIDER)
    show_tiers(name)

    def draw() -> None:
        st.text_input("Address of the service", key=address, autocomplete="off")
        with st.container(horizontal=True):
            st.number_input("Running at the same time", 1, 10_000, key=running, width=200)
            st.number_input("Submits per minute", 1, 1_000_000, key=per_minute, width=200)
            st.number_input(
                "You pay, in % of the list", key=percent, width=200, step=5.0, format="%g",
                help="Of the list prices below. Estimates and reservations follow it.",
            )  # fmt: skip

    show_group(name, (address, running, per_minute, percent), settings, saved, draw)


def show_source(provider: str, settings: Settings, kept: Sequence[Secret]) -> None:
    """Where the key in use comes from: saved here, the environment, .env."""
    name = f"{provider}_api_key"
    where = saved_settings.where_set(name)
    active = next((secret for secret in kept if secret.is_active), None)
    if active and not keys.why_shut(active, settings):
        over = f" It is used before the one from {where}." if where else ""
        show_remark(f"A key is set, saved here: {active.name}.{over}", "green", "key")
    elif getattr(settings, name):
        show_remark(f"A key is set, from {where or 'the settings'}. It is never shown.", "green", "key")
    elif settings.is_ready(provider):
        show_remark("A project is set: this machine's own credentials at Google are used.", "green", "key")
    else:
        how = f"save one here, or set {variable_of(name)} in the environment or in .env and start again."
        show_remark(f"No key yet: {how}", "orange", "key_off")


def show_connection(provider: str, settings: Settings) -> None:
    """A free call with what the environment gives. Only this part waits for the answer."""

    @st.fragment
    def show() -> None:
        if st.button("Test connection", key=f"test_{provider}", icon=":material/network_check:"):
            st.session_state[f"{provider}_connection"] = ask(provider, settings)
        if answer := st.session_state.get(f"{provider}_connection"):
            show_answer = st.success if answer.is_ok else st.error
            show_answer(literal(saved_keys.words_of(answer)))

    show()


def ask(provider: str, settings: Settings) -> Connection:
    admin = who.admin()
    with st.spinner("Asking ...", show_time=True):
        answer = keys.ask(provider, settings)
    with writing() as session:
        keys.note_test_of_environment(session, provider, answer, admin)
    return answer
