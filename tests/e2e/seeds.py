"""Studios with something in them, for eyes and for browsers. Made through the doors that the engine uses."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine as Database
from sqlmodel import Session

from studio import access, budgets, database, generations, library, moves, ratings
from studio.brief import Brief, Operation, State
from studio.errors import FailureKind
from studio.files import Files
from studio.media.isolated import Inspected, inspect
from studio.tables import Access, Asset, EngineBeat, Generation, Scope, new_id, now

PROMPTS = (
    "A paper boat drifts down a rain-soaked street at night, neon reflections, slow push in",
    "A lone lighthouse above a stormy sea at dusk, gulls circling",
    "A fox stops in a misty autumn forest and looks into the camera",
    "A camel caravan crosses the dunes under the first stars",
    "Macro shot of a hummingbird drinking from a glass flower",
    "**bold** <img src=x onerror=alert(1)> :red[red] $x^2$ [link](http://127.0.0.1) :material/check: `code` -> 5",
    "An astronaut repots a small bonsai in zero gravity",
    "Timelapse of frost growing across a window",
)
MODELS = ("animatic:cinematic", "luma:ray-2", "luma:ray-flash-2", "animatic:neon", "animatic:storyboard")
COMPARED = ("luma:ray-2", "runway:gen4.5", "google:gemini-omni-1.2-flash")
Views = dict[str, str]  # what there is to look at besides the pages: its name, its address


def some(folder: Path, clips: list[Path]) -> Views:
    """Ten clips, three of them of one go, one thing in every state, one of each kind of failure."""
    db, newest = open_studio(folder), ""
    for number in range(7):
        newest = add_clip(db, folder, clips[number % len(clips)], number)
    group = add_group(db, folder, clips[0], [brief(0, model) for model in COMPARED])
    with database.writing(db) as session:
        session.add(EngineBeat(kind="embedded", host="here", pid=1, seen_at=now() + timedelta(hours=1)))
        for number, state in enumerate((State.RUNNING, State.DOWNLOADING, State.UNCLEAR)):
            under_way(session, brief(number + 1, "luma:ray-2"), state)
        for number, kind in enumerate((FailureKind.FILTERED, FailureKind.TIMED_OUT)):
            failed(session, brief(number + 5, "luma:ray-2"), kind)
        for number in range(2):
            generations.queue(session, brief(number, "luma:ray-flash-2"))
        for asset_id, stars in zip(group, (5, 3, 4), strict=True):
            ratings.rate(session, asset_id, stars)
        share(session)
    return {"player": f"library?clip={newest}", "compare": f"library?compare={','.join(group)}"}


def share(session: Session) -> None:
    """Three people, a token and two budgets, one of them nearly used up."""
    for email, role in (("ada@example.org", Access.ADMIN), ("bob@example.org", Access.MAKER)):
        access.add_person(session, email, role, access.ALONE)
    access.add_person(
        session, "a.very.long.name.indeed.of.somebody@department.example.org", Access.VIEWER, access.ALONE
    )
    access.change_person(session, "bob@example.org", access.ALONE, blocked=True)
    access.make_token(session, "Nightly renders", Access.MAKER, access.OWNER, now() + timedelta(days=90))
    for scope, usd in ((Scope.DAY, 4), (Scope.MONTH, 250)):
        budgets.set_limit(session, scope, usd * 1_000_000, access.ALONE)


def many(folder: Path, clips: list[Path], count: int = 3000) -> Views:
    """Thousands of clips that share a few files, 40 in line and 10 running."""
    db = open_studio(folder)
    first = [add_clip(db, folder, clip, number) for number, clip in enumerate(clips)]
    with database.writing(db) as session:
        shown = [library.get(session, asset_id).asset for asset_id in first]
        for number in range(count):
            copy(session, shown[number % len(shown)], number)
        for number in range(10):
            under_way(session, brief(number, "luma:ray-2"), State.RUNNING)
        for number in range(40):
            generations.queue(session, brief(number, MODELS[number % len(MODELS)]))
    return {"player": f"library?clip={first[-1]}", "compare": f"library?compare={','.join(first[:4])}"}


def open_studio(folder: Path) -> Database:
    folder.mkdir(parents=True, exist_ok=True)
    db = database.connect(f"sqlite:///{folder / 'studio.db'}")
    database.migrate(db)
    return db


def brief(number: int, model: str = "") -> Brief:
    return Brief(prompt=PROMPTS[number % len(PROMPTS)], model=model or MODELS[number % len(MODELS)], duration_s=5)


def add_clip(db: Database, folder: Path, clip: Path, number: int, prompt: str = "") -> str:
    """A generation that has succeeded, with its files in their place."""
    asked = brief(number).model_copy(update={"prompt": prompt} if prompt else {})
    return add_group(db, folder, clip, [asked])[0]


def add_group(db: Database, folder: Path, clip: Path, briefs: list[Brief]) -> list[str]:
    """Several that were asked for in one go, all of them there. Gives the ids of their clips."""
    with database.writing(db) as session:
        queued = [one.id for one in generations.queue_together(session, briefs)]
    return [make(db, folder, clip, generation_id) for generation_id in queued]


def make(db: Database, folder: Path, clip: Path, generation_id: str) -> str:
    files = Files(folder / "media")
    with files.workspace() as work:
        own = work / "clip.mp4"
        own.write_bytes(clip.read_bytes())
        asset = as_asset(files, own, inspect(own, work, with_last_frame=True))
    with database.writing(db) as session:
        generation = generations.get(session, generation_id)
        generation.submitted_at = now() - timedelta(seconds=40)
        asset.generation_id = generation.id
        moves.move(session, generation, State.RUNNING, "Accepted.", remote_id=f"remote-{generation.id[-6:]}")
        moves.succeed(session, generation, asset)
    return asset.id


def add_picture(db: Database, folder: Path, scratch: Path, prompt: str) -> str:
    """A picture that a model has made, in the library beside its generation."""
    from PIL import Image

    Image.new("RGB", (320, 180), "teal").save(scratch / "made.png")
    picture = library.take_in_picture(Files(folder / "media"), scratch / "made.png")
    asked = Brief(operation=Operation.PICTURE, prompt=prompt, model="luma:photon-1")
    made = Generation(
        brief=asked, provider=asked.provider, model=asked.model, operation=asked.operation, prompt=prompt, duration_s=0
    )
    made.state, made.remote_id, made.submitted_at, made.ended_at = State.SUCCEEDED, "remote", now(), now()
    picture.generation_id = made.id
    with database.writing(db) as session:
        session.add(picture)
        session.flush()
        made.asset_id = picture.id
        session.add(made)
    return picture.id


def as_asset(files: Files, clip: Path, found: Inspected) -> Asset:
    asset_id, sha256, facts = new_id(), found.sha256, found.facts
    width, height = facts.shown_size
    return Asset(
        id=asset_id,
        name=files.keep(clip, asset_id, sha256, "mp4"),
        poster=files.keep(found.poster, asset_id, sha256, "webp"),
        last_frame=found.last_frame and files.keep(found.last_frame, f"{asset_id}-last", sha256, "png"),
        sha256=sha256,
        size_bytes=facts.size_bytes,
        duration_s=facts.duration_s,
        width=width,
        height=height,
        fps=facts.fps,
    )


def copy(session: Session, asset: Asset, number: int) -> None:
    """Another row for the same file, some minutes older than the last one."""
    at = now() - timedelta(minutes=7 * (number + 1))
    asked = brief(number)
    generation = Generation(
        brief=asked,
        provider=asked.provider,
        model=asked.model,
        prompt=asked.prompt,
        duration_s=asked.duration_s,
        state=State.SUCCEEDED,
        created_at=at,
        submitted_at=at,
        ended_at=at + timedelta(seconds=30 + number % 40),
    )
    twin = Asset(**asset.model_dump(exclude={"id", "generation_id", "created_at"}), created_at=at)
    twin.generation_id, generation.asset_id = generation.id, twin.id
    session.add(twin)
    session.flush()
    session.add(generation)


def under_way(session: Session, asked: Brief, state: State) -> None:
    """At its provider, looked at again in an hour: it stays as it is for whoever looks at the page."""
    generation = generations.queue(session, asked)
    moves.move(
        session,
        generation,
        state,
        "Accepted.",
        remote_id=None if state == State.UNCLEAR else f"remote-{generation.id[-6:]}",
        stage="dreaming" if state == State.RUNNING else "",
        fraction=0.4 if state == State.RUNNING else None,
        submitted_at=now() - timedelta(seconds=20),
        next_step_at=moves.NEVER if state == State.UNCLEAR else now() + timedelta(hours=1),
    )


def failed(session: Session, asked: Brief, kind: FailureKind) -> None:
    sentences = {
        FailureKind.FILTERED: "Luma's filter refused it: change the prompt or the picture.",
        FailureKind.TIMED_OUT: "It took longer than 30 minutes. Look again: Luma may still finish it.",
    }
    generation = generations.queue(session, asked)
    moves.move(session, generation, State.RUNNING, "Accepted.", remote_id=f"remote-{kind}")
    charged = False if kind == FailureKind.FILTERED else None
    moves.end(session, generation, State.FAILED, kind, sentences[kind], was_charged=charged)
