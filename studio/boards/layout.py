"""Where cards stand: in columns from left to right, as one came of the other. Pure: the same cards give the same places."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import fmean

BESIDE, BELOW = 130, 34  # pixels between columns, and between cards of one column
APART = 76  # between families
WIDE = 1.25  # a tidy board is about so much wider than high, as its canvas is
SWEEPS = 4

Pair = tuple[str, str]


@dataclass(frozen=True)
class Box:
    """A card's place and size."""

    id: str
    width: int
    height: int
    x: int = 0
    y: int = 0

    def meets(self, other: "Box", gap: int = 0) -> bool:
        is_beside = self.x + self.width + gap <= other.x or other.x + other.width + gap <= self.x
        is_below = self.y + self.height + gap <= other.y or other.y + other.height + gap <= self.y
        return not (is_beside or is_below)


Places = dict[str, tuple[int, int]]


def tidy(boxes: Sequence[Box], arrows: Iterable[Pair]) -> Places:
    """The upper left corner of each. Families stand side by side in the order of their first card."""
    within = {box.id for box in boxes}
    arrows = list(dict.fromkeys((one, two) for one, two in arrows if one in within and two in within and one != two))
    return _packed([_family(family, arrows) for family in _families(boxes, arrows)])


def free_place(wanted: Box, taken: Iterable[Box]) -> tuple[int, int]:
    """Where it was wanted, or below what stands there."""
    y, in_the_way = wanted.y, sorted((box for box in taken), key=lambda box: box.y)
    for box in in_the_way:
        if Box(wanted.id, wanted.width, wanted.height, wanted.x, y).meets(box, BELOW // 2):
            y = box.y + box.height + BELOW
    return wanted.x, y


# -- one family -------------------------------------------------------------------------------------------


def _families(boxes: Sequence[Box], arrows: Sequence[Pair]) -> list[list[Box]]:
    """Cards that are linked, however far."""
    head = {box.id: box.id for box in boxes}

    def head_of(id_: str) -> str:
        while head[id_] != id_:
            head[id_] = head[head[id_]]
            id_ = head[id_]
        return id_

    for one, two in arrows:
        head[head_of(two)] = head_of(one)
    families: dict[str, list[Box]] = defaultdict(list)
    for box in boxes:
        families[head_of(box.id)].append(box)
    return list(families.values())


def _family(boxes: Sequence[Box], arrows: Sequence[Pair]) -> list[Box]:
    """With its upper left corner at 0, 0."""
    within = {box.id for box in boxes}
    arrows = [arrow for arrow in arrows if arrow[0] in within]
    before, after = _neighbours(arrows)
    columns = _columns(boxes, before)
    for _ in range(SWEEPS):
        _sort(columns, before)
        _sort(columns[::-1], after)
    tops = _tops(columns, before, after)
    highest = min(tops.values())
    lefts = _lefts(columns)
    return [
        Box(box.id, box.width, box.height, lefts[number], round(tops[box.id] - highest))
        for number, column in enumerate(columns)
        for box in column
    ]


Neighbours = Mapping[str, Sequence[str]]


def _neighbours(arrows: Sequence[Pair]) -> tuple[Neighbours, Neighbours]:
    before: dict[str, list[str]] = defaultdict(list)
    after: dict[str, list[str]] = defaultdict(list)
    for one, two in arrows:
        before[two].append(one)
        after[one].append(two)
    return before, after


def _columns(boxes: Sequence[Box], before: Neighbours) -> list[list[Box]]:
    """Each card one column behind the last of those it came of. In a circle, the card that comes first begins."""
    depth: dict[str, int] = {}
    waiting = list(boxes)
    while waiting:
        ready = [box for box in waiting if all(one in depth for one in before.get(box.id, ()))] or waiting[:1]
        for box in ready:
            depth[box.id] = 1 + max((depth[one] for one in before.get(box.id, ()) if one in depth), default=-1)
        waiting = [box for box in waiting if box.id not in depth]
    columns: list[list[Box]] = [[] for _ in range(1 + max(depth.values()))]
    for box in boxes:
        columns[depth[box.id]].append(box)
    return columns


def _lefts(columns: Sequence[Sequence[Box]]) -> list[int]:
    lefts = [0]
    for column in columns:
        lefts.append(lefts[-1] + max(box.width for box in column) + BESIDE)
    return lefts


def _sort(columns: Sequence[list[Box]], near: Neighbours) -> None:
    """So that links cross less: by the middle of what each is linked to in the column before."""
    for earlier, column in pairwise(columns):
        rank = {box.id: number for number, box in enumerate(earlier)}
        own = {box.id: number for number, box in enumerate(column)}

        def middle(box: Box, rank: Mapping[str, int] = rank, own: Mapping[str, int] = own) -> float:
            ranks = [rank[one] for one in near.get(box.id, ()) if one in rank]
            return fmean(ranks) if ranks else float(own[box.id])

        column.sort(key=middle)


def _tops(columns: Sequence[Sequence[Box]], before: Neighbours, after: Neighbours) -> dict[str, float]:
    """Upper edges: each card as near as it can be to the middle of what it is linked to."""
    height = {box.id: box.height for column in columns for box in column}
    tops = {id_: top for column in columns for id_, top in _stacked(column)}
    for _ in range(SWEEPS):
        for near, order in ((before, columns), (after, columns[::-1])):
            for column in order:
                tops |= _settled(column, [_wanted(box, near, tops, height) for box in column])
    return tops


def _stacked(column: Sequence[Box]) -> Iterable[tuple[str, float]]:
    top = 0.0
    for box in column:
        yield box.id, top
        top += box.height + BELOW


def _wanted(box: Box, near: Neighbours, tops: Mapping[str, float], height: Mapping[str, int]) -> float:
    middles = [tops[one] + height[one] / 2 for one in near.get(box.id, ())]
    return fmean(middles) - box.height / 2 if middles else tops[box.id]


def _settled(column: Sequence[Box], wanted: Sequence[float]) -> dict[str, float]:
    """The nearest places to those wanted in which none lies over another: neighbours that want the same place share the way."""
    offsets = [offset for _, offset in _stacked(column)]
    blocks: list[tuple[float, int]] = []  # the mean of what is wanted, and how many want it
    for want, offset in zip(wanted, offsets, strict=True):
        mean, count = want - offset, 1
        while blocks and blocks[-1][0] > mean:
            before_mean, before_count = blocks.pop()
            mean = (mean * count + before_mean * before_count) / (count + before_count)
            count += before_count
        blocks.append((mean, count))
    starts = [mean for mean, count in blocks for _ in range(count)]
    return {box.id: start + offset for box, start, offset in zip(column, starts, offsets, strict=True)}


# -- families side by side ------------------------------------------------------------------------------------


def _packed(families: Sequence[Sequence[Box]]) -> Places:
    """In rows, as words in a text."""
    sizes = [_size(family) for family in families]
    widest = max((width for width, _ in sizes), default=0)
    line = max(widest, sqrt(WIDE * sum((width + APART) * (height + APART) for width, height in sizes)))
    places: Places = {}
    left = top = lowest = 0
    for family, (width, height) in zip(families, sizes, strict=True):
        if left and left + width > line:
            left, top, lowest = 0, lowest + APART, 0
        places |= {box.id: (box.x + left, box.y + top) for box in family}
        left, lowest = left + width + APART, max(lowest, top + height)
    return places


def _size(family: Sequence[Box]) -> tuple[int, int]:
    return max(box.x + box.width for box in family), max(box.y + box.height for box in family)
