"""The last step: fetch the clip, look at it, keep it, and only then call it succeeded."""

import logging
from pathlib import Path
from typing import Any

from studio import database, library, moves
from studio.brief import State
from studio.engine import backoff, checking
from studio.engine.tools import Tools
from studio.errors import BadMedia, FailureKind, LinkExpired, RateLimited, ReadFailed, Refused, StudioError
from studio.media.isolated import Inspected, inspect
from studio.providers.interface import Downloaded, Outcome, Progress
from studio.tables import Asset, Generation, new_id

DEAD_LINK_TRIES = 8
BAD_FILE_TRIES = 2  # a file may be damaged on its way once

log = logging.getLogger(__name__)


def download(tools: Tools, generation: Generation) -> None:
    """Asks for a fresh address first, as the old one may have died. A failed read is tried until the time-out: the clip is paid."""
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
        with database.writing(tools.database) as session:
            kind = progress.failure or FailureKind.PROVIDER
            moves.end(session, generation, State.FAILED, kind, progress.sentence, was_charged=progress.was_charged)
        return None
    raise ReadFailed("The provider says that it is not finished after all.")


def _fetch_and_keep(tools: Tools, generation: Generation, progress: Progress, folder: Path) -> None:
    with tools.notebook.call(generation, "download"):
        downloaded = tools.provider(generation.provider).download(progress, folder)
    inspected = inspect(downloaded.clip, folder, with_last_frame=downloaded.last_frame is None)
    asset = _keep(tools, generation, downloaded, inspected)
    with database.writing(tools.database) as session:
        is_ours = moves.succeed(session, generation, asset, progress.cost_usd)
    if not is_ours:  # somebody else has moved it: what we fetched is not the clip of record
        for name in library.names_of(asset):
            tools.files.remove(name)


def _keep(tools: Tools, generation: Generation, downloaded: Downloaded, inspected: Inspected) -> Asset:
    asset_id, sha256, files = new_id(), inspected.sha256, tools.files
    width, height = inspected.facts.shown_size
    first, last = downloaded.first_frame, downloaded.last_frame or inspected.last_frame
    return Asset(
        id=asset_id,
        name=files.keep(downloaded.clip, asset_id, sha256, inspected.facts.kind),
        poster=files.keep(inspected.poster, asset_id, sha256, "webp"),
        first_frame=first and files.keep(first, f"{asset_id}-first", sha256, "png"),
        last_frame=last and files.keep(last, f"{asset_id}-last", sha256, "png"),
        sha256=sha256,
        size_bytes=inspected.facts.size_bytes,
        duration_s=inspected.facts.duration_s,
        width=width,
        height=height,
        fps=inspected.facts.fps,
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
