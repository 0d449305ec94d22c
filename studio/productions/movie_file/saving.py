"""Saving a production as a movie file: its outline, its takes with their briefs, the pictures and sounds that they use, and the
narration that was paid for."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import urlencode

from pydantic import ValidationError
from sqlmodel import Session, col, select

from studio import __version__, orders
from studio.archive import Entry
from studio.brief import Material
from studio.files import HASH_LETTERS, Files
from studio.productions import shelf, takes
from studio.productions.cut import voicing
from studio.productions.movie_file.written import (
    MANIFEST,
    MEDIA,
    MOST_EARLIER,
    MOST_FILES,
    MOST_OF_A_MANIFEST,
    SUFFIX,
    BadMovieFile,
    Kind,
    WrittenGeneration,
    WrittenMedia,
    WrittenMovie,
    WrittenVersion,
    has_too_many_values,
    materials,
)
from studio.productions.outline import Outline, from_kept
from studio.productions.shelf import OpenProduction
from studio.productions.takes import Taken
from studio.tables import Asset, AssetKind, Generation, OutlineVersion, Production, Speech, now

ADDRESS = "/app/static/movies"
MOST_OF_EARLIER = 2_000_000  # bytes of all earlier versions together


@dataclass(frozen=True)
class MovieFile:
    """`paths`: where the media of it lie, by their names in it."""

    written: WrittenMovie
    paths: Mapping[str, Path]

    @property
    def title(self) -> str:
        return self.written.outline.title.strip() or "Untitled"

    @cached_property
    def manifest(self) -> str:
        return self.written.model_dump_json(exclude_none=True, indent=1)


@dataclass
class _Gathered:
    """What goes into it, each once."""

    session: Session
    files: Files
    generations: dict[str, WrittenGeneration] = field(default_factory=dict)
    media: dict[str, WrittenMedia] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)

    def take(self, made: Generation, clip: Asset, scene_id: str | None, is_of_round: bool = False) -> None:
        if made.id not in self.generations:
            self.add(clip)
            self.generations[made.id] = WrittenGeneration(
                id=made.id, media_id=clip.id, brief=made.brief, scene_id=scene_id, is_of_round=is_of_round
            )

    def find(self, material: Material) -> None:
        """What is gone from the library is left out, as it is here."""
        made = self.session.get(Generation, material.generation_id) if material.generation_id else None
        asset = self.session.get(Asset, (made.asset_id if made else material.asset_id) or "")
        if asset is None or asset.deleted_at or not self.files.has(asset.name):
            return
        if made:
            self.take(made, asset, None)
        else:
            self.add(asset)

    def add_speech(self, speech: Speech) -> None:
        if speech.id in self.media:  # two scenes say the same
            return
        path = self.files.path_of(speech.name or "")
        with path.open("rb") as sound:
            sha256 = hashlib.file_digest(sound, "sha256").hexdigest()
        if path.stem.endswith(sha256[:HASH_LETTERS]):  # otherwise it is not what was spoken
            name = f"{MEDIA}{len(self.media) + 1:04}{path.suffix}"
            self.media[speech.id] = WrittenMedia(
                id=speech.id, kind="speech", name=name, sha256=sha256, size_bytes=path.stat().st_size
            )
            self.paths[name] = path

    def add(self, asset: Asset) -> None:
        if asset.id in self.media:
            return
        path = self.files.path_of(asset.name)
        if not path.is_file() or path.stat().st_size != asset.size_bytes:
            raise BadMovieFile(
                "A clip of this movie is not whole in the data folder: choose another take, or delete it."
            )
        name = f"{MEDIA}{len(self.media) + 1:04}{path.suffix}"
        self.media[asset.id] = WrittenMedia(
            id=asset.id, kind=_kind(asset), name=name, sha256=asset.sha256, size_bytes=asset.size_bytes, title=asset.title[:200]
        )  # fmt: skip
        self.paths[name] = path


def look(
    session: Session, files: Files, production_id: str, *, all_takes: bool = False, earlier: bool = False
) -> MovieFile:
    """With the takes that its scenes show, or with all of them; `earlier`: with the versions of its outline before this one.
    Raises NotFound, BadMovieFile."""
    with _as_sentences():
        movie = _put_together(session, files, production_id, all_takes, earlier)
    text = movie.manifest.encode("utf-8", "replace")
    if len(text) > MOST_OF_A_MANIFEST or has_too_many_values(text):
        raise BadMovieFile(
            "The words of this movie are too many for one file: leave its earlier versions or takes out."
        )
    return movie


@contextmanager
def _as_sentences() -> Iterator[None]:
    """What another studio would refuse is not saved."""
    try:
        yield
    except ValidationError as wrong:
        faults = wrong.errors(include_input=False, include_url=False)
        raise BadMovieFile(f"This movie cannot be saved as one file: {orders.in_sentences(faults[:3])}") from wrong


def _put_together(session: Session, files: Files, production_id: str, all_takes: bool, with_earlier: bool) -> MovieFile:
    opened = shelf.get(session, production_id)
    found = _gather(session, files, opened, all_takes)
    if max(len(found.generations), len(found.media)) > MOST_FILES:
        raise BadMovieFile(
            f"A movie file has at most {MOST_FILES:,} takes, pictures and sounds: delete what you no longer want."
        )
    *earlier, present = _versions(session, opened.production)
    written = WrittenMovie(
        studio=__version__, made_at=now(), sort=opened.production.sort, production_id=production_id, outline=opened.outline,
        edit=present.edit[:1000], earlier=_few(earlier) if with_earlier else (), generations=tuple(found.generations.values()),
        media=tuple(found.media.values()),
    )  # fmt: skip
    return MovieFile(written, found.paths)


def _gather(session: Session, files: Files, opened: OpenProduction, all_takes: bool) -> _Gathered:
    """Takes first, then what they were made of, then what the outline names."""
    found, outline = _Gathered(session, files), opened.outline
    for scene_id, take in _wanted(outline, takes.list_all(session, opened.production.id), all_takes):
        assert take.clip
        found.take(take.generation, take.clip, scene_id, take.is_of_round)
    briefs, music_id = [one.brief for one in found.generations.values()], outline.finish.music_id
    for material in (material for brief in briefs for material in (*brief.pictures, brief.source) if material):
        found.find(material)
    for material in (*materials(outline), *((Material(asset_id=music_id),) if music_id else ())):
        found.find(material)
    for part in voicing.look(session, files, outline).ready:
        if part.speech:
            found.add_speech(part.speech)
    return found


def entries(movie: MovieFile) -> Iterator[Entry]:
    """All of it, for an archive."""
    yield MANIFEST, movie.manifest
    yield from movie.paths.items()


def address(production_id: str, *, all_takes: bool, earlier: bool = False) -> str:
    """Where a browser gets it."""
    asked = urlencode(({"takes": "all"} if all_takes else {}) | ({"earlier": "true"} if earlier else {}))
    return f"{ADDRESS}/{production_id}.{SUFFIX}{'?' if asked else ''}{asked}"


def size_of(outline: Outline, made: takes.Takes, *, all_takes: bool) -> int:
    """In bytes, of its clips: the rest is small."""
    clips = {take.clip.id: take.clip.size_bytes for _, take in _wanted(outline, made, all_takes) if take.clip}
    return sum(clips.values())


def _wanted(outline: Outline, made: takes.Takes, all_takes: bool) -> Iterator[tuple[str, Taken]]:
    for scene in outline.scenes():
        shown = takes.chosen(scene, made)
        for take in made.get(scene.id, ()):
            if take.is_ready and (all_takes or take is shown):
                yield scene.id, take


def _versions(session: Session, production: Production) -> Sequence[OutlineVersion]:
    """Oldest first; the last one holds."""
    its = select(OutlineVersion).where(OutlineVersion.production_id == production.id)
    recent = col(OutlineVersion.number).between(production.version - MOST_EARLIER, production.version)
    return session.exec(its.where(recent).order_by(col(OutlineVersion.number))).all()


def _few(earlier: Sequence[OutlineVersion]) -> tuple[WrittenVersion, ...]:
    """The newest, as far as they are small."""
    kept, size_bytes = list[WrittenVersion](), 0
    for version in reversed(earlier):
        one = WrittenVersion(edit=version.edit[:1000], outline=from_kept(version.outline))
        size_bytes += len(one.model_dump_json(exclude_none=True).encode("utf-8", "replace"))
        if size_bytes > MOST_OF_EARLIER:
            break
        kept.append(one)
    return tuple(reversed(kept))


def _kind(asset: Asset) -> Kind:
    return "clip" if asset.is_moving else "picture" if asset.kind == AssetKind.PICTURE else "sound"
