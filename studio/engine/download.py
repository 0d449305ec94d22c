"""The last step: fetch the clip, look at it, keep it, and only then call it succeeded."""

import logging
from pathlib import Path
from typing import Any

from studio import database, library, moves
from studio.brief import Operation, State
from studio.engine import backoff, checking
from studio.engine.tools import Tools
from studio.errors import BadMedia, FailureKind, LinkExpired, RateLimited, ReadFailed, Refused, StudioError
from studio.files import Files
from studio.media.isolated import inspect, inspect_picture
from studio.providers.interface import Downloaded, Outcome, Progress
from studio.tables import Asset, Generation

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
    asset = keep(tools.files, downloaded, folder)
    asset.generation_id, asset.created_by, asset.created_at = generation.id, generation.created_by, tools.clock()
    with database.writing(tools.database) as session:
        is_ours = moves.succeed(session, generation, asset, progress.cost_usd)
    if not is_ours:  # somebody else has moved it: what we fetched is not the clip of record
        for name in library.names_of(asset):
            tools.files.remove(name)


def _keep_clip(files: Files, downloaded: Downloaded, folder: Path) -> Asset:
    found = inspect(downloaded.file, folder, with_last_frame=downloaded.last_frame is None)
    first, last = downloaded.first_frame, downloaded.last_frame or found.last_frame
    return library.as_asset(files, downloaded.file, found, first_frame=first, last_frame=last)


def _keep_picture(files: Files, downloaded: Downloaded, folder: Path) -> Asset:
    return library.as_asset(files, downloaded.file, inspect_picture(downloaded.file, folder))


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
