"""The last step: fetch the clip, look at it, keep it, and only then call it succeeded."""

import logging
from pathlib import Path
from typing import Any

from studio import database, library, moves
from studio.brief import Operation, State
from studio.engine import backoff, checking
from studio.engine.tools import Tools
from studio.errors import BadMedia, FailureKind, LinkExpired, RateLimited, ReadFailed, Refused, StudioError
from studio.media.isolated import Inspected, InspectedPicture, inspect, inspect_picture
from studio.providers.interface import Downloaded, Outcome, Progress
from studio.tables import Asset, AssetKind, Generation, new_id

DEAD_LINK_TRIES = 8
BAD_FILE_TRIES = 2  # a file may be damaged on its way once

log = logging.getLogger(__name__)


def download(tools: Tools, generation: Generation) -> None:
    """Of the clip or picture. Asks for a fresh address first: the old one may have died. It is paid, so a failed read is
    tried again until the time-out."""
    try:
        with tools.files.workspace() as folder:
            progress = _fresh_progress(tools, generation)
            if progress is not None:
                _fetch_and_keep(tools, generation, progress, folder)
    except BadMedia as error:
        is_enough = generation.troubles + 1 >= BAD_FILE_TRIES
        _again_or_end(tools, generation, error, FailureKind.MEDIA, is_enough)
    except LinkExpired as error:
        is_enough = generation.troubles + 1 >= DEAD_LINK_TRIES
        _again_or_end(tools, generation, error, FailureKind.MEDIA, is_enough)
    except (ReadFailed, Refused, RateLimited) as error:
        _again_or_end(tools, generation, error, error.kind, checking.is_overdue(tools, generation))
    except OSError as error:
        log.exception("generation %s cannot be kept", generation.id)
        _wait_for_this_machine(tools, generation, error)


def _fresh_progress(tools: Tools, generation: Generation) -> Progress | None:
    """None: the provider has changed its mind, and the generation went on from there."""
    with tools.notebook.call(generation, "check"):
        progress = tools.provider(generation.provider).check(generation.remote_id or "")
    if progress.outcome == Outcome.SUCCEEDED:
        return progress
    if progress.outcome == Outcome.FAILED:
        checking.end_failed(tools, generation, progress)
        return None
    raise ReadFailed("The provider says that it is not finished after all.")


def _fetch_and_keep(tools: Tools, generation: Generation, progress: Progress, folder: Path) -> None:
    with tools.notebook.call(generation, "download"):
        downloaded = tools.provider(generation.provider).download(progress, folder)
    keep = _keep_picture if generation.operation == Operation.PICTURE else _keep_clip
    asset = keep(tools, generation, downloaded, folder)
    with database.writing(tools.database) as session:
        is_ours = moves.succeed(session, generation, asset, progress.cost_usd)
    if not is_ours:  # somebody else has moved it: what we fetched is not the clip of record
        for name in library.names_of(asset):
            tools.files.remove(name)


def _keep_clip(tools: Tools, generation: Generation, downloaded: Downloaded, folder: Path) -> Asset:
    found = inspect(downloaded.file, folder, with_last_frame=downloaded.last_frame is None)
    asset_id, sha256, files = new_id(), found.sha256, tools.files
    first, last = downloaded.first_frame, downloaded.last_frame or found.last_frame
    asset = _asset(tools, generation, asset_id, downloaded, found)
    asset.first_frame = first and files.keep(first, f"{asset_id}-first", sha256, "png")
    asset.last_frame = last and files.keep(last, f"{asset_id}-last", sha256, "png")
    asset.width, asset.height = found.facts.shown_size
    asset.duration_s, asset.fps = found.facts.duration_s, found.facts.fps
    return asset


def _keep_picture(tools: Tools, generation: Generation, downloaded: Downloaded, folder: Path) -> Asset:
    found = inspect_picture(downloaded.file, folder)
    return _asset(tools, generation, new_id(), downloaded, found)


def _asset(
    tools: Tools, generation: Generation, asset_id: str, downloaded: Downloaded, found: Inspected | InspectedPicture
) -> Asset:
    """Its files are moved in place, whole."""
    return Asset(
        id=asset_id,
        kind=AssetKind.PICTURE if isinstance(found, InspectedPicture) else AssetKind.CLIP,
        name=tools.files.keep(downloaded.file, asset_id, found.sha256, found.facts.kind),
        poster=tools.files.keep(found.poster, asset_id, found.sha256, "webp"),
        sha256=found.sha256,
        size_bytes=found.size_bytes,
        width=found.facts.width,
        height=found.facts.height,
        generation_id=generation.id,
        created_by=generation.created_by,
        created_at=tools.clock(),
    )


def _wait_for_this_machine(tools: Tools, generation: Generation, error: OSError) -> None:
    """A full disk, say. The clip is paid, so this is tried until it succeeds."""
    note = f"This machine cannot keep the clip ({error.strerror or error}): is the disk full? Trying again."
    wait = backoff.after_trouble_s(generation.troubles, chance=tools.chance())
    later, troubles = tools.after(wait), generation.troubles + 1
    with database.writing(tools.database) as session:
        moves.move(session, generation, State.DOWNLOADING, troubles=troubles, note=note, next_step_at=later)


def _again_or_end(tools: Tools, generation: Generation, error: StudioError, kind: FailureKind, is_enough: bool) -> None:
    with database.writing(tools.database) as session:
        if is_enough:
            moves.end(session, generation, State.FAILED, kind, str(error), was_charged=True)
            return
        asked_s = getattr(error, "retry_after_s", None)
        wait = backoff.after_trouble_s(generation.troubles, asked_s=asked_s, chance=tools.chance())
        later, note = tools.after(wait), f"{error} Trying again."
        again: dict[str, Any] = {"troubles": generation.troubles + 1, "note": note, "next_step_at": later}
        moves.move(session, generation, State.DOWNLOADING, **again)
