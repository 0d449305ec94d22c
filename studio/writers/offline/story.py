"""A story in prose becomes scenes: a paragraph begins one, its sentences fill it, and what is left over goes on from it. The text
is narration and prompt alike."""

from collections.abc import Iterator
from itertools import pairwise

from studio.writers.offline import packing, sentences
from studio.writers.offline.packing import StoryPiece
from studio.writers.outline import PlannedChapter, PlannedContinuity, PlannedOutline, PlannedSort, Wish

MOST_TITLE_WORDS = 12


def break_up(text: str, wish: Wish) -> PlannedOutline:
    parts = sentences.paragraphs(text)
    title = _title(parts)
    most = min(wish.scenes or wish.limits.most_scenes, wish.limits.most_scenes)
    chapters = packing.chapters_of(_pieces(parts, wish), wish.limits, most)
    return PlannedOutline(title=title, style=wish.style, chapters=_divided(chapters, wish))


def _title(parts: list[str]) -> str:
    """The first line, if it is one: short, without a stop, and something follows. It is taken from the parts."""
    first = parts[0]
    is_short = "\n" not in first and len(first.split()) <= MOST_TITLE_WORDS and len(first) <= sentences.LONGEST_HEADING
    if len(parts) > 1 and is_short and not sentences.ENDS.search(f"{first} "):
        del parts[0]
        return sentences.heading_words(first)
    return packing.title_of(first.split("\n")[0])


def _pieces(parts: list[str], wish: Wish) -> Iterator[StoryPiece]:
    heading = ""
    for paragraph in parts:
        if sentences.is_heading(paragraph):
            heading = (
                f"{heading}: {sentences.heading_words(paragraph)}" if heading else sentences.heading_words(paragraph)
            )
            continue
        yield from _of_paragraph(paragraph, heading, wish)
        heading = ""
    if heading:  # nothing follows it
        yield StoryPiece(heading, heading, PlannedContinuity.NEW, heading)


def _of_paragraph(paragraph: str, heading: str, wish: Wish) -> Iterator[StoryPiece]:
    spoken = [
        part for one in sentences.sentences(paragraph) for part in sentences.speakable(one, wish.limits.longest_s)
    ]
    is_chapter = bool(heading) and wish.sort == PlannedSort.BOOK
    for number, sentence in enumerate(spoken):
        if number:
            yield StoryPiece(sentence, sentence)
        else:
            yield StoryPiece(sentence, sentence, PlannedContinuity.NEW, heading, heading if is_chapter else None)


def _divided(chapters: tuple[PlannedChapter, ...], wish: Wish) -> tuple[PlannedChapter, ...]:
    """Into as many chapters as are wanted, where the text itself has none."""
    if wish.sort != PlannedSort.BOOK or len(chapters) != 1 or wish.chapters == 1:
        return chapters
    scenes = chapters[0].scenes
    count = min(wish.chapters, len(scenes))
    cuts = [round(number * len(scenes) / count) for number in range(count + 1)]
    return tuple(PlannedChapter(title=scenes[first].title, scenes=scenes[first:last]) for first, last in pairwise(cuts))
