"""What a provider's models cost by its list, and the limits of one's tier there."""

import streamlit as st

from studio.providers import catalogue
from studio.providers.catalogue import Model, Tier
from studio.ui.words import literal


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
