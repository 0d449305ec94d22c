"""A film that begins in the dark is seen as what it is before it plays, in a real browser."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Browser, Page

from studio import database, share_links
from studio.media.film import making
from studio.media.film.recipe import Card, Recipe, Shot, to_json
from studio.settings import Settings
from studio.share_links import Told
from studio.ui.player import video
from tests.e2e import look, movies, seeds, studio
from tests.e2e.conftest import Open
from tests.patience import until

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def film(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Its movie, whose film opens with a title that comes out of the dark."""
    scratch, db = tmp_path_factory.mktemp("film"), seeds.open_studio(folder)
    reel = Card(text="The letter", duration_s=2), Shot(clip=str(look.make_clips(scratch)[0]))
    (scratch / "segments").mkdir()
    recipe, target = Recipe(width=640, height=360, reel=reel), scratch / "film.mp4"
    making.cut(lambda *_: None, to_json(recipe), str(scratch / "segments"), str(target), "preview")
    movie = movies.start(db, movies.outline(1))
    for generation_id in movies.generate(db, movie):
        seeds.make_clip(db, folder, target, generation_id)
    return movie


@pytest.fixture(scope="module")
def address(folder: Path, film: str) -> Iterator[str]:
    with studio.running(folder, STUDIO_ENGINE="off") as address:
        yield address


def brightness(page: Page) -> float:
    picture = Image.open(io.BytesIO(page.locator("video").screenshot()))
    return ImageStat.Stat(picture.convert("L")).mean[0]


def test_a_player_shows_the_poster_until_it_plays(visit: Open, address: str, folder: Path, film: str):
    db = seeds.open_studio(folder)
    film_id = movies.add_film(db, film)
    with database.writing(db) as session:
        link = share_links.make(session, film_id, 1, Told(title="The letter"))
    signed = share_links.sign(link.id, Settings(_env_file=None, data=folder, secret_key="a-test"))  # pyright: ignore[reportCallIssue, reportArgumentType]
    for path in (f"movies?movie={film}&part=Cut", f"watch/{signed}"):
        page = visit(address)
        page.goto(f"{address}/{path}")
        page.wait_for_function("document.querySelector('video')?.readyState >= 1")
        until(lambda page=page: brightness(page) > 40)
        assert page.evaluate("document.querySelector('video').currentTime") == 0
        page.evaluate("document.querySelector('video').play()")
        until(lambda page=page: page.evaluate("document.querySelector('video').currentTime") > 0)


def test_every_player_of_a_film_gets_its_poster_also_one_that_is_drawn_later(browser: Browser):
    page = browser.new_page()
    player = '<video src="http://127.0.0.1:1/media/film.mp4"></video>'
    page.set_content(player)
    page.evaluate(video.hang("film.mp4", "film.webp"))
    page.evaluate("(player) => document.body.insertAdjacentHTML('beforeend', player)", player)
    page.wait_for_function("[...document.querySelectorAll('video')].filter((one) => one.poster).length === 2")
    page.close()
