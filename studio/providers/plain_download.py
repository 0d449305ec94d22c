"""Fetching what a provider made from an address that is its own permission: a plain GET, without the key."""

from pathlib import Path

from studio.media.fetch import fetch
from studio.media.kinds import CLIP_KINDS, PICTURE_KINDS
from studio.providers.interface import Downloaded, Progress


def download(progress: Progress, folder: Path, *, allow_private: bool) -> Downloaded:
    """Raises ReadFailed, LinkExpired or BadMedia."""
    target = folder / ("picture" if progress.is_picture else "clip")
    kinds = PICTURE_KINDS if progress.is_picture else CLIP_KINDS
    fetched = fetch(progress.url or "", target, kinds=kinds, allow_private=allow_private)
    return Downloaded(target.rename(target.with_suffix(f".{fetched.kind.name}")))
