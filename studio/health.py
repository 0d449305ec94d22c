"""What keeps a studio from working, each as a sentence: for the health address, the doctor and the pages."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import text

from studio import database
from studio.engine import housekeeping
from studio.files import Files
from studio.providers.catalogue import PROVIDERS
from studio.settings import Settings, load, variable_of
from studio.tables import now

LEAST_FREE_BYTES = 1 << 30


@dataclass(frozen=True)
class Check:
    name: str
    is_ok: bool
    sentence: str


def examine(settings: Settings | None = None) -> list[Check]:
    """No call to a provider is made."""
    settings = settings or load()
    return [*_database_and_engine(), _disk(settings), *_keys(settings)]


def _database_and_engine() -> Iterator[Check]:
    try:
        with database.reading() as session:
            session.connection().execute(text("SELECT 1"))
            engines = housekeeping.living(session, now())
    except SQLAlchemyError as error:
        yield Check("database", False, f"The database does not answer ({type(error).__name__}): check DATABASE_URL.")
        return
    yield Check("database", True, f"{database.default().dialect.name} answers.")
    if engines:
        who = ", ".join(f"{engine.kind} on {engine.host}, process {engine.pid}" for engine in engines)
        yield Check("engine", True, f"{len(engines)} running: {who}.")
    else:
        yield Check("engine", False, "No engine is running: start the studio, or `python -m studio engine`.")


def _disk(settings: Settings) -> Check:
    free = Files(settings.data / "media").free_bytes()
    sentence = f"{free / 1e9:,.1f} GB free in the data folder."
    return Check("disk", free > LEAST_FREE_BYTES, sentence)


def _keys(settings: Settings) -> Iterator[Check]:
    """A provider without a key is no fault: there is one that needs none."""
    for name, label in PROVIDERS.items():
        how = (
            "ready"
            if settings.is_ready(name)
            else f"no key; save one under Settings, or set {variable_of(f'{name}_api_key')}"
        )
        yield Check(name, True, f"{label}: {how}.")
