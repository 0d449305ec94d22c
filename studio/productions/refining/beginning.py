"""A round begins: its take is queued with what it reserves, unless there is one already that will do."""

from datetime import datetime

from sqlmodel import Session, col, select

from studio import generations
from studio.errors import BadBrief, StudioError
from studio.productions import briefs, editing, plans, staleness, takes
from studio.productions.outline import LONGEST_PROMPT, Continuity, Outline, Scene
from studio.productions.plans import PlannedTakes
from studio.productions.refining import ending, leases, limit, rounds, states
from studio.productions.shelf import OpenProduction
from studio.providers import catalogue
from studio.tables import Ending, Generation, Refining, RefiningState
from studio.writers.checking import cut


def begin(session: Session, refining: Refining, at: datetime) -> None:
    before = rounds.list_of(session, refining)
    opened = ending.unedited(session, refining, before[-1] if before else None, at)
    if opened is None:
        return
    scene = editing.require(opened.outline, refining.scene_id)
    if number := _scene_ahead(session, refining, opened.outline, scene):
        states.stay(session, refining, at, f"Waits for scene {number}, which is refined.")
    elif refining.first_take_id and not before and _is_as_wanted(session, refining, opened):
        rounds.add(session, refining, scene.prompt, refining.first_take_id, is_own=False)
        states.move_to(session, refining, RefiningState.GENERATING, at)
    else:
        prompt = _fitting(opened.outline, scene, before[-1].better_prompt) if before else scene.prompt
        _queue(session, refining, opened, prompt, len(before) + 1, at)


def _is_as_wanted(session: Session, refining: Refining, opened: OpenProduction) -> bool:
    """The take that was there: the scene that it goes on from may have got another one meanwhile."""
    made = takes.list_all(session, refining.production_id)
    shown = takes.chosen(editing.require(opened.outline, refining.scene_id), made)
    is_shown = shown is not None and shown.id == refining.first_take_id
    return is_shown and refining.scene_id not in staleness.find(opened.outline, made)


def _scene_ahead(session: Session, refining: Refining, outline: Outline, scene: Scene) -> int:
    """The number of the scene that it goes on from, while that is being refined itself."""
    before = outline.before(scene.id) if scene.continuity == Continuity.CONTINUE else None
    if before is None:
        return 0
    open_ones = select(Refining.id).where(Refining.production_id == refining.production_id)
    open_ones = open_ones.where(Refining.scene_id == before.id, col(Refining.state).in_(states.OPEN))
    return outline.number(before.id) if session.exec(open_ones).first() else 0


def _fitting(outline: Outline, scene: Scene, prompt: str) -> str:
    """As long as its model takes it, with the words of the look behind it."""
    longest = catalogue.model(briefs.own(outline.look, scene, "model")).prompt_chars[1]
    return cut(prompt, max(40, min(LONGEST_PROMPT, longest) - len(outline.look.style.strip()) - 2))


def _queue(
    session: Session, refining: Refining, opened: OpenProduction, prompt: str, number: int, at: datetime
) -> None:
    """The take with its reservation, and the round it is for: both or none."""
    try:
        with session.begin_nested():
            line = _line(session, refining, opened, prompt)
            limit.require_room(session, refining, (line.order.micro_usd or 0) + (refining.review_micro_usd or 0))
            generation = _generation(session, refining, line, number)
            takes.add(session, refining.production_id, refining.scene_id, generation, is_of_round=True)
            rounds.add(session, refining, prompt, generation.id)
    except StudioError as reason:
        ending.end(session, refining, ending.of(reason, Ending.GENERATION), str(reason), at)
    else:
        states.move_to(session, refining, RefiningState.GENERATING, at + states.LOOK_EVERY)


def _line(session: Session, refining: Refining, opened: OpenProduction, prompt: str) -> PlannedTakes:
    """Raises BadBrief."""
    outline = editing.change(opened.outline, refining.scene_id, prompt=prompt)
    made = takes.list_all(session, refining.production_id)
    [line] = plans.make(session, outline, made, [refining.scene_id]).lines
    if line.reasons:
        raise BadBrief(line.reasons[0])
    return line


def _generation(session: Session, refining: Refining, line: PlannedTakes, number: int) -> Generation:
    """Where the model knows seeds, no two rounds have the same."""
    brief = generations.takes_of(line.order.brief, number)[-1]
    who = leases.asked_by(session, refining)
    return generations.queue(session, brief, asked_by=who, production_id=refining.production_id)
