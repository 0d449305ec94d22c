"""The requirement files say the same as pyproject.toml, exactly, for every Python and system that we install on."""

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from itertools import product

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from studio.settings import ROOT
from tests.source_tree import modules_of, uses

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
NEEDED = [Requirement(line) for line in PYPROJECT["project"]["dependencies"]]
EXTRAS = [Requirement(line) for lines in PYPROJECT["project"]["optional-dependencies"].values() for line in lines]
NEEDED_TO_TEST = [Requirement(line) for line in PYPROJECT["dependency-groups"]["dev"]]

PIN = re.compile(
    r"^(?P<name>[a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==(?P<version>\S+)(?: ; [^\\\n]+)? \\\n(?P<hashes>(?:    --hash=sha256:[0-9a-f]{64}.*\n)+)",
    re.MULTILINE,
)

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = (("linux", "Linux", "x86_64"), ("linux", "Linux", "aarch64"), ("darwin", "Darwin", "arm64"))
MACHINES = [
    {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": platform, "os_name": "posix"}
    | {"platform_system": system, "platform_machine": machine, "implementation_name": "cpython"}
    | {"platform_python_implementation": "CPython"}
    for python, (platform, system, machine) in product(PYTHONS, SYSTEMS)
]


def pins(file: str) -> dict[str, Version]:
    return {pin["name"]: Version(pin["version"]) for pin in PIN.finditer((ROOT / file).read_text())}


PINNED, PINNED_TO_TEST = pins("requirements.txt"), pins("requirements-dev.txt")


@pytest.mark.parametrize("wanted", NEEDED, ids=lambda wanted: wanted.name)
def test_what_the_studio_needs_is_pinned_within_its_bounds(wanted):
    assert wanted.specifier.contains(PINNED[canonicalize_name(wanted.name)])


@pytest.mark.parametrize("wanted", NEEDED_TO_TEST, ids=lambda wanted: wanted.name)
def test_what_tests_need_is_pinned_within_its_bounds(wanted):
    assert wanted.specifier.contains((PINNED | PINNED_TO_TEST)[canonicalize_name(wanted.name)])


@pytest.mark.parametrize(
    "machine", MACHINES, ids=lambda m: f"{m['python_version']}-{m['sys_platform']}-{m['platform_machine']}"
)
def test_everything_it_needs_in_turn_is_pinned_too(machine):
    """One that is missing would stop the whole installation, as pip demands a hash of each."""
    assert all_needed(NEEDED, machine) <= PINNED.keys()
    assert all_needed(NEEDED_TO_TEST, machine) <= PINNED.keys() | PINNED_TO_TEST.keys()


def test_nothing_is_pinned_that_nobody_needs():
    assert PINNED.keys() - set().union(*(all_needed(NEEDED, machine) for machine in MACHINES)) == set()
    needed_to_test = set().union(*(all_needed(NEEDED_TO_TEST, machine) for machine in MACHINES))
    assert PINNED_TO_TEST.keys() - needed_to_test == set()
    assert PINNED_TO_TEST.keys() & PINNED.keys() == set()


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_a_requirement_file_holds_pins_with_hashes_and_no_address(file):
    text = (ROOT / file).read_text()
    rest = PIN.sub("", text).replace("-r requirements.txt\n", "")
    assert [line for line in rest.splitlines() if not line.lstrip().startswith("#")] == []
    assert not re.search(r"://|@|--(extra-)?index|--find-links|--trusted", text)


def test_a_package_that_is_imported_is_named_in_pyproject():
    named = {canonicalize_name(wanted.name) for wanted in (*NEEDED, *EXTRAS)}
    homes = metadata.packages_distributions()
    foreign = {used.partition(".")[0] for module in modules_of(ROOT).values() for used, _ in uses(module)}
    foreign -= {"studio", "pages", "app", *sys.stdlib_module_names}
    homeless = {name for name in foreign if not named & {canonicalize_name(home) for home in homes.get(name, ())}}
    assert homeless == set()


def all_needed(wanted: list[Requirement], machine: dict[str, str]) -> set[str]:
    """The names of everything that comes along on such a machine. What is installed here tells."""
    seen: dict[tuple[str, str], None] = {}
    for requirement in wanted:
        if requirement.marker is None or requirement.marker.evaluate(machine):
            follow(requirement, machine, seen)
    return {name for name, _ in seen}


def follow(requirement: Requirement, machine: dict[str, str], seen: dict[tuple[str, str], None]) -> None:
    name = canonicalize_name(requirement.name)
    for extra in ("", *sorted(requirement.extras)):
        if (name, extra) not in seen:
            seen[name, extra] = None
            for needed in comes_with(name, extra, machine):
                follow(needed, machine, seen)


def comes_with(name: str, extra: str, machine: dict[str, str]) -> Iterator[Requirement]:
    for line in requires(name):
        needed = Requirement(line)
        if needed.marker is None:
            if not extra:
                yield needed
        elif needed.marker.evaluate(machine | {"extra": extra}):
            yield needed


def requires(name: str) -> list[str]:
    """What other systems alone need is not installed here: its own needs stay unknown."""
    try:
        return metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []
