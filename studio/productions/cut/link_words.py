"""What a share link tells of a film besides playing it: its title, its chapters, and the subtitles that can be switched on."""

from dataclasses import replace
from pathlib import Path

from sqlmodel import Session

from studio.errors import BadCut, BadMedia, NotFound
from studio.files import Files
from studio.media.film import timeline
from studio.productions.cut import cuts, exporting
from studio.productions.cut.exporting import Film
from studio.share_links import LinkWords

SOFT = "soft"


def look(session: Session, files: Files, asset_id: str) -> Film | None:
    """The film with all that it was made of. None for a clip, and where something of it has left the library."""
    cut = cuts.of_film(session, asset_id)
    try:
        return exporting.look(session, files, cut.id) if cut else None
    except NotFound:
        return None


def tell(film: Film, kept: Path) -> LinkWords:
    """It takes a moment: nothing of it belongs into a transaction. Raises BadCut and BadMedia."""
    measured, wanted = exporting.measure(film, kept), film.recipe.subtitles
    has_words = wanted.mode == SOFT and bool(measured.lines)
    marks = timeline.chapters(measured.narrated, measured.timeline)
    return LinkWords(
        title=film.title,
        subtitles=exporting.subtitles(measured, "vtt") if has_words else "",
        language=wanted.language if has_words else "",
        chapters=tuple((round(mark.start_s, 2), mark.name) for mark in marks),
    )


def words_or_reason(film: Film | None, kept: Path, title: str, prompt: str = "") -> tuple[LinkWords, str]:
    """Without chapters and subtitles, and with a sentence, where what the film was made of cannot be read any more."""
    told, reason = LinkWords(), ""
    try:
        told = tell(film, kept) if film else told
    except (BadCut, BadMedia) as error:
        reason = f"The link has neither chapters nor subtitles. {error}"
    return replace(told, title=title, prompt=prompt), reason
