"""The catalogue as a page for people: docs/models.md is made of it, by `make docs`."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from studio.providers.catalogue.entry import ITS_OWN, ClipSound, Model, Rates
from studio.providers.catalogue.listed import OPERATION_NAMES, PROVIDERS, models

HEAD = """\
# What each model can do, and what it costs

Made from the catalogue by `make docs`: do not write here. Prices are list prices in USD,
each with its source and the day it was read. The studio shows the estimate before each click.
"""


def as_markdown() -> str:
    """The whole page, provider by provider."""
    return "\n".join([HEAD, *(line for provider in PROVIDERS for line in _of_provider(provider))])


def _of_provider(provider: str) -> Iterator[str]:
    listed = [known for known in models() if known.provider == provider]
    yield f"## {PROVIDERS[provider]}\n"
    for model_id, group in groupby(sorted(listed, key=_order(listed)), lambda known: known.id):
        entries = list(group)
        yield f"### {entries[0].label} · `{model_id}`\n"
        for known in entries:
            yield from _of_entry(known)
        yield ""


def _order(listed: Sequence[Model]) -> Callable[[Model], int]:
    """A model's entries together, models in the order of the picker."""
    ids = list(dict.fromkeys(known.id for known in listed))
    return lambda known: ids.index(known.id)


def _of_entry(known: Model) -> Iterator[str]:
    yield f"- **{OPERATION_NAMES[known.operation].capitalize()}.** {known.about}"
    yield f"  - {' · '.join(_facts(known))}"
    yield f"  - Price: {_prices(known.rates)}. {_source(known.rates)}"
    for name, rates in (("With sound", known.rates_with_sound), ("In a high dynamic range", known.rates_in_hdr)):
        if rates:
            yield f"  - {name}: {_prices(rates)}. {_source(rates)}"
    for doubt in known.unverified:
        yield f"  - Not verified: {doubt}"


def _facts(known: Model) -> Iterator[str]:
    yield _lengths(known)
    if known.resolutions:
        yield ", ".join(known.resolutions)
    if known.ratios:
        yield ", ".join(known.ratios)
    if frames := [name for name, has in (("first", known.first_frame), ("last", known.last_frame)) if has]:
        yield f"{' and '.join(frames)} frame"
    if known.references:
        yield f"up to {known.references} references ({', '.join(known.roles)})"
    if known.continues:
        yield f"continues clips by {' or '.join(known.continues)}"
    if known.strengths:
        yield f"strengths {', '.join(known.strengths)}"
    if known.sound != ClipSound.NEVER:
        yield "sound always" if known.sound == ClipSound.ALWAYS else "sound if wanted"
    yield from (name for name, has in _switches(known) if has)
    if known.takes_prompt:
        yield f"prompts of at most {known.prompt_chars[1]:,} characters"


def _lengths(known: Model) -> str:
    if known.durations_s != ITS_OWN:
        return f"{_listed(known.durations_s)} s"
    if known.works_on_a_clip:
        return f"as long as the clip{f', at most {known.longest_source_s:g} s' if known.longest_source_s else ''}"
    return "a picture" if known.makes == "picture" else "a length of its own"


def _listed(seconds: Sequence[float]) -> str:
    """`2-10`, where no whole second is left out."""
    whole = list(range(round(seconds[0]), round(seconds[-1]) + 1))
    if len(seconds) > 2 and list(seconds) == whole:
        return f"{seconds[0]:g}-{seconds[-1]:g}"
    return ", ".join(f"{one:g}" for one in seconds)


def _switches(known: Model) -> Sequence[tuple[str, bool]]:
    return (
        ("loops", known.loop),
        ("camera moves", known.camera_moves),
        ("seeds", known.seed),
        ("negative prompts", known.negative_prompt),
        ("a high dynamic range", bool(known.hdr_at)),
    )


def _prices(rates: Rates) -> str:
    per_second = [f"{_size(size)}{_usd(price)} a second" for size, price in rates.usd_per_second.items()]
    per_clip = [
        f"{_size(size)}{_usd(price)}{f' for {seconds:g} s' if seconds else ''}"
        for size, pairs in rates.per_clip.items()
        for seconds, price in pairs
    ]
    free = rates.usd_per_second and not any(rates.usd_per_second.values())
    return "free" if free else "; ".join([*per_second, *per_clip]) or "unknown"


def _usd(price: float) -> str:
    return f"${price:.2f}" if round(price, 2) == round(price, 6) else f"${price:g}"


def _size(resolution: str) -> str:
    return f"{resolution} " if resolution else ""


def _source(rates: Rates) -> str:
    doubt = "" if rates.is_verified or "not verified" in rates.source else "; not verified"
    return f"{rates.source}{doubt} ({rates.as_of})."
