"""Screenshots of every page, light and dark, wide and narrow, empty, with some and with many: `python -m tests.e2e.look FOLDER`.

A word behind it leaves out the views whose names do not begin with it: `python -m tests.e2e.look FOLDER settings`.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from studio.productions.cut import music
from tests.clips import write_test_clip
from tests.e2e import movies, seeds, studio

SIZES = {"wide": (1440, 900), "phone": (390, 844)}
SCHEMES = ("light", "dark")
SECTIONS = ("Providers", "Writers", "Budgets", "Defaults", "Notifications", "Access", "Audit", "Doctor")
WATCHED = ("Overview", "Speed", "Failures", "Money", "Queue")
PAGES = (
    {"create": "", "board": "board", "movies": "movies", "library": "library", "library_sounds": "library?kind=Sounds"}
    | {f"analytics_{section.lower()}": f"analytics?section={section}&window=Month" for section in WATCHED}
    | {f"settings_{section.lower()}": f"settings?section={section}" for section in SECTIONS}
)
WORKED_BEFORE = {"some": 60, "many": 6_000}  # generations of the last 60 days, for Analytics


def main(folder: Path, only: str = "") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, studio.browser() as browser:
        clips = make_clips(Path(scratch))
        for name, fill in {"empty": None, "some": some, "many": many}.items():
            data = Path(scratch) / name
            views = PAGES | (fill(data, clips) if fill else {})
            if count := WORKED_BEFORE.get(name):
                seeds.work_before(data, count)
            views = {view: path for view, path in views.items() if view.startswith(only)}
            with studio.running(data, STUDIO_ENGINE="embedded" if name == "empty" else "off") as address:
                take_all(browser, address, folder, name, views)


def some(data: Path, clips: list[Path]) -> seeds.Views:
    views, db = seeds.some(data, clips), seeds.open_studio(data)
    empty, short = movies.start(db, movies.outline(0, "Untitled so far")), movies.short(db, data, clips)
    movies.add_film(db, short)
    waltz = seeds.add_sounds(db, data, 5)
    scored = movies.start(db, music.choose(movies.outline(), waltz))
    return views | {
        "movies_none": f"movies?movie={empty}",
        "movies_one": f"movies?movie={short}",
        "movies_stale": f"movies?movie={short}&scene={movies.scene_id(db, short, 2)}",
        "movies_cut": f"movies?movie={short}&part=Cut",
        "movies_music": f"movies?movie={scored}&part=Cut",
        "sound": f"library?kind=Sounds&clip={waltz}",
        "board_movie": movies.on_a_board(db, short),
        "movies_failed": f"movies?movie={short}&scene={movies.scene_id(db, short, 5)}",
    }


def many(data: Path, clips: list[Path]) -> seeds.Views:
    views, db = seeds.many_with_a_board(data, clips), seeds.open_studio(data)
    seeds.add_sounds(db, data, 300)
    return views | {"movies_long": f"movies?movie={movies.long(db, data, clips)}"}


def make_clips(folder: Path) -> list[Path]:
    clips: list[Path] = []
    for seed, (width, height) in enumerate([(640, 360), (640, 360), (360, 640), (640, 360), (480, 480), (640, 272)]):
        clips.append(folder / f"{seed}.mp4")
        write_test_clip(clips[-1], width, height, 3, seed=seed)
    return clips


def take_all(browser: Browser, address: str, folder: Path, name: str, views: seeds.Views) -> None:
    for size, (width, height) in SIZES.items():
        for scheme in SCHEMES:
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
            page = context.new_page()
            for view, path in views.items():
                page.goto(f"{address}/{path}")
                studio.settle(page)
                page.wait_for_timeout(1200)  # for pictures
                page.screenshot(path=folder / f"{view}_{name}_{size}_{scheme}.png")
            context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:3])
