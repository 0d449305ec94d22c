"""Whatever is typed into whatever field of whatever page: a sentence or nothing, shown letter by letter, and never run."""

import ast
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine as Database
from sqlmodel import Session, col, func, select
from streamlit.testing.v1 import AppTest

from studio import access, database, generations, keys, library, presets, receivers, saved_settings
from studio.access import OWNER
from studio.brief import Brief, State
from studio.settings import load
from studio.tables import Access, Asset, Generation
from studio.ui.movies import starting, strip
from studio.ui.words import literal
from tests.e2e import movies
from tests.pages.conftest import PAGES, Open
from tests.pages.shown import words

LONGEST_ADDRESS = 254  # of a person
TEXTS = {
    "html": "<img src=x onerror=alert(1)><script>alert(1)</script>",
    "markdown": "![x](https://evil.example/a.png) [x](https://evil.example)",
    "directives": ":red[bad] $x^2$ :material/delete: **b** <http://evil.example>",
    "a path": "../../etc/passwd",
    "a formula with quotes": "=cmd|'/C calc'!A0\"; DROP TABLE asset; --",
    "controls": "a\x00b\x1b[31mc\x07\x7f d\u202egpj.exe\u2066e\u200b",
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466" * 8,
    "a long word": "W" * 5000,
    "a megabyte": "A <b>boat</b> " * 75_000,
}
RAW = re.compile(r"(?<!\\)(<img|<script|<b>|<http)|\[x\]\(|:red\[bad|(?<!\\)\$x\^|:material/delete: \*\*b")
SHOWN_AS_IT_IS = ("code", "text", "arrow_data_frame", "text_input", "text_area")  # no Markdown in their bodies


def _sections(page: str) -> list[str]:
    """As the page lists them: to import a page would draw it."""
    tree = ast.parse((PAGES / f"{page}.py").read_text())
    [listed] = [
        node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SECTIONS"
    ]
    names = listed.keys if isinstance(listed, ast.Dict) else listed.elts if isinstance(listed, ast.List) else []
    return [ast.literal_eval(name) for name in names if name]


PLACES = [
    ("create", {}),
    ("board", {}),
    ("movies", {}),
    ("library", {}),
    *((page, {"section": name}) for page in ("analytics", "settings") for name in _sections(page)),
]
EVERYWHERE = pytest.mark.parametrize(
    ("name", "query"), PLACES, ids=[query.get("section", name) for name, query in PLACES]
)


def markdown(page: AppTest) -> Iterator[str]:
    """All that Markdown is made of: texts, and labels and hints of widgets."""
    for place in (page.main, page.sidebar):
        for node in place:
            proto = getattr(node, "proto", None)
            shown_as_it_is = node.type in SHOWN_AS_IT_IS or is_script_of_ours(str(getattr(proto, "body", "")))
            parts = ("label", "help") if shown_as_it_is else ("body", "label", "help")
            yield from (str(getattr(proto, part, "")) for part in parts)
    yield from (toast.value for toast in page.toast)


def is_script_of_ours(body: str) -> bool:
    """The one that brings the chosen scene into sight; nothing but the scene's id is put into it."""
    return re.sub(r"scene_[\w-]{36}'", "scene_%s'", body) == f"<script>{strip.INTO_SIGHT}</script>"


def require_harmless(page: AppTest) -> None:
    assert not page.exception, page.exception[0].message
    for text in markdown(page):
        assert not RAW.search(text), text[:500]
    assert not any(getattr(node.proto, "allow_html", False) for node in page.markdown)


def fill(page: AppTest, text: str) -> int:
    fields = [field for field in (*page.text_input, *page.text_area) if not field.disabled]
    for field in fields:
        field.set_value(text)
    return len(fields)


def buttons(page: AppTest) -> list[str]:
    """Those that take in what was typed."""
    return [one.key for one in page.button if one.key and one.key.startswith(("save_", "add_")) and not one.disabled]


def count(studio: Database) -> int:
    with database.reading(studio) as session:
        return session.exec(select(func.count(col(Generation.id)))).one()


@pytest.mark.slow
@EVERYWHERE
def test_every_field_takes_whatever_is_typed(visit: Open, studio: Database, name: str, query: dict[str, str]):
    page = visit(name, **query)
    for text in TEXTS.values():
        for key in buttons(page) or [None]:
            fill(page, text)
            require_harmless(page.button(key=key).click().run() if key else page.run())
    require_harmless(visit(name, **query))
    assert count(studio) == 0


@pytest.mark.slow
def test_a_movie_takes_whatever_is_typed(visit: Open, studio: Database):
    movie = movies.start(studio, movies.outline(2))
    page = visit("movies", movie=movie)
    for text in TEXTS.values():
        assert fill(page, text) >= 4
        require_harmless(page.run())
        if not page.button(key="generate_this").disabled:
            require_harmless(page.button(key="generate_this").click().run())
        require_harmless(page.button(key="open_versions").click().run())
        page.button(key="close_versions").click().run()
    require_harmless(visit("movies", movie=movie))
    require_harmless(visit("movies"))


@pytest.mark.parametrize("way", [starting.IDEA, starting.TEXT, starting.EMPTY])
def test_the_text_of_a_new_movie_is_taken_or_refused(visit: Open, way: str):
    for text in TEXTS.values():
        page = visit("movies").button(key="new_movie").click().run()
        page.segmented_control(key="new_movie_way").set_value(way).run()
        fill(page, text)
        for key in ("write_outline", "start_movie"):
            if key in [button.key for button in page.button]:
                page.button(key=key).click().run()
            require_harmless(page)


def test_the_walk_sees_what_it_looks_for(visit: Open):
    """So that it does not pass by seeing nothing."""
    assert [fill(visit(name, **query), "x") > 0 for name, query in PLACES].count(True) >= 6
    assert all(RAW.search(TEXTS[name]) for name in ("html", "markdown", "directives", "a megabyte"))
    assert not any(RAW.search(literal(text)) for text in TEXTS.values())


SHORT = [text for text in TEXTS.values() if len(text) < 100]


@pytest.fixture
def kept(studio: Database) -> list[str]:
    """Every hostile text as the name of whatever has one, and as the prompt of a clip. Returns the ids of the clips."""
    with database.writing(studio) as session:
        for number, text in enumerate(SHORT):
            access.make_token(session, text, Access.MAKER, OWNER)
            keys.save(session, "luma", f"luma-0123456789-{number}", "local", load(), text)
            receivers.save(session, text.replace("://", ""), "ntfy://my-studio", "local", load())
            presets.save(session, text[: presets.LONGEST_NAME], Brief(prompt=text))
        return [clip_of(session, text) for text in SHORT if "\x00" not in text]


def clip_of(session: Session, prompt: str) -> str:
    made = generations.queue(session, Brief(prompt=prompt))
    clip = Asset(name=f"{made.id}-0123456789ab.mp4", sha256="0" * 64, size_bytes=1, width=16, height=9)
    clip.generation_id = made.id
    library.add(session, clip)
    session.flush()
    made.state, made.asset_id = State.SUCCEEDED, clip.id
    return clip.id


def test_the_player_shows_a_prompt_letter_by_letter(visit: Open, kept: list[str]):
    for clip in kept:
        require_harmless(visit("library", clip=clip))
    require_harmless(visit("library", compare=",".join(kept[:4])))


@EVERYWHERE
def test_what_is_kept_is_shown_letter_by_letter(visit: Open, kept: list[str], name: str, query: dict[str, str]):
    require_harmless(visit(name, **query))


def test_names_are_kept_as_they_were_typed(studio: Database, kept: list[str]):
    with database.reading(studio) as session:
        names = {token.name for token in access.list_tokens(session, OWNER)}
    assert {TEXTS["html"], TEXTS["a path"]} < names


def test_pasted_rows_are_read_or_refused(visit: Open, studio: Database):
    page = visit("create").button(key="open_batch").click().run()
    for text in TEXTS.values():
        for pasted in (text, f"prompt\n{text}", f"prompt,model\nA boat,{text}", f'[{{"prompt": "{text}"}}]'):
            page.text_area(key="batch_text").set_value(pasted)
            require_harmless(page.run())
    assert count(studio) == 0


def test_a_hostile_prompt_is_priced_and_queued_or_refused(visit: Open, studio: Database):
    for text in TEXTS.values():
        page = visit("create")
        page.text_area(key="prompt").set_value(text).run()
        if not page.button(key="generate").disabled:
            page.button(key="generate").click().run()
        require_harmless(page)
    with database.reading(studio) as session:
        assert {TEXTS["html"], TEXTS["markdown"]} <= {one.prompt for one in generations.list_newest(session)}


NONSENSE = ["nonsense", "../../etc/passwd", "<img src=x>", "a\x00b", "a," * 500, "' OR 1=1", "[x](http://evil.example)"]


@pytest.mark.parametrize("value", NONSENSE)
def test_an_address_that_somebody_made_up_opens_a_page_all_the_same(visit: Open, value: str):
    for name, parameters in {
        "board": ("board", "family", "card", "page"),
        "library": ("clip", "compare", "search", "page", "sort", "kind"),
        "analytics": ("window", "days", "provider", "model", "call", "person", "section", "kind", "generation"),
        "movies": ("movie", "scene"),
        "settings": ("section",),
    }.items():
        for parameter in parameters:
            require_harmless(visit(name, **{parameter: value}))


# -- what is refused is said, and nothing of it is kept ---------------------------------------------------

REFUSED = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())


@REFUSED
def test_who_has_no_address_is_not_added(visit: Open, studio: Database, text: str):
    page = visit("settings", section="Access")
    page.text_input(key="new_person").set_value(text)
    page.button(key="save_person").click().run()
    assert "e-mail address" in words(page) and page.text_input(key="new_person").value == text[:LONGEST_ADDRESS]
    with database.reading(studio) as session:
        assert access.list_people(session) == []


@REFUSED
def test_what_is_no_address_of_a_service_is_not_saved(visit: Open, studio: Database, text: str):
    page = visit("settings")
    page.text_input(key="luma_base_url").set_value(text)
    page.button(key="save_luma").click().run()
    assert "Luma base url:" in words(page)
    with database.reading(studio) as session:
        assert saved_settings.changed(session) == set()
