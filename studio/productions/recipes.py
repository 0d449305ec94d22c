"""The recipe of a cut, from an outline and its chosen takes. It names assets by their ids and speech by its words: whoever renders
it finds the files."""

from collections.abc import Sequence
from typing import Any

from studio.errors import BadCut
from studio.media.film import captions
from studio.media.film.recipe import Card, Join, Line, Loudness, Music, Narration, Recipe, Shot, Subtitles, Transition
from studio.productions import takes
from studio.productions.outline import Finish, Outline, Scene
from studio.productions.takes import Taken, Takes

ASSET, SPEECH = "asset:", "speech:"
SHORT_SIDES = {"360p": 360, "480p": 480, "540p": 540, "720p": 720, "1080p": 1080, "4k": 2160}  # pixels
PREVIEW = "360p"


def make(outline: Outline, made: Takes, *, is_preview: bool = False) -> Recipe:
    """Of the scenes that have a take; those without are left out. Raises BadCut where none has."""
    shown = [(scene, take) for scene in outline.scenes() if (take := takes.chosen(scene, made))]
    if not shown:
        raise BadCut("There is nothing to cut yet: generate a scene first.")
    finish, resolution = outline.finish, PREVIEW if is_preview else outline.look.resolution
    width, height = size_of(resolution, outline.look.ratio)
    music = Music(sound=f"{ASSET}{finish.music_id}", gain=finish.music_gain) if finish.music_id else None
    return Recipe(
        width=width,
        height=height,
        fps=finish.fps,
        title=outline.title,
        reel=(*_opening(finish), *_shots(outline, shown), *_ending(finish)),
        subtitles=Subtitles(mode=finish.subtitles, language=finish.language),
        music=music,
        loudness=Loudness(lufs=finish.lufs),
    )


def left_out(outline: Outline, made: Takes) -> list[int]:
    """The numbers of the scenes that a cut would not show, as they have no take."""
    return [number for number, one in enumerate(outline.scenes(), start=1) if not takes.chosen(one, made)]


def size_of(resolution: str, ratio: str) -> tuple[int, int]:
    """In pixels, even: the short side is what the resolution says. What nobody knows is taken as 720p, 16:9."""
    across, _, down = ratio.partition(":")
    wide, high = (int(across), int(down)) if across.isdigit() and down.isdigit() else (16, 9)
    short = SHORT_SIDES.get(resolution.lower(), 720)
    long = round(short * max(wide, high) / min(wide, high) / 2) * 2
    return (long, short) if wide >= high else (short, long)


def _opening(finish: Finish) -> Sequence[Card]:
    if not finish.title:
        return ()
    return (Card(text=finish.title, small_text=finish.subtitle, duration_s=finish.card_s, transition=_into(finish)),)


def _ending(finish: Finish) -> Sequence[Card]:
    return (Card(text=finish.end, duration_s=finish.card_s),) if finish.end else ()


def _shots(outline: Outline, shown: Sequence[tuple[Scene, Taken]]) -> Sequence[Shot]:
    opens = {chapter.scenes[0].id: chapter.title for chapter in outline.chapters if chapter.scenes}
    numbers = {scene.id: number for number, scene in enumerate(outline.scenes(), start=1)}
    return [_shot(outline.finish, scene, take, numbers[scene.id], opens.get(scene.id, "")) for scene, take in shown]


def _shot(finish: Finish, scene: Scene, take: Taken, number: int, chapter: str) -> Shot:
    assert take.clip
    said: dict[str, Any] = {}
    if words := " ".join(scene.narration.split()):
        said = {"narration": _narration(finish.voice, words)} if finish.voice else {"lines": _lines(words, scene, take)}
    return Shot(
        clip=f"{ASSET}{take.clip.id}",
        name=f"Scene {number}",
        start_s=scene.start_s,
        end_s=scene.end_s,
        fit=finish.fit,
        gain=finish.clip_gain,
        transition=_into(finish, scene.join),
        chapter=chapter,
        **said,
    )


def _narration(voice: str, words: str) -> Narration:
    return Narration(sound=f"{SPEECH}{voice}|{words}")


def _lines(words: str, scene: Scene, take: Taken) -> tuple[Line, ...]:
    """Where nobody speaks, they are read as long as the scene lasts."""
    until_s = scene.end_s or (take.clip and take.clip.duration_s) or scene.duration_s
    return captions.lines_of(words, 0, max(0.5, until_s - scene.start_s))


def _into(finish: Finish, own: Join | None = None) -> Transition:
    kind = own or finish.join
    return Transition(kind=kind, duration_s=0 if kind == Join.CUT else finish.join_s)
