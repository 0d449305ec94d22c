"""Who may import whom. The list below is the rule; what follows proves that the tree keeps it."""

import ast
import subprocess
import sys
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from studio.settings import ROOT
from tests.source_tree import Tree, imported_at_start, is_inside, modules_of, own_imports, owner, uses

# A part imports parts below it and on its own line, never above. A bar stands between strangers.
LAYERS = """
    app                                       # the front door: nothing imports it
    pages __main__ server headers                     # people, and what they start
    commands                                  # what the command line can do
    ui | api                                  # two doors, strangers to each other
    waiting workshop support visitors backup           # the studio at work in one process; what to hand to helpers; a copy of it
    health metrics                            # what the doctor looks at; what a monitor counts
    engine                                    # moves things while nobody watches
    alerts                                    # what somebody should know of: the engine looks, so they lie below it
    productions boards analytics              # what is made of clips, what is asked about them
    orders outlook offers batch               # what is asked for, how it stands, what one can do next
    share_links                               # who may watch without a login
    tunes                                     # music that is made here, to become a sound of the library
    speeches                                  # what a voice has said: with its price, and the key that was used for it
    writings                                  # what writers were asked: with its price, and the answer until somebody takes it
    generations moves library ratings presets charges estimates audit access keys budgets saved_settings reach notices receivers tallies
    balances engines                          # what is left at the providers: told where keys are tested; which engines live
    ledger                                    # its lines, and what they come to
    database migrations vault                 # a session; a key. Above: one module per noun
    tables | providers writers voices | notifier webhooks # what is stored; who makes; who tells people; strangers to each other
    logs settings secret_key signed_addresses files archive media             # this machine
    brief
    errors redaction words money
    studio                                    # its version
"""
# The sandbox stands alone: these it imports, and those start it (as tests do).
SANDBOX_IMPORTS = ["sandbox", "media", "brief", "errors", "studio"]
SANDBOX_IS_STARTED_BY = ["sandbox", "commands"]


@dataclass(frozen=True)
class OnlyIn:
    """What stands in a few places and nowhere else. `names` are packages, or single things in them."""

    what: str
    names: tuple[str, ...]
    places: tuple[str, ...]
    but: tuple[str, ...] = ()

    def is_kept(self, module: str, used: str) -> bool:
        is_meant = is_inside(used, self.names) and not is_inside(used, self.but)
        return not is_meant or is_inside(module, self.places)


def studio(parts: str) -> tuple[str, ...]:
    return tuple(f"studio.{part}" for part in parts.split())


ABSENCES = [
    OnlyIn("streamlit", ("streamlit", "streamlit_agraph"), ("app", "pages", "studio.ui")),
    OnlyIn("fastapi", ("fastapi",), studio("api sandbox")),
    OnlyIn(
        "a provider's SDK or an HTTP client",
        (
            "lumaai",
            "luma_agents",
            "runwayml",
            "google",
            "openai",
            "httpx",
            "httpx2",
            "httpcore",
            "requests",
            "aiohttp",
            "urllib3",
            "urllib.request",
            "http.client",
        ),
        # the last tells a program of a notice: no SDK does that
        studio("providers writers voices media.fetch webhooks"),
    ),
    OnlyIn("Apprise", ("apprise",), studio("notifier")),
    OnlyIn("the Prometheus client", ("prometheus_client",), studio("metrics")),
    OnlyIn(
        "av or a child process",
        ("av", "subprocess", "multiprocessing", "os.fork", "os.system", "os.popen", "os.posix_spawn", "os.execv"),
        # the two before the last render; pg_dump is a program
        studio("media providers.animatic sandbox.clips backup.postgres"),
    ),
    OnlyIn(
        "a query",  # so none in a page, a router or a provider; a session may be named to hand it on
        ("sqlmodel", "sqlalchemy"),
        studio(
            "tables database migrations vault ledger generations moves library tunes ratings presets audit access "
            "keys budgets saved_settings reach notices receivers tallies balances engines share_links speeches "
            "writings.charging writings.kept_answers"
        )
        + studio("productions boards analytics alerts engine health metrics support backup"),
        but=("sqlmodel.Session",),
    ),
    OnlyIn("a kind of line of the ledger", ("studio.tables.LineKind",), studio("ledger")),
    OnlyIn(
        "a sleep",  # so none below the engine, and none on a page
        ("time.sleep", "asyncio.sleep"),
        ("app", *studio("commands server workshop api engine sandbox")),
    ),
]
# imported where they are used: start-up is measured
HEAVY = {
    "lumaai",
    "runwayml",
    "google.genai",
    "pandas",
    "av",
    "apprise",
    "openai",
    "fountain",
}


def test_every_part_has_its_place_in_the_list(tree):
    assert not (found := unplaced(tree)), in_lines(found)


def test_a_part_imports_only_what_lies_below_it(tree):
    assert not (found := wrong_ways(tree)), in_lines(found)


def test_what_belongs_in_one_place_stands_nowhere_else(tree):
    assert not (found := strays(tree)), in_lines(found)


def test_modules_do_not_import_each_other_in_a_circle(tree):
    assert not (found := circles(tree)), in_lines(found)


def test_every_module_opens_with_its_purpose(tree):
    assert not (found := unexplained(tree)), in_lines(found)


def test_pages_start_without_the_heavy_packages(tree):
    doors = [module for module in tree.values() if module.part in ("app", "pages", "ui")]
    used = {found.name for door in doors for name in imported_at_start(door) if (found := owner(name, tree))}
    on_the_path = sorted(name for name in used if name.startswith("studio."))
    assert on_the_path, "no page imports anything of the studio"
    script = f"import sys\nfor name in {on_the_path}: __import__(name)\nprint(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    assert HEAVY & set(loaded.split()) == set()


# The checks themselves, on a tree made up for it


WRONG = [
    ("studio/errors.py", "from studio import brief", "studio/errors.py:2 imports studio.brief, but errors lies below brief."),
    ("studio/library.py", "from .ui import cards", "studio/library.py:2 imports studio.ui.cards, but library lies below ui."),
    ("studio/ui/cards.py", "def f():\n  import studio.api", "studio/ui/cards.py:3 imports studio.api, but ui and api are strangers."),
    ("studio/library.py", "import studio.sandbox", "studio/library.py:2 imports studio.sandbox, but the sandbox stands alone."),
    ("studio/sandbox/luma.py", "import studio.library", "studio/sandbox/luma.py:2 imports studio.library, but the sandbox stands alone."),
    ("studio/shelf.py", "", "shelf is a new part: give it a place in LAYERS in tests/test_architecture.py."),
    ("studio/library.py", "import streamlit as st", "studio/library.py:2 uses streamlit: streamlit stands only in app, pages, studio.ui."),
    ("studio/library.py", "from google import genai", "studio/library.py:2 uses google.genai: a provider's SDK or an HTTP client stands"),
    ("studio/api/__init__.py", "import av.error", "studio/api/__init__.py:2 uses av.error: av or a child process stands only in"),
    ("studio/library.py", "import time as t\nt.sleep(1)", "studio/library.py:3 uses time.sleep: a sleep stands only in"),
    ("pages/create.py", "from sqlmodel import Session, select", "pages/create.py:2 uses sqlmodel.select: a query stands only in"),
    ("studio/brief.py", "import studio.brief", "A circle: studio.brief imports studio.brief."),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "sentence"), WRONG)
def test_a_wrong_import_is_found_and_named(small_tree, path, text, sentence):
    assert faults(modules_of(small_tree)) == []
    write(small_tree / path, f'"""Says what it is for."""\n{text}\n')
    assert any(fault.startswith(sentence) for fault in faults(modules_of(small_tree)))


def test_a_longer_circle_is_named_from_end_to_end(small_tree):
    write(small_tree / "studio/library.py", '"""The library."""\nfrom studio import estimates\n')
    write(small_tree / "studio/estimates.py", '"""Money."""\ndef later():\n    from studio.library import x\n')
    (fault,) = faults(modules_of(small_tree))
    assert "studio.estimates imports studio.library imports studio.estimates" in fault


def test_a_module_without_a_purpose_is_found(small_tree):
    write(small_tree / "studio/library.py", "SIZE = 1\n")
    assert faults(modules_of(small_tree)) == ["studio/library.py does not open with its purpose."]


@pytest.fixture(scope="module")
def tree() -> Tree:
    return modules_of(ROOT)


@pytest.fixture
def small_tree(tmp_path: Path) -> Path:
    for path in [
        "app",
        "pages/create",
        "studio/__init__",
        "studio/errors",
        "studio/brief",
        "studio/library",
        "studio/ui/cards",
    ]:
        write(tmp_path / f"{path}.py", '"""Says what it is for."""\n')
    for path in ["studio/api/__init__", "studio/sandbox/__init__", "studio/sandbox/luma"]:
        write(tmp_path / f"{path}.py", '"""Says what it is for."""\n')
    write(tmp_path / "studio/ui/__init__.py", "")
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


# The checks: each gives sentences, none when all is well


def in_lines(found: list[str]) -> str:
    return "\n".join(found)


def faults(tree: Tree) -> list[str]:
    return [*unplaced(tree), *wrong_ways(tree), *strays(tree), *circles(tree), *unexplained(tree)]


def layers() -> list[list[list[str]]]:
    """From top to bottom; each a list of groups that are strangers to each other."""
    lines = [line.partition("#")[0] for line in LAYERS.strip().splitlines()]
    return [[group.split() for group in line.split("|")] for line in lines]


PLACES = {
    part: (depth, side) for depth, line in enumerate(layers()) for side, group in enumerate(line) for part in group
}


def unplaced(tree: Tree) -> list[str]:
    new = {module.part for module in tree.values()} - PLACES.keys() - {"sandbox"}
    return [f"{part} is a new part: give it a place in LAYERS in tests/test_architecture.py." for part in sorted(new)]


def wrong_ways(tree: Tree) -> list[str]:
    return [
        f"{module.path}:{line} imports {target.name}, but {reason}."
        for module in tree.values()
        for target, line in own_imports(module, tree)
        if (reason := why_not(module.part, target.part))
    ]


def why_not(part: str, target: str) -> str:
    if "sandbox" in (part, target):
        is_fine = target in SANDBOX_IMPORTS if part == "sandbox" else part in SANDBOX_IS_STARTED_BY
        return "" if is_fine else "the sandbox stands alone"
    if part == target or part not in PLACES or target not in PLACES:
        return ""
    (depth, side), (target_depth, target_side) = PLACES[part], PLACES[target]
    if depth > target_depth:
        return f"{part} lies below {target}"
    is_strange = depth == target_depth and side != target_side
    return f"{part} and {target} are strangers" if is_strange else ""


def strays(tree: Tree) -> list[str]:
    """Once per module and rule."""
    found = {
        (
            module.name,
            rule.what,
        ): f"{module.path}:{line} uses {used}: {rule.what} stands only in {', '.join(rule.places)}."
        for module in tree.values()
        for used, line in reversed(list(uses(module)))
        for rule in ABSENCES
        if not rule.is_kept(module.name, used)
    }
    return sorted(found.values())


def circles(tree: Tree) -> list[str]:
    """The first one, if there is any."""
    graph = {module.name: {target.name for target, _ in own_imports(module, tree)} for module in tree.values()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [f"A circle: {' imports '.join(reversed(error.args[1]))}."]
    return []


def unexplained(tree: Tree) -> list[str]:
    """An empty file needs no words."""
    silent = [module for module in tree.values() if module.source.body and not ast.get_docstring(module.source)]
    return [f"{module.path} does not open with its purpose." for module in silent]
