"""A clip that was made elsewhere becomes a scene of a production, at its end, with that clip as the take it shows."""

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from studio import generations
from studio.access import OWNER, Visitor
from studio.productions import editing, shelf, takes, versions
from studio.productions.editing import BadScene
from studio.productions.outline import LONGEST_NAME, LONGEST_PROMPT, MOST_BESIDE, Outline, Scene
from studio.tables import Generation, Take

SHORTEST_S, LONGEST_S = 1.0, 60.0  # of a scene
FIRST_TITLE = "Untitled"
ALREADY = "This clip is a take of a movie already: open that movie, or make a variation of it."


def bring(
    session: Session, generation_id: str, production_id: str | None = None, *, asked_by: Visitor = OWNER
) -> tuple[str, Scene]:
    """Without a production, into a new one. Gives the production's id and the scene.

    It is kept as it is: what the scene says now is what it was made of. Raises NotFound, NotAllowed, and BadScene for a clip that
    is a take already.
    """
    generation = generations.get(session, generation_id)
    if session.get(Take, generation_id):
        raise BadScene(ALREADY)
    if production_id is None:
        production_id = shelf.create(session, Outline(title=FIRST_TITLE), asked_by=asked_by).id
    opened, scene = shelf.get(session, production_id), scene_of(generation)
    edited = editing.add(opened.outline, scene)
    number = sum(1 for _ in edited.scenes())
    versions.save(session, opened.production, edited, f"Brought a clip in as scene {number}.", asked_by=asked_by)
    try:
        with session.begin_nested():
            takes.add(session, production_id, scene.id, generation)
    except IntegrityError as taken:  # somebody has just brought it into another movie
        raise BadScene(ALREADY) from taken
    return production_id, scene


def scene_of(generation: Generation) -> Scene:
    """What would ask for it again, as far as a scene can say so."""
    brief = generation.brief
    return Scene(
        prompt=brief.prompt[:LONGEST_PROMPT],
        duration_s=min(max(brief.duration_s, SHORTEST_S), LONGEST_S),
        camera_moves=tuple(move[:LONGEST_NAME] for move in brief.camera_moves[:MOST_BESIDE]),
        model=brief.model,
        resolution=brief.resolution,
        ratio=brief.ratio,
        chosen_id=generation.id,
        kept_id=generation.id,
    )
