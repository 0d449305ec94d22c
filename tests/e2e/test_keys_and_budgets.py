"""A key's whole life and a budget's, by hand in a browser; what is typed as a key comes back from nowhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from studio import audit, database
from studio.tables import Deed
from tests import processes
from tests.e2e import seeds, steps, studio
from tests.e2e.conftest import Open

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

FIRST, SECOND = "planted-key-one-4711-abcd", "planted-key-two-0815-wxyz"


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with (
        processes.sandbox(None, "--seconds", "1") as sandbox,
        studio.running(folder, LUMA_BASE_URL=f"{sandbox}/dream-machine/v1") as address,
    ):
        yield address


def test_a_key_is_saved_tested_replaced_and_deleted_and_never_comes_back(visit: Open, folder: Path, address: str):
    page = visit(f"{address}/settings")
    sent = steps.listen(page)
    page.reload()
    studio.settle(page)
    box = steps.widget(page, "luma")
    box.get_by_text("Add a key").click()
    steps.give_key(page, "Key", FIRST, "Save the key")
    expect(box).to_contain_text("ends in abcd")
    box.get_by_role("button", name="Test connection").click()
    expect(box).to_contain_text("Luma accepts the key. Balance: $")
    html = page.content()
    box.get_by_role("button", name="Replace").click()
    steps.give_key(page, "The new key", SECOND, "Test and replace")
    expect(box).to_contain_text("ends in wxyz")
    page.reload()
    studio.settle(page)
    html += page.content()
    assert_nowhere(folder, sent, html)
    box.get_by_role("button", name="Delete").click()
    box.get_by_role("button", name="Delete the key").click()
    expect(box).to_contain_text("No key yet")
    assert_nowhere(folder, sent, html + page.content())


def assert_nowhere(folder: Path, sent: list[bytes], html: str) -> None:
    stored = b"".join(file.read_bytes() for file in folder.glob("studio.db*"))
    assert len(sent) > 3 and len(stored) > 1000
    for key in (FIRST, SECOND):
        assert key not in html and key.encode() not in stored
        assert not any(key.encode() in frame for frame in sent)


def test_a_budget_stops_a_queue_and_lets_it_through_once_it_is_raised(visit: Open, address: str):
    page = visit(f"{address}/settings")
    steps.widget(page, "luma").get_by_text("Add a key").click()
    steps.give_key(page, "Key", FIRST, "Save the key")
    page.get_by_role("radio", name="Budgets").or_(page.get_by_role("button", name="Budgets")).first.click()
    page.wait_for_url("**section=Budgets**")
    steps.widget(page, "budget_usd").locator("input").fill("0.5")
    steps.press(page, "add_budget")
    expect(page.get_by_text("$0.50 left of $0.50")).to_be_visible()
    steps.go_to(page, "Create")
    order(page)
    expect(steps.widget(page, "brief")).to_contain_text("would go over the budget for a day by $0.21")
    steps.press(page, "raise_budget")
    page.get_by_role("button", name="Change").click()
    page.locator("[class*='st-key-limit_'] input").fill("5")
    page.locator("[class*='st-key-save_limit_'] button").click()
    expect(page.get_by_text(re.compile(r"\$5\.00 left of \$5\.00"))).to_be_visible()
    steps.go_to(page, "Create")
    order(page)
    expect(page.get_by_text("Queued on Luma Ray 2")).to_be_visible()


def order(page: Page) -> None:
    steps.choose_model(page, "Luma Ray 2")
    steps.write_prompt(page, "A red kite over the harbour")
    page.keyboard.press("Control+Enter")
    steps.press(page, "accept_price")


def test_the_audit_list_is_downloaded_and_that_is_noted(visit: Open, folder: Path, address: str):
    with database.writing(seeds.open_studio(folder)) as session:
        audit.note(session, "ada", Deed.LOGIN)
    page = visit(f"{address}/settings?section=Audit")
    with page.expect_download() as download:
        steps.press(page, "audit_csv")
    text = Path(download.value.path()).read_text()
    assert text.startswith("at,who,deed,about,sentence") and ",export," in text
    assert FIRST not in text and SECOND not in text
