"""What a person does in the browser, by the keys of the widgets."""

from contextlib import suppress

from playwright.sync_api import Locator, Page, TimeoutError, WebSocket, expect

from tests.e2e.studio import settle
from tests.patience import until

MADE_WITHIN_MS = 90_000
SOON_MS = 3000


def widget(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-{key}")


def press(page: Page, key: str) -> None:
    widget(page, key).get_by_role("button").click()


def write_prompt(page: Page, words: str) -> None:
    widget(page, "prompt").locator("textarea").fill(words)


def choose_model(page: Page, label: str) -> None:
    widget(page, "model").get_by_role("combobox").click()
    page.get_by_role("option", name=label).first.click()
    expect(widget(page, "brief")).to_contain_text(label.upper())
    settle(page)


def choose_length(page: Page, seconds: int) -> None:
    choose(page, widget(page, "duration_s"), f"{seconds} s")


def choose(page: Page, field: Locator, words: str) -> None:
    """A list that is drawn anew just when it is opened closes again, or takes no choice: it is opened once more, as a person would."""
    box, option = field.get_by_role("combobox"), page.get_by_role("option", name=words, exact=True)

    def is_chosen() -> bool:
        if not option.is_visible():
            box.click()
            page.wait_for_timeout(300)
        if option.is_visible():
            with suppress(TimeoutError):
                option.click(timeout=SOON_MS)
        settle(page)
        return box.input_value() == words

    until(is_chosen)


def go_to(page: Page, name: str) -> None:
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    settle(page)


def play_newest(page: Page) -> Locator:
    """Returns the player once it has a picture to show."""
    page.get_by_role("button", name="Play").first.click()
    video = page.locator("video")
    expect(video).to_be_visible()
    page.wait_for_function("document.querySelector('video').readyState >= 2")
    return video


def listen(page: Page) -> list[bytes]:
    """All that the server sends over the websockets that this page opens from now on."""
    sent: list[bytes] = []

    def hear(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: sent.append(frame.encode() if isinstance(frame, str) else frame))

    page.on("websocket", hear)
    return sent


def give_key(page: Page, label: str, key: str, press: str) -> None:
    page.get_by_role("textbox", name=label, exact=True).first.fill(key)
    page.get_by_role("button", name=press).first.click()
