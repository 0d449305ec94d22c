"""How it ends: the best take is chosen, unless somebody has edited the scene, and who waits for it is told."""

from datetime import datetime

from sqlmodel import Session, col, select

from studio import notices
from studio.access import Visitor
from studio.budgets import OverBudget
from studio.errors import NotFound, StudioError
from studio.productions import editing, shelf, staleness, takes, versions
from studio.productions.refining import rounds, states
from studio.productions.refining.limit import OverLimit
from studio.productions.shelf import OpenProduction
from studio.tables import Access, Ending, Generation, News, Refining, RefiningState, Round

STOPPED = "Stopped by a person."
EDITED = "The scene has been edited meanwhile: it stays as it is now, and the takes stand beside it."


class Edited(StudioError):
    """Somebody has edited the scene meanwhile; nothing was chosen."""


def end(session: Session, refining: Refining, ending: Ending, sentence: str, at: datetime) -> None:
    """The best take is chosen, with its prompt, as one edit that can be undone; unless somebody has edited the scene."""
    best = max((one for one in rounds.list_of(session, refining) if one.score is not None), key=_rank, default=None)
    told = [sentence]
    if best and ending != Ending.EDITED:
        try:
            told.append(_choose(session, refining, best))
        except (Edited, NotFound) as reason:
            ending = Ending.EDITED
            told.append(str(reason))
    states.move_to(session, refining, RefiningState.ENDED, at, " ".join(one for one in told if one))
    refining.ending, refining.ended_at = ending, at
    session.flush()
    _tell(session, refining, best)


def of(reason: StudioError, else_: Ending) -> Ending:
    if isinstance(reason, OverLimit):
        return Ending.LIMIT
    return Ending.BUDGET if isinstance(reason, OverBudget) else else_


def _rank(one: Round) -> tuple[float, int]:
    """Of two that are as good, the earlier."""
    return one.score or 0, -one.number


def _choose(session: Session, refining: Refining, best: Round) -> str:
    """Raises Edited, NotFound."""
    opened = shelf.get(session, refining.production_id)
    rounds.clip_of(session, best)
    if has_been_edited(session, refining, opened, best):
        raise Edited(EDITED)
    outline = editing.change(opened.outline, refining.scene_id, prompt=best.prompt, chosen_id=best.generation_id)
    number, score = outline.number(refining.scene_id), rounds.percent(best.score or 0)
    edit = f"Refined scene {number}: took round {best.number} with {score}."
    versions.save(session, opened.production, outline, edit, asked_by=Visitor(refining.created_by, Access.MAKER))
    return f"The take of round {best.number} is chosen: {score}."


def _tell(session: Session, refining: Refining, best: Round | None) -> None:
    """Once for all that was asked for in one go, unless that was stopped by hand."""
    its = select(Refining).where(Refining.group_id == refining.group_id).order_by(col(Refining.id))
    group = session.exec(its).all()
    if any(one.state != RefiningState.ENDED for one in group) or all(one.ending == Ending.STOPPED for one in group):
        return
    good = sum(one.ending == Ending.ACCEPTED for one in group)
    one_title = "A scene is refined" if good else "Refining a scene has ended"
    title = one_title if len(group) == 1 else f"{good} of {len(group)} scenes are as good as you asked for"
    kind = News.MADE if good == len(group) else News.FAILED
    about = session.get(Generation, best.generation_id) if best else None
    key = f"refined {refining.group_id}"
    notices.write(session, kind, key, title, refining.sentence, person=refining.created_by, about=about)


def unedited(session: Session, refining: Refining, last: Round | None, at: datetime) -> OpenProduction | None:
    """None: somebody has edited or deleted it, so that it has just ended."""
    try:
        opened = shelf.get(session, refining.production_id)
        if not has_been_edited(session, refining, opened, last):
            return opened
        end(session, refining, Ending.EDITED, EDITED, at)
    except NotFound as gone:
        end(session, refining, Ending.EDITED, str(gone), at)
    return None


def has_been_edited(session: Session, refining: Refining, opened: OpenProduction, last: Round | None) -> bool:
    """Its words, its choice, or whatever a take of it is made from. Raises NotFound."""
    scene = editing.require(opened.outline, refining.scene_id)
    if (scene.prompt, scene.chosen_id) != (refining.prompt, refining.chosen_id):
        return True
    if last is None:
        return False
    made = takes.list_all(session, refining.production_id)
    outline = editing.change(opened.outline, scene.id, prompt=last.prompt)
    wanted = staleness.wanted(outline, editing.require(outline, scene.id), made)
    return any(staleness.differences(session.get_one(Generation, last.generation_id).brief, wanted))
