"""What a clip was made from, in words: what was asked for, what it cost, how long it took, what it came of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from studio import money
from studio.brief import Brief, Material, Operation
from studio.tables import Asset, Generation
from studio.ui.words import running_time, span

ELSEWHERE = "made elsewhere"


def asked(brief: Brief) -> dict[str, str]:
    """Everything a brief says, but for its prompt and its model."""
    yes = {True: "yes", False: ""}
    told = {
        "Length": f"{brief.duration_s:g} s" if brief.duration_s and brief.operation != Operation.PICTURE else "",
        "Resolution": brief.resolution,
        "Shape": brief.ratio,
        "Without": brief.negative_prompt,
        "Strength": brief.strength.replace("_", " "),
        "Camera": ", ".join(brief.camera_moves),
        "Loop": yes[brief.loop],
        "Sound": yes[brief.sound],
        "High dynamic range": yes[brief.hdr],
        "Seed": "" if brief.seed is None else str(brief.seed),
    }
    return {name: value for name, value in told.items() if value}


@dataclass(frozen=True)
class Ancestor:
    """Something that a brief points at, and what it was to the clip."""

    role: str
    material: Material

    @property
    def short(self) -> str:
        """The end of its id, or its address."""
        named = self.material.asset_id or self.material.generation_id
        return f"…{named[-8:]}" if named else self.material.url or ""


def ancestors(brief: Brief) -> Iterable[Ancestor]:
    if brief.source:
        yield Ancestor("Made from", brief.source)
    if brief.continues_id:
        yield Ancestor("Continues", Material(generation_id=brief.continues_id))
    if brief.first_frame:
        yield Ancestor("First frame", brief.first_frame)
    if brief.last_frame:
        yield Ancestor("Last frame", brief.last_frame)
    for reference in brief.references:
        yield Ancestor(f"Reference: {reference.role.value}", reference)


def of_file(asset: Asset) -> dict[str, str]:
    if asset.is_sound:
        return {"Length": running_time(asset.duration_s or 0), "Type": asset.name.rpartition(".")[2].upper()}
    facts = {"Size": f"{asset.width} × {asset.height}"}
    if asset.duration_s:
        pace = f" at {asset.fps:g} frames per second" if asset.fps else ""
        facts["Length"] = f"{asset.duration_s:g} s{pace}"
    return facts


def of_money(generation: Generation, charged_micro_usd: int) -> dict[str, str]:
    if generation.was_made_elsewhere:
        return {"Price": ELSEWHERE}
    if not generation.estimate_micro_usd and not charged_micro_usd:
        return {"Price": money.usd(generation.estimate_micro_usd)}
    return {"Estimate": money.usd(generation.estimate_micro_usd), "Charged": money.amount(charged_micro_usd)}


def price_of(generation: Generation) -> str:
    """What it costs once more, in words; of what came with a movie file, that it did."""
    return ELSEWHERE if generation.was_made_elsewhere else money.usd(generation.estimate_micro_usd)


def price_label(generation: Generation) -> str:
    """The same for a label or Markdown, where two dollars would make a formula."""
    return price_of(generation).replace("$", r"\$")


def charge_words(generation: Generation) -> str:
    """Whether what ended badly was charged; nothing for what is free."""
    if generation.estimate_micro_usd == 0:
        return ""
    if generation.was_charged is None:
        return "It is not known whether it was charged."
    return f"Charged about {price_of(generation)}." if generation.was_charged else "Not charged."


def took(generation: Generation) -> str:
    """From submitted to finished; empty where nobody knows."""
    if not (generation.submitted_at and generation.ended_at):
        return ""
    return span((generation.ended_at - generation.submitted_at).total_seconds())


def differences(generations: Sequence[Generation | None]) -> list[dict[str, str]]:
    """Of each, what it says that not all of them say alike. The model is left to its badge."""
    told = [_all_of(one.brief) if one else {} for one in generations]
    names = dict.fromkeys(name for recipe in told for name in recipe)
    differing = [name for name in names if len({recipe.get(name, "") for recipe in told}) > 1]
    return [{name: recipe.get(name, "none") for name in differing} for recipe in told]


def _all_of(brief: Brief) -> dict[str, str]:
    pictures = {ancestor.role: ancestor.short for ancestor in ancestors(brief)}
    return {"Prompt": brief.prompt} | asked(brief) | pictures
