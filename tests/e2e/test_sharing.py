"""What leaves the studio, in a real browser: a film that a phone watches by a link, and a movie that another studio opens."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.clips import write_test_clip
from tests.e2e import movies, seeds, studio
from tests.e2e.conftest import Open
from tests.patience import until

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@pytest.fixture(scope="module")
def movie(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """With a film."""
    clips = [tmp_path_factory.mktemp("clips") / f"{number}.mp4" for number in range(4)]
    for number, clip in enumerate(clips):
        write_test_clip(clip, 320, 180, 3, seed=number)
    db = seeds.open_studio(folder)
    made = movies.short(db, folder, clips)
    movies.add_film(db, made)
    db.dispose()
    return made


@pytest.fixture(scope="module")
def address(folder: Path, movie: str) -> Iterator[str]:
    with studio.running(folder, STUDIO_ENGINE="off") as address:
        yield address


def test_a_phone_plays_a_shared_film_until_the_link_is_revoked(visit: Open, browser: Browser, address: str, movie: str):
    page = visit(f"{address}/movies?movie={movie}&part=Cut")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Make a link").click()
    made = page.locator("[data-testid='stCode'] code")
    expect(made).to_contain_text("/watch/")
    link = made.inner_text().strip()

    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    phone = context.new_page()
    assert (phone.goto(link) or pytest.fail()).status == 200
    expect(phone.get_by_role("heading", name="The letter")).to_be_visible()
    phone.evaluate("document.querySelector('video').play()")
    until(lambda: phone.evaluate("document.querySelector('video').currentTime") > 0.3)
    assert phone.evaluate("document.querySelector('video').readyState") >= 2
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390

    page.get_by_role("button", name="Revoke", exact=True).click()
    page.get_by_role("button", name="Revoke the link").click()
    expect(page.locator("[data-testid='stCode']")).to_have_count(0)
    assert (phone.reload() or pytest.fail()).status == 410
    expect(phone.get_by_text("This link has ended.")).to_be_visible()
    context.close()


def test_a_movie_goes_from_one_studio_to_another(visit: Open, address: str, movie: str, tmp_path: Path):
    page = visit(f"{address}/movies?movie={movie}")
    page.get_by_role("button", name="Save as a file").click()
    where = page.get_by_role("link", name="With all takes").get_attribute("href")
    file = tmp_path / "letter.dailies"
    file.write_bytes(page.request.get(f"{address}{where}").body())
    with studio.running(tmp_path / "other", STUDIO_ENGINE="off") as other:
        page = visit(f"{other}/movies")
        page.get_by_role("button", name="Open a movie file").click()
        field = page.get_by_role("dialog").locator("input[type=file]")
        field.set_input_files({"name": "x.dailies", "mimeType": "", "buffer": b"hello"})
        expect(page.get_by_text("This is no movie file")).to_be_visible()
        field.set_input_files(file)
        expect(page.get_by_role("heading", name="The letter")).to_be_visible()
        expect(page.get_by_text("3 ready · 2 out of date")).to_be_visible()
