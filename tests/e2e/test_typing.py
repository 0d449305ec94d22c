"""Words that are being typed stay where they are, whatever appears above them meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from studio import database as db
from studio import generations
from studio.brief import Brief
from studio.tables import Alert, AlertState, now
from tests.e2e import steps, studio
from tests.e2e.conftest import Open

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

WORDS = "A paper boat drifts down a street in the rain, past lit windows, under a bridge, and out to sea"


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with studio.running(folder) as address:
        yield address


def fire_an_alert(folder: Path) -> None:
    """By a rule that waits three minutes before it lets go."""
    database = db.connect(f"sqlite:///{folder / 'studio.db'}")
    alert = Alert(
        rule_id="busy",
        open_key="busy ",
        state=AlertState.FIRING,
        since=now(),
        fired_at=now(),
        value=20,
        threshold=10,
        sentence="The providers are busy.",
    )
    with db.writing(database) as session:
        session.add(alert)
    database.dispose()


def make_a_clip(folder: Path) -> None:
    """When it is made, the page draws itself anew."""
    database = db.connect(f"sqlite:///{folder / 'studio.db'}")
    with db.writing(database) as session:
        generations.queue(session, Brief(prompt="A lighthouse", model="animatic:storyboard", duration_s=10))
    database.dispose()


def test_a_prompt_survives_an_alert_that_appears_above_it(visit: Open, address: str, folder: Path):
    make_a_clip(folder)
    page = visit(address)
    expect(page.get_by_text("A lighthouse").first).to_be_visible()
    prompt = page.get_by_label("Prompt", exact=True).first
    prompt.click()
    prompt.press_sequentially(WORDS[:20])
    fire_an_alert(folder)
    prompt.press_sequentially(WORDS[20:], delay=30)
    expect(page.get_by_text("The providers are busy.")).to_be_visible(timeout=steps.MADE_WITHIN_MS)
    expect(prompt).to_have_value(WORDS)
