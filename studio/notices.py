"""Notices: what somebody is told once it has happened. Each is written in the transaction of what it tells of, and only once.

They are the outbox too: an engine sends them (`studio/engine/sending.py`). `write` is the door for whatever wants to tell something.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from textwrap import shorten
from typing import Any

from sqlmodel import Session, col, delete, select, update

from studio.brief import ENDED, Operation, State
from studio.database import insert_once
from studio.errors import FailureKind
from studio.tables import Generation, News, Notice, Take, now

OF_CLIPS = (News.MADE, News.FAILED, News.UNCLEAR)
FORGOTTEN = (*OF_CLIPS, News.ALERT)  # in time: the others say that somebody has been told already
KEPT_FOR = timedelta(days=30)
LONGEST_PROMPT = 100
NUMBERS = {1: "one"}


def write(
    session: Session,
    kind: News,
    key: str,
    title: str,
    text: str = "",
    *,
    person: str = "",
    about: Generation | None = None,
    facts: dict[str, Any] | None = None,
    send_at: datetime | None = None,
) -> bool:
    """For one person, or the admins where nobody is named. `key` says what it tells of; False: that was told before."""
    notice = Notice(
        key=key,
        kind=kind,
        person=person,
        title=title,
        text=text,
        facts=facts or {},
        generation_id=about.id if about else None,
        next_try_at=send_at or now(),
    )
    return insert_once(session, notice, "key")


# -- of clips ---------------------------------------------------------------------------------------------


def hold_group(session: Session, generation: Generation) -> None:
    """Before one of a group ends: who ends the last two at once must see each other, or nobody would tell of them."""
    if generation.group_id:
        together = select(Generation.id).where(Generation.group_id == generation.group_id)
        first = together.order_by(col(Generation.id)).limit(1)
        session.exec(first.with_for_update(key_share=True)).all()


def tell_of_end(session: Session, generation: Generation) -> None:
    """It has just ended: if that was the last of what was asked for in one go, there is one notice for all of it. The take of a
    round is one of several steps: its refining is told of when that has ended."""
    if _is_of_round(session, generation):
        return
    group = _group(session, generation)
    if any(one.state not in ENDED for one in group) or all(_goes_without_saying(one) for one in group):
        return
    failed = [one for one in group if one.state == State.FAILED]
    ended_at = generation.ended_at or now()
    write(
        session,
        News.FAILED if failed else News.MADE,
        f"ended {generation.group_id or generation.id} {ended_at.isoformat()}",  # what is tried again ends again
        _title(group),
        _first_reason(failed) or _prompt(generation),
        person=generation.created_by,
        about=generation,
    )


def tell_of_unclear(session: Session, generation: Generation) -> None:
    """The studio looks no more: a person has to decide. Once for each paid call."""
    write(
        session,
        News.UNCLEAR,
        f"unclear {generation.id} {generation.attempt_id}",
        f"A {_noun([generation])} waits for your decision",
        f"Nobody knows whether the provider has accepted it: {_prompt(generation)}",
        person=generation.created_by,
        about=generation,
    )


def _group(session: Session, generation: Generation) -> Sequence[Generation]:
    if not generation.group_id:
        return [generation]
    together = select(Generation).where(Generation.group_id == generation.group_id).order_by(col(Generation.id))
    return session.exec(together.execution_options(populate_existing=True)).all()


def _is_of_round(session: Session, generation: Generation) -> bool:
    take = session.get(Take, generation.id)
    return bool(take and take.is_of_round)


def _goes_without_saying(generation: Generation) -> bool:
    """Somebody cancelled it, or it waits for another that failed, which is told."""
    return generation.state == State.CANCELLED or generation.failure == FailureKind.BLOCKED


def _title(group: Sequence[Generation]) -> str:
    """`3 clips are ready`, `2 of 3 clips are ready, one failed`."""
    ready, failed, cancelled = (sum(one.state == state for one in group) for state in ENDED)
    noun, whole = _noun(group), len(group)
    if whole == 1:
        return f"A {noun} is ready" if ready else f"A {noun} failed"
    if ready == whole:
        return f"{whole} {noun}s are ready"
    first = (
        f"{ready} of {whole} {noun}s {'is' if ready == 1 else 'are'} ready"
        if ready
        else f"None of {whole} {noun}s is ready"
    )
    rest = [f"{NUMBERS.get(failed, failed)} failed"] if failed else []
    rest += (
        [f"{NUMBERS.get(cancelled, cancelled)} {'was' if cancelled == 1 else 'were'} cancelled"] if cancelled else []
    )
    return ", ".join([first, *rest])


def _noun(group: Sequence[Generation]) -> str:
    return "picture" if all(one.operation == Operation.PICTURE for one in group) else "clip"


def _first_reason(failed: Sequence[Generation]) -> str:
    told = [one.failure_sentence for one in failed if not _goes_without_saying(one)]
    return next((sentence for sentence in told if sentence), "")


def _prompt(generation: Generation) -> str:
    return shorten(generation.prompt, LONGEST_PROMPT, placeholder=" …") or "Without a prompt"


# -- on the page ------------------------------------------------------------------------------------------


def list_unseen(session: Session, person: str) -> Sequence[Notice]:
    """What this person has not been shown yet, oldest first."""
    is_theirs = (col(Notice.person) == person) & col(Notice.seen_at).is_(None)
    return session.exec(select(Notice).where(is_theirs).order_by(col(Notice.id))).all()


def mark_seen(session: Session, unseen: Sequence[Notice]) -> Sequence[Notice]:
    """Those that nobody else has marked meanwhile: of two open pages only one shows a notice."""
    return [notice for notice in unseen if _swap(session, notice, col(Notice.seen_at).is_(None), seen_at=now())]


# -- the outbox -------------------------------------------------------------------------------------------


def list_due(session: Session, at: datetime, limit: int = 20) -> Sequence[Notice]:
    """What is to be sent now, the longest due first."""
    due = select(Notice).where(col(Notice.next_try_at) <= at)
    return session.exec(due.order_by(col(Notice.next_try_at)).limit(limit)).all()


def lease(session: Session, seen: Notice, until: datetime) -> bool:
    """One sender alone has it until then; doing it again makes that longer. False: another was faster."""
    return _swap(session, seen, Notice.next_try_at == seen.next_try_at, next_try_at=until)


def note_sent(session: Session, notice: Notice, receiver_id: str) -> None:
    """This one has it: a later try leaves it out."""
    _swap(session, notice, sent_to=[*notice.sent_to, receiver_id])


def close(session: Session, notice: Notice, sent_at: datetime | None) -> None:
    """Nothing more is to be done. `sent_at` None: nobody wanted it, or it was given up."""
    _swap(session, notice, sent_at=sent_at, next_try_at=None)


def put_off(session: Session, notice: Notice, until: datetime) -> None:
    _swap(session, notice, tries=notice.tries + 1, next_try_at=until)


def withdraw(session: Session, key: str, due_at: datetime) -> bool:
    """It is not sent any more. False: it is no longer the one that waits until then, so somebody is about to send it."""
    waits = col(Notice.key) == key, col(Notice.next_try_at) == due_at
    withdrawn = update(Notice).where(*waits).values(next_try_at=None).execution_options(synchronize_session=False)
    return session.exec(withdrawn).rowcount == 1


def forget_old(session: Session, at: datetime) -> None:
    is_old = (col(Notice.at) < at - KEPT_FOR) & col(Notice.kind).in_(FORGOTTEN)
    session.exec(delete(Notice).where(is_old))


def _swap(session: Session, notice: Notice, *conditions: object, **values: object) -> bool:
    """`notice` is brought up to date."""
    changed = update(Notice).where(col(Notice.id) == notice.id, *conditions).values(**values)  # pyright: ignore[reportArgumentType]
    if session.exec(changed.execution_options(synchronize_session=False)).rowcount != 1:
        return False
    for name, value in values.items():
        setattr(notice, name, value)
    return True
