"""Tunes: music that is made here, by rule and for nothing. Queued, rendered by an engine, and then a sound of the library. All of
it is part of the caller's transaction."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select, update

from studio.access import OWNER, Visitor
from studio.database import change_if
from studio.errors import NotFound
from studio.media.music import LONGEST_S, SHORTEST_S
from studio.media.music.moods import MOODS
from studio.tables import Access, Asset, Tune, TuneState, new_id, now

OPEN = (TuneState.QUEUED, TuneState.RENDERING)
SEEDS = 1_000_000


def queue(
    session: Session, mood: str, duration_s: float, *, seed: int | None = None, asked_by: Visitor = OWNER
) -> Tune:
    """`Calm, made here`. Without a seed each is another. Raises NotFound for a mood nobody knows."""
    asked_by.require(Access.MAKER)
    if mood not in MOODS:
        raise NotFound(f"There is no music of the mood {mood!r}: {', '.join(MOODS)}.")
    length_s, tune_id = min(LONGEST_S, max(SHORTEST_S, duration_s)), new_id()
    tune = Tune(
        id=tune_id,
        mood=mood,
        duration_s=round(length_s, 2),
        seed=_seed_of(tune_id) if seed is None else seed,
        title=f"{MOODS[mood].label}, made here",
        created_by=asked_by.name,
    )
    session.add(tune)
    session.flush()
    return tune


def _seed_of(tune_id: str) -> int:
    """The end of its id is chance enough."""
    return int(tune_id[-8:], 16) % SEEDS


def find(session: Session, tune_id: str | None) -> Tune | None:
    return session.get(Tune, tune_id) if tune_id else None


# -- what an engine does ----------------------------------------------------------------------------------


def make_all_due(session: Session, at: datetime) -> None:
    """For an engine that is alone on its database: what a dead one was rendering need not wait for the end of its lease."""
    held = col(Tune.state) == TuneState.RENDERING, col(Tune.next_step_at) > at
    session.exec(update(Tune).where(*held).values(next_step_at=at))


def take_due(session: Session, engine_id: str, at: datetime, until: datetime) -> Tune | None:
    """The longest waiting one, leased until then; also one whose engine has died. None: nothing to do, or another was faster."""
    due = select(Tune).where(col(Tune.state).in_(OPEN), col(Tune.next_step_at) <= at)
    found = session.exec(due.order_by(col(Tune.created_at)).limit(1)).first()
    if found is None:
        return None
    is_as_seen = col(Tune.state) == found.state, col(Tune.next_step_at) == found.next_step_at
    taken = {"state": TuneState.RENDERING, "rendered_by": engine_id, "next_step_at": until}
    return found if change_if(session, found, is_as_seen, taken) else None


def has_due(session: Session, at: datetime) -> bool:
    return (
        session.exec(select(Tune.id).where(col(Tune.state).in_(OPEN), col(Tune.next_step_at) <= at)).first() is not None
    )


def finish(session: Session, tune: Tune, sound: Asset) -> bool:
    """It is in the library. False: it is no longer ours, and the sound is to be thrown away."""
    if not change_if(session, tune, _is_ours(tune), {"state": TuneState.READY, "ended_at": now()}):
        return False
    session.add(sound)
    return True


def let_go(session: Session, tune: Tune, until: datetime) -> bool:
    """Its engine stops rendering it; from then on anybody may."""
    queued = {"state": TuneState.QUEUED, "rendered_by": None, "next_step_at": until}
    return change_if(session, tune, _is_ours(tune), queued)


def fail(session: Session, tune: Tune, sentence: str) -> bool:
    failed = {"state": TuneState.FAILED, "sentence": sentence, "ended_at": now()}
    return change_if(session, tune, _is_ours(tune), failed)


def _is_ours(tune: Tune) -> tuple[Any, ...]:
    return col(Tune.state) == TuneState.RENDERING, col(Tune.rendered_by) == tune.rendered_by
