"""Reads the studio's own source: its modules, and what each of them uses. For tests/test_architecture.py and its like."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Module:
    name: str  # studio.ui.cards, pages.create, app
    path: str
    source: ast.Module

    @property
    def part(self) -> str:
        """The first name below studio/, or the folder or file beside it."""
        top, *below = self.name.split(".")
        return below[0] if top == "studio" and below else top

    @property
    def package(self) -> list[str]:
        """Where its relative imports start."""
        parts = self.name.split(".")
        return parts if self.path.endswith("__init__.py") else parts[:-1]


Tree = dict[str, Module]


def modules_of(root: Path) -> Tree:
    paths = [*root.glob("app.py"), *root.glob("pages/*.py"), *root.glob("studio/**/*.py")]
    modules = [read(path, path.relative_to(root)) for path in sorted(paths)]
    return {module.name: module for module in modules}


def read(path: Path, place: Path) -> Module:
    name = ".".join(place.with_suffix("").parts).removesuffix(".__init__")
    return Module(name, place.as_posix(), ast.parse(path.read_text(encoding="utf-8"), place.as_posix()))


def uses(module: Module) -> Iterator[tuple[str, int]]:
    """What is imported, wherever it stands, and what is taken from it by name: `import os; os.fork()` uses os.fork too."""
    imported: dict[str, str] = {}
    for node in ast.walk(module.source):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                full = ".".join([*origin(node, module), alias.name])
                imported[alias.asname or alias.name] = full
                yield full, node.lineno
    for node in ast.walk(module.source):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in imported:
            yield f"{imported[node.value.id]}.{node.attr}", node.lineno


def origin(node: ast.Import | ast.ImportFrom, module: Module) -> list[str]:
    """What stands before an imported name: nothing for `import x`, studio.ui for `from . import x` in studio/ui/cards.py."""
    if isinstance(node, ast.Import):
        return []
    above = module.package[: len(module.package) - node.level + 1] if node.level else []
    return [*above, *(node.module.split(".") if node.module else [])]


def own_imports(module: Module, tree: Tree) -> Iterator[tuple[Module, int]]:
    """The modules of the studio that it uses."""
    for used, line in uses(module):
        if target := owner(used, tree):
            yield target, line


def owner(used: str, tree: Tree) -> Module | None:
    """The module a name comes from: studio.brief for studio.brief.State."""
    while used and used not in tree:
        used = used.rpartition(".")[0]
    return tree.get(used)


def imported_at_start(module: Module) -> Iterator[str]:
    """What is imported outside of functions: it runs when the module does."""
    for node in outside_of_functions(module.source):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield ".".join([*origin(node, module), alias.name])


def outside_of_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from outside_of_functions(child)


def is_inside(name: str, places: tuple[str, ...]) -> bool:
    """studio.ui.cards is inside studio.ui."""
    return any(name == place or name.startswith(place + ".") for place in places)
