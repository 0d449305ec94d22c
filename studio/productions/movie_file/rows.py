"""A movie file as rows of this studio. Making them takes long, so that happens before the transaction that keeps them; that one
only writes, as nobody else can meanwhile on SQLite. An id stays what it was where nothing here has it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from studio import moves
from studio.access import Visitor
from studio.brief import Brief, State
from studio.database import change_each, insert
from studio.productions.movie_file.media import Brought
from studio.productions.movie_file.written import WrittenGeneration, WrittenMovie, WrittenVersion, renamed
from studio.productions.outline import Outline
from studio.productions.versions import as_kept, title_of
from studio.tables import Asset, Event, Generation, OutlineVersion, Production, Take, new_id, now

ELSEWHERE = "Made elsewhere: it came with a movie file."
MOST_AT_ONCE = 500  # ids in a question


@dataclass(frozen=True)
class Rows:
    production: Production
    versions: Sequence[OutlineVersion]
    assets: Sequence[Asset]
    generations: Sequence[Generation]
    events: Sequence[Event]
    takes: Sequence[Take]
    continued: Mapping[str, str]  # by generation: the one that it goes on from, which may stand behind it


def make(session: Session, written: WrittenMovie, brought: Brought, who: Visitor) -> Rows:
    """Nothing is kept yet."""
    return _Making(session, written, brought, who).rows()


def keep(session: Session, rows: Rows) -> None:
    """All or nothing. Raises IntegrityError where somebody has taken one of its ids meanwhile."""
    session.add(rows.production)
    session.flush()
    for those in (rows.versions, rows.assets, rows.generations, rows.events, rows.takes):
        insert(session, those)
    change_each(session, Generation, "continues_id", rows.continued)


class _Making:
    def __init__(self, session: Session, written: WrittenMovie, brought: Brought, who: Visitor):
        self.written, self.brought, self.who, self.at = written, brought, who, now()
        self.production_id = new_id() if session.get(Production, written.production_id) else written.production_id
        self.here = set(_there(session, {*_generations(written), *_continued(written)}))
        self.ids = {one: new_id() if one in self.here else one for one in _generations(written)}
        self.ids |= {media_id: asset.id for media_id, asset in brought.assets.items()}

    def rows(self) -> Rows:
        versions, generations = list(self._versions()), list(self._generations())
        return Rows(
            production=self._production(len(versions)),
            versions=versions,
            assets=list(self._assets()),
            generations=generations,
            events=[Event(generation_id=one.id, state=State.SUCCEEDED, sentence=ELSEWHERE) for one in generations],
            takes=list(self._takes()),
            continued=dict(self._links(generations)),
        )

    def _production(self, version: int) -> Production:
        return Production(
            id=self.production_id,
            sort=self.written.sort,
            title=title_of(self.written.outline),
            version=version,
            created_by=self.who.name,
        )

    def _versions(self) -> Iterator[OutlineVersion]:
        """Undo leads through those that came with it."""
        versions = [*self.written.earlier, WrittenVersion(edit=self.written.edit, outline=self.written.outline)]
        for number, version in enumerate(versions, start=1):
            yield OutlineVersion(
                production_id=self.production_id,
                number=number,
                outline=as_kept(Outline.model_validate(self._renamed(version.outline))),
                edit=version.edit,
                edited_by=self.who.name,
            )

    def _assets(self) -> Iterator[Asset]:
        titles = {media.id: media.title for media in self.written.media}
        makers = {one.media_id: self.ids[one.id] for one in reversed(self.written.generations)}
        for media_id, asset in self.brought.new.items():
            asset.title, asset.created_by = titles[media_id], self.who.name
            asset.generation_id = makers.get(media_id)
            yield asset

    def _generations(self) -> Iterator[Generation]:
        for one, at in self._in_order():
            yield self._generation(one, at)

    def _generation(self, one: WrittenGeneration, at: datetime) -> Generation:
        """It has succeeded without ever having been sent or ended here: so no tally counts it, now or when counted again."""
        brief = Brief.model_validate(self._renamed(one.brief))
        return Generation(
            id=self.ids[one.id],
            brief=brief,
            provider=brief.provider,
            model=brief.model,
            operation=brief.operation,
            prompt=brief.prompt,
            duration_s=brief.duration_s,
            created_by=self.who.name,
            created_at=at,
            queued_at=at,
            state=State.SUCCEEDED,
            next_step_at=moves.NEVER,
            estimate_micro_usd=0,
            was_charged=False,
            asset_id=self.brought.assets[one.media_id].id,
        )

    def _takes(self) -> Iterator[Take]:
        for one, at in self._in_order():
            if one.scene_id:
                yield Take(
                    generation_id=self.ids[one.id],
                    production_id=self.production_id,
                    scene_id=one.scene_id,
                    is_of_round=one.is_of_round,
                    created_at=at,
                )

    def _in_order(self) -> Iterator[tuple[WrittenGeneration, datetime]]:
        """Oldest first, each with a moment of its own."""
        for number, one in enumerate(self.written.generations):
            yield one, self.at + timedelta(microseconds=number)

    def _links(self, generations: Sequence[Generation]) -> Iterator[tuple[str, str]]:
        """To those that came with it or are here."""
        there = self.here | {one.id for one in generations}
        for one in generations:
            if one.brief.continues_id in there:
                yield one.id, one.brief.continues_id

    def _renamed(self, value: Brief | Outline) -> Any:
        return renamed(value.model_dump(mode="json", exclude_none=True), self.ids)


def _generations(written: WrittenMovie) -> Iterator[str]:
    return (one.id for one in written.generations)


def _continued(written: WrittenMovie) -> Iterator[str]:
    return (one.brief.continues_id for one in written.generations if one.brief.continues_id)


def _there(session: Session, ids: Collection[str]) -> Iterator[str]:
    """Which of these generations this studio has."""
    wanted = list(ids)
    for begin in range(0, len(wanted), MOST_AT_ONCE):
        some = wanted[begin : begin + MOST_AT_ONCE]
        yield from session.exec(select(Generation.id).where(col(Generation.id).in_(some)))
