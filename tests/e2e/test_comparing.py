"""One prompt on three providers, side by side; and a prompt that a filter refuses. In a real browser, on the sandbox."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from studio import database, generations, library, ratings, saved_settings
from tests import processes
from tests.e2e import seeds, steps, studio
from tests.e2e.conftest import Open
from tests.patience import until

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

MODELS = ("luma:ray-2", "runway:gen4.5", "google:gemini-omni-1.2-flash")
LABELS = ("LUMA RAY 2", "RUNWAY GEN-4.5", "GOOGLE GEMINI OMNI 1.2 FLASH")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[str]:
    """A process that speaks for all providers. Gives its address."""
    with processes.sandbox(None, "--seconds", "2") as address:
        yield address


@pytest.fixture(scope="module")
def address(folder: Path, sandbox: str) -> Iterator[str]:
    keys = dict.fromkeys(("LUMA_API_KEY", "RUNWAY_API_KEY", "GEMINI_API_KEY"), "any")
    places = {
        "LUMA_BASE_URL": f"{sandbox}/dream-machine/v1",
        "RUNWAY_BASE_URL": sandbox,
        "GOOGLE_BASE_URL": sandbox,
    }
    with studio.running(folder, **keys, **places) as address:
        yield address


def set_fault(sandbox: str, **fault: object) -> None:
    body = json.dumps(fault).encode()
    asked = urllib.request.Request(f"{sandbox}/sandbox/faults", body, {"Content-Type": "application/json"})
    urllib.request.urlopen(asked, timeout=10).close()


def test_three_models_are_compared_and_rated_on_one_prompt(visit: Open, address: str, folder: Path):
    page = visit(address)
    ask_three_models(page, "A paper boat in the rain")
    with database.reading(seeds.open_studio(folder)) as session:
        made = generations.list_newest(session, limit=3)
    group_id = made[0].group_id or ""
    assert {(one.model, one.group_id) for one in made} == {(model, group_id) for model in MODELS}
    expect(steps.widget(page, "ready_to_compare")).to_contain_text("All 3 of", timeout=steps.MADE_WITHIN_MS)
    steps.press(page, "compare_ready")
    page.wait_for_url("**compare=**")
    for label in LABELS:
        expect(steps.widget(page, "side_by_side")).to_contain_text(label)
    expect(page.locator("video")).to_have_count(3)
    steps.press(page, "play_together")
    page.wait_for_function("[...document.querySelectorAll('video')].every(v => !v.paused && v.currentTime > 0.2)")
    rate_all(page, folder, group_id, (5, 3, 4))
    expect(steps.widget(page, "side_by_side")).to_contain_text("This model won 2 of 2 comparisons (100 %)")
    with database.reading(seeds.open_studio(folder)) as session:
        won = ratings.win_rates(session)
    assert [(won[model].wins, won[model].duels) for model in MODELS] == [(2, 2), (0, 2), (1, 2)]
    page.reload()
    studio.settle(page)
    expect(steps.widget(page, "side_by_side")).to_contain_text("This model won 2 of 2 comparisons (100 %)")


def ask_three_models(page: Page, prompt: str) -> None:
    """By the form: one is chosen, the others are compared with, and the whole price is agreed to."""
    steps.choose_model(page, "Luma Ray 2")
    steps.write_prompt(page, prompt)
    for label in ("Runway Gen-4.5", "Google Gemini Omni 1.2 Flash"):
        steps.widget(page, "also").get_by_role("combobox").fill(label)  # the list stays open after a choice
        page.get_by_role("option", name=label).first.click()
        studio.settle(page)
    page.keyboard.press("Escape")  # closes the list
    steps.press(page, "generate")
    for label in ("Luma Ray 2", "Runway Gen-4.5", "Google Gemini Omni 1.2 Flash"):
        expect(page.get_by_role("dialog")).to_contain_text(label)
    expect(page.get_by_role("dialog")).to_contain_text("$1.66")
    steps.press(page, "accept_price")
    expect(page.get_by_text("Queued on Luma Ray 2 and Runway Gen-4.5")).to_be_visible()


def rate_all(page: Page, folder: Path, group_id: str, stars: tuple[int, ...]) -> None:
    """One click after the other, faster than the page is drawn."""
    with database.reading(seeds.open_studio(folder)) as session:
        clips = [entry.asset.id for entry in library.of_group(session, group_id)]
    for clip, count in zip(clips, stars, strict=True):
        steps.widget(page, f"compare_stars_{clip}").get_by_role("radio").or_(
            steps.widget(page, f"compare_stars_{clip}").get_by_role("button")
        ).nth(count - 1).click()
    until(lambda: tuple(rating_of(folder, clip) for clip in clips) == stars)


def rating_of(folder: Path, clip: str) -> int | None:
    with database.reading(seeds.open_studio(folder)) as session:
        return library.get(session, clip).asset.rating


@pytest.fixture
def new_form(folder: Path) -> None:
    """What an earlier journey left in the form, other models above all, is gone."""
    with database.writing(seeds.open_studio(folder)) as session:
        saved_settings.forget(session, "draft.create")


@pytest.mark.usefixtures("new_form")
def test_a_filtered_prompt_is_rewritten_and_its_second_try_becomes_a_clip(visit: Open, address: str, sandbox: str):
    set_fault(
        sandbox, on="submit", what="failed", reason="Advanced prompt moderation failed", times=None, match="blood"
    )
    page = visit(address)
    steps.choose_model(page, "Luma Ray 2")
    steps.write_prompt(page, "A knight covered in blood crosses a bridge")
    generate(page)
    refused = page.locator("[class*='st-key-ended_']").filter(has_text="covered in blood")
    expect(refused).to_contain_text("Filtered", timeout=steps.MADE_WITHIN_MS)
    expect(refused).to_contain_text("Not charged.")
    refused.get_by_role("button", name="Rewrite the prompt").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("del")).to_have_text("covered in blood")
    expect(dialog.locator("textarea")).to_have_value("A knight covered in red paint crosses a bridge")
    page.wait_for_timeout(2500)  # the live list looks again meanwhile
    steps.press(page, "use_rewritten")
    expect(steps.widget(page, "prompt").locator("textarea")).to_have_value(
        "A knight covered in red paint crosses a bridge"
    )
    expect(dialog).to_have_count(0)
    generate(page)
    card = page.locator("[class*='st-key-card_']").filter(has_text="covered in red paint")
    expect(card.get_by_role("button", name="Play")).to_be_visible(timeout=steps.MADE_WITHIN_MS)
    expect(refused).to_have_count(0)


def generate(page: Page) -> None:
    """And agree to the price."""
    steps.press(page, "generate")
    steps.press(page, "accept_price")
    expect(page.get_by_text("Queued on Luma Ray 2").first).to_be_visible()


def test_an_unclear_one_is_queued_again_only_after_a_warning(visit: Open, address: str, folder: Path):
    with database.writing(seeds.open_studio(folder)) as session:
        seeds.under_way(session, seeds.brief(1, "luma:ray-2"), seeds.State.UNCLEAR)
        one = generations.list_unclear(session)[0].id
    page = visit(f"{address}/library")
    page.get_by_text("One generation waits for your decision").click()
    warning = page.get_by_test_id("stPopoverBody")

    def is_asked() -> bool:
        if not warning.is_visible():  # what is drawn anew just when it is pressed does not open
            steps.widget(page, f"ask_not_accepted_{one}").get_by_role("button").first.click()
            page.wait_for_timeout(500)
        return warning.is_visible()

    until(is_asked)
    page.wait_for_timeout(7000)  # the strip looks again meanwhile, and the question stays
    expect(warning).to_contain_text("you pay twice: $0.71 each time")
    warning.get_by_role("button", name="Yes: it was not accepted").click()
    expect(page.get_by_text("One generation waits for your decision")).to_have_count(0)
    with database.reading(seeds.open_studio(folder)) as session:
        assert generations.get(session, one).state != seeds.State.UNCLEAR
