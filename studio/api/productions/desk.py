"""Where somebody edits, with the version of the outline that they have looked at: what was edited meanwhile is never overwritten."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query
from sqlmodel import Session

from studio import database, productions
from studio.access import Visitor
from studio.api.errors import may_say
from studio.api.productions import movie
from studio.api.productions.movie import Movie
from studio.api.who import Maker
from studio.brief import Value
from studio.productions import shelf
from studio.productions.outline import Outline
from studio.productions.shelf import OpenProduction

WRONGS = may_say(404, 409)
Version = Annotated[str, Query(max_length=40, description="`version` of the movie as you have seen it.")]
Edit = Callable[[Outline], Outline]
SAID = {"duration_s": "length", "ratio": "shape", "start_s": "beginning of the take", "end_s": "end of the take"}


@dataclass(frozen=True)
class Desk:
    """Where somebody edits: which outline, as they have seen it."""

    production_id: str
    version: str
    maker: Visitor

    def edit(self, change: Edit, sentence: Callable[[Outline], str]) -> Movie:
        """`sentence`: what undo is to call it."""

        def save(session: Session, opened: OpenProduction) -> None:
            changed = change(opened.outline)
            productions.save(session, opened.production, changed, sentence(opened.outline), asked_by=self.maker)

        return self.do(save)

    def do(self, deed: Callable[[Session, OpenProduction], object]) -> Movie:
        with database.writing() as session:
            deed(session, shelf.get_as_seen(session, self.production_id, self.version))
            session.flush()
            return movie.told(session, self.production_id)


def _desk(production_id: str, version: Version, maker: Maker) -> Desk:
    return Desk(production_id, version, maker)


At = Annotated[Desk, Depends(_desk)]


def sent(value: Value) -> Mapping[str, Any]:
    """What is left out stays as it is."""
    return {name: getattr(value, name) for name in type(value).model_fields if name in value.model_fields_set}


def listed(names: list[str]) -> str:
    """`the prompt, the length and the camera moves`"""
    words = [f"the {SAID.get(name, name.replace('_', ' '))}" for name in names] or ["nothing"]
    return " and ".join([*([", ".join(words[:-1])] if words[1:] else []), words[-1]])
