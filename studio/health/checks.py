"""What the doctor looks at. No provider is called, and nothing is changed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, func, select, text

from studio import alerts, database, keys, saved_settings
from studio.brief import MOVING, State
from studio.engines import living
from studio.files import Files
from studio.health.check import Check
from studio.media import codecs
from studio.providers.catalogue import PROVIDERS
from studio.settings import Settings, load, variable_of
from studio.tables import Event, Generation, Secret, now

LEAST_FREE_BYTES = 1 << 30
LATE = timedelta(minutes=2)  # a step that should have been taken so long ago
AHEAD = timedelta(minutes=1)  # of our clock: so far may two machines differ
BACKUP_EVERY = timedelta(days=7)


def examine(settings: Settings | None = None) -> list[Check]:
    settings = settings or load()
    return [*_database(settings), _disk(settings), _media()]


def _database(settings: Settings) -> list[Check]:
    """And all that it tells; where it does not answer, that alone."""
    try:
        with database.reading() as session:
            session.connection().execute(text("SELECT 1"))
            answers = Check("database", True, f"{database.default().dialect.name} answers.")
            return [answers, *_of_rows(session, saved_settings.current(session, settings))]
    except SQLAlchemyError as error:
        sentence = f"The database does not answer ({type(error).__name__}): check DATABASE_URL."
        return [Check("database", False, sentence)]


def _of_rows(session: Session, settings: Settings) -> Iterator[Check]:
    at = now()
    yield _engine(session, at)
    yield _queue(session, at)
    yield _clock(session, at)
    yield _alerts(session)
    yield from _providers(session, settings)
    yield _backup(session, at)


def _engine(session: Session, at: datetime) -> Check:
    engines = living(session, at)
    if not engines:
        return Check("engine", False, "No engine is running: start the studio, or run python -m studio engine.")
    who = ", ".join(f"{engine.kind} on {engine.host}, process {engine.pid}" for engine in engines)
    return Check("engine", True, f"{len(engines)} running: {who}.")


def _queue(session: Session, at: datetime) -> Check:
    """How much is on its way, and what should have been moved and was not."""
    counted = session.exec(select(Generation.state, func.count()).group_by(col(Generation.state))).all()
    counts = dict(counted)
    under_way = sum(counts.get(state, 0) for state in MOVING)
    is_late = col(Generation.state).in_(MOVING), col(Generation.next_step_at) < at - LATE
    late = session.exec(select(func.count()).select_from(Generation).where(*is_late)).one()
    said = f"{counts.get(State.QUEUED, 0):,} queued, {under_way:,} under way"
    if unclear := counts.get(State.UNCLEAR, 0):
        said += f", {unclear:,} unclear: see the Library"
    if late:
        minutes = int(LATE.total_seconds() // 60)
        return Check(
            "queue", False, f"{said}. {late:,} should have moved {minutes} min ago: the engine does not keep up."
        )
    return Check("queue", True, f"{said}.")


def _alerts(session: Session) -> Check:
    """As the engines have found them; that none lives is said above. A known one of weight is grave all the same."""
    fired = alerts.list_fired(session)
    grave = [alert.sentence for alert in fired if alert.is_grave]
    if grave:
        more = f" And {len(grave) - 1:,} more of weight." if len(grave) > 1 else ""
        return Check("alerts", False, f"{grave[0]}{more}")
    if fired:
        noun = "One alert fires" if len(fired) == 1 else f"{len(fired):,} alerts fire"
        return Check("alerts", False, f"{noun}, without weight: see Analytics.", is_grave=False)
    return Check("alerts", True, "None fires.")


def _clock(session: Session, at: datetime) -> Check:
    """What was written down already cannot lie ahead of us."""
    newest = session.exec(select(Event.at).order_by(col(Event.id).desc()).limit(1)).first()
    if newest and newest > at + AHEAD:
        seconds = (newest - at).total_seconds()
        return Check(
            "clock", False, f"This machine's clock is {seconds:,.0f} s behind what was written last: set it right."
        )
    return Check("clock", True, f"{at:%d %b %Y, %H:%M:%S} UTC.")


def _providers(session: Session, settings: Settings) -> Iterator[Check]:
    """A provider without a key is no fault: there is one that needs none. A saved key that does not open is one."""
    shut = {one.provider: reason for one in _active(session) if (reason := keys.why_shut(one, settings))}
    refused = {one.provider for one in _active(session) if one.test_is_ok is False}
    for name, label in PROVIDERS.items():
        if name in shut:
            yield Check(name, False, f"{label}: {shut[name]}")
        elif name in refused:
            yield Check(
                name, False, f"{label}: the saved key was not accepted when it was last tested.", is_grave=False
            )
        elif settings.is_ready(name):
            yield Check(name, True, f"{label}: ready.")
        else:
            variable = variable_of(f"{name}_api_key")
            yield Check(name, True, f"{label}: no key; save one under Settings, or set {variable}.")


def _active(session: Session) -> list[Secret]:
    return [secret for secret in keys.list_saved(session) if secret.is_active]


def _backup(session: Session, at: datetime) -> Check:
    """Only advice: who has other ways to keep copies does not need ours."""
    kept = saved_settings.kept(session, saved_settings.LAST_BACKUP)
    how = "make one with `python -m studio backup FILE`."
    if not kept:
        return Check("backup", False, f"None yet: {how}", is_grave=False)
    made_at = datetime.fromisoformat(kept["at"])
    sentence = f"The last was made on {made_at:%d %b %Y, %H:%M} UTC"
    is_recent = at - made_at < BACKUP_EVERY
    return Check("backup", is_recent, f"{sentence}." if is_recent else f"{sentence}: {how}", is_grave=False)


def _disk(settings: Settings) -> Check:
    free = Files(settings.media).free_bytes()
    sentence = f"{free / 1e9:,.1f} GB free in the data folder."
    return Check("disk", free > LEAST_FREE_BYTES, sentence)


def _media() -> Check:
    if missing := codecs.missing():
        return Check(
            "media", False, f"FFmpeg here cannot write {', '.join(missing)}: install the studio's requirements again."
        )
    return Check("media", True, f"FFmpeg is there: libavcodec {codecs.version()}.")
