"""The music of a production: a sound of the library, or a tune that is still being made; and which productions a sound is the music of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session, col, select

from studio import library, tunes
from studio.access import OWNER, Visitor
from studio.errors import BadCut, NotFound
from studio.media.film import timeline
from studio.media.film.recipe import Join
from studio.media.music.moods import MOODS
from studio.productions import editing, shelf, takes, versions
from studio.productions.outline import Finish, Outline
from studio.productions.takes import Takes
from studio.tables import Asset, OutlineVersion, Production, Tune, TuneState
from studio.tunes import OPEN

OVERLAPS = (Join.CROSS_FADE, Join.WIPE)  # a film gets shorter by these


@dataclass(frozen=True)
class ChosenMusic:
    """One look at it. `sound` is None while it is being made, and once it has left the library; `deleted` can be brought back."""

    sound: Asset | None = None
    deleted: Asset | None = None
    tune: Tune | None = None

    @property
    def is_coming(self) -> bool:
        return self.sound is None and self.tune is not None and self.tune.state in OPEN

    @property
    def length_s(self) -> float | None:
        """None where it is not known."""
        return self.sound.duration_s if self.sound else self.tune and self.tune.duration_s

    @property
    def state(self) -> Literal["ready", "coming", "failed", "gone"]:
        """Of one that is chosen."""
        if self.sound:
            return "ready"
        if self.is_coming:
            return "coming"
        return "failed" if self.failure else "gone"

    @property
    def failure(self) -> str:
        """Why it could not be made."""
        if self.tune is None or self.tune.state != TuneState.FAILED:
            return ""
        return self.tune.sentence or "The music could not be made."


def look(session: Session, finish: Finish) -> ChosenMusic:
    asset, tune = _asset(session, finish.music_id), tunes.find(session, finish.music_id)
    if asset and asset.deleted_at:
        return ChosenMusic(deleted=asset)
    return ChosenMusic(sound=asset, tune=tune)


def reason_against(found: ChosenMusic, finish: Finish) -> str:
    """Why nobody would hear it. Empty where one does."""
    try:
        timeline.check_music(finish.music_start_s, found.length_s or finish.music_start_s + 1)
    except BadCut as reason:
        return str(reason)
    return ""


def _asset(session: Session, asset_id: str | None) -> Asset | None:
    try:
        return library.get(session, asset_id).asset if asset_id else None
    except NotFound:
        return None


def length_s(outline: Outline, made: Takes) -> float:
    """How long the film will be about: as long as its takes, and as it is planned where there is none yet."""
    finish, scenes = outline.finish, list(outline.scenes())
    cards = [finish.card_s for words in (finish.title, finish.end) if words]
    ends_s = [takes.ends_at_s(scene, takes.chosen(scene, made)) for scene in scenes]
    shown_s = [max(0.0, end_s - scene.start_s) for scene, end_s in zip(scenes, ends_s, strict=True)]
    seconds = sum(shown_s) + sum(cards)
    joins = [finish.join] * bool(finish.title) + [scene.join or finish.join for scene in scenes]
    overlapping = [join for join in joins if join in OVERLAPS]
    if overlapping and not finish.end:  # the last one has nothing to go over into
        overlapping.pop()
    return max(0.0, seconds - finish.join_s * len(overlapping))


def ask_for(
    session: Session, outline: Outline, made: Takes, mood: str, *, seed: int | None = None, asked_by: Visitor = OWNER
) -> Outline:
    """The outline with music that is made for it, as long as it is; an engine makes it."""
    tune = tunes.queue(session, mood, length_s(outline, made), seed=seed, asked_by=asked_by)
    return choose(outline, tune.id)


def make(
    session: Session, seen: Production, mood: str, *, seed: int | None = None, asked_by: Visitor = OWNER
) -> Production:
    """`ask_for` as an edit, of a production as it was seen. Raises EditedElsewhere, NotFound."""
    outline, made = shelf.get(session, seen.id).outline, takes.list_all(session, seen.id)
    changed = ask_for(session, outline, made, mood, seed=seed, asked_by=asked_by)
    return versions.save(session, seen, changed, f"Made {MOODS[mood].label.lower()} music.", asked_by=asked_by)


def choose(outline: Outline, asset_id: str | None) -> Outline:
    """From its beginning, whichever it was that was heard before from somewhere in it."""
    return editing.change_finish(outline, music_id=asset_id, music_start_s=0)


def heard_in(session: Session, asset_id: str) -> Sequence[Production]:
    """The productions whose music it is now; what was worked on last comes first."""
    its = (OutlineVersion.production_id == Production.id) & (OutlineVersion.number == Production.version)
    found = select(Production).join(OutlineVersion, its)  # pyright: ignore[reportArgumentType]
    named = col(OutlineVersion.outline)["finish"]["music_id"].as_string()
    found = found.where(named == asset_id, col(Production.deleted_at).is_(None))
    return session.exec(found.order_by(col(Production.changed_at).desc())).all()
