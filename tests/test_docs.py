"""What the pages for people say is true: settings, commands, make targets and files are there under those names."""

import ast
import os
import re
from pathlib import Path

import pytest
from pydantic import AliasChoices
from typer.main import get_group

from studio.__main__ import app
from studio.receivers import TYPES
from studio.settings import ROOT, Settings
from studio.tables import News
from tests.api.test_metrics import NAMES
from tests.test_architecture import PLACES

OF_DOCS = [
    f"docs/{name}.md" for name in ("movies", "rest", "sharing", "keeping", "watching", "writers", "voices", "words")
]
ON_TOP = [f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG", "DECISIONS")]
GUIDES = [*ON_TOP, "studio/README.md", "data/README.md", *OF_DOCS]
PACKAGES = sorted(path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "studio").rglob("__init__.py"))
EXAMPLE = (ROOT / ".env.example").read_text()

CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
SETTING = re.compile(r"^#?(?P<name>[A-Z_]+)=(?P<value>.*)$", re.MULTILINE)
# A file or a folder that a package tells of; and one line of the map, which tells of a part.
INSIDE = re.compile(r"`(\w+(?:\.py|/))`|^ {4}(\w+(?:\.py|/)) ", re.MULTILINE)
PART = re.compile(r"^ {4}(\w+)(?:\.py|/) +\w", re.MULTILINE)
# A word in backticks is a path when it has a slash, or ends as our files do.
PATH = re.compile(r"`(?P<path>[\w.-]+(?:/[\w.-]+)+/?|[\w.-]+/|[\w-]+\.(?:py|md|toml|txt|sh)|Makefile|\.env\.example)`")


def environment_names() -> set[str]:
    """What each setting is called in the environment: the first name, where it has several."""
    aliases = [field.validation_alias for field in Settings.model_fields.values()]
    return {str(alias.choices[0]) for alias in aliases if isinstance(alias, AliasChoices)}


def test_the_example_names_every_setting_and_no_other():
    assert {found["name"] for found in SETTING.finditer(EXAMPLE)} == environment_names()


def test_the_example_shows_what_holds_anyway(tmp_path, monkeypatch):
    for name in os.environ.keys() & environment_names():
        monkeypatch.delenv(name)
    monkeypatch.chdir(ROOT)
    taken = tmp_path / "taken.env"
    taken.write_text(re.sub(r"^#(?=[A-Z_]+=)", "", EXAMPLE, flags=re.MULTILINE))
    shown, held = Settings(_env_file=taken), Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
    assert shown == held


def test_every_setting_of_the_example_is_explained():
    lines = EXAMPLE.splitlines()
    starts = [
        number for number, line in enumerate(lines) if SETTING.match(line) and not SETTING.match(lines[number - 1])
    ]
    assert [lines[number] for number in starts if not lines[number - 1].startswith("# ")] == []


@pytest.mark.parametrize("guide", GUIDES)
def test_make_targets_that_a_guide_names_exist(guide):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {target for code in code_of(guide) for target in re.findall(r"\bmake ([a-z]+)", code)}
    assert named - targets == set()


@pytest.mark.parametrize("guide", GUIDES)
def test_commands_that_a_guide_names_exist(guide):
    commands = set(get_group(app).commands)
    named = {command for code in code_of(guide) for command in re.findall(r"python -m studio ([a-z][a-z-]*)", code)}
    assert named - commands == set()


@pytest.mark.parametrize("guide", GUIDES)
def test_files_that_a_guide_names_exist(guide):
    folder = (ROOT / guide).parent
    named = {found["path"] for found in PATH.finditer((ROOT / guide).read_text())}
    assert [path for path in sorted(named) if not is_there(path, folder)] == []


def is_there(path: str, folder: Path) -> bool:
    """From the top of the repository, or from where the guide lies; a bare name anywhere below. What runs leave need not be there."""
    if path.startswith((".venv/", "data/", "media/", "prompts/", "cuts/", "animatic/")):
        return True
    places = [ROOT / path, folder / path, *([] if "/" in path else (ROOT / "studio").rglob(path))]
    return any(place.exists() for place in places)


def code_of(guide: str) -> list[str]:
    return CODE.findall((ROOT / guide).read_text())


def test_the_map_has_every_part_from_top_to_bottom_as_imports_go():
    *parts, last = PART.findall((ROOT / "studio/README.md").read_text())
    assert (sorted(parts), last) == (sorted(PLACES.keys() - {"studio"}), "sandbox")
    assert parts == sorted(parts, key=lambda part: PLACES[part][0])


@pytest.mark.parametrize("package", PACKAGES)
def test_what_a_package_tells_of_is_in_it(package):
    folder = ROOT / package
    told = ast.get_docstring(ast.parse((folder / "__init__.py").read_text())) or ""
    named = map("".join, INSIDE.findall(told))
    assert [name for name in named if not (folder / name).exists() and not (folder.parent / name).exists()] == []


def test_every_part_of_the_decisions_is_named_on_top():
    text = (ROOT / "DECISIONS.md").read_text()
    names = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert re.findall(r"\[([^]]+)]\(#([a-z-]+)\)", text.partition("\n## ")[0]) == [
        (name, anchor(name)) for name in names
    ]


def anchor(heading: str) -> str:
    """Where a forge puts a heading."""
    return re.sub(r"[^a-z -]", "", heading.lower()).replace(" ", "-")


def test_the_guide_to_metrics_has_every_name_and_no_other():
    named = {
        name.removesuffix("_total") for name in re.findall(r"`(dailies_\w+)`", (ROOT / "docs/watching.md").read_text())
    }
    assert named == NAMES.keys()


def test_the_guide_to_webhooks_has_every_type():
    guide = (ROOT / "docs/watching.md").read_text()
    types = [name for name in TYPES.values() if name != TYPES[News.ALERT]]
    assert [name for name in (*types, "alert.firing", "alert.ok", "test") if f"`{name}`" not in guide] == []
