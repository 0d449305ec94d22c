"""The family of a generation or a clip: all that it came of, what was asked for in one go with it, all that came of these, and the
productions that use any of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import String
from sqlmodel import Session, cast, col, or_, select

from studio.boards.lineage import origins
from studio.errors import NotFound
from studio.productions import glimpse, usage
from studio.tables import Asset, Generation

MOST = 200  # cards on one screen
AT_ONCE = 40  # names that are looked for in one query


@dataclass
class Family:
    """Nearest first while it is gathered. `assets`: films, and pictures and clips that somebody gave us; no generation made them."""

    generations: dict[str, Generation] = field(default_factory=dict)
    assets: dict[str, Asset] = field(default_factory=dict)
    productions: list[str] = field(default_factory=list)  # their ids
    name: str = ""
    most: int = MOST
    is_whole: bool = True

    def take(self, one: Generation | Asset) -> bool:
        """Whether it is new and there was room."""
        into = self.generations if isinstance(one, Generation) else self.assets
        if one.id in into:
            return False
        if len(self.generations) + len(self.assets) >= self.most:
            self.is_whole = False
            return False
        into[one.id] = one  # pyright: ignore[reportArgumentType]
        return True


def of(session: Session, id_: str, most: int = MOST) -> Family:
    """By the id of a generation or an asset. Raises NotFound."""
    first = _known(session, id_)
    family = Family(name=first.prompt if isinstance(first, Generation) else first.title, most=most)
    own = [one for one in _with_siblings(session, first) if family.take(one)]
    newest = own
    while newest:
        newest = [one for one in _parents(session, newest) if family.take(one)]
    newest = own
    while newest:
        newest = [one for one in _children(session, newest) if family.take(one)]
    family.productions += _productions(session, family)
    return family


def _productions(session: Session, family: Family) -> list[str]:
    """Those that show one of its clips, or that one of its films was put together of."""
    ids = usage.productions_of(session, family.generations, family.assets)
    members = {*family.generations, *family.assets}
    seen = glimpse.of_many(session, ids)
    return [id_ for id_, one in seen.items() if not one.is_deleted and members & (one.used | one.films)]


def _known(session: Session, id_: str) -> Generation | Asset:
    found = session.get(Generation, id_) or session.get(Asset, id_)
    if found is None:
        raise NotFound("There is no clip or picture of this name: it may be gone for good.")
    maker = session.get(Generation, found.generation_id) if isinstance(found, Asset) and found.generation_id else None
    return maker or found


def _with_siblings(session: Session, first: Generation | Asset) -> list[Generation | Asset]:
    if isinstance(first, Asset) or not first.group_id:
        return [first]
    together = select(Generation).where(Generation.group_id == first.group_id, Generation.id != first.id)
    return [first, *session.exec(together.order_by(col(Generation.id))).all()]


def _parents(session: Session, children: Sequence[Generation | Asset]) -> Iterator[Generation | Asset]:
    briefs = [one.brief for one in children if isinstance(one, Generation)]
    clips = [id_ for one in children if isinstance(one, Asset) for id_ in usage.clips_of_film(session, one)]
    yield from named(session, [*(origin.id for brief in briefs for origin in origins(brief)), *clips])


def named(session: Session, ids: Sequence[str]) -> Iterator[Generation | Asset]:
    """What these ids of generations and assets stand for; of an asset that was made here, the generation."""
    assets = session.exec(select(Asset).where(col(Asset.id).in_(ids))).all()
    makers = [asset.generation_id for asset in assets if asset.generation_id]
    yield from session.exec(select(Generation).where(col(Generation.id).in_([*ids, *makers]))).all()
    yield from (asset for asset in assets if not asset.generation_id)


def _children(session: Session, parents: Sequence[Generation | Asset]) -> Iterator[Generation]:
    """Their briefs name a parent, or its file. What came of something is younger than it, and ids sort by age."""
    oldest = min(one.id for one in parents)
    names = [name for one in parents for name in (one.id, getattr(one, "asset_id", None)) if name]
    written = cast(col(Generation.brief), String)
    for start in range(0, len(names), AT_ONCE):
        names_one = or_(*(written.contains(name) for name in names[start : start + AT_ONCE]))
        younger = select(Generation).where(col(Generation.id) > oldest, names_one)
        yield from session.exec(younger.order_by(col(Generation.id)).limit(MOST + 1)).all()
