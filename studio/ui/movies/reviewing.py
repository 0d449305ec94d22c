"""A take is reviewed on request: how well it shows its prompt, what is wrong with it, and a prompt that may do better."""

from functools import partial
from typing import Any

import streamlit as st

from studio.files import Files
from studio.productions import editing, reviewing
from studio.productions.outline import Scene
from studio.settings import load
from studio.tables import Asset
from studio.ui import enhancing, writers
from studio.ui.movies import address, edits
from studio.ui.words import literal
from studio.ui.writers import Talk
from studio.writers.tasks import Change, Review, ReviewTake, Task

TITLE = "Review of the take"
NO_FAULTS = "It finds nothing wrong with it."


def show_button(scene: Scene, clip: Asset) -> None:
    st.button(
        writers.priced("Review", reviewing.to_price(scene)), key="review_take", icon=":material/rate_review:",
        type="tertiary", disabled=not edits.can_edit(), on_click=begin, args=(scene.id, clip),
        help="The writer looks at a few frames and says how well they show the prompt",
    )  # fmt: skip
    again = partial(writers.take_up_talk, TITLE, "Review", partial(show_review, scene.id))
    writers.show_kept(place_of(scene.id), "review", again)


def place_of(scene_id: str) -> str:
    """Where a review is kept that the page has not shown yet."""
    return f"review {scene_id}"


def begin(scene_id: str, clip: Asset) -> None:
    task = partial(task_of, scene_id, clip)
    writers.open_talk(
        TITLE,
        "Review",
        task,
        partial(show_review, scene_id),
        place_of(scene_id),
        lambda asked: {"prompt": prompt_of(asked)},
        production_id=address.movie_id(),
    )


def prompt_of(task: Task[Any] | None) -> str:
    return task.prompt if isinstance(task, ReviewTake) else ""


def task_of(scene_id: str, clip: Asset) -> ReviewTake:
    """Raises StudioError."""
    return reviewing.task_of(editing.require(edits.outline(), scene_id), clip, Files(load().media))


def show_review(scene_id: str, talk: Talk[Review]) -> None:
    review, errand = talk.errand.written.kept, talk.errand
    st.progress(review.score, text=f"Score: {review.score:.0%}")
    for fault in review.faults:
        st.markdown(f"- {literal(fault)}")
    if not review.faults:
        st.caption(NO_FAULTS)
    prompt = prompt_of(errand.task) or str(errand.given.get("prompt", ""))
    if review.better_prompt and review.better_prompt != prompt:
        change = Change(field="prompt", was=prompt, becomes=review.better_prompt)
        enhancing.show_change(partial(take_prompt, scene_id), talk, change)


def take_prompt(scene_id: str, change: Change, is_new: bool) -> bool:
    number, text = edits.number_of(scene_id), change.becomes if is_new else change.was
    deed = "Took the prompt of a review" if is_new else "Took back the prompt of a review"
    return edits.change_scene(scene_id, f"{deed} for scene {number}.", prompt=text)
