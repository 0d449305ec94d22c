"""A board with 200 cards: how long until the last one is drawn in a browser, and what a rerun of its page costs.

Against the floor: an empty page of the same Streamlit, opened and rerun alike. The real server, with its engine off.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Frame, Page

from benches.instruments import stored
from benches.instruments.figures import load_average, percentile, print_table
from benches.instruments.visitor import Rerun, Visitor
from benches.rerun import Server, empty_app, real_app, seed, studio_settings
from studio import database as db
from tests.e2e import studio

ROUNDS = 4  # the two servers take turns
FIRST = 2  # reruns that are not counted
MOST_DRAW_S, MOST_RERUN_MS = 4.0, 150.0
PATIENCE_S = 60.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benches.board", description=__doc__)
    parser.add_argument("--cards", type=int, default=200)
    parser.add_argument("--stored", type=int, default=2_000, help="clips in the library")
    parser.add_argument("--openings", type=int, default=5, help="of each page, each in a browser that has kept nothing")
    parser.add_argument("--reruns", type=int, default=40, help="of each page")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name, ExitStack() as stack:
        folder = Path(name)
        environment = studio_settings(folder)
        seed(folder, asked.stored, 0)
        lay_out(folder, asked.cards)
        load_before = load_average()
        empty, real = (stack.enter_context(app) for app in (empty_app(folder), real_app(folder, environment)))
        reruns = asyncio.run(rerun_both(empty, real, asked.reruns))
        browser = stack.enter_context(studio.browser())
        opened = open_both(browser, empty, real, asked.cards, asked.openings)
        print(
            f"A board with {asked.cards} cards, {asked.stored:,} clips stored; {asked.openings} openings, {asked.reruns} reruns"
        )
        print(f"{os.cpu_count()} cores; load average {load_before} before, {load_average()} after")
        show(opened, reruns)


def lay_out(folder: Path, cards: int) -> None:
    database = db.connect(f"sqlite:///{folder / 'studio.db'}")
    stored.lay_out(database, cards)
    database.dispose()


def show(opened: tuple[list[float], list[float]], reruns: tuple[list[Rerun], list[Rerun]]) -> None:
    draws = [statistics.median(seconds) for seconds in opened]
    waits = [[1000 * one.seconds for one in some] for some in reruns]
    medians = [percentile(some, 50) for some in waits]
    print_table(
        ["", "empty page", "board", "ratio", "target"],
        [
            ["until the last card is drawn, s", *(f"{s:.2f}" for s in draws), f"{draws[1] / draws[0]:.1f}", f"< {MOST_DRAW_S:g}"],
            ["a rerun, median ms", *(f"{ms:.0f}" for ms in medians), f"{medians[1] / medians[0]:.1f}", f"< {MOST_RERUN_MS:g}"],
            ["a rerun, p95 ms", *(f"{percentile(some, 95):.0f}" for some in waits), "", ""],
        ],
    )  # fmt: skip


# -- in a browser -----------------------------------------------------------------------------------------


def open_both(browser: Browser, empty: Server, real: Server, cards: int, many: int) -> tuple[list[float], list[float]]:
    """Seconds from going there to the last thing on the screen. The first opening of each warms up, and is not counted."""
    floor: list[float] = []
    drawn: list[float] = []
    for _ in range(many + 1):
        floor.append(opening(browser, f"http://127.0.0.1:{empty.port}/", lambda _: studio.settle))
        drawn.append(opening(browser, f"http://127.0.0.1:{real.port}/board", lambda page: until_drawn(page, cards)))
    return floor[1:], drawn[1:]


def opening(browser: Browser, address: str, prepare: Callable[[Page], Callable[[Page], None]]) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    wait = prepare(page)
    began = time.perf_counter()
    page.goto(address)
    wait(page)
    took = time.perf_counter() - began
    context.close()
    return took


def until_drawn(page: Page, cards: int) -> Callable[[Page], None]:
    """Every card has come, and the canvas has been painted since."""
    come: set[str] = set()
    page.on("requestfinished", lambda request: come.add(request.url) if "/static/cards/" in request.url else None)

    def wait(page: Page) -> None:
        until = time.perf_counter() + PATIENCE_S
        while len(come) < cards:
            if time.perf_counter() > until:
                raise TimeoutError(f"{len(come)} of {cards} cards have come")
            page.wait_for_timeout(20)
        canvas_of(page).evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    return wait


def canvas_of(page: Page) -> Frame:
    return next(frame for frame in page.frames if "streamlit_agraph" in frame.url)


# -- reruns -----------------------------------------------------------------------------------------------


async def rerun_both(empty: Server, real: Server, many: int) -> tuple[list[Rerun], list[Rerun]]:
    floor: list[Rerun] = []
    board: list[Rerun] = []
    async with Visitor(empty.port) as one, Visitor(real.port, "board") as two:
        for visitor in (one, two):
            for _ in range(FIRST):
                await visitor.rerun()
        for _ in range(ROUNDS):
            floor += [await one.rerun() for _ in range(many // ROUNDS)]
            board += [await two.rerun() for _ in range(many // ROUNDS)]
    return floor, board


if __name__ == "__main__":
    main()
