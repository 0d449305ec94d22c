"""A paid call whose answer nobody knows: look for what became of it, and never send it again on a guess."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from studio import database, moves
from studio.brief import Brief, State
from studio.engine import backoff, materials
from studio.engine.submission import UNCLEAR, accept
from studio.engine.tools import Tools
from studio.errors import RateLimited, ReadFailed, Refused
from studio.providers import catalogue
from studio.providers.interface import Submitted
from studio.tables import Attempt, Generation

CLOCKS_DIFFER = timedelta(seconds=60)
A_DAY = timedelta(days=1)


def look_for(tools: Tools, generation: Generation) -> None:
    """Ask the provider what it made of such a brief since then, and adopt the one match.

    Nothing found is not proof. Only where our process died before it wrote down an answer, so that the call was most likely
    never made, does a second empty look put the generation back in line. Else a person decides.
    """
    if _has_sibling_under_way(tools, generation):
        _look_later(tools, generation, "another take of it is just being submitted.")
        return
    try:
        found = _candidates(tools, generation)
    except (ReadFailed, Refused, RateLimited) as error:
        _look_later(tools, generation, str(error), error.retry_after_s)
        return
    if found is None:
        _leave_to_a_person(tools, generation, f"{UNCLEAR} {_clue(tools, generation)}")
    elif len(found) == 1 and not _has_lost_twin(tools, generation):
        _adopt(tools, generation, found[0])
    elif found:
        like_it = f"{len(found)} like it were found" if len(found) > 1 else "One was found that may be another's"
        _leave_to_a_person(tools, generation, f"{UNCLEAR} {like_it}: {', '.join(found)}.")
    else:
        _not_found(tools, generation)


def _candidates(tools: Tools, generation: Generation) -> Sequence[str] | None:
    """Ids of such a brief that no generation of ours owns. None: the provider cannot know."""
    with database.reading(tools.database) as session:
        attempt = session.get(Attempt, generation.attempt_id)
    since = (attempt.sent_at if attempt else generation.created_at) - CLOCKS_DIFFER
    with tools.notebook.call(generation, "find lost"):
        found = tools.provider(generation.provider).find_lost(_as_submitted(tools, generation), since)
    return found and _without_owner(tools, generation, found)


def _clue(tools: Tools, generation: Generation) -> str:
    """Where the provider cannot list but counts: its count beside ours, for the person. It decides nothing by itself."""
    try:
        with tools.notebook.call(generation, "find lost"):
            made = tools.provider(generation.provider).made_lately(generation.brief)
    except (ReadFailed, Refused, RateLimited):
        made = None
    if made is None:
        return "This provider cannot tell."
    known, open_calls = (
        _count_lately(tools, generation, "accepted"),
        _count_lately(tools, generation, "unclear", "sent"),
    )
    label = catalogue.PROVIDERS.get(generation.provider, generation.provider)
    counts = f"{label} counts {made} with this model in the last day, this studio knows of {known}"
    if made <= known:
        return f"{counts}: it was probably not accepted."
    if made - known < open_calls:
        return f"{counts} and got no answer to {open_calls}: some of these were probably accepted."
    return f"{counts}: it was probably accepted, unless somebody else uses the account."


def _count_lately(tools: Tools, generation: Generation, *outcomes: str) -> int:
    """Our paid calls of the last day for this model, by what came of them."""
    since = tools.clock() - A_DAY
    ours = select(func.count(col(Attempt.id))).join(Generation, col(Attempt.generation_id) == Generation.id)
    lately = ours.where(
        Generation.model == generation.model, col(Attempt.outcome).in_(outcomes), Attempt.sent_at > since
    )
    with database.reading(tools.database) as session:
        return session.exec(lately).one()


def _as_submitted(tools: Tools, generation: Generation) -> Brief:
    """With what it points at looked up again, as it was for the call; as it stands where something of it is gone."""
    try:
        with database.reading(tools.database) as session:
            return materials.look_up(session, tools.files, generation.brief, tools.settings())
    except Refused:
        return generation.brief


def _without_owner(tools: Tools, generation: Generation, found: Sequence[str]) -> Sequence[str]:
    with database.reading(tools.database) as session:
        theirs = select(Attempt.remote_id).where(
            Attempt.provider == generation.provider, col(Attempt.remote_id).in_(found)
        )
        owned = set(session.exec(theirs).all())
    return [remote_id for remote_id in found if remote_id not in owned]


def _adopt(tools: Tools, generation: Generation, remote_id: str) -> None:
    try:
        accept(tools, generation, Submitted(remote_id))
    except IntegrityError:
        _look_later(tools, generation, "another generation has just taken what was found.")


def _not_found(tools: Tools, generation: Generation) -> None:
    looks = generation.checks + 1
    with database.writing(tools.database) as session:
        if looks >= 2 and _nobody_wrote_an_answer(session, generation):
            moves.answer_attempt(session, generation, "not accepted")
            moves.requeue(
                session,
                generation,
                "The studio stopped before it was sent; the provider does not know it: queued again.",
            )
            return
        is_last = looks >= tools.patience.looks
        look_at = moves.NEVER if is_last else tools.after(tools.patience.second_look_s)
        note = f"{UNCLEAR} The provider's list does not show it." if is_last else f"{UNCLEAR} Looking for it ..."
        moves.move(session, generation, State.UNCLEAR, UNCLEAR, checks=looks, note=note, next_step_at=look_at)


def _has_sibling_under_way(tools: Tools, generation: Generation) -> bool:
    """The like of it, submitted a moment ago and not answered yet: what the list shows may be hers."""
    since = tools.clock() - timedelta(seconds=tools.patience.grace_s)
    sent = select(Generation).join(Attempt, col(Attempt.id) == Generation.attempt_id)
    unanswered = sent.where(Attempt.provider == generation.provider, Attempt.outcome == "sent", Attempt.sent_at > since)
    with database.reading(tools.database) as session:
        siblings = session.exec(unanswered.where(Generation.id != generation.id)).all()
    return any(_said(sibling.brief) == _said(generation.brief) for sibling in siblings)


def _has_lost_twin(tools: Tools, generation: Generation) -> bool:
    """Another one is lost that asked the same of another clip: what the list shows may be its. Where both asked for the very
    same, either may have it."""
    lost = select(Generation).where(Generation.provider == generation.provider, Generation.state == State.UNCLEAR)
    with database.reading(tools.database) as session:
        others = session.exec(lost.where(Generation.id != generation.id)).all()
    same = [other.brief for other in others if _said(other.brief) == _said(generation.brief)]
    return any(brief != generation.brief for brief in same)


def _said(brief: Brief) -> Brief:
    """What it asks for, of whatever clip or references: a provider's list may not tell which it was given."""
    return brief.model_copy(update={"source": None, "references": (), "duration_s": 0})


def _look_later(tools: Tools, generation: Generation, why: str, asked_s: float | None = None) -> None:
    """A look that failed tells nothing: it does not count."""
    wait = backoff.after_trouble_s(generation.troubles, asked_s=asked_s, chance=tools.chance())
    note = f"{UNCLEAR} Looking again soon: {why}"
    with database.writing(tools.database) as session:
        moves.move(
            session,
            generation,
            State.UNCLEAR,
            UNCLEAR,
            troubles=generation.troubles + 1,
            note=note,
            next_step_at=tools.after(wait),
        )


def _nobody_wrote_an_answer(session: Session, generation: Generation) -> bool:
    attempt = session.get(Attempt, generation.attempt_id)
    return attempt is not None and attempt.outcome == "sent"


def _leave_to_a_person(tools: Tools, generation: Generation, sentence: str) -> None:
    with database.writing(tools.database) as session:
        moves.move(session, generation, State.UNCLEAR, sentence, note=sentence, next_step_at=moves.NEVER)
