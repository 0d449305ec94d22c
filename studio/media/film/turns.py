"""One voice at a time: each waits until the one before it has ended, its subtitles wait with it, and the last picture is held until
the last word is said."""

from collections.abc import Iterator, Sequence

from studio.media.film.recipe import Recipe, Shot, Subtitle, TitleCard
from studio.media.film.timeline import Lengths, Placed, Timeline, lay_out

BREATH_S = 0.2  # between two voices
REST_S = 0.5  # of the last picture, after the last word


def in_turn(recipe: Recipe, lengths: Lengths) -> Recipe:
    """The same with every narration where it is heard, and with the lines of what is said at each shot or card that they are seen
    over. Raises BadCut for what cannot be cut."""
    if not recipe.is_in_turn:
        return recipe
    reel = _held(_pushed(recipe, lengths), lengths)
    waiting = recipe.model_copy(update={"reel": reel, "is_in_turn": False})
    return waiting.model_copy(update={"reel": _with_lines(waiting, lay_out(waiting, lengths.clips_s))})


def _pushed(recipe: Recipe, lengths: Lengths) -> Recipe:
    """Only later, and only as far as it must."""
    timeline, free_s, reel = lay_out(recipe, lengths.clips_s), 0.0, list(recipe.reel)
    for placed in timeline.placed:
        item, starts_s = reel[placed.index], timeline.start_s(placed.index)
        if said := item.narration:
            push_s = round(max(0.0, free_s - starts_s - said.offset_s), 3)
            free_s = starts_s + said.offset_s + push_s + lengths.narrations_s[placed.index] + BREATH_S
            reel[placed.index] = _later(item, push_s)
    return recipe.model_copy(update={"reel": tuple(reel)})


def _later(item: Shot | TitleCard, push_s: float) -> Shot | TitleCard:
    assert item.narration
    lines = tuple(_moved(line, push_s) for line in item.lines)
    said = item.narration.model_copy(update={"offset_s": item.narration.offset_s + push_s})
    return item.model_copy(update={"narration": said, "lines": lines})


def _moved(line: Subtitle, by_s: float) -> Subtitle:
    times = {"start_s": round(line.start_s + by_s, 3), "end_s": round(line.end_s + by_s, 3)}
    return line.model_copy(update=times)


def _held(recipe: Recipe, lengths: Lengths) -> tuple[Shot | TitleCard, ...]:
    """The last picture, or the card at the end, for as long as somebody still speaks."""
    timeline, last = lay_out(recipe, lengths.clips_s), recipe.reel[-1]
    over_s = max(_ends_s(recipe, timeline, lengths), default=0) - timeline.duration_s
    if over_s <= 0:
        return recipe.reel
    longer = round(over_s + REST_S, 3)
    name, before_s = ("duration_s", last.duration_s) if isinstance(last, TitleCard) else ("hold_s", last.hold_s)
    return *recipe.reel[:-1], last.model_copy(update={name: before_s + longer})


def _ends_s(recipe: Recipe, timeline: Timeline, lengths: Lengths) -> Iterator[float]:
    for index, item in enumerate(recipe.reel):
        if item.narration:
            yield timeline.start_s(index) + item.narration.offset_s + lengths.narrations_s[index]


def _with_lines(recipe: Recipe, timeline: Timeline) -> tuple[Shot | TitleCard, ...]:
    spoken = [
        _moved(line, timeline.start_s(index))
        for index, item in enumerate(recipe.reel)
        for line in (item.lines if item.narration else ())
    ]
    return tuple(
        item.model_copy(
            update={"lines": (*(() if item.narration else item.lines), *_seen_in(placed, spoken, timeline))}
        )
        for item, placed in zip(recipe.reel, timeline.placed, strict=True)
    )


def _seen_in(placed: Placed, spoken: Sequence[Subtitle], timeline: Timeline) -> Iterator[Subtitle]:
    """In its own time. Over a transition both shots have it: the words stay while the picture changes."""
    start_s, end_s = placed.start / timeline.fps, placed.end / timeline.fps
    for line in spoken:
        from_s, until_s = max(start_s, line.start_s), min(end_s, line.end_s)
        if until_s - from_s > 1 / timeline.fps:  # a shorter flash nobody reads
            yield Subtitle(start_s=round(from_s - start_s, 3), end_s=round(until_s - start_s, 3), text=line.text)
