"""The settings a person may change on the page, in three groups. Keys are told of, never shown."""

from collections.abc import Callable, Sequence

import streamlit as st

from studio import saved_settings
from studio.brief import Operation
from studio.database import writing
from studio.health import Check
from studio.providers import catalogue, registry
from studio.providers.catalogue import PROVIDERS, Model, Tier
from studio.saved_settings import BadSetting
from studio.settings import Settings, variable_of
from studio.ui import acting
from studio.ui.badges import show_remark
from studio.ui.words import literal

KEYED = [name for name in PROVIDERS if f"{name}_api_key" in Settings.model_fields]
NEW_BRIEFS = ("default_model", "default_duration_s", "default_resolution", "default_ratio")
OF_PROVIDER = ("base_url", "max_running", "creates_per_minute", "price_percent")
ENGINE = ("automatic_retries", "timeout_minutes", "animatic_max_running")


def show_provider(name: str, settings: Settings, saved: set[str]) -> None:
    address, running, per_minute, percent = (f"{name}_{what}" for what in OF_PROVIDER)
    with st.container(border=True, key=name):
        st.subheader(PROVIDERS[name], anchor=False)
        show_key(f"{name}_api_key", settings)

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
        show_prices(name)
        show_connection(name, settings)


def show_prices(provider: str) -> None:
    """The list prices as the catalogue has them, each with its source."""
    with st.expander("List prices", key=f"{provider}_prices"):
        for known in catalogue.models():
            if known.provider == provider:
                doubt = "" if known.rates.is_verified else ", not verified"
                st.markdown(
                    f"**{literal(known.label)}**, {catalogue.OPERATION_NAMES[known.operation]}: {literal(price_range(known))}",
                    help=literal(f"{known.rates.source}; {known.rates.as_of}{doubt}"),
                )


def price_range(known: Model) -> str:
    """`$0.40 to $11.47`, `$0.05 to $0.12 a second`, or that nobody knows."""
    per_second = sorted(known.rates.usd_per_second.values())
    per_clip = sorted(price for pairs in known.rates.per_clip.values() for _, price in pairs)
    prices = per_second or per_clip
    if not prices:
        return "price unknown"
    told = [f"${price:,.3f}".removesuffix("0") for price in dict.fromkeys((prices[0], prices[-1]))]
    return f"{' to '.join(told)}{' a second' if per_second else ''}"


def show_tiers(provider: str) -> None:
    """A short way to the limits of one's account: it fills them in below, to be saved there."""
    pace = catalogue.PACES[provider]
    if pace.tiers:
        st.selectbox(
            "Limits of your tier", pace.tiers, format_func=_tier_words, index=None, key=f"{provider}_tier",
            placeholder="Choose your tier to fill them in", on_change=take_limits, args=(provider,), help=pace.source,
        )  # fmt: skip
    else:
        st.caption(f"Limits: {literal(pace.source)}.")


def _tier_words(tier: Tier) -> str:
    return f"{tier.label}: {tier.about}" if tier.about else tier.label


def take_limits(provider: str) -> None:
    tier: Tier | None = st.session_state[f"{provider}_tier"]
    if tier and tier.running:
        st.session_state[f"{provider}_max_running"] = tier.running
    if tier and tier.creates_per_minute:
        st.session_state[f"{provider}_creates_per_minute"] = tier.creates_per_minute


def show_key(name: str, settings: Settings) -> None:
    if getattr(settings, name):
        where = saved_settings.where_set(name) or "the settings"
        show_remark(f"A key is set, from {where}. It is never shown.", "green", "key")
    elif settings.is_ready(name.removesuffix("_api_key")):
        show_remark("A project is set: this machine's own credentials at Google are used.", "green", "key")
    else:
        how = f"set {variable_of(name)} in the environment or in .env, then start again."
        show_remark(f"No key yet: {how}", "orange", "key_off")


def show_connection(provider: str, settings: Settings) -> None:
    """A free call. Only this part waits for the answer."""

    @st.fragment
    def show() -> None:
        if st.button("Test connection", key=f"test_{provider}", icon=":material/network_check:"):
            with st.spinner("Asking ...", show_time=True):
                made = registry.make(provider, settings)
                try:
                    st.session_state[f"{provider}_connection"] = made.check_connection()
                finally:
                    made.close()
        if answer := st.session_state.get(f"{provider}_connection"):
            balance = "" if answer.balance_usd is None else f" Balance: ${answer.balance_usd:,.2f}."
            show_answer = st.success if answer.is_ok else st.error
            show_answer(literal(answer.sentence + balance))

    show()


def show_new_briefs(settings: Settings, saved: set[str]) -> None:
    with st.container(border=True, key="new_briefs"):
        st.subheader("New briefs start with", anchor=False)

        def draw() -> None:
            known = catalogue.models(Operation.MAKE)
            st.selectbox("Model", [m.id for m in known], format_func=catalogue.label_of, key="default_model")
            with st.container(horizontal=True):
                lengths = sorted({seconds for model in known for seconds in model.durations_s})
                resolutions = list(dict.fromkeys(size for model in known for size in model.resolutions))
                ratios = list(dict.fromkeys(ratio for model in known for ratio in model.ratios))
                with st.container(width=130):
                    st.selectbox("Length", lengths, format_func=lambda s: f"{s:g} s", key="default_duration_s")
                with st.container(width=130):
                    st.selectbox("Resolution", resolutions, key="default_resolution")
                with st.container(width=130):
                    st.selectbox("Shape", ratios, key="default_ratio")
            st.caption("Where a model cannot make it, what comes nearest is taken.")

        show_group("new_briefs", NEW_BRIEFS, settings, saved, draw)


def show_engine(settings: Settings, saved: set[str]) -> None:
    with st.container(border=True, key="engine"):
        st.subheader("Engine", anchor=False)

        def draw() -> None:
            with st.container(horizontal=True):
                st.number_input(
                    "Automatic retries", 0, 10, key="automatic_retries", width=200,
                    help="Only of failures that surely cost nothing.",
                )  # fmt: skip
                st.number_input("Time-out in minutes", key="timeout_minutes", width=200, step=5.0, format="%g")
                st.number_input(
                    "Animatics at the same time", 1, 64, key="animatic_max_running", width=200,
                    help="Each is drawn on this machine.",
                )  # fmt: skip

        show_group("engine", ENGINE, settings, saved, draw)


def show_health(checks: Sequence[Check]) -> None:
    with st.container(border=True, key="health"):
        st.subheader("Health", anchor=False)
        for check in checks:
            icon = ":green[:material/check_circle:]" if check.is_ok else ":red[:material/error:]"
            is_provider = check.name in PROVIDERS  # its sentence begins with its name
            name = "" if is_provider else f"**{check.name.capitalize()}** "
            st.markdown(f"{icon} {name}{literal(check.sentence)}")


def show_group(group: str, names: Sequence[str], settings: Settings, saved: set[str], draw: Callable[[], None]) -> None:
    """A form with its Save, and a way back when something of it was saved here."""
    for name in names:
        if name not in st.session_state:
            st.session_state[name] = getattr(settings, name)
    with st.form(f"{group}_form", border=False):
        draw()
        st.form_submit_button("Save", key=f"save_{group}", on_click=save, args=(group, names), icon=":material/save:")
    if refusal := st.session_state.get(f"{group}_refusal"):
        st.error(literal(refusal), icon=":material/error:")
    if saved & set(names):
        st.button(
            "Back to the defaults", key=f"reset_{group}", type="tertiary", icon=":material/undo:", on_click=reset,
            args=(group, names),
        )  # fmt: skip


def save(group: str, names: Sequence[str]) -> None:
    st.session_state.pop(f"{group}_refusal", None)
    try:
        with writing() as session:
            saved_settings.save(session, {name: st.session_state[name] for name in names})
    except BadSetting as reason:
        st.session_state[f"{group}_refusal"] = str(reason)
    else:
        acting.say("Saved")


def reset(group: str, names: Sequence[str]) -> None:
    with writing() as session:
        for name in names:
            saved_settings.forget(session, name)
    st.session_state.pop(f"{group}_refusal", None)
    for name in names:
        st.session_state.pop(name, None)
    acting.say("Back to the defaults", "undo")
