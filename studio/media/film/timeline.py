"""Where everything lies in a film, counted in pictures: whole numbers, so that nothing drifts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studio.errors import BadCut
from studio.media.film.recipe import LONGEST_S, Join, Recipe, Shot, Subtitle, TitleCard


@dataclass(frozen=True)
class Placed:
    """One shot or card. `head` and `tail` are how many of its pictures go into the transitions before and after it."""

    index: int  # in the reel
    start: int  # in the film
    frames: int
    head: int = 0
    tail: int = 0

    @property
    def end(self) -> int:
        return self.start + self.frames


@dataclass(frozen=True)
class Lengths:
    """Of the files a film is made of. The first two have an entry for each shot or card of the reel, 0 where there is none."""

    clips_s: tuple[float, ...]
    narrations_s: tuple[float, ...]
    music_s: float = 0


@dataclass(frozen=True)
class ChapterMark:
    name: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Timeline:
    fps: int
    placed: tuple[Placed, ...]

    @property
    def frames(self) -> int:
        return self.placed[-1].end

    @property
    def duration_s(self) -> float:
        return self.frames / self.fps

    def start_s(self, index: int) -> float:
        return self.placed[index].start / self.fps


def lay_out(recipe: Recipe, lengths_s: Sequence[float]) -> Timeline:
    """`lengths_s`: how long the clip of each shot is, in the order of the reel; what stands there for a card is not read.

    Raises BadCut for what cannot be cut.
    """
    if not recipe.reel:
        raise BadCut("The film is empty. Add a scene or a card.")
    counts = [_frames(recipe, index, length_s) for index, length_s in enumerate(lengths_s)]
    shares = [_shares(recipe, index) for index in range(len(counts))]
    placed, start = list[Placed](), 0
    for index, frames in enumerate(counts):
        head, tail = shares[index - 1][1] if index else 0, shares[index][0]
        _check_room(recipe, index, frames, head + tail)
        placed.append(Placed(index, start, frames, head, tail))
        start += frames - (tail if is_overlap(recipe, index) else 0)
    _check_length(start / recipe.fps)
    return Timeline(recipe.fps, tuple(placed))


def is_overlap(recipe: Recipe, index: int) -> bool:
    """Whether both are seen at once where this one goes over into the next."""
    is_last = index == len(recipe.reel) - 1
    return not is_last and recipe.reel[index].transition.kind in (Join.CROSS_FADE, Join.WIPE)


def held(item: Shot | TitleCard, fps: int) -> int:
    """How many of its pictures are the last one of its clip, held."""
    return 0 if isinstance(item, TitleCard) else round(item.hold_s * fps)


def poster_s(timeline: Timeline) -> float:
    """Where the poster of the film is taken: from what is seen after a third of it, in the middle between its transitions."""
    seen = next(one for one in reversed(timeline.placed) if one.start <= timeline.frames / 3)
    return (seen.start + seen.head + seen.end - seen.tail) / 2 / timeline.fps


def chapters(recipe: Recipe, timeline: Timeline) -> list[ChapterMark]:
    """None where none is named. What comes before the first one is a chapter of the film's title."""
    marks = [(timeline.start_s(index), item.chapter) for index, item in enumerate(recipe.reel) if item.chapter]
    if not marks:
        return []
    if marks[0][0] > 0:
        marks.insert(0, (0.0, recipe.title or "Opening"))
    ends = [start for start, _ in marks[1:]] + [timeline.duration_s]
    return [ChapterMark(name, start, end) for (start, name), end in zip(marks, ends, strict=True)]


def lines(recipe: Recipe, timeline: Timeline) -> Iterator[Subtitle]:
    """Every subtitle in the film's own time, cut where its shot ends. One that goes on over the next shot is one."""
    whole, latest = list[Subtitle](), dict[str, int]()
    for placed in timeline.placed:
        start_s, end_s = placed.start / timeline.fps, placed.end / timeline.fps
        for line in recipe.reel[placed.index].lines:
            begins_s, stays_until = start_s + line.start_s, min(end_s, start_s + line.end_s)
            before = latest.get(line.text)
            if begins_s >= stays_until:
                continue
            if before is not None and begins_s <= whole[before].end_s + 1 / timeline.fps:
                whole[before] = whole[before].model_copy(update={"end_s": max(whole[before].end_s, stays_until)})
            else:
                latest[line.text] = len(whole)
                whole.append(Subtitle(start_s=begins_s, end_s=stays_until, text=line.text))
    yield from whole


def _frames(recipe: Recipe, index: int, length_s: float) -> int:
    item = recipe.reel[index]
    if isinstance(item, TitleCard):
        return round(item.duration_s * recipe.fps)
    _check_trim(recipe.label(index), item, length_s)
    end_s = min(length_s, item.end_s) if item.end_s is not None else length_s
    return max(1, round((end_s - item.start_s) * recipe.fps)) + held(item, recipe.fps)


def _check_trim(label: str, shot: Shot, length_s: float) -> None:
    if shot.start_s >= length_s:
        raise BadCut(f"{label} starts at {shot.start_s:.1f} s, but its clip is {length_s:.1f} s long.")
    if shot.end_s is not None and shot.end_s <= shot.start_s:
        raise BadCut(f"{label} ends at {shot.end_s:.1f} s, before it starts at {shot.start_s:.1f} s.")


def check_music(start_s: float, length_s: float) -> None:
    """Raises BadCut where it begins behind its own end."""
    if start_s >= length_s:
        raise BadCut(
            f"The music begins {start_s:.1f} s into its sound, but that is {length_s:.1f} s long: begin earlier."
        )


def _shares(recipe: Recipe, index: int) -> tuple[int, int]:
    """How many pictures the transition after it takes from it, and how many from the next."""
    transition = recipe.reel[index].transition
    frames = round(transition.duration_s * recipe.fps)
    if index == len(recipe.reel) - 1 or transition.kind == Join.CUT:
        return 0, 0
    return (frames, frames) if is_overlap(recipe, index) else (frames - frames // 2, frames // 2)


def _check_room(recipe: Recipe, index: int, frames: int, taken: int) -> None:
    if taken > frames:
        lasts_s, take_s = frames / recipe.fps, taken / recipe.fps
        raise BadCut(
            f"{recipe.label(index)} lasts {lasts_s:.1f} s, but its transitions take {take_s:.1f} s of it. "
            "Make them shorter, or the scene longer."
        )


def _check_length(duration_s: float) -> None:
    if duration_s > LONGEST_S:
        raise BadCut(f"The film would last {duration_s / 60:.0f} minutes. Make it {LONGEST_S // 60} minutes at most.")
