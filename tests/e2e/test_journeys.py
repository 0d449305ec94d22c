"""A person's way through the studio, in a real browser, on a real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, expect
from sqlmodel import select

from studio import database
from studio.tables import Setting
from tests import processes
from tests.e2e import seeds, steps, studio
from tests.e2e.conftest import Open
from tests.patience import until

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

HOSTILE = "**x** <img src=x onerror=alert(1)> :red[r] $x^2$ :material/check: `c` -> [a](http://127.0.0.1/)"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[str]:
    """A process that speaks Luma's protocol. Gives its base address."""
    with processes.sandbox(None, "--seconds", "3") as address:
        yield f"{address}/dream-machine/v1"


@pytest.fixture(scope="module")
def address(folder: Path, sandbox: str) -> Iterator[str]:
    with studio.running(folder, LUMA_API_KEY="any", LUMA_BASE_URL=sandbox) as address:
        yield address


def test_a_prompt_becomes_a_clip_that_plays(visit: Open, address: str):
    page = visit(address)
    steps.write_prompt(page, "A lone lighthouse above a stormy sea at dusk")
    steps.choose_length(page, 2)
    steps.press(page, "generate")
    expect(page.get_by_text("Queued on Animatic Cinematic")).to_be_visible()
    expect(page.get_by_test_id("stProgress").or_(page.get_by_text("Next in line")).first).to_be_visible()
    expect(page.get_by_role("button", name="Play").first).to_be_visible(timeout=steps.MADE_WITHIN_MS)
    steps.go_to(page, "Library")
    video = steps.play_newest(page)
    assert video.evaluate("video => video.duration") == pytest.approx(2, abs=0.2)
    expect(page.get_by_role("dialog")).to_contain_text("A lone lighthouse above a stormy sea at dusk")


def test_luma_makes_a_clip_after_the_price_is_agreed_to(visit: Open, address: str):
    page = visit(address)
    steps.choose_model(page, "Luma Ray 2")
    steps.write_prompt(page, "A red kite over the harbour")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_contain_text("about $0.71, paid to Luma")
    steps.press(page, "accept_price")
    expect(page.get_by_text("Queued on Luma Ray 2")).to_be_visible()
    steps.go_to(page, "Library")
    steps.widget(page, "search").locator("input").fill("red kite")
    page.wait_for_url("**search=red**")
    card = page.get_by_text("A red kite over the harbour")
    for _ in range(30):
        if card.count():
            break
        page.reload()
        studio.settle(page)
        page.wait_for_timeout(1000)
    steps.play_newest(page)
    expect(page.get_by_role("dialog")).to_contain_text("LUMA RAY 2")
    expect(page.get_by_role("dialog")).to_contain_text("Charged $0.71")


def test_lumas_camera_moves_are_listed_on_demand(visit: Open, address: str):
    page = visit(address)
    steps.choose_model(page, "Luma Ray Flash 2")
    steps.press(page, "ask_camera_moves")
    moves = steps.widget(page, "camera_moves")
    expect(moves).to_be_visible(timeout=15_000)
    moves.get_by_role("combobox").click()
    expect(page.get_by_role("option").nth(5)).to_be_visible()


def test_what_is_typed_survives_a_reload(visit: Open, folder: Path, address: str):
    page = visit(address)
    steps.choose_model(page, "Animatic Storyboard")
    steps.write_prompt(page, "A draft that I have not sent")
    page.get_by_role("heading", name="Create").click()  # leaves the field
    until(lambda: "A draft that I have not sent" in kept(folder))
    page.reload()
    studio.settle(page)
    expect(steps.widget(page, "prompt").locator("textarea")).to_have_value("A draft that I have not sent")
    expect(steps.widget(page, "brief")).to_contain_text("ANIMATIC STORYBOARD")


def kept(folder: Path) -> str:
    """All that is in the database under a name."""
    db = seeds.open_studio(folder)
    with database.reading(db) as session:
        values = session.exec(select(Setting.value)).all()
    db.dispose()
    return str(values)


def test_typing_survives_the_live_list(visit: Open, address: str):
    page = visit(address)
    field = steps.widget(page, "prompt").locator("textarea")
    field.fill("")
    steps.write_prompt(page, "One")
    steps.press(page, "generate")
    field.click()
    field.press_sequentially(" and half a sentence more, letter by letter", delay=60)
    expect(field).to_have_value("One and half a sentence more, letter by letter")


def test_a_queued_clip_is_cancelled_and_queued_again(visit: Open, folder: Path, address: str):
    page = visit(address)
    steps.choose_model(page, "Animatic Neon")
    steps.write_prompt(page, "Never made")
    steps.choose_length(page, 10)
    steps.widget(page, "takes").get_by_role("radio", name="4").or_(page.get_by_role("button", name="4")).first.click()
    studio.settle(page)
    steps.press(page, "generate")
    again = page.get_by_role("button", name="Queue again").first

    def is_cancelled() -> bool:
        """The live list is drawn anew each second: a click that comes just then is made again, as a person would."""
        if not again.is_visible() and (cancel := page.get_by_role("button", name="Cancel")).count():
            cancel.last.click(timeout=5000)
            page.wait_for_timeout(2000)
        return again.is_visible()

    until(is_cancelled)
    again.click()
    expect(page.get_by_text("Queued again").first).to_be_visible()


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("", "Create"),
        ("board", "Board"),
        ("movies", "Movies"),
        ("library", "Library"),
        ("analytics", "Analytics"),
        ("settings", "Settings"),
    ],
)
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_opens_by_its_own_link_wide_and_narrow(visit: Open, address: str, path: str, title: str, width: int):
    page = visit(f"{address}/{path}", width=width)
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, "nothing sticks out sideways"


def test_a_hostile_prompt_is_only_text(visit: Open, folder: Path, address: str, clip: Path):
    asset_id = seeds.add_clip(seeds.open_studio(folder), folder, clip, 0, HOSTILE)
    page = visit(f"{address}/library?clip={asset_id}")
    dialogs: list[Dialog] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog))
    recipe = page.get_by_role("dialog")
    expect(recipe).to_contain_text(HOSTILE)
    assert page.locator("img[src='x']").count() == 0 and dialogs == []


def test_what_a_provider_says_is_only_text(visit: Open, folder: Path, address: str):
    from studio import database, generations, moves
    from studio.brief import State
    from studio.errors import FailureKind

    with database.writing(seeds.open_studio(folder)) as session:
        generation = generations.queue(session, seeds.brief(0, "luma:ray-2"))
        moves.end(session, generation, State.FAILED, FailureKind.INVALID, HOSTILE, was_charged=False)
    page = visit(address)
    card = steps.widget(page, f"ended_{generation.id}")
    expect(card).to_be_visible()
    until(lambda: HOSTILE in card.inner_text().replace("\u2060", ""))
    assert page.locator("img[src='x']").count() == 0 and card.get_by_role("link").count() == 0


def test_a_clip_downloads_as_a_file(visit: Open, folder: Path, address: str, clip: Path):
    asset_id = seeds.add_clip(seeds.open_studio(folder), folder, clip, 1)
    page = visit(f"{address}/library?clip={asset_id}")
    with page.expect_download() as download:
        steps.widget(page, "download").get_by_role("link").click()
    assert download.value.suggested_filename.endswith(".mp4")


def test_the_connection_answers_in_the_page(visit: Open, address: str):
    page = visit(f"{address}/settings")
    steps.press(page, "test_luma")
    expect(page.get_by_text("Luma accepts the key.")).to_be_visible(timeout=15_000)


def test_a_clip_is_used_again_deleted_and_brought_back(visit: Open, folder: Path, address: str, clip: Path):
    asset_id = seeds.add_clip(seeds.open_studio(folder), folder, clip, 3)
    page = visit(f"{address}/library?clip={asset_id}")
    steps.press(page, "use_again")
    expect(steps.widget(page, "prompt").locator("textarea")).to_have_value(seeds.PROMPTS[3])
    page.goto(f"{address}/library?clip={asset_id}")
    expect(page.locator("video")).to_be_visible()
    studio.settle(page)
    steps.widget(page, "delete").get_by_role("button").first.click()
    page.get_by_role("button", name="Delete it").click()
    expect(steps.widget(page, f"play_{asset_id}")).to_have_count(0)
    steps.press(page, "undo")
    expect(steps.widget(page, f"play_{asset_id}")).to_have_count(1)


def test_a_player_that_is_closed_leaves_the_address(visit: Open, folder: Path, address: str, clip: Path):
    asset_id = seeds.add_clip(seeds.open_studio(folder), folder, clip, 4)
    page = visit(f"{address}/library?clip={asset_id}")
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    page.wait_for_url(f"{address}/library")
    expect(page.locator("video")).to_have_count(0)


def test_an_uploaded_picture_becomes_the_first_frame(visit: Open, address: str, tmp_path: Path):
    from PIL import Image

    Image.new("RGB", (640, 360), "teal").save(tmp_path / "teal.jpg")
    page = visit(address)
    steps.choose_model(page, "Animatic Cinematic")
    page.get_by_text("Frames, loop and seed").click()
    steps.press(page, "choose_first_frame")
    page.locator("input[type=file]").set_input_files(tmp_path / "teal.jpg")
    expect(steps.widget(page, "remove_first_frame")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("dialog")).to_have_count(0)
