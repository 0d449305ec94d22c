"""Copy what was made to where it is wanted: looked at before anything is paid, and there whole or not at all."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from studio.commands.door import complain
from studio.errors import StudioError
from studio.files import whole_file


class BadTarget(StudioError):
    """Nothing can be copied there."""


def target_of(out: Path | None, sources: Iterable[Path] = ()) -> Path | None:
    """Where it is to lie: a file of its own, which may be there already. `sources`: what it is made of. Raises BadTarget."""
    if out is None:
        return None
    try:
        target = out.expanduser()
        reason = _against(target, sources)
    except (OSError, RuntimeError) as error:  # RuntimeError: nobody of that name has a home
        reason = f"{out} cannot be looked at ({_why(error)})"
    else:
        if reason is None:
            return target
    raise BadTarget(f"{reason}: choose another place for --out.")


def copy_out(file: Path, target: Path | None) -> Path:
    """Where it lies now: in the studio still, with a sentence, where it cannot be copied."""
    if target is None:
        return file
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(target) as part:
            shutil.copyfile(file, part)
    except OSError as error:
        complain(f"{target} cannot be written ({_why(error)}). What was made lies in the studio: {file}")
        return file
    return target


def _against(target: Path, sources: Iterable[Path]) -> str | None:
    if any(_is_same(target, source) for source in sources):
        return f"{target} is what it is made of, and would be lost"
    if target.is_dir():
        return f"{target} is a folder"
    if target.exists() and not target.is_file():
        return f"{target} is no file"
    folder = next(above for above in target.absolute().parents if above.exists())
    if not folder.is_dir():
        return f"{folder} is no folder"
    return None if os.access(folder, os.W_OK | os.X_OK) else f"Nothing can be written in {folder}"


def _is_same(target: Path, source: Path) -> bool:
    return os.path.exists(source) and target.exists() and target.samefile(source)


def _why(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
