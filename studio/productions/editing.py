"""Edits of an outline. Each takes one and gives another; none touches what it was given. Raises NoScene for one that is gone."""

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from studio.brief import Brief
from studio.errors import NotFound, StudioError
from studio.productions.outline import MOST_SCENES, Chapter, Continuity, Finish, Look, Outline, Scene
from studio.providers import fitting
from studio.tables import new_id

Kind = TypeVar("Kind", Outline, Scene, Look, Finish)

SENTENCE = re.compile(r"(?<=[.!?。！？…])\s*(?=\S)")


class NoScene(NotFound):
    """Somebody has removed it meanwhile."""


class BadScene(StudioError):
    """A scene cannot be so."""


def add(outline: Outline, scene: Scene, after_id: str | None = None) -> Outline:
    """Behind that scene; without one at the end. Raises BadScene when there are too many."""
    if after_id is None:
        chapters = outline.chapters or (Chapter(),)
        last = chapters[-1].model_copy(update={"scenes": (*chapters[-1].scenes, scene)})
        return arrange(outline, (*chapters[:-1], last))
    return _replace(outline, after_id, lambda found: (found, scene))


def remove(outline: Outline, scene_id: str) -> Outline:
    return _replace(outline, scene_id, lambda _: ())


def change(outline: Outline, scene_id: str, **values: Any) -> Outline:
    """Raises BadScene with a sentence."""
    return _replace(outline, scene_id, lambda found: (_checked(found, values),))


def rename(outline: Outline, title: str) -> Outline:
    """Raises BadScene with a sentence."""
    return _checked(outline, {"title": title})


def change_look(outline: Outline, **values: Any) -> Outline:
    """Another model keeps of the sizes what it can make. Raises BadScene with a sentence, NotFound for a model nobody knows."""
    look = _checked(outline.look, values)
    if look.model != outline.look.model:
        asked = Brief(model=look.model, resolution=look.resolution, ratio=look.ratio)
        fitted = fitting.fit(asked, look.model).brief
        look = look.model_copy(update={"resolution": fitted.resolution, "ratio": fitted.ratio})
    return outline.model_copy(update={"look": look})


def change_finish(outline: Outline, **values: Any) -> Outline:
    """Raises BadScene with a sentence."""
    return outline.model_copy(update={"finish": _checked(outline.finish, values)})


def duplicate(outline: Outline, scene_id: str) -> Outline:
    """The copy stands behind it, without its takes."""
    found = require(outline, scene_id)
    return add(outline, _as_new(found), scene_id)


def split(outline: Outline, scene_id: str) -> Outline:
    """In two at the sentence nearest to the middle: of the prompt, and of the narration. The second goes on where the first ends;
    who had a take has none now, and with it went what was shown of it: trims of a long take say nothing of two short ones."""
    found = require(outline, scene_id)
    (first_prompt, second_prompt), (first_words, second_words) = map(halves, (found.prompt, found.narration))
    if not (second_prompt or second_words):
        raise BadScene("There is one sentence in it: write a second one, or duplicate the scene.")
    half_s = max(1.0, round(found.duration_s / 2, 1))
    first = _checked(found, {"prompt": first_prompt or found.prompt, "narration": first_words, "duration_s": half_s})
    of_no_take = {"start_s": 0.0, "end_s": None}
    first = first.model_copy(update=of_no_take | {"last_frame": None, "chosen_id": None, "kept_id": None})
    second = _as_new(found).model_copy(
        update=of_no_take
        | {
            "prompt": second_prompt or found.prompt,
            "narration": second_words,
            "duration_s": half_s,
            "continuity": Continuity.CONTINUE,
            "first_frame": None,
        }
    )
    return _replace(outline, scene_id, lambda _: (first, second))


def move(outline: Outline, scene_id: str, by: int) -> Outline:
    """So many places earlier (negative) or later, past the ends of chapters too; as far as there are places."""
    require(outline, scene_id)
    order = list(outline.scenes())
    place = next(place for place, scene in enumerate(order) if scene.id == scene_id)
    target = min(max(place + by, 0), len(order) - 1)
    order.insert(target, order.pop(place))
    return _in_order(outline, order)


def halves(text: str) -> tuple[str, str]:
    """Cut between two sentences, as near to the middle as can be. One sentence stays whole, and first."""
    places = [found.start() for found in SENTENCE.finditer(text)]
    if not places:
        return text.strip(), ""
    middle = min(places, key=lambda place: abs(place - len(text) / 2))
    return text[:middle].strip(), text[middle:].strip()


def arrange(outline: Outline, chapters: Sequence[Chapter]) -> Outline:
    """With these in place of those that it has. Raises BadScene when they have too many scenes."""
    if sum(len(chapter.scenes) for chapter in chapters) > MOST_SCENES:
        raise BadScene(f"A production has at most {MOST_SCENES} scenes: remove one first.")
    return outline.model_copy(update={"chapters": tuple(chapters)})


def _in_order(outline: Outline, order: Sequence[Scene]) -> Outline:
    """The chapters keep how many scenes they have."""
    chapters, rest = [], list(order)
    for chapter in outline.chapters:
        many = len(chapter.scenes)
        chapters.append(chapter.model_copy(update={"scenes": tuple(rest[:many])}))
        rest = rest[many:]
    return arrange(outline, chapters)


def _replace(outline: Outline, scene_id: str, by: Callable[[Scene], tuple[Scene, ...]]) -> Outline:
    require(outline, scene_id)
    return arrange(outline, [_in_chapter(one, scene_id, by) for one in outline.chapters])


def _in_chapter(chapter: Chapter, scene_id: str, by: Callable[[Scene], tuple[Scene, ...]]) -> Chapter:
    scenes = tuple(new for scene in chapter.scenes for new in (by(scene) if scene.id == scene_id else (scene,)))
    return chapter.model_copy(update={"scenes": scenes})


def require(outline: Outline, scene_id: str) -> Scene:
    """Raises NoScene."""
    if found := outline.scene(scene_id):
        return found
    raise NoScene("This scene is not there any more.")


def _checked(was: Kind, values: dict[str, Any]) -> Kind:
    sort = type(was)
    try:
        return sort.model_validate({name: getattr(was, name) for name in sort.model_fields} | values)
    except ValidationError as wrong:
        fault = wrong.errors(include_input=False, include_url=False)[0]
        place = str(fault["loc"][0]).replace("_", " ") if fault["loc"] else "scene"
        said = fault["msg"].removeprefix("Value error, ").rstrip(".")
        raise BadScene(f"{place.capitalize()}: {said}.") from wrong


def _as_new(scene: Scene) -> Scene:
    return scene.model_copy(update={"id": new_id(), "chosen_id": None, "kept_id": None})
