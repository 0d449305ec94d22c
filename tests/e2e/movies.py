"""Movies to look at: six scenes with clips, one of them out of date; and a long one."""

from pathlib import Path

from sqlalchemy import Engine as Database

from studio import database, generations, moves, productions
from studio.boards import cards, shelf, snapshot
from studio.brief import State
from studio.errors import FailureKind
from studio.productions import editing, plans, takes
from studio.productions.cut import cuts, recipes
from studio.productions.outline import Chapter, Continuity, Look, Outline, Scene
from studio.tables import Asset, AssetKind, CutState, now
from tests.e2e import seeds

STORY = (
    ("A paper boat is folded from a letter at a kitchen window, morning light", "She never sent the letter."),
    ("The boat sails down a rain-soaked gutter past shop windows, low angle", "So it found its own way."),
    ("It slips under an iron bridge, the light breaking into bars, slow push in", "Past everything she knew."),
    ("A storm drain opens onto the river, seagulls above the grey water", ""),
    ("Night on the river, lamps double in the water, the boat turns once", "Some things are lost on purpose."),
    ("The open sea at dawn, the boat a white speck, aerial, very wide", "And some arrive."),
)


def outline(count: int = len(STORY), title: str = "The letter") -> Outline:
    scenes = tuple(_scene(number) for number in range(count))
    look = Look(style="35 mm film, muted colours, soft grain")
    return Outline(title=title, look=look, chapters=(Chapter(scenes=scenes),))


def _scene(number: int) -> Scene:
    prompt, narration = STORY[number % len(STORY)]
    goes_on = Continuity.CONTINUE if number % len(STORY) == 2 else Continuity.NEW
    return Scene(prompt=prompt, narration=narration, continuity=goes_on, duration_s=4 + number % 3)


def scene_id(db: Database, movie: str, number: int) -> str:
    with database.reading(db) as session:
        return list(productions.get(session, movie).outline.scenes())[number - 1].id


def start(db: Database, whole: Outline) -> str:
    with database.writing(db) as session:
        return productions.create(session, whole).id


def generate(db: Database, movie: str, numbers: list[int] | None = None) -> list[str]:
    """Queue what is missing, or these scenes; gives the generations."""
    with database.writing(db) as session:
        opened, made = productions.get(session, movie), takes.list_all(session, movie)
        ids = [scene.id for scene in opened.outline.scenes()]
        wanted = plans.missing(opened.outline, made) if numbers is None else [ids[number - 1] for number in numbers]
        queued = plans.queue(session, movie, plans.make(session, opened.outline, made, wanted))
        return [one.id for one in queued]


def change(db: Database, movie: str, number: int, **values: object) -> None:
    with database.writing(db) as session:
        opened = productions.get(session, movie)
        scene = list(opened.outline.scenes())[number - 1]
        changed = editing.change(opened.outline, scene.id, **values)
        productions.save(session, opened.production, changed, f"Changed the prompt of scene {number}.")


def short(db: Database, folder: Path, clips: list[Path]) -> str:
    """Six scenes: three ready, one of them with two takes; one out of date with its follower, one failed."""
    movie = start(db, outline())
    for number, generation_id in enumerate(generate(db, movie, [1, 2, 3, 4, 6])):
        seeds.make_clip(db, folder, clips[number % len(clips)], generation_id)
    for generation_id in generate(db, movie, [1]):
        seeds.make_clip(db, folder, clips[3], generation_id)
    change(db, movie, 2, prompt="The boat sails down a flooded street past shop windows, low angle")
    [failed] = generate(db, movie, [5])
    with database.writing(db) as session:
        found = generations.get(session, failed)
        moves.end(session, found, State.FAILED, FailureKind.MEDIA, "The clip could not be read.", was_charged=False)
    return movie


def on_a_board(db: Database, movie: str) -> str:
    """The clips that a movie shows, one that it passed over, and the movie. The address, with its card chosen."""
    with database.writing(db) as session:
        board, made = shelf.make(session, "The river film"), takes.list_all(session, movie)
        for take in (take for its in made.values() for take in its if take.clip):
            cards.add_entry(session, board.id, take.clip.id if take.clip else "")
        card = cards.add_production(session, board.id, movie)
        gone = productions.create(session, outline(3, "The film that nobody wanted"))
        cards.add_production(session, board.id, gone.id)
        productions.delete(session, gone.id)
        snapshot.tidy(session, board.id)
    return f"board?board={board.id}&card={card.id}"


def long(db: Database, folder: Path, clips: list[Path], count: int = 60) -> str:
    """Most scenes have nothing yet; some are ready, one is being made and two are in line."""
    movie = start(db, outline(count, "A very long way down the river, told in sixty scenes and without a cut"))
    for number, generation_id in enumerate(generate(db, movie, [*range(1, 9)])):
        seeds.make_clip(db, folder, clips[number % len(clips)], generation_id)
    first, *_ = generate(db, movie, [10, 11, 14])
    with database.writing(db) as session:
        moves.move(
            session, generations.get(session, first), State.RUNNING, "Accepted.", remote_id="remote", stage="painting",
            fraction=0.4, submitted_at=now(), next_step_at=moves.NEVER,
        )  # fmt: skip
    return movie


def add_film(db: Database, movie: str) -> str:
    """A cut that is ready; its film is the clip of the first scene. Gives the film's id."""
    with database.writing(db) as session:
        outline, made = productions.get(session, movie).outline, takes.list_all(session, movie)
        clip = next(take.clip for its in made.values() for take in its if take.clip)
        film = Asset(
            **clip.model_dump(exclude={"id", "kind", "title", "generation_id"}),
            kind=AssetKind.FILM,
            title=outline.title,
        )
        session.add(film)
        session.flush()
        cut = cuts.queue(session, movie, recipes.make(outline, made))
        cut.state, cut.asset_id = CutState.READY, film.id
        session.add(cut)
    return film.id
