"""Where cards stand: left to right as one came of the other, none over another, the same each time."""

import random
from itertools import combinations

import pytest

from studio.boards import layout
from studio.boards.layout import BELOW, BESIDE, Box, tidy


def boxes(*ids: str) -> list[Box]:
    return [Box(id_, 100, 50) for id_ in ids]


def test_what_came_of_a_card_stands_to_its_right():
    places = tidy(boxes("prompt", "take", "next"), [("prompt", "take"), ("take", "next")])
    assert [places[id_][0] for id_ in ("prompt", "take", "next")] == [0, 100 + BESIDE, 2 * (100 + BESIDE)]


def test_takes_fan_out_around_their_prompt():
    places = tidy(boxes("prompt", "1", "2", "3"), [("prompt", id_) for id_ in "123"])
    assert [places[id_][1] for id_ in "123"] == [0, 50 + BELOW, 2 * (50 + BELOW)]
    assert places["prompt"][1] == places["2"][1]


def test_a_card_with_two_parents_stands_between_them():
    places = tidy(boxes("one", "two", "both"), [("one", "both"), ("two", "both")])
    assert places["both"][1] == (places["one"][1] + places["two"][1]) / 2


def test_links_do_not_cross_where_they_need_not():
    arrows = [("a", "z"), ("b", "y"), ("c", "x")]
    places = tidy(boxes("root", "a", "b", "c", "x", "y", "z"), [("root", "a"), ("root", "b"), ("root", "c"), *arrows])
    assert sorted("abc", key=lambda id_: places[id_][1]) == ["a", "b", "c"]
    assert sorted("xyz", key=lambda id_: places[id_][1]) == ["z", "y", "x"]


def test_a_circle_has_a_beginning_all_the_same():
    assert len(set(tidy(boxes("a", "b", "c"), [("a", "b"), ("b", "c"), ("c", "a"), ("a", "a")]).values())) == 3


def test_lonely_cards_fill_rows_as_wide_as_a_screen():
    places = tidy(boxes(*map(str, range(100))), [])
    width, height = (max(place[side] for place in places.values()) for side in (0, 1))
    assert 0.8 < width / height < 2
    assert tidy([], []) == {}


@pytest.mark.parametrize("seed", range(8))
def test_no_card_lies_over_another_and_the_same_cards_get_the_same_places(seed: int):
    chance = random.Random(seed)
    some = [Box(str(number), chance.choice((100, 160)), chance.randint(40, 200)) for number in range(60)]
    arrows = [(str(chance.randrange(60)), str(chance.randrange(60))) for _ in range(45)]
    places = tidy(some, arrows)
    placed = [Box(box.id, box.width, box.height, *places[box.id]) for box in some]
    assert not [(one.id, two.id) for one, two in combinations(placed, 2) if one.meets(two, 20)]
    assert tidy(some, arrows) == places and min(x for x, _ in places.values()) == 0


def test_a_new_card_stands_where_it_is_wanted_or_below_what_is_there():
    there = [Box("a", 100, 50, 0, 0), Box("b", 100, 50, 0, 84), Box("c", 100, 50, 300, 168)]
    assert layout.free_place(Box("new", 100, 50, 150, 10), there) == (150, 10)
    assert layout.free_place(Box("new", 100, 50, 20, 10), there) == (20, 168)
