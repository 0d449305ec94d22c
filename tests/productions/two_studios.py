"""Two studios on data folders of their own, and a movie of the first: three scenes, one of which goes on from another, one with a
picture, music, and a second take."""

import io
import json
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile, copytree
from typing import Any, TypeVar
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from PIL import Image
from sqlalchemy import Engine as Database
from sqlmodel import Session, SQLModel, func, select

from studio import archive, library, productions
from studio import database as db
from studio.brief import Keyframe
from studio.files import Files
from studio.productions import editing, movie_file, plans, staleness, takes
from studio.productions.movie_file import MovieFile
from studio.productions.outline import Outline
from studio.productions.takes import Takes
from studio.tables import Production
from tests.clips import write_test_clip
from tests.e2e import seeds
from tests.productions.stories import BOAT

T = TypeVar("T")


@dataclass
class Studio:
    database: Database
    folder: Path

    @classmethod
    def at(cls, folder: Path, empty: Path) -> "Studio":
        folder.mkdir()
        return cls(db.connect(f"sqlite:///{copyfile(empty, folder / 'studio.db')}"), folder)

    @classmethod
    def of(cls, folder: Path) -> "Studio":
        """One that is there."""
        return cls(db.connect(f"sqlite:///{folder / 'studio.db'}"), folder)

    def copied(self, folder: Path) -> "Studio":
        copytree(self.folder, folder)
        return Studio.of(folder)

    @property
    def files(self) -> Files:
        return Files(self.folder / "media")

    def read(self, look: Callable[[Session], T]) -> T:
        with db.reading(self.database) as session:
            return look(session)

    def outline(self, movie: str) -> Outline:
        return self.read(lambda session: productions.get(session, movie).outline)

    def takes(self, movie: str) -> Takes:
        return self.read(lambda session: takes.list_all(session, movie))

    def edit(self, movie: str, change: Callable[[Outline], Outline], said: str = "Changed it.") -> None:
        with db.writing(self.database) as session:
            opened = productions.get(session, movie)
            productions.save(session, opened.production, change(opened.outline), said)

    def stale(self, movie: str) -> set[str]:
        return set(staleness.find(self.outline(movie), self.takes(movie)))

    def chosen(self, movie: str) -> dict[str, str]:
        """By scene: the hash of the clip that it shows."""
        made = self.takes(movie)
        shown = {scene.id: takes.chosen(scene, made) for scene in self.outline(movie).scenes()}
        return {scene_id: take.clip.sha256 for scene_id, take in shown.items() if take and take.clip}

    def save(self, movie: str, target: Path, *, all_takes: bool = False, earlier: bool = False) -> MovieFile:
        made = self.read(
            lambda session: movie_file.look(session, self.files, movie, all_takes=all_takes, earlier=earlier)
        )
        target.write_bytes(b"".join(archive.stream(movie_file.entries(made))))
        return made

    def open(self, file: Path) -> Production:
        return movie_file.open_file(file, self.files, self.database).production

    def media(self) -> set[str]:
        return {path.name for path in (self.folder / "media").rglob("*") if path.is_file()}

    def rows(self) -> dict[str, int]:
        """How many each table holds."""
        tables = SQLModel.metadata.tables.values()
        return self.read(
            lambda session: {one.name: session.exec(select(func.count()).select_from(one)).one() for one in tables}
        )


def make_movie(studio: Studio, scratch: Path) -> str:
    clips = [scratch / f"{number}.mp4" for number in range(4)]
    for number, clip in enumerate(clips):
        write_test_clip(clip, 160, 90, 1, seed=number)
    Image.new("RGB", (160, 90), "teal").save(scratch / "teal.png")
    with wave.open(str(scratch / "music.wav"), "wb") as music:
        music.setparams((2, 2, 48_000, 0, "NONE", ""))
        music.writeframes(b"\x00\x10" * 2 * 48_000)
    picture = library.asset_of_picture(studio.files, scratch / "teal.png")
    sound = library.asset_of_sound(studio.files, scratch / "music.wav")
    sound.title = "Rain"
    with db.writing(studio.database) as session:
        for asset in (picture, sound):
            library.add(session, asset)
        whole = editing.change_look(editing.change_finish(BOAT, music_id=sound.id), model="animatic:cinematic")
        whole = editing.change(whole, "s3", last_frame=Keyframe(asset_id=picture.id))
        movie = productions.create(session, whole).id
    first = generate(studio, movie, ["s1", "s2", "s3"], clips)
    generate(studio, movie, ["s1"], clips[3:])
    studio.edit(movie, lambda outline: editing.change(outline, "s1", chosen_id=first[0]), "Chose take 1 of scene 1.")
    return movie


def generate(studio: Studio, movie: str, scenes: list[str], clips: list[Path]) -> list[str]:
    with db.writing(studio.database) as session:
        plan = plans.make(session, productions.get(session, movie).outline, takes.list_all(session, movie), scenes)
        made = [one.id for one in plans.queue(session, movie, plan)]
    for generation_id, clip in zip(made, clips, strict=False):
        seeds.make_clip(studio.database, studio.folder, clip, generation_id)
    return made


@dataclass
class Spoiled:
    """A movie file taken apart, to be put together wrong."""

    written: dict[str, Any]
    media: dict[str, bytes]

    @classmethod
    def of(cls, file: Path) -> "Spoiled":
        with ZipFile(file) as given:
            media = {name: given.read(name) for name in given.namelist()}
        return cls(json.loads(media.pop("movie.json")), media)

    def write(self, file: Path, *, packed: bool = False, more: list[tuple[str | ZipInfo, bytes]] | None = None) -> Path:
        whole = io.BytesIO()
        with ZipFile(whole, "w", ZIP_DEFLATED if packed else ZIP_STORED) as archive:
            archive.writestr("movie.json", json.dumps(self.written))
            for name, content in [*self.media.items(), *(more or [])]:
                archive.writestr(name, content)
        file.write_bytes(whole.getvalue())
        return file
