"""The recipe of a cut, from an outline and its chosen takes. It names assets by their ids and speech by its words: whoever renders
it finds the files."""

from collections.abc import Collection, Sequence
from typing import Any

from studio.errors import BadCut
from studio.media.film import captions
from studio.media.film.recipe import (
    SIDES,
    Join,
    Loudness,
    Music,
    Narration,
    Recipe,
    Shot,
    Subtitle,
    Subtitles,
    TitleCard,
    Transition,
    plainly,
)  # fmt: skip
from studio.productions import takes
from studio.productions.outline import Finish, Outline, Scene
from studio.productions.takes import Taken, Takes
from studio.voices.catalogue import OFFLINE, USUAL_MODEL
from studio.voices.script import Script, script

# `asset:ID`; `speech:VOICE|WORDS`, which the offline voice says while it is rendered; `spoken:ID|WORDS`, which was paid for before.
ASSET, SPEECH, SPOKEN = "asset:", "speech:", "spoken:"
SHORT_SIDES = {"360p": 360, "480p": 480, "540p": 540, "720p": 720, "1080p": 1080, "4k": 2160}  # pixels
PREVIEW = "360p"
# After which share of the transition into it a shot is seen as it is
SEEN_WHOLE = {Join.CUT: 0, Join.CROSS_FADE: 1, Join.WIPE: 1, Join.DIP: 0.5}


def make(
    outline: Outline, made: Takes, *, is_preview: bool = False, has_music: bool = True, scratch: Collection[str] = ()
) -> Recipe:
    """Of the scenes that have a take; those without are left out, and so is music that is not there (`has_music`). `scratch`: the
    scenes that the offline voice speaks meanwhile, as the chosen one has not. Raises BadCut where none has a take."""
    shown = [(scene, take) for scene in outline.scenes() if (take := takes.chosen(scene, made))]
    if not shown:
        raise BadCut("There is nothing to cut yet: generate a scene first.")
    with plainly():
        return _recipe(outline, shown, PREVIEW if is_preview else outline.look.resolution, has_music, scratch)


def _recipe(
    outline: Outline,
    shown: Sequence[tuple[Scene, Taken]],
    resolution: str,
    has_music: bool,
    scratch: Collection[str],
) -> Recipe:
    finish, (width, height) = outline.finish, size_of(resolution, outline.look.ratio)
    return Recipe(
        width=width,
        height=height,
        fps=finish.fps,
        title=outline.title,
        reel=(*_opening(finish), *_shots(outline, shown, scratch), *_ending(finish)),
        subtitles=Subtitles(mode=finish.subtitles, language=finish.language),
        music=_music(finish) if has_music else None,
        loudness=Loudness(lufs=finish.lufs),
        is_in_turn=True,
    )


def left_out(outline: Outline, made: Takes) -> list[int]:
    """The numbers of the scenes that a cut would not show, as they have no take."""
    return [number for number, one in enumerate(outline.scenes(), start=1) if not takes.chosen(one, made)]


def script_of(finish: Finish, words: str) -> Script:
    """What the chosen voice is to say."""
    return script(words, finish.voice, finish.voice_model or USUAL_MODEL, finish.direction)


def with_scratch_voice(finish: Finish) -> Finish:
    """The offline voice in the language of the subtitles, to time a film by before a better one is paid for."""
    return finish.model_copy(update={"voice": OFFLINE.get(finish.language, OFFLINE["eng"])})


def size_of(resolution: str, ratio: str) -> tuple[int, int]:
    """In pixels, even: the short side is what the resolution says, unless the long one would be longer than a film's can be. What
    nobody knows is taken as 720p, 16:9."""
    across, _, down = ratio.partition(":")
    is_known = across.isdecimal() and down.isdecimal() and int(across) and int(down)
    wide, high = (int(across), int(down)) if is_known else (16, 9)
    stretch = max(wide, high) / min(wide, high)
    long = min(_even(SHORT_SIDES.get(resolution.lower(), 720) * stretch), SIDES[1])
    short = max(_even(long / stretch), SIDES[0])
    return (long, short) if wide >= high else (short, long)


def _even(pixels: float) -> int:
    return round(pixels / 2) * 2


def _music(finish: Finish) -> Music | None:
    if not finish.music_id:
        return None
    return Music(
        sound=f"{ASSET}{finish.music_id}",
        gain=finish.music_gain,
        ducked_to=finish.music_ducked_to,
        start_s=finish.music_start_s,
        loops=finish.music_loops,
        fade_in_s=finish.music_fade_in_s,
        fade_out_s=finish.music_fade_out_s,
    )


def _opening(finish: Finish) -> Sequence[TitleCard]:
    if not finish.title:
        return ()
    return (
        TitleCard(text=finish.title, small_text=finish.subtitle, duration_s=finish.card_s, transition=_into(finish)),
    )


def _ending(finish: Finish) -> Sequence[TitleCard]:
    return (TitleCard(text=finish.end, duration_s=finish.card_s),) if finish.end else ()


def _shots(outline: Outline, shown: Sequence[tuple[Scene, Taken]], scratch: Collection[str]) -> Sequence[Shot]:
    opens = {chapter.scenes[0].id: chapter.title for chapter in outline.chapters if chapter.scenes}
    numbers = {scene.id: number for number, scene in enumerate(outline.scenes(), start=1)}
    finishes = {True: with_scratch_voice(outline.finish), False: outline.finish}
    shots, before = list[Shot](), _into(outline.finish) if outline.finish.title else Transition()
    for scene, take in shown:
        finish = finishes[scene.id in scratch]
        shots.append(_shot(finish, scene, take, numbers[scene.id], opens.get(scene.id, ""), before))
        before = shots[-1].transition
    return shots


def _shot(finish: Finish, scene: Scene, take: Taken, number: int, chapter: str, before: Transition) -> Shot:
    assert take.clip
    said: dict[str, Any] = {}
    if words := " ".join(scene.narration.split()):
        spoken = {"narration": _narration(finish, words, before)}
        said = spoken if finish.voice else {"lines": _lines(words, scene, take)}
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


def _narration(finish: Finish, words: str, before: Transition) -> Narration:
    """It begins when its own picture stands: not while the one before it still fades."""
    said, share = script_of(finish, words), SEEN_WHOLE[before.kind]
    sound = f"{SPOKEN}{said.id}|{said.text}" if said.costs else f"{SPEECH}{said.voice}|{said.text}"
    return Narration(sound=sound, offset_s=round(before.duration_s * share, 3))


def _lines(words: str, scene: Scene, take: Taken) -> tuple[Subtitle, ...]:
    """Where nobody speaks, they are read as long as the scene lasts."""
    return captions.lines_of(words, 0, max(0.5, takes.ends_at_s(scene, take) - scene.start_s))


def _into(finish: Finish, own: Join | None = None) -> Transition:
    kind = own or finish.join
    return Transition(kind=kind, duration_s=0 if kind == Join.CUT else finish.join_s)
