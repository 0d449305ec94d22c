"""A shared studio: people log in, a viewer looks and cannot spend, a maker can; without login nothing is shown or handed out."""

import json
import shlex
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import processes
from tests.e2e import steps, studio
from tests.e2e.conftest import Open
from tests.ports import free_port

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

ADA, BOB = "ada@example.org", "bob@example.org"


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """A studio that asks who one is; who comes second is a viewer."""
    port = free_port()
    metadata = f"http://127.0.0.1:{port}/.well-known/openid-configuration"
    environment = {"STUDIO_ACCESS": "oidc", "OIDC_METADATA_URL": metadata, "OIDC_CLIENT_ID": "dailies"}
    environment |= {"OIDC_CLIENT_SECRET": "a-secret", "STUDIO_NEWCOMERS": "viewer"}
    with (
        processes.running(["-m", "tests.e2e.login_provider", str(port)], metadata),
        studio.running(folder, **environment) as address,
    ):
        yield address


def log_in(page: Page, address: str, person: str) -> Page:
    page.goto(address)
    steps.press(page, "log_in")
    page.get_by_role("link", name=person).click()
    page.wait_for_url(f"{address}/**")
    studio.settle(page)
    return page


def test_a_stranger_sees_the_way_in_and_nothing_else(visit: Open, address: str):
    for path in ("", "board", "movies", "library", "analytics", "settings"):
        page = visit(f"{address}/{path}")
        expect(page.get_by_role("button", name="Log in")).to_be_visible()
        assert page.get_by_test_id("stSidebarNav").count() == 0 and page.locator("textarea").count() == 0


@pytest.mark.parametrize("path", ["/api/v1/videos/jobs", "/app/static/media/0190-0123456789ab.mp4"])
def test_a_stranger_is_handed_nothing(address: str, path: str):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address + path)
    with refused.value as answer:
        assert answer.code == 401 and answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_first_person_makes_and_the_second_only_looks(browser: Browser, address: str):
    ada = log_in(browser.new_context().new_page(), address, ADA)
    expect(steps.widget(ada, "visitor")).to_contain_text("admin")
    steps.write_prompt(ada, "A kite above the harbour")
    steps.choose_length(ada, 1)
    steps.press(ada, "generate")
    expect(ada.get_by_text("Queued on Animatic Cinematic")).to_be_visible()
    bob = log_in(browser.new_context().new_page(), address, BOB)
    expect(steps.widget(bob, "visitor")).to_contain_text("viewer")
    expect(bob.locator("textarea"), "a draft is one's own").to_have_value("")
    expect(ada.get_by_role("button", name="Play").first).to_be_visible(timeout=steps.MADE_WITHIN_MS)
    steps.go_to(bob, "Library")
    expect(bob.get_by_role("button", name="Play").first).to_be_visible()
    steps.go_to(bob, "Create")
    steps.write_prompt(bob, "A kite of my own")
    steps.press(bob, "generate")
    expect(bob.get_by_text("takes the role maker").first).to_be_visible()
    for page in (ada, bob):
        page.context.close()


def test_an_admin_makes_somebody_a_maker_whose_program_then_makes_a_clip(browser: Browser, address: str):
    bob = log_in(browser.new_context().new_page(), address, BOB)
    ada = log_in(browser.new_context().new_page(), address, ADA)
    ada.goto(f"{address}/settings?section=Access")
    studio.settle(ada)
    card = ada.locator("[class*='st-key-person_']").filter(has_text=BOB)
    card.get_by_role("combobox").click()
    ada.get_by_role("option", name="Maker: makes and spends").click()
    expect(ada.get_by_text("Role changed to maker")).to_be_visible()
    steps.go_to(bob, "Settings")
    expect(bob.get_by_text("for the admins of this studio")).to_be_visible()
    steps.widget(bob, "token_name").locator("input").fill("Nightly")
    steps.press(bob, "save_token")
    shown = steps.widget(bob, "token_made").locator("code").last
    expect(shown).to_contain_text("curl ")
    command = shown.inner_text()
    assert command.startswith(f"curl {address}/api/v1/videos/jobs -H 'Authorization: Bearer dailies_")
    assert "jobs" in json.loads(subprocess.check_output(shlex.split(command), timeout=20))
    order = command.replace("jobs", "generate") + ' -H "Content-Type: application/json" -d \'{"prompt": "A kite"}\''
    answer = subprocess.check_output(shlex.split(order), timeout=20).decode()
    assert '"created_by":"bob@example.org"' in answer.replace(" ", ""), answer
    steps.press(bob, "take_token")
    expect(bob.get_by_text("dailies_")).to_have_count(0)
    card.get_by_role("button", name="Block").click()
    expect(card).to_contain_text("Blocked")
    refused = subprocess.run(
        [*shlex.split(command), "-s", "-w", "%{http_code}"], capture_output=True, text=True, timeout=20
    )
    assert refused.stdout.endswith("401")
    card.get_by_role("button", name="Let in again").click()
    for page in (ada, bob):
        page.context.close()


def test_who_has_logged_out_is_out_with_the_old_cookie_too(browser: Browser, address: str):
    page = log_in(browser.new_context().new_page(), address, ADA)
    kept = page.context.cookies()
    steps.press(page, "log_out")
    expect(page.get_by_role("button", name="Log in")).to_be_visible(timeout=20_000)
    thief = browser.new_context()
    thief.add_cookies(kept)  # pyright: ignore[reportArgumentType]
    shown = thief.new_page()
    shown.goto(address)
    expect(shown.get_by_role("button", name="Log in")).to_be_visible(timeout=20_000)
    for context in (page.context, thief):
        context.close()
