"""A take is shown to the writer: a few of its frames, beside what its scene asks for."""

from studio.errors import BadMedia, NotFound
from studio.files import Files
from studio.media.isolated import look_at
from studio.productions import takes
from studio.productions.outline import Scene
from studio.productions.takes import Takes
from studio.tables import Asset
from studio.writers.tasks import ReviewTake

LOOKS = 4  # frames


def clip_of(made: Takes, scene_id: str, take_id: str) -> Asset:
    """Raises NotFound where it is no take of this scene that can be shown."""
    takes.number_of(made, scene_id, take_id)
    return next(take.clip for take in made[scene_id] if take.id == take_id and take.clip)


def task_of(scene: Scene, clip: Asset, files: Files) -> ReviewTake:
    """Raises BadMedia, NotFound."""
    if not files.has(clip.name):
        raise NotFound("The file of this clip is not there any more.")
    try:
        with files.workspace() as folder:
            frames = [still.read_bytes() for still in look_at(files.path_of(clip.name), folder, LOOKS)]
    except OSError as fault:
        raise BadMedia("The clip could not be looked at. Try again.") from fault
    return ReviewTake(scene.prompt, tuple(frames))


def to_price(scene: Scene) -> ReviewTake:
    """As large, without a look at the clip."""
    return ReviewTake(scene.prompt, (b"",) * LOOKS)
