"""What a person reads on a page."""

from typing import Any

from streamlit.testing.v1 import AppTest


def words(page: AppTest) -> str:
    """Every text on it, without the marks that keep Markdown literal."""
    elements = [*page.title, *page.subheader, *page.markdown, *page.caption, *page.text, *page.error, *page.success]
    buttons = [button.label for button in page.button]
    said = " ".join([*(str(element.value) for element in elements), *buttons, *(toast.value for toast in page.toast)])
    return said.replace("\\", "").replace("\u2060", "")


def keys(page: AppTest) -> set[str]:
    """Of every button that can be pressed."""
    return {button.key for button in page.button if button.key and not button.disabled}


def choice(page: AppTest, key: str) -> Any:
    """A widget that is a row of choices for one model and a list for another."""
    return page.get_by_key(key)


def videos(page: AppTest) -> list[Any]:
    return list(page.get("video"))
