"""A studio with clips in it, to be backed up: real files, named by a real database."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

from sqlalchemy import Engine as Database
from sqlmodel import Session, select

from studio import database as db
from studio import generations, keys, moves
from studio.backup import checking, making, resting, restoring
from studio.backup.manifest import Manifest
from studio.backup.restoring import Restored
from studio.brief import Brief, State
from studio.files import Files
from studio.settings import Settings
from studio.tables import Asset, Generation, new_id, now

KEY = "luma-planted-0123456789-wxyz"


def quiet(_: str) -> None: ...


@dataclass
class Home:
    settings: Settings

    @classmethod
    def at(cls, folder: Path, address: str = "") -> "Home":
        values: dict[str, Any] = {"data": folder, "secret_key_file": folder.with_name("secret.key")}
        home = cls(Settings(_env_file=None, database_url=address, **values))  # pyright: ignore[reportCallIssue]
        with home.database() as database:
            db.migrate(database)
        return home

    @contextmanager
    def database(self) -> Iterator[Database]:
        database = db.connect(self.settings.database)
        yield database
        database.dispose()

    @property
    def files(self) -> Files:
        return Files(self.settings.media)

    def change(self, deed: Callable[[Session], Any]) -> Any:
        with self.database() as database, db.writing(database) as session:
            return deed(session)

    def add_clip(self, words: str) -> str:
        """Its name. The file is there before the database knows of it, as everywhere in the studio."""
        asset, name = self._file(words)
        self.change(lambda session: session.add(asset))
        return name

    def _file(self, words: str) -> tuple[Asset, str]:
        sha256, asset_id = hashlib.sha256(words.encode()).hexdigest(), new_id()
        with self.files.workspace() as folder:
            (folder / "clip").write_text(words)
            name = self.files.keep(folder / "clip", asset_id, sha256, "mp4")
        size: dict[str, Any] = {"size_bytes": len(words), "width": 16, "height": 9}
        return Asset(id=asset_id, name=name, sha256=sha256, **size), name

    def queue(self, prompt: str, state: State = State.QUEUED) -> str:
        def add(session: Session) -> str:
            generation = generations.queue(session, Brief(prompt=prompt, model="luma:ray-2"))
            if state != State.QUEUED:
                generation.attempt_id = moves.new_attempt(session, generation, now())
            generation.state = state
            session.add(generation)
            return generation.id

        return self.change(add)

    def save_key(self) -> None:
        self.change(lambda session: keys.save(session, "luma", KEY, "ada", self.settings))

    def clips(self) -> dict[str, str]:
        """What the library says there is, as it lies on the disk."""
        with self.database() as database, db.reading(database) as session:
            names = session.exec(select(Asset.name)).all()
        return {name: self.files.path_of(name).read_text() for name in names}

    def states(self) -> dict[str, State]:
        with self.database() as database, db.reading(database) as session:
            return {one.id: one.state for one in session.exec(select(Generation))}

    def back_up(self, file: Path) -> Manifest:
        return making.make(self.settings, file, quiet)

    def restore(self, file: Path) -> Restored:
        with checking.opened(file, quiet) as backup, resting.standing_still(self.settings) as here:
            resting.require_fit(here, backup.manifest)
            return restoring.restore(backup, here, quiet)


@dataclass
class Spoiled:
    """A backup taken apart, to be put together wrong."""

    entries: list[tuple[ZipInfo, bytes]]
    manifest: dict[str, Any]

    @classmethod
    def of(cls, file: Path) -> "Spoiled":
        with ZipFile(file) as archive:
            entries = [(entry, archive.read(entry)) for entry in archive.infolist()]
        return cls(entries[:-1], json.loads(entries[-1][1]))

    def add(self, entry: ZipInfo, content: bytes, *, is_listed: bool = True) -> None:
        self.entries.append((entry, content))
        if is_listed:
            sha256 = hashlib.sha256(content).hexdigest()
            self.manifest["members"].append({"name": entry.filename, "size_bytes": len(content), "sha256": sha256})

    def write(self, file: Path) -> Path:
        with ZipFile(file, "w") as archive:
            for entry, content in self.entries:
                archive.writestr(entry, content)
            archive.writestr("manifest.json", json.dumps(self.manifest))
        return file
