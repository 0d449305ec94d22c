"""How things stand with a generation: its place in line, the time it still takes, a sentence, and what it has cost."""

from dataclasses import dataclass

from sqlmodel import Session

from studio import generations, ledger, money, moves
from studio.brief import State
from studio.providers import catalogue
from studio.settings import Settings
from studio.tables import Generation, now

Pace = tuple[float, float] | None
NEARLY = 0.95  # time that is guessed never looks over

SAID = {
    State.QUEUED: "It waits for its turn.",
    State.SUBMITTING: "It is being sent.",
    State.RUNNING: "It is being made.",
    State.DOWNLOADING: "It is made and is being fetched.",
    State.SUCCEEDED: "It is in the library.",
    State.FAILED: "It failed.",
    State.CANCELLED: "It was cancelled.",
}


@dataclass(frozen=True)
class Outlook:
    """`left_s` is the middle of what our own finished clips of this kind took (p50). None: nothing to tell from."""

    place: int | None
    left_s: float | None
    sentence: str
    charged_micro_usd: int


def of(session: Session, generation: Generation, settings: Settings) -> Outlook:
    waits_in_line = generation.state == State.QUEUED and generation.waits_for_id is None
    place = generations.place_in_queue(session, generation) if waits_in_line else None
    return Outlook(
        place=place,
        left_s=_left_s(session, generation, place, settings),
        sentence=sentence(generation, place),
        charged_micro_usd=ledger.charged(session, generation),
    )


def _left_s(session: Session, generation: Generation, place: int | None, settings: Settings) -> float | None:
    """Of one in line: as often the usual time as its provider has to take up new ones before it is made."""
    if generation.state not in (State.QUEUED, State.RUNNING) or generation.waits_for_id:
        return None
    pace = generations.time_to_clip(session, generation.model, generation.duration_s)
    if pace is None:
        return None
    if place is None:
        passed = (now() - generation.submitted_at).total_seconds() if generation.submitted_at else 0
        return round(max(0.0, pace[0] - passed), 1)
    at_once = getattr(settings, f"{generation.provider}_max_running", 1)
    return round(pace[0] * (1 + (place - 1) // at_once), 1)


def fraction_done(generation: Generation, pace: Pace) -> float | None:
    """By its provider, or from how long such clips usually take (`generations.time_to_clip`). None: nobody knows."""
    fraction = generation.fraction
    if fraction is None and pace and generation.submitted_at and generation.state == State.RUNNING:
        fraction = min(NEARLY, (now() - generation.submitted_at).total_seconds() / pace[0])
    return None if fraction is None else min(1.0, max(0.0, fraction))


def sentence(generation: Generation, place: int | None = None) -> str:
    """What happened, or what it waits for."""
    if generation.state == State.UNCLEAR:
        return what_is_unclear(generation)
    if generation.failure_sentence or generation.note:
        return generation.failure_sentence or generation.note
    if generation.waits_for_id and generation.state == State.QUEUED:
        return "It waits for a clip that it needs."
    return f"Place {place} in the queue." if place else SAID[generation.state]


def what_is_unclear(generation: Generation) -> str:
    """What happened and what is at stake; and, once the studio has looked for it in vain, that a person has to decide."""
    what = generation.note or "The reply was lost: it may have been accepted and charged."
    if generation.next_step_at < moves.NEVER:
        return what
    provider = catalogue.PROVIDERS.get(generation.provider, generation.provider)
    at_stake = money.usd(generation.estimate_micro_usd)
    return f"{what} At stake: {at_stake}. Look at your {provider} account, then decide."
