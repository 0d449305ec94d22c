"""A prompt gets what it lacks to be a shot: frame, light, things to see, lens, film. What is there stays, word for word."""

import re

from studio.writers.interface import Written
from studio.writers.offline import camera, looks
from studio.writers.offline.words import says
from studio.writers.outline import SceneLimits
from studio.writers.tasks import Change, Enhancement, Surroundings

ENDED = re.compile(r"[.!?…。！？]$")
IN_ENGLISH = "What is added is in English, which every model reads."
NO_ROOM = "The prompt is as long as its model takes: nothing is added."
_ENGLISH = re.compile(r"\b(the|a|an|of|in|on|and|with|at|to|is|by|through)\b", re.IGNORECASE)


def enhance(prompt: str, surroundings: Surroundings) -> Written[Enhancement]:
    prompt = prompt.strip()
    better = with_more(prompt, surroundings)
    changes = [Change(field="prompt", was=prompt, becomes=better)] if better != prompt else []
    limits = SceneLimits(camera_moves=surroundings.camera_moves)
    if not surroundings.camera_move and (move := camera.move_for(prompt, limits)):
        changes.append(Change(field="camera_move", was="", becomes=move))
    kept = Enhancement(changes=tuple(changes))
    return Written(better, kept, _remarks(prompt, better, surroundings))


def with_more(prompt: str, surroundings: Surroundings) -> str:
    """As many of the additions as there is room for."""
    parts = additions(prompt, surroundings)
    while parts:
        sentence = ", ".join(parts)
        better = f"{prompt}{' ' if ENDED.search(prompt) else '. '}{sentence[0].upper()}{sentence[1:]}."
        if len(better) <= surroundings.longest_prompt:
            return better
        parts.pop()
    return prompt


def additions(prompt: str, surroundings: Surroundings) -> list[str]:
    """What the style says already is not said again."""
    whole = f"{prompt} {surroundings.style}"
    about = next((line[1:] for line in looks.ABOUT if says(line[0], prompt)), looks.OTHERWISE)
    seen, light, framing, lens = about
    said = {kind: says(words, whole) for kind, words in looks.SAID.items()}
    chosen = (
        (framing, said["framing"]),
        (light, said["light"]),
        (seen, seen in prompt),
        (f"{lens} with {looks.DEPTH}", said["lens"]),
        (looks.FILM, said["film"] or bool(surroundings.style.strip())),
    )
    return [words for words, is_there in chosen if not is_there]


def _remarks(prompt: str, better: str, surroundings: Surroundings) -> tuple[str, ...]:
    if better == prompt:
        return (NO_ROOM,) if additions(prompt, surroundings) else ()
    return () if _ENGLISH.search(prompt) else (IN_ENGLISH,)
