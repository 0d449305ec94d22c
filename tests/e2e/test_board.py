"""A board in a real browser: from a prompt card to takes, on from their frames, through a reload and a killed server."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, Frame, Locator, Page, expect

from studio import database, generations
from studio.boards import cards, shelf
from studio.brief import Brief, State
from studio.tables import Card, CardKind, Generation
from tests.e2e import seeds, steps, studio
from tests.e2e.conftest import Open
from tests.patience import until
from tests.ports import free_port

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(600)]

HOSTILE = "</text><script>alert(1)</script><img src=x onerror=alert(1)>\"' **x** $x^2$"
# What Streamlit hands to the canvas, and when: the component itself tells nobody
LISTEN = """
    window.handed = [];
    window.addEventListener('message', event => {
        if (event.data && event.data.type === 'streamlit:render') window.handed.push(event.data.args.data);
    });
"""


def canvas(page: Page) -> Frame:
    page.wait_for_selector("iframe[src*=streamlit_agraph]")
    return next(frame for frame in page.frames if "streamlit_agraph" in frame.url)


def drawn(page: Page) -> dict[str, Any]:
    """What the canvas shows now."""
    frame = canvas(page)
    frame.wait_for_function("window.handed.length > 0")
    return json.loads(frame.evaluate("window.handed.at(-1)"))


def links(page: Page) -> set[tuple[str, str, str]]:
    """From, role, to; a card's name on the canvas has a number behind it."""
    named = (edge["id"].split(">") for edge in drawn(page)["edges"])
    return {(one, role, two) for one, role, two in named}


def on_board(folder: Path) -> list[Card]:
    with database.reading(seeds.open_studio(folder)) as session:
        [board] = shelf.list_shown(session)
        return list(cards.list_on(session, board.id))


def clips_on(folder: Path) -> list[Generation]:
    with database.reading(seeds.open_studio(folder)) as session:
        ids = [card.generation_id for card in on_board(folder) if card.kind == CardKind.CLIP]
        return [generations.get(session, id_ or "") for id_ in ids]


def wait_for_clips(folder: Path, many: int) -> None:
    def are_made() -> bool:
        made = clips_on(folder)
        return len(made) == many and all(one.state == State.SUCCEEDED for one in made)

    until(are_made, 120)


def choose(page: Page, card: Card) -> None:
    """As a link that somebody sent."""
    page.goto(f"{page.url.partition('?')[0]}?board={card.board_id}&card={card.id}")
    studio.settle(page)


def generate(page: Page, folder: Path, clips: int) -> None:
    """The chosen prompt card; its clip card is there at once."""
    steps.press(page, "generate_card")
    until(lambda: len(clips_on(folder)) == clips)


@pytest.fixture
def listening(visit: Open) -> Open:
    """A page that remembers what its canvas was handed."""

    def open_page(address: str) -> Page:
        page = visit(address)
        page.context.add_init_script(LISTEN)
        page.reload()
        studio.settle(page)
        return page

    return open_page


def test_from_a_prompt_card_to_a_chain_of_clips_through_a_reload_and_a_kill(listening: Open, folder: Path):
    port = free_port()
    with studio.serving(folder, port) as server:
        page = listening(f"http://127.0.0.1:{port}/board")
        steps.press(page, "start_board")
        steps.write_prompt(page, "A paper boat in the rain")
        steps.choose_length(page, 1)
        steps.widget(page, "takes").get_by_text("2", exact=True).click()
        studio.settle(page)
        canvas(page).evaluate("window.mark = 'the same canvas'")
        generate(page, folder, 2)
        wait_for_clips(folder, 2)
        prompt, one, two = on_board(folder)
        expect(
            page.get_by_text("Queued 2 takes on Animatic Cinematic").or_(steps.widget(page, "panel")).first
        ).to_be_visible()
        until(lambda: sum("webp" in text or "~" in text for text in [json.dumps(drawn(page))]) == 1)
        assert canvas(page).evaluate("window.mark") == "the same canvas", "it was updated in place"

        choose(page, one)
        steps.press(page, "continue_from_here")
        expect(steps.widget(page, "panel")).to_contain_text("Continues")
        generate(page, folder, 3)
        server.kill()
        server.wait()
    with studio.serving(folder, port):
        wait_for_clips(folder, 3)
        choose(page, two)
        steps.press(page, "end_as_last_frame")
        expect(steps.widget(page, "panel")).to_contain_text("Last frame")
        generate(page, folder, 4)
        wait_for_clips(folder, 4)
        page.reload()
        studio.settle(page)
        prompt, one, two, going_on, three, ending, four = on_board(folder)
        assert links(page) == {
            (prompt.id, "take", one.id),
            (prompt.id, "take", two.id),
            (one.id, "continues", going_on.id),
            (going_on.id, "take", three.id),
            (two.id, "last frame", ending.id),
            (ending.id, "take", four.id),
        }
        page.goto(f"http://127.0.0.1:{port}/board?family={clips_on(folder)[0].id}")
        studio.settle(page)
        expect(page.get_by_text("Family of")).to_be_visible()
        assert {role for _, role, _ in links(page)} == {"take", "continues", "last frame"}


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    with studio.running(folder, STUDIO_ENGINE="off") as address:
        yield address


def lonely(folder: Path, brief: Brief) -> Card:
    """One card on a board of its own: it stands in the middle of the canvas. All these boards have the same name."""
    with database.writing(seeds.open_studio(folder)) as session:
        board = shelf.make(session, "Alone")
        return cards.add_prompt(session, board.id, brief)


def at_rest(page: Page) -> Locator:
    """The canvas, once it is drawn and has come to rest."""
    expect(page.frame_locator("iframe[src*=streamlit_agraph]").locator("canvas")).to_be_visible()
    page.wait_for_timeout(1500)
    return page.locator("iframe[src*=streamlit_agraph]")


def test_a_click_chooses_a_card_and_a_second_one_after_it_was_closed(listening: Open, folder: Path, address: str):
    card = lonely(folder, seeds.brief(0))
    page = listening(f"{address}/board?board={card.board_id}")
    for _ in range(2):
        at_rest(page).click()
        expect(steps.widget(page, "prompt").locator("textarea")).to_have_value(seeds.PROMPTS[0])
        assert f"card={card.id}" in page.url
        steps.press(page, "close_panel")
        expect(steps.widget(page, "prompt")).to_have_count(0)
        studio.settle(page)


def test_a_prompt_of_html_and_script_does_nothing(listening: Open, folder: Path, address: str):
    card = lonely(folder, Brief(prompt=HOSTILE))
    page = listening(f"{address}/board?board={card.board_id}")
    dialogs: list[Dialog] = []
    opened: list[Page] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog))
    page.context.on("page", lambda other: opened.append(other))
    at_rest(page).dblclick()
    expect(steps.widget(page, "prompt").locator("textarea")).to_have_value(HOSTILE)
    [image] = [node["image"] for node in drawn(page)["nodes"] if node["shape"] == "image"]
    page.goto(f"{address}{image}")
    page.wait_for_timeout(500)
    assert dialogs == [] and opened == []
    assert page.locator("script").count() == 0 and page.locator("image").count() == 0


def test_progress_moves_on_the_card_and_choice_and_canvas_stay(listening: Open, folder: Path, address: str):
    card = lonely(folder, seeds.brief(0, "luma:ray-2"))
    with database.writing(seeds.open_studio(folder)) as session:
        [take] = cards.generate(session, card.id)
        seeds.set_under_way(session, generations.get(session, take.generation_id or ""), State.RUNNING)
    page = listening(f"{address}/board?board={card.board_id}&card={card.id}")
    before = drawn(page)
    canvas(page).evaluate("window.mark = 1")
    with database.writing(seeds.open_studio(folder)) as session:
        made = generations.get(session, take.generation_id or "")
        made.fraction = 0.8
        session.add(made)
    faces = {node["id"]: node.get("image") for node in before["nodes"]}
    name = f"{take.id}~0"

    def has_moved() -> bool:
        now = {node["id"]: node.get("image") for node in drawn(page)["nodes"]}
        return now[name] != faces[name] and now[f"{name}~below"] == faces[name]

    until(has_moved)
    assert canvas(page).evaluate("window.mark") == 1 and f"card={card.id}" in page.url
