"""A cut is asked for; where its takes, its music or its narration are still being made, it gets its recipe once they are there. An
engine looks after it, so the page may be closed meanwhile."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine as Database
from sqlmodel import Session

from studio.access import OWNER, Visitor
from studio.database import reading, writing
from studio.errors import BadCut, NotFound, StudioError
from studio.files import Files
from studio.media.film.recipe import Recipe
from studio.productions import shelf, takes
from studio.productions.cut import cuts, music, recipes, voicing
from studio.productions.cut.music import ChosenMusic
from studio.productions.cut.voicing import Voicing
from studio.productions.outline import Outline
from studio.productions.takes import Takes
from studio.tables import Cut

MOST_NAMED = 3  # scenes, in a sentence


@dataclass(frozen=True)
class _Seen:
    """All that a cut is made of, at one moment."""

    outline: Outline
    made: Takes
    music: ChosenMusic
    narration: Voicing

    @property
    def left_out(self) -> list[int]:
        return recipes.left_out(self.outline, self.made)

    @property
    def is_sound_coming(self) -> bool:
        """Its music is being made, or its narration is being spoken."""
        return self.music.is_coming or bool(self.narration.under_way)

    @property
    def is_under_way(self) -> bool:
        return self.is_sound_coming or still_missing(self.outline, self.made) > 0

    def preview(self) -> Recipe:
        """The offline voice says what is not spoken yet. Raises BadCut."""
        return self._recipe(is_preview=True, scratch=self.narration.silent)

    def film(self, *, is_whole: bool = False) -> Recipe:
        """`is_whole`: neither a scene nor the music may be left out. Raises BadCut, which says what it lacks."""
        recipe = self._recipe()
        if is_whole and self.left_out:
            raise BadCut(_without_scenes(self.left_out))
        if is_whole and self.music.sound is None and self.outline.finish.music_id:
            raise BadCut(_without_music(self.music))
        if silent := voicing.not_heard(self.narration, self.outline, self.made):
            raise BadCut(not_spoken(silent))
        return recipe

    def _recipe(self, *, is_preview: bool = False, scratch: Collection[str] = ()) -> Recipe:
        has_music = self.music.sound is not None
        if has_music and (reason := music.reason_against(self.music, self.outline.finish)):
            raise BadCut(reason)
        return recipes.make(self.outline, self.made, is_preview=is_preview, has_music=has_music, scratch=scratch)


def _look(session: Session, files: Files, production_id: str) -> _Seen:
    """Raises NotFound."""
    outline = shelf.get(session, production_id).outline
    narration = voicing.look(session, files, outline)
    return _Seen(outline, takes.list_all(session, production_id), music.look(session, outline.finish), narration)


def ask(
    session: Session, files: Files, production_id: str, *, is_preview: bool = False, asked_by: Visitor = OWNER
) -> Cut:
    """As the outline is at this moment. A film waits for music that is being made, and has no scene that is to be spoken and is not; a
    preview has neither patience. Raises BadCut, NotFound."""
    seen = _look(session, files, production_id)
    recipe = seen.preview() if is_preview else seen.film()
    if not is_preview and seen.music.is_coming and not seen.left_out:
        return cuts.queue_when_ready(session, production_id, asked_by=asked_by)
    return cuts.queue(session, production_id, recipe, is_preview=is_preview, asked_by=asked_by)


def go_on(database: Database, files: Files, at: datetime) -> None:
    """With all whose takes and music have ended, one way or the other."""
    with reading(database) as session:
        ended = [cut for cut in cuts.list_waiting(session) if not _is_under_way(session, files, cut)]
    for cut in ended:
        with writing(database) as session:
            _end_waiting(session, files, cut, at)


def still_missing(outline: Outline, made: Takes) -> int:
    """Of how many scenes a take is being made."""
    return sum(1 for scene in outline.scenes() if takes.under_way(scene, made))


def _is_under_way(session: Session, files: Files, cut: Cut) -> bool:
    try:
        return _look(session, files, cut.production_id).is_under_way
    except NotFound:  # its movie was deleted just now
        return True


def _end_waiting(session: Session, files: Files, cut: Cut, at: datetime) -> None:
    try:
        seen = _look(session, files, cut.production_id)
        if seen.is_under_way:  # somebody has just asked for more
            return
        recipe = seen.film(is_whole=True)
    except NotFound:  # its movie was deleted just now
        return
    except StudioError as reason:
        cuts.give_up_waiting(session, cut, str(reason))
    else:
        cuts.go_in_line(session, cut, recipe, at)


def _without_scenes(missing: list[int]) -> str:
    which = in_words(missing)
    return f"{which} did not become a clip: generate again what is missing, or render the film without."


def _without_music(missing: ChosenMusic) -> str:
    why = missing.failure or "It is not in the library any more."
    return f"The film lacks its music. {why} Choose other music on the cut, or none, then render the film."


def not_spoken(silent: Sequence[int]) -> str:
    """Why no film is rendered of them."""
    which, are = in_words(list(silent)), "is" if len(silent) == 1 else "are"
    return f"{which} {are} not spoken yet: have the narration spoken on the cut, then render the film."


def in_words(numbers: list[int], most: int = MOST_NAMED) -> str:
    """`Scene 3`, `Scenes 3 and 5`, `Scenes 3, 5, 6 and 4 more`."""
    if len(numbers) == 1:
        return f"Scene {numbers[0]}"
    named, rest = list(map(str, numbers[:most])), len(numbers) - most
    last = f"{rest} more" if rest > 0 else named.pop()
    return f"Scenes {', '.join(named)} and {last}"
