"""Studios with something in them, for eyes and for browsers. Made through the doors that the engine uses."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine as Database
from sqlmodel import Session

from studio import access, budgets, database, generations, library, moves, ratings, tallies
from studio.boards import cards, shelf, snapshot
from studio.brief import Brief, Keyframe, Operation, State
from studio.errors import FailureKind
from studio.files import Files
from studio.media import music
from studio.tables import Access, Asset, Card, CardKind, EngineBeat, Generation, Scope, now
from tests.analytics import history

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
SONGS = (
    "Calm, made here",
    "The Band – A song with a title that goes on for longer than any card is wide, remastered",
    "雨の中の紙の船",
    "**Not bold** :red[red] $x$ <b>b</b>",
    "A waltz",
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
    board = add_board(db, folder, clips)
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
    views = {"player": f"library?clip={newest}", "compare": f"library?compare={','.join(group)}"}
    return views | {"board": board.partition("&")[0], "board_card": board, "board_family": f"board?family={group[0]}"}


def add_board(db: Database, folder: Path, clips: list[Path]) -> str:
    """Ten cards: two takes of a prompt, one that goes on and ends on another, one under way, one refused, a picture, a note."""
    picture = add_picture(db, folder, folder, "A street at night, as a painting")
    with database.writing(db) as session:
        board = shelf.make(session, "A storm at sea")
        first = cards.add_prompt(session, board.id, brief(0, "luma:ray-2"), takes=2)
        takes = cards.generate(session, first.id)
    made = [make_clip(db, folder, clips[number], card.generation_id or "") for number, card in enumerate(takes)]
    with database.writing(db) as session:
        one = generations.get(session, takes[0].generation_id or "")
        going_on = brief(1, "animatic:cinematic").model_copy(
            update={"continues_id": one.id, "last_frame": Keyframe(asset_id=made[1])}
        )
        second = cards.add_prompt(session, board.id, going_on, behind=takes[0])
        [third] = cards.generate(session, second.id)
    make_clip(db, folder, clips[2], third.generation_id or "")
    with database.writing(db) as session:
        prompt = cards.add_prompt(session, board.id, brief(4, "luma:ray-flash-2"), takes=3)
        for card, state in zip(cards.generate(session, prompt.id), (State.RUNNING, State.FAILED, None), strict=True):
            generation = generations.get(session, card.generation_id or "")
            if state == State.RUNNING:
                set_under_way(session, generation, state)
            elif state == State.FAILED:
                refuse(session, generation, FailureKind.FILTERED)
        cards.add_entry(session, board.id, picture)
        cards.add_note(
            session, board.id, "The boat passes the lighthouse before the light turns.\nMusic: only the rain."
        )
        snapshot.tidy(session, board.id)
    return f"board?board={board.id}&card={takes[0].id}"


def add_large_board(db: Database, folder: Path, clips: list[Path], count: int = 200) -> str:
    """Prompts with two takes each, all of which share a few files."""
    first = [add_clip(db, folder, clip, number) for number, clip in enumerate(clips)]
    with database.writing(db) as session:
        board, shown = shelf.make(session, "Two hundred"), [library.get(session, one).asset for one in first]
        for number in range(count // 3):
            made = [copy(session, shown[(number + take) % len(shown)], number + 3000) for take in range(2)]
            prompt = Card(board_id=board.id, kind=CardKind.PROMPT, brief=brief(number), takes=2, x=0, y=0)
            takes = [Card(board_id=board.id, kind=CardKind.CLIP, generation_id=one.id, x=0, y=0) for one in made]
            session.add_all([prompt, *takes])
            session.flush()
            cards.link(session, board.id, [(prompt.id, take.id) for take in takes])
        for _ in range(count % 3):
            cards.add_note(session, board.id, "A note")
        snapshot.tidy(session, board.id)
    return f"board?board={board.id}"


def share(session: Session) -> None:
    """Three people, a token and two budgets, one of them nearly used up."""
    for email, role in (("ada@example.org", Access.ADMIN), ("bob@example.org", Access.MAKER)):
        access.add_person(session, email, role, access.ALONE)
    access.add_person(
        session, "a.very.long.name.indeed.of.somebody@department.example.org", Access.VIEWER, access.ALONE
    )
    access.change_person(session, "bob@example.org", access.ALONE, blocked=True)
    access.make_token(session, "Nightly renders", Access.MAKER, access.OWNER, now() + timedelta(days=90))
    for scope, usd in ((Scope.DAY, 9), (Scope.MONTH, 250)):
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


def work_before(folder: Path, count: int) -> None:
    """So many generations of the last 60 days, with their calls and charges, counted as the engine counts them."""
    db = open_studio(folder)
    history.write(db, now(), 60, count)
    while tallies.count_ended(db):
        pass


def many_with_a_board(folder: Path, clips: list[Path]) -> Views:
    """The same, and a board of 200 cards."""
    views = many(folder, clips)
    return views | {"board": add_large_board(open_studio(folder), folder, clips)}


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
    return [make_clip(db, folder, clip, generation_id) for generation_id in queued]


def make_clip(db: Database, folder: Path, clip: Path, generation_id: str) -> str:
    """What was queued has succeeded. Gives the id of its clip."""
    asset = library.asset_of_clip(Files(folder / "media"), clip)
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
    picture = library.asset_of_picture(Files(folder / "media"), scratch / "made.png")
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


def add_sounds(db: Database, folder: Path, count: int) -> str:
    """So many rows for a few real sounds. Gives the id of the newest."""
    made_ids, made = list[str](), [_sound(folder, number) for number in range(min(count, len(SONGS)))]
    with database.writing(db) as session:
        for number in range(count):
            values = made[number % len(made)].model_dump(exclude={"id", "title"})
            title = SONGS[number % len(SONGS)] + (f" {number}" if number >= len(SONGS) else "")
            made_ids.append(library.add(session, Asset(**values, title=title)).id)
    return made_ids[-1]


def _sound(folder: Path, number: int) -> Asset:
    path = folder / "given"
    music.write(path, list(music.MOODS)[number % len(music.MOODS)], 12 + 5 * number, number)
    return library.asset_of_sound(Files(folder / "media"), path)


def copy(session: Session, asset: Asset, number: int) -> Generation:
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
    session.flush()
    return generation


def under_way(session: Session, asked: Brief, state: State) -> None:
    """At its provider, looked at again in an hour: it stays as it is for whoever looks at the page."""
    set_under_way(session, generations.queue(session, asked), state)


def set_under_way(session: Session, generation: Generation, state: State) -> None:
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
    refuse(session, generations.queue(session, asked), kind)


def refuse(session: Session, generation: Generation, kind: FailureKind) -> None:
    sentences = {
        FailureKind.FILTERED: "Luma's filter refused it: change the prompt or the picture.",
        FailureKind.TIMED_OUT: "It took longer than 30 minutes. Look again: Luma may still finish it.",
    }
    moves.move(session, generation, State.RUNNING, "Accepted.", remote_id=f"remote-{generation.id[-6:]}-{kind}")
    charged = False if kind == FailureKind.FILTERED else None
    moves.end(session, generation, State.FAILED, kind, sentences[kind], was_charged=charged)
