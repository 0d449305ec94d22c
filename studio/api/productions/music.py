"""Music of a movie that is made here, by mood, as long as the film. It costs nothing; an engine makes it."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from studio import productions, tunes
from studio.api.errors import may_say
from studio.api.productions.desk import At
from studio.api.productions.movie import Movie
from studio.api.session import Reading
from studio.brief import Value
from studio.media.music.moods import MOODS
from studio.productions.cut import music

router = APIRouter(tags=["music"], prefix="/productions/{production_id}/music")


class MusicWish(Value):
    mood: str = Field(max_length=40, description=f"One of {', '.join(MOODS)}.")
    seed: int | None = Field(default=None, ge=0, lt=tunes.SEEDS, description="The same plays the same. Null: another.")


class MusicTold(BaseModel):
    """What its film has for music: a sound of the library, or what is made here."""

    state: Literal["none", "coming", "ready", "failed", "gone"] = Field(
        description="Gone: it is not in the library any more, so the film is without it."
    )
    music_id: str | None = Field(description="Of a sound of the library, once it is ready.")
    title: str
    length_s: float | None
    sentence: str = Field(description="Why it failed, or why nobody would hear it.")


@router.get("", summary="What its film has for music", responses=may_say(404))
def show(production_id: str, session: Reading) -> MusicTold:
    finish = productions.get(session, production_id).outline.finish
    found = music.look(session, finish)
    named = found.sound or found.tune
    return MusicTold(
        state=found.state if finish.music_id else "none",
        music_id=finish.music_id,
        title=named.title if named else "",
        length_s=found.length_s,
        sentence=found.failure or (music.reason_against(found, finish) if finish.music_id else ""),
    )


@router.post(
    "", status_code=202, summary="Have music of a mood made for it, as long as its film", responses=may_say(404, 409)
)
def make(wish: MusicWish, at: At) -> Movie:
    """An edit as any other: undo brings back what was heard before. PATCH of the movie chooses a sound, or none."""
    return at.do(
        lambda session, opened: music.make(session, opened.production, wish.mood, seed=wish.seed, asked_by=at.maker)
    )
