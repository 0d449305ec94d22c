"""The writers' own prompts: files that a person reads and edits. What lies in `data/prompts/` takes the place of ours.

A file has two parts, with a line of three dashes between them: how to write, and what is given. Names in braces are filled in;
what is filled in is not looked through again, so a person's text may hold braces.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from studio.errors import StudioError

OURS = Path(__file__).parent / "prompts"
PLACE = re.compile(r"\{([A-Za-z_]+)\}")
PARTS = re.compile(r"^---[ \t]*$", re.MULTILINE)
LARGEST_BYTES = 100_000


class BadPrompt(StudioError):
    """A prompt file that somebody edited cannot be used."""


class PromptFiles:
    def __init__(self, folder: Path | None = None):
        """`folder`: where a person's own files lie, if there are any."""
        self._folder = folder

    def filled(self, name: str, values: Mapping[str, str], needed: str) -> tuple[str, str]:
        """How to write, and what is given; `needed` has to be among what is given. Raises BadPrompt."""
        path = self._path(name)
        text = _read(path)
        named = set(PLACE.findall(text))
        if unknown := sorted(named - values.keys()):
            known = ", ".join(f"{{{one}}}" for one in values)
            raise BadPrompt(f"{_shown(path)} names {{{unknown[0]}}}, which nothing fills. It can have: {known}.")
        how, given = _parts(text, path)
        if needed not in PLACE.findall(given):
            raise BadPrompt(f"{_shown(path)} needs {{{needed}}} below its line of three dashes.")
        return _fill(how, values), _fill(given, values)

    def _path(self, name: str) -> Path:
        own = self._folder / f"{name}.md" if self._folder else None
        return own if own and own.is_file() else OURS / f"{name}.md"


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise BadPrompt(f"{_shown(path)} is larger than {LARGEST_BYTES:,} bytes: shorten it.")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadPrompt(f"{_shown(path)} cannot be read as text: save it as UTF-8.") from error


def _parts(text: str, path: Path) -> tuple[str, str]:
    parts = PARTS.split(text)
    if len(parts) != 2:
        raise BadPrompt(f"{_shown(path)} needs one line of three dashes between how to write and what is given.")
    return parts[0].strip(), parts[1].strip()


def _fill(text: str, values: Mapping[str, str]) -> str:
    return PLACE.sub(lambda found: values[found[1]], text)


def _shown(path: Path) -> str:
    """Its place in the studio; no address of this machine."""
    return f"prompts/{path.name}"
