"""Makes requirements.txt and requirements-dev.txt from pyproject.toml: exact versions, and the hash of every file of each.

Versions stay as they are unless pyproject.toml moves them; `--upgrade` takes the newest of all.
"""

import io
import re
import sys
import tomllib
from pathlib import Path

from pip._internal.models.link import Link
from piptools.repositories import PyPIRepository
from piptools.scripts import compile as pip_compile

ROOT = Path(__file__).resolve().parents[2]
PINNED = ROOT / "requirements.txt"
PINNED_DEV = ROOT / "requirements-dev.txt"
LOWEST_PYTHON = (3, 11)  # what is resolved here installs on every later one

ABOUT = """\
# What the studio needs to run: exact versions, with the hash of every file. Made from pyproject.toml by `make lock`.
"""
ABOUT_DEV = """\
# What tests and checks need on top. Made from pyproject.toml by `make lock`.
-r requirements.txt
"""
# A pin: its line, then its hashes and notes, which are indented.
BLOCK = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==.*\n(?:[ \t]+.*\n)*", re.MULTILINE)


class StatedHashes(PyPIRepository):
    """Takes the hash that the index itself states. pip-compile would fetch gigabytes to compute it again."""

    def _get_file_hash(self, link: Link) -> str:
        return f"sha256:{link.hash}" if link.hash_name == "sha256" else super()._get_file_hash(link)


def pin(wanted: list[str], target: Path, *options: str) -> None:
    sys.stdin = io.StringIO("\n".join(wanted))
    flags = ["--quiet", "--generate-hashes", "--allow-unsafe", "--no-strip-extras", "--no-header", "--no-emit-options"]
    pip_compile.cli([*flags, *options, "--output-file", str(target), "-"], standalone_mode=False)
    made = target.read_text().replace("-r -\n", "pyproject.toml\n")
    is_remark = re.compile(r"(#.*)?\n")  # blank lines, and remarks that do not belong to a pin
    target.write_text("".join(line for line in made.splitlines(keepends=True) if not is_remark.fullmatch(line)))


def leave_out(pinned: Path, elsewhere: Path) -> None:
    """What the other file pins already stands there only."""
    known = {block[1] for block in BLOCK.finditer(elsewhere.read_text())}
    pinned.write_text(BLOCK.sub(lambda block: "" if block[1] in known else block[0], pinned.read_text()))


def main() -> None:
    if sys.version_info[:2] != LOWEST_PYTHON:
        sys.exit(f"Make the requirement files with Python {LOWEST_PYTHON[0]}.{LOWEST_PYTHON[1]}, the lowest we run on.")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    pip_compile.PyPIRepository = StatedHashes  # pyright: ignore[reportPrivateImportUsage]
    options = sys.argv[1:]
    pin(project["project"]["dependencies"], PINNED, *options)
    pin(project["dependency-groups"]["dev"], PINNED_DEV, "--constraint", str(PINNED), *options)
    leave_out(PINNED_DEV, PINNED)
    PINNED.write_text(ABOUT + PINNED.read_text())
    PINNED_DEV.write_text(ABOUT_DEV + PINNED_DEV.read_text())


if __name__ == "__main__":
    main()
