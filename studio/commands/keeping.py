"""Keeping the studio safe and its figures right: `backup`, `restore`, `rotate-key` and `recount`."""

import time
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session

from studio import audit, logs, saved_settings, secret_key, tallies, vault
from studio.access import ALONE
from studio.backup import checking, contents, making, resting, restoring
from studio.backup.manifest import Manifest, at, sized
from studio.backup.restoring import Restored
from studio.commands.door import at_work, complain, plainly
from studio.database import connect, default, reading, writing
from studio.engine.tools import Tools
from studio.settings import Settings, load
from studio.tables import Deed
from studio.words import counted

UNDER_WAY_S = 2.0  # whoever has read or sealed a key just now is done with it after this
MOST_NAMES = 5  # of missing files, in the sentence

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, for example studio.zip.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there.")] = False,
) -> None:
    """Copy the whole studio into one file, while it works."""
    logs.keep_quiet()
    with plainly():
        settings = load()
        made = making.make(settings, file, _say, replace=force)
        size_bytes = file.expanduser().stat().st_size
        _note_backup(settings, made, file, size_bytes)
    typer.echo(f"{file}: {made.counts}, {len(made.media)} media files, {sized(size_bytes)}.")
    if made.missing:
        complain(_about_missing(made))
    _say(
        "The secret that opens the saved keys is not in it, nor is .env: "
        f"keep a copy of it somewhere else. It lies in {secret_key.whereabouts(settings)}."
    )


def restore(file: Annotated[Path, typer.Argument(help="What `backup` has made.")], yes: Yes = False) -> None:
    """Put a backup back. What was there is kept."""
    logs.keep_quiet()
    with plainly():
        settings = load()
        with checking.opened(file, _say) as found, resting.standing_still(settings) as here:
            resting.require_fit(here, found.manifest)
            now_there = here.counts or "nothing that can be read"
            _say(f"The backup of {at(found.manifest.made_at)}: {found.manifest.counts}. There is now: {now_there}.")
            _ask("Replace what is there now? It is kept beside.", yes)
            _say_restored(restoring.restore(found, here, _say), found.manifest, settings)


def recount() -> None:
    """Count again, from every call and generation that is kept, what Analytics shows. The studio may be at work."""
    logs.keep_quiet()
    with at_work():
        days = sum(1 for _ in tallies.recount(default()))
    typer.echo(f"Counted again: {counted(days, 'day')}." if days else "There is nothing to count yet.")


def rotate_key(yes: Yes = False) -> None:
    """Seal the saved keys with a new secret, and drop the old one."""
    with at_work() as tools:
        settings = load()
        _require_openable(tools, settings)
        if settings.secret_key:
            _rotate_by_hand(tools, settings)
            return
        _say(
            "Saved keys stay as they are. But everybody has to log in again, and shared links that were given out no longer work. "
            "Where people log in, start the studio again afterwards. Backups need the secret of now: keep a copy of it with them."
        )
        if tools.database.dialect.name == "postgresql":
            _say("Other machines of this studio need a copy of the new secret before they open keys again.")
        _ask("Make a new secret?", yes)
        sealed = _change_secret(tools, settings)
    typer.echo(
        f"{sealed} keys are sealed with a new secret. It lies in {secret_key.whereabouts(settings)}: keep a copy."
    )


def _note_backup(settings: Settings, made: Manifest, file: Path, size_bytes: int) -> None:
    """Not in a database that this version has yet to bring up to date: a backup changes no tables."""
    if made.revision != contents.known_revisions()[0]:
        return
    told: dict[str, Any] = {
        "at": made.made_at.isoformat(),
        "file": str(file.expanduser().absolute()),
        "size_bytes": size_bytes,
        "missing": len(made.missing),
    }
    database = connect(settings.database)
    try:
        with contents.answering(), writing(database) as session:
            saved_settings.keep(session, saved_settings.LAST_BACKUP, told)
            audit.note(session, ALONE, Deed.EXPORT, "backup", f"{file.name}, {sized(size_bytes)}")
    finally:
        database.dispose()


def _about_missing(made: Manifest) -> str:
    names = ", ".join(made.missing[:MOST_NAMES]) + (", …" if len(made.missing) > MOST_NAMES else "")
    return (
        f"{len(made.missing)} media files are named in the database but were not in the data folder, "
        f"so they are not in the backup: {names}"
    )


def _say_restored(restored: Restored, manifest: Manifest, settings: Settings) -> None:
    typer.echo(f"Restored as it was at {at(manifest.made_at)}: {manifest.counts}.")
    for folder in restored.kept_in:
        _say(f"What was there is kept in {folder}.")
    if restored.held:
        _say(
            f"{restored.held} generations, narrations and refinings were under way and may have been paid since: "
            "they stand still until you try them again or decide."
        )
    if manifest.missing:
        complain(_about_missing(manifest))
    if restored.sealed:
        complain(f"{restored.sealed} It belongs in {secret_key.whereabouts(settings)}.")


def _require_openable(tools: Tools, settings: Settings) -> None:
    """Before anything is changed. Raises Sealed."""
    with reading(tools.database) as session:
        vault.seal_again(session, settings)


def _change_secret(tools: Tools, settings: Settings) -> int:
    """Killed anywhere, every key can be opened. Each step has the database's lock: two at once would lose each other's secret."""
    with writing(tools.database) as session:
        vault.seal_again(session, settings)  # takes the lock, and shows once more that all can be opened
        secret_key.add_secret(settings)
        sealed = _seal_again(session, settings)
    time.sleep(UNDER_WAY_S)
    with writing(tools.database) as session:
        vault.seal_again(session, settings)  # what was being saved meanwhile, still with the old one
    with writing(tools.database) as session:
        vault.seal_again(session, settings)
        secret_key.drop_older(settings)
    return sealed


def _seal_again(session: Session, settings: Settings) -> int:
    sealed = vault.seal_again(session, settings)
    audit.note(session, ALONE, Deed.SECRET_ROTATED, "secret", f"{sealed} keys sealed again")
    return sealed


def _rotate_by_hand(tools: Tools, settings: Settings) -> None:
    """The environment is a person's to change; sealing is ours."""
    with writing(tools.database) as session:
        sealed = _seal_again(session, settings)
    if len(secret_key.secrets_for("vault", settings)) == 1:
        typer.echo(f"{sealed} keys are sealed with the secret in STUDIO_SECRET_KEY, the only one there.")
        _say(
            "To change it, put a new one in front of the old with a comma between, start the studio again, "
            "run rotate-key, then take the old one away."
        )
        return
    typer.echo(f"{sealed} keys are sealed with the first secret in STUDIO_SECRET_KEY.")
    _say(
        "Now take the older ones away and start the studio again: "
        "everybody has to log in again then, and shared links that were given out no longer work."
    )


def _ask(question: str, yes: bool) -> None:
    """Aborts where a person says no, and where nobody is there to say yes."""
    if not yes:
        typer.confirm(question, abort=True, err=True)


def _say(sentence: str) -> None:
    typer.secho(sentence, err=True)
