"""All that is typed for a new movie, and the widgets that hold it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import streamlit as st

from studio.productions.outline import Look, Outline

IDEA, TEXT, EMPTY = "An idea", "A story or screenplay", "No scenes yet"


@dataclass(frozen=True)
class Form:
    """Each field is a widget, `new_movie_title` ..."""

    way: str = IDEA
    title: str = ""
    text: str = ""
    style: str = ""
    seconds: int = 60
    scenes: int | None = None

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """What this version understands of it."""
        form = cls(**{name: value for name, value in kept.items() if name in names()})
        return form if form.way in (IDEA, TEXT, EMPTY) else cls()

    @property
    def outline(self) -> Outline:
        """Before there are scenes."""
        return Outline(title=self.title.strip(), idea=self.text, look=Look(style=self.style.strip()))


def names() -> list[str]:
    return list(Form.__dataclass_fields__)


def put(form: Form) -> None:
    """Into the widgets. Only before they are drawn."""
    for name in names():
        st.session_state[f"new_movie_{name}"] = getattr(form, name)


def put_what_is_lost(form: Form) -> None:
    """A field that was not drawn for a while has lost what it said."""
    for name in names():
        st.session_state.setdefault(f"new_movie_{name}", getattr(form, name))


def read(before: Form) -> Form:
    """What the widgets say now; those that are not drawn, what they said."""
    return replace(
        before, **{name: st.session_state.get(f"new_movie_{name}", getattr(before, name)) for name in names()}
    )
