"""The audit list: who did what, when. Lines are added and never changed."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, or_, select

from studio.database import search_words
from studio.tables import AuditEntry, Deed


@dataclass(frozen=True)
class AuditFilter:
    """Which lines to show. Empty fields do not narrow."""

    deed: Deed | None = None
    who: str = ""
    text: str = ""
    since: datetime | None = None


def note(session: Session, who: str, deed: Deed, about: str = "", sentence: str = "") -> None:
    """In the transaction of the deed itself: both stand, or neither."""
    session.add(AuditEntry(who=who, deed=deed, about=about, sentence=sentence))


def find(session: Session, wanted: AuditFilter, *, page: int = 1, per_page: int = 50) -> Sequence[AuditEntry]:
    """Newest first."""
    lines = _matching(select(AuditEntry), wanted).order_by(col(AuditEntry.id).desc())
    return session.exec(lines.offset((max(page, 1) - 1) * per_page).limit(per_page)).all()


def count(session: Session, wanted: AuditFilter) -> int:
    return session.exec(_matching(select(func.count()).select_from(AuditEntry), wanted)).one()


def people(session: Session) -> Sequence[str]:
    """Everybody who stands in it."""
    return sorted(session.exec(select(AuditEntry.who).distinct()).all())


def as_csv(session: Session, wanted: AuditFilter) -> str:
    """All that match, newest first."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["at", "who", "deed", "about", "sentence"])
    for entry in session.exec(_matching(select(AuditEntry), wanted).order_by(col(AuditEntry.id).desc())):
        told = [entry.at.isoformat(), entry.who, entry.deed.value, entry.about, entry.sentence]
        rows.writerow([harmless(cell) for cell in told])
    return out.getvalue()


def harmless(cell: str) -> str:
    """Text, also for a spreadsheet that would take it for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _matching(rows, wanted: AuditFilter):  # pyright: ignore[reportMissingParameterType, reportUnknownParameterType]
    if wanted.deed:
        rows = rows.where(AuditEntry.deed == wanted.deed)
    if wanted.who:
        rows = rows.where(AuditEntry.who == wanted.who)
    if wanted.since:
        rows = rows.where(AuditEntry.at >= wanted.since)
    for part in search_words(wanted.text):
        told = (col(AuditEntry.about), col(AuditEntry.sentence))
        rows = rows.where(or_(*(column.icontains(part, autoescape=True) for column in told)))
    return rows
