"""From a pasted story to scenes with takes and a film, in a real browser: one is changed, and exactly what follows from it is made
again."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Locator, Page, expect

from studio.media.film import voice
from tests.e2e import steps, studio
from tests.e2e.conftest import Open
from tests.patience import until

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

STORY = "A paper boat sails down a rainy street.\n\nIt slips under an iron bridge.\n\nIt reaches the open sea at dawn."
DRAWN_WITHIN_MS = 240_000  # several clips, one after the other, on a machine that does much else
AMBER = "Out of date"


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with studio.running(folder) as address:
        yield address


def cards(page: Page) -> Locator:
    return steps.widget(page, "strip_scenes").locator("[class*='st-key-scene_']")


def select(page: Page, number: int) -> None:
    cards(page).nth(number - 1).locator("[class*='st-key-select_'] button").click()
    expect(page.get_by_role("heading", name=f"Scene {number}", exact=True)).to_be_visible()
    studio.settle(page)


def field(page: Page, name: str) -> Locator:
    return page.locator(f"[class*='st-key-{name}_'] textarea")


def write(page: Page, name: str, text: str) -> None:
    """Types it and leaves the field; its words may come a moment after the field."""
    box = field(page, name)
    expect(box).not_to_have_value("")
    box.fill(text)
    page.get_by_role("heading", level=1).click()
    studio.settle(page)
    expect(box).to_have_value(text)


def make_short(page: Page) -> None:
    steps.choose(page, page.locator("[class*='st-key-duration_s_']"), "1 s")


def start_movie(page: Page) -> None:
    """The writer that is built in breaks the story up; what it made is looked at first."""
    steps.press(page, "new_movie")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("A story or screenplay").click()
    studio.settle(page)
    dialog.get_by_label("Title").fill("The boat")
    steps.widget(page, "new_movie_text").locator("textarea").fill(STORY)
    dialog.get_by_label("Title").click()
    studio.settle(page)
    steps.press(page, "write_outline")
    expect(dialog.get_by_text("It slips under an iron bridge.").first).to_be_visible()
    dialog.get_by_text("What the writer returned").click()
    expect(dialog.get_by_text('"chapters"')).to_be_visible()
    steps.press(page, "start_movie")
    expect(page.get_by_role("heading", name="The boat")).to_be_visible()
    expect(cards(page)).to_have_count(3)


def await_clips(page: Page, count: int) -> None:
    expect(cards(page).filter(has_text="Ready")).to_have_count(count, timeout=DRAWN_WITHIN_MS)
    studio.settle(page)


@pytest.mark.timeout(600)
def test_a_pasted_story_becomes_scenes_with_takes_and_one_change_makes_only_what_follows_again(
    visit: Open, address: str
):
    page = visit(f"{address}/movies")
    start_movie(page)
    for number in (1, 2, 3):
        select(page, number)
        make_short(page)
    select(page, 2)
    page.get_by_text("Continue from scene 1").click()
    studio.settle(page)
    select(page, 3)
    write(page, "prompt", "It reaches the open sea at dawn, aerial, very wide")
    steps.press(page, "generate_missing")
    await_clips(page, 3)

    steps.press(page, "generate_this")  # a second take of the third scene
    first = page.get_by_role("button", name="Choose", exact=True)
    expect(first).to_be_visible(timeout=steps.MADE_WITHIN_MS)
    first.click()
    expect(page.get_by_role("button", name="Chosen")).to_be_visible()

    select(page, 1)
    write(page, "prompt", "A paper boat burns on a rainy street")
    expect(cards(page).filter(has_text=AMBER)).to_have_count(2)
    expect(cards(page).nth(2)).to_contain_text("Ready")
    expect(cards(page).nth(1)).to_contain_text("What it goes on from is out of date.")
    steps.press(page, "update_stale")
    await_clips(page, 3)
    expect(page.get_by_text("2 takes", exact=True)).to_be_visible()

    steps.press(page, "undo_edit")
    expect(page.get_by_text("Undone: Changed the prompt of scene 1.")).to_be_visible()
    expect(field(page, "prompt")).to_have_value(re.compile("^A paper boat sails down a rainy street"))


def open_cut(page: Page) -> None:
    steps.widget(page, "movie_part").get_by_text("Cut", exact=True).click()
    expect(steps.widget(page, "finish")).to_be_visible()
    studio.settle(page)


def choose_finish(page: Page, name: str, words: str) -> None:
    steps.choose(page, steps.widget(page, f"finish_{name}"), words)


def await_films(page: Page, count: int) -> None:
    if count > 1:
        expect(page.get_by_text(f"All {count} cuts")).to_be_visible(timeout=steps.MADE_WITHIN_MS)
    expect(page.locator("video")).to_be_visible(timeout=steps.MADE_WITHIN_MS)
    expect(page.locator("video")).to_have_attribute("poster", re.compile("webp$"))
    page.wait_for_function("document.querySelector('video').readyState >= 2")
    studio.settle(page)


def play(page: Page) -> None:
    page.locator("video").evaluate("video => {video.muted = true; return video.play()}")
    page.wait_for_function("document.querySelector('video').currentTime > 0.5")


def exported(page: Page, label: str) -> bytes:
    """What the browser is given, with who asks."""
    where = page.get_by_role("link", name=label).get_attribute("href")
    reply = page.request.get(page.url.partition("/movies")[0] + (where or ""))
    assert reply.ok
    return reply.body()


def segments(folder: Path) -> set[Path]:
    return set((folder / "cuts").glob("*.mp4"))


@pytest.mark.timeout(600)
def test_takes_become_a_film_and_a_change_renders_one_scene_again(visit: Open, address: str, folder: Path):
    page = visit(f"{address}/movies")
    page.get_by_role("button", name="Open", exact=True).first.click()
    select(page, 3)
    write(page, "narration", "And some arrive.")
    open_cut(page)
    choose_finish(page, "join", "Cross-fade")
    choose_finish(page, "subtitles", "In the picture")
    if voice.is_there():
        choose_finish(page, "voice", "Offline · English (British)")
    steps.press(page, "preview")
    await_films(page, 1)
    lasts_s = page.evaluate("document.querySelector('video').duration")
    if voice.is_there():  # three scenes of a second, and on until the last word is said
        assert 4 < lasts_s < 15
    else:
        assert lasts_s == pytest.approx(2, abs=0.3)  # 3 s, less two fades
    play(page)

    page.get_by_role("button", name="Export").click()
    assert b"And some arrive." in exported(page, "Subtitles, SRT")
    with ZipFile(io.BytesIO(exported(page, "All of it in a zip"))) as archive:
        assert {"film.mp4", "film.otio", "film.srt", "clips/scene-03.mp4"} <= set(archive.namelist())
    page.keyboard.press("Escape")

    before = segments(folder)
    steps.widget(page, "movie_part").get_by_text("Scenes", exact=True).click()
    select(page, 3)
    write(page, "prompt", "It reaches the harbour at night")
    expect(cards(page).nth(2)).to_contain_text(AMBER)
    steps.press(page, "generate_this")
    await_clips(page, 1)  # the two before it are out of date, and stay so
    open_cut(page)
    steps.press(page, "preview")
    until(lambda: len(segments(folder) - before) >= 2, within_s=120)
    await_films(page, 2)
    assert len(segments(folder) - before) == 2  # the body of the third, and the fade into it


def test_typing_survives_what_is_being_made(visit: Open, address: str):
    page = visit(f"{address}/movies")
    page.get_by_role("button", name="Open", exact=True).first.click()
    select(page, 1)
    steps.press(page, "generate_this")
    text = field(page, "narration")
    before = STORY.split("\n\n")[0]
    expect(text).to_have_value(before)
    text.click()
    text.press("Control+End")
    text.press_sequentially(" She never sent the letter, and so it found a way of its own.", delay=60)
    expect(text).to_have_value(f"{before} She never sent the letter, and so it found a way of its own.")


def test_a_phone_shows_the_strip_and_the_scene(visit: Open, address: str):
    page = visit(f"{address}/movies", width=390)
    page.get_by_role("button", name="Open", exact=True).first.click()
    select(page, 1)
    row = steps.widget(page, "strip_scenes")
    select(page, 3)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    open_cut(page)
    expect(steps.widget(page, "cut_scenes")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    steps.widget(page, "movie_part").get_by_text("Scenes", exact=True).click()
    expect(row).to_be_visible()
    studio.settle(page)
    page.reload()
    studio.settle(page)
    until(lambda: row.evaluate("row => row.scrollLeft") > 0)  # the chosen one is in sight
