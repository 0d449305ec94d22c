"""What the addresses lead to that came in with a request. Those of this machine are fetched, as a provider would; no other is."""

import asyncio
import re
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from studio.errors import StudioError
from studio.media.fetch import fetch
from studio.media.kinds import CLIP_KINDS, PICTURE_KINDS
from studio.media.picture import probe_picture
from studio.media.probe import probe
from studio.sandbox.clips import Shape
from studio.sandbox.files import find_file
from studio.sandbox.reception import Reception

HERE = ("127.0.0.1", "localhost", "::1")
FILE = re.compile(r"/files/(?P<provider>[^/]+)/(?P<id>[^/]+)/(?P<name>[^/]+)")
LONGEST_FETCH_S = 20


class Unreadable(Exception):
    """Nothing that could be used is there."""


async def look_at_clip(reception: Reception, address: str) -> Shape | None:
    """None: it is out in the world, and believed. Raises Unreadable."""
    return await _look(reception, address, is_clip=True)


async def look_at_picture(reception: Reception, address: str) -> Shape | None:
    """As of a clip."""
    return await _look(reception, address, is_clip=False)


async def _look(reception: Reception, address: str, *, is_clip: bool) -> Shape | None:
    parts = urlsplit(address)
    if parts.hostname not in HERE:
        return None
    if parts.path.startswith("/files/"):
        return _made_here(reception, parts.path, is_clip)
    try:
        return await asyncio.to_thread(_fetched, address, is_clip)
    except (StudioError, OSError) as reason:
        raise Unreadable(str(reason)) from reason


def _made_here(reception: Reception, path: str, is_clip: bool) -> Shape:
    """A file of the sandbox's own: no request to itself, which would use up somebody's fault."""
    named = FILE.fullmatch(path)
    generation = find_file(reception, named["provider"], named["id"]) if named else None
    if generation is None or named is None or named["name"] != f"{generation.link}.{generation.suffix}":
        raise Unreadable("There is no such file.")
    if generation.has_dead_link(reception.clock()) or (generation.suffix == "mp4") != is_clip:
        raise Unreadable("It has expired, or is of another kind.")
    return generation.shape


def _fetched(address: str, is_clip: bool) -> Shape:
    kinds = CLIP_KINDS if is_clip else PICTURE_KINDS
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "input"
        fetch(address, file, kinds=kinds, allow_private=True, total_s=LONGEST_FETCH_S)
        return shape_of_clip(file) if is_clip else _shape_of_picture(file)


def shape_of_clip(file: Path) -> Shape:
    """Raises BadMedia."""
    facts = probe(file)
    width, height = facts.shown_size
    return Shape(width // 2 * 2, height // 2 * 2, max(1, round(facts.duration_s)), has_sound=facts.has_sound)


def _shape_of_picture(file: Path) -> Shape:
    facts = probe_picture(file)
    return Shape(facts.width // 2 * 2, facts.height // 2 * 2, 1)
