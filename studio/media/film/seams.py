"""Draws transitions: the last pictures of one shot and the first of the next become one row of pictures."""

from collections.abc import Iterable, Iterator, Sequence

from studio.media.encode import Plane
from studio.media.film.planes import black, blend, split
from studio.media.film.recipe import Join


def joined(kind: Join, tail: Sequence[Plane], head: Iterable[Plane]) -> Iterator[Plane]:
    """As many as both together for a dip; as many as each for the others, where both have the same number."""
    if kind == Join.DIP:
        yield from _dipped(tail, head)
        return
    drawn = _wiped if kind == Join.WIPE else blend
    for number, (one, other) in enumerate(zip(tail, head, strict=True), 1):
        yield drawn(one, other, number / (len(tail) + 1))


def _dipped(tail: Sequence[Plane], head: Iterable[Plane]) -> Iterator[Plane]:
    night = black((tail[0].shape[1], tail[0].shape[0] * 2 // 3))
    for number, planes in enumerate(tail, 1):
        yield blend(planes, night, number / len(tail))
    for number, planes in enumerate(head, 1):  # it has as many pictures as the tail, or one less
        yield blend(night, planes, min(1, number / len(tail)))


def _wiped(one: Plane, other: Plane, fraction: float) -> Plane:
    """The other comes in from the left."""
    wiped = one.copy()
    edge = round(one.shape[1] * fraction / 2) * 2
    for plane, source, share in zip(split(wiped), split(other), (1, 2, 2), strict=True):
        plane[:, : edge // share] = source[:, : edge // share]
    return wiped
