"""Secrets of every kind are planted and used, well and badly. Then all that the studio shows, sends, writes and keeps is searched."""

import csv
import io
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import loopback, processes
from tests.e2e import steps, studio
from tests.e2e.planted import Pile, Planted, forms_of
from tests.patience import until

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(900)]

SAVED, RUNWAY, PASSWORD = "planted-saved+key/4711-abcd", "planted-runway+key/0815-wxyz", "planted-password-2323"
STUDIO, LOGIN = "planted-studio-secret-1234567", "planted-login-secret-7654321"
MARKER = "A planted paper boat"  # in every prompt: what the search has to find
MODELS = {"luma:ray-2": SAVED, "runway:gen4.5": RUNWAY}
SECTIONS = ("Providers", "Writers", "Budgets", "Defaults", "Notifications", "Access")
AT_WORK = {"STUDIO_LOG_LEVEL": "DEBUG", "STUDIO_AUTOMATIC_RETRIES": "0"}
ENDED = ("succeeded", "failed", "cancelled", "unclear")


@pytest.fixture(scope="module")
def planted(browser: Browser, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    """After everything has been done that uses a secret or tells of one."""
    outside = tmp_path_factory.mktemp("outside")
    log = outside / "log"
    with (
        processes.sandbox(outside / "sandbox", "--seconds", "1") as sandbox,
        loopback.listening() as receiver,
        studio.running(folder, log, **(own := environment(folder, sandbox))) as address,
    ):
        here = Planted(address, sandbox, processes.surroundings() | own, log, browser, receiver)
        make_token(here)
        save_and_test(here)
        jobs = generate(here)
        look_everywhere(here, jobs)
        ask_everything(here, jobs)
        run_commands(here, outside)
        here.take_what_is_kept()
        here.pile.add("notices", json.dumps(receiver.got))
        here.client.close()
        yield here


def environment(folder: Path, sandbox: str) -> dict[str, str]:
    limits = {f"{name}_{what}": "100" for name in ("LUMA", "RUNWAY") for what in ("MAX_RUNNING", "CREATES_PER_MINUTE")}
    secrets = {"RUNWAY_API_KEY": RUNWAY, "STUDIO_SECRET_KEY": STUDIO, "OIDC_CLIENT_SECRET": LOGIN}
    addresses = {"LUMA_BASE_URL": f"{sandbox}/dream-machine/v1", "RUNWAY_BASE_URL": sandbox}
    return limits | secrets | addresses | {"STUDIO_DATA": str(folder), **AT_WORK}


# -- what is done -----------------------------------------------------------------------------------------


def make_token(here: Planted) -> None:
    """Not listened to: this is the moment in which the token is shown."""
    page = here.browser.new_page()
    page.goto(f"{here.address}/settings?section=Access")
    steps.widget(page, "token_name").locator("input").fill("Nightly")
    steps.press(page, "save_token")
    shown = steps.widget(page, "token_made").locator("code").first
    expect(shown).to_contain_text("dailies_")
    here.token = shown.inner_text().strip()
    steps.press(page, "take_token")
    expect(page.get_by_text("not used yet")).to_be_visible()
    page.close()


def save_and_test(here: Planted) -> None:
    here.receiver.answers = [401, 200]
    here.look("settings", save_key)
    here.look("settings?section=Notifications", lambda page: save_receiver(page, here.receiver))
    for key in (SAVED, RUNWAY):
        here.fault(on="credits", **refusal(key))
    here.look("settings", ask_both)


def refusal(key: str, code: int = 401) -> dict[str, Any]:
    """A provider that repeats what it was shown, in many ways."""
    told = [f"Not this key: {form.decode()}" for form in forms_of(key).values()]
    said = f"Authorization: Bearer {key}. {' '.join(told)}"
    return {"what": "status", "code": code, "body": {"detail": said, "error": said}}


def save_key(page: Page) -> None:
    box = steps.widget(page, "luma")
    box.get_by_text("Add a key").click()
    steps.give_key(page, "Key", SAVED, "Save the key")
    expect(box).to_contain_text("Not tested yet")
    studio.settle(page)
    box.get_by_role("button", name="Test connection").click()
    expect(box).to_contain_text("Luma accepts the key")


def save_receiver(page: Page, receiver: loopback.Loopback) -> None:
    steps.give_key(
        page,
        "Address of a service, or https:// of a webhook",
        receiver.address(user=f"ada:{PASSWORD}@"),
        "Save the address",
    )
    for answer in ("It refuses us (HTTP 401)", "It took the notice"):
        page.get_by_role("button", name="Send a test").click()
        expect(page.get_by_text(answer).first).to_be_visible(timeout=20_000)


def ask_both(page: Page) -> None:
    for name in ("luma", "runway"):
        steps.widget(page, name).get_by_role("button", name="Test connection").click()
        expect(steps.widget(page, name)).to_contain_text("does not accept")


def generate(here: Planted) -> Mapping[str, str]:
    """Generations that succeed, that fail in many ways while the provider repeats the key, and two that are cancelled."""
    jobs: dict[str, str] = {}
    for model, key in MODELS.items():
        for name, fault in troubles(key).items():
            here.fault(match=f"{model} {name}", **fault)
        here.fault(on="cancel", match=f"{model} stays", **refusal(key, 500))
        for name in ("good", *troubles(key)):
            asked = {"prompt": f"{MARKER}: {model} {name}", "model": model}
            jobs[f"{model} {name}"] = here.ask("POST", "/videos/generate", json=asked).json()["jobs"][0]["id"]
    for model in MODELS:
        job = jobs[f"{model} stays"]
        until(lambda job=job: here.state(job) == "running")
        here.ask("POST", f"/videos/jobs/{job}/cancel")
    until(lambda: all(here.state(job) in ENDED for job in jobs.values()))
    return jobs


def troubles(key: str) -> Mapping[str, dict[str, Any]]:
    return {
        "refused": {"on": "submit", **refusal(key)},
        "wrong": {"on": "submit", **refusal(key, 400)},
        "broken": {"on": "submit", **refusal(key, 500)},
        "shaky": {"on": "check", **refusal(key, 500)},
        "fails": {"on": "submit", "what": "failed", "reason": refusal(key)["body"]["error"]},
        "gone": {"on": "download", **refusal(key, 403)},
        "stays": {"on": "submit", "what": "never"},
    }


# -- where it is looked -----------------------------------------------------------------------------------


def look_everywhere(here: Planted, jobs: Mapping[str, str]) -> None:
    """Every page, every section, the player of a clip that came of it; what is downloaded there."""
    here.look("")
    here.look("library")
    here.look("analytics")
    here.look("movies")
    made = here.ask("GET", f"/videos/jobs/{jobs['luma:ray-2 good']}/status").json()
    here.look(f"library?clip={made['asset_id']}", lambda page: page.get_by_text("History", exact=True).click())
    here.look(f"board?family={made['asset_id']}")
    for section in SECTIONS:
        here.look(f"settings?section={section}")
    here.look("settings?section=Audit", lambda page: here.pile.add("CSV", downloaded(page, "audit_csv")))
    here.look("settings?section=Doctor", lambda page: here.pile.add_zip("bundle", downloaded(page, "bundle")))


def downloaded(page: Page, key: str) -> bytes:
    with page.expect_download() as download:
        steps.press(page, key)
    return Path(download.value.path()).read_bytes()


def ask_everything(here: Planted, jobs: Mapping[str, str]) -> None:
    """Every address that is read, of each generation; and what is wrong, with a key where none belongs."""
    ended = [job for job in jobs.values() if here.state(job) != "unclear"]  # the stream of another goes on and on
    for path, ways in here.ask("GET", "/openapi.json").json()["paths"].items():
        if "get" in ways:
            for job in ended if "{job_id}" in path else ("",):
                here.ask("GET", path.format_map(defaultdict(lambda: "unknown", job_id=job, model_id="luma:ray-2")))
    here.ask("GET", "/docs")
    for key in (SAVED, RUNWAY, STUDIO):
        here.ask("POST", "/videos/generate", json={"prompt": ""}, headers={"Authorization": f"Bearer {key}"})
        here.ask("POST", "/estimates", content=b"{", headers={"X-Api-Key": key})
        here.ask("GET", "/nothing-here", headers={"Cookie": f"key={key}"})
    here.ask("POST", "/videos/generate", json={"prompt": MARKER, "model": "luma:none", "takes": -1})
    here.ask("POST", f"/videos/jobs/{jobs['runway:gen4.5 good']}/retry")


def run_commands(here: Planted, outside: Path) -> None:
    here.run("doctor", "--bundle", str(outside / "bundle.zip"))
    here.run("backup", str(outside / "backup.zip"))
    for name in ("bundle", "backup"):
        here.pile.add_zip(f"{name} of the command", (outside / f"{name}.zip").read_bytes())


# -- what is found ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("secret", [SAVED, RUNWAY, PASSWORD, STUDIO, LOGIN])
def test_a_planted_secret_is_found_nowhere(planted: Planted, secret: str):
    assert planted.pile.search(secret) == []


def test_an_access_token_is_found_nowhere_once_it_was_shown(planted: Planted):
    assert planted.token.startswith("dailies_") and planted.pile.search(planted.token) == []


@pytest.mark.parametrize("form", forms_of(SAVED))
def test_the_search_finds_every_form(form: str):
    pile = Pile()
    pile.add("a page", b"before " + forms_of(SAVED)[form] + b" after")
    assert f"{form} in a page" in pile.search(SAVED)


def test_the_search_has_seen_all_that_it_should(planted: Planted):
    """What was asked for is found where it belongs; so a key would have been found there too."""
    seen = {place.removeprefix("plain in ") for place in planted.pile.search(MARKER)}
    assert {"html ", "html library", "frames ", "frames library", "REST GET /videos/jobs"} <= seen
    assert {"file studio.db", "table generation", "backup of the command: studio.db"} <= seen
    places = {where for where, what in planted.pile.found if len(what) > 10}
    assert {"log", "CSV", "bundle: calls.json", "bundle of the command: doctor.json", "notices"} <= places
    assert {"command doctor", "command backup", *(f"html settings?section={name}" for name in SECTIONS)} <= places


def test_the_providers_have_repeated_the_keys(planted: Planted):
    """In what is written, each time without the key."""
    told = {where for where, what in planted.pile.found if b"Not this key" in what}
    assert {"table generation", "html ", "REST GET /videos/jobs", "bundle: endings.json"} <= told


def test_the_audit_list_holds_every_use(planted: Planted):
    told = next(what for where, what in planted.pile.found if where == "CSV").decode()
    lines = [line for line in csv.DictReader(io.StringIO(told)) if SAVED[-4:] in line["about"]]
    deeds = Counter(line["deed"] for line in lines)
    assert deeds["key saved"] == 1 and deeds["key tested"] == 2
    assert deeds["key used"] == len(troubles(SAVED)) + 1, "once for each that was submitted"
    assert "token made" in told and "receiver changed" in told
