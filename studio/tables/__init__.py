"""Every table: the domain, a file for each part of it.

Ids are UUIDv7 strings, so they sort by age. Moments are aware UTC. Money is integer micro-dollars.
The generation rows are the queue, the progress and the truth; there is no second store beside them.

What people make
    generations.py   a brief given to a provider, the calls that may cost money, its history, every request to a provider
    library.py       the files, briefs to start from, links by which anybody watches one
    boards.py        boards, their cards and links
    productions.py   movies, books and explainers, the versions of their outlines, the takes of their scenes
    refining.py      a scene that is generated and reviewed until a take is good enough, round by round
    cuts.py          put-together versions of a production
    sounds.py        what voices say, and music
    writing.py       what writers were asked for, and answered

What it costs, and how it went
    ledger.py        its lines, and the budgets
    tallies.py       what happened, by the hour and the day
    notices.py       what people are told, and where it is sent
    alerts.py        rules, and each time that one held

Who and what is at work
    people.py        people, access tokens, and the list of what was done
    settings.py      settings and keys
    engines.py       engines that live, and whose turn it is to submit

Each enum stands beside the table that needs it. `columns.py` is what all columns are made of.
A table is imported from here, so that none is without those its foreign keys point at.
"""

from studio.tables.alerts import Alert, AlertKind, AlertRule, AlertState
from studio.tables.boards import Board, Card, CardKind, Link
from studio.tables.columns import BriefColumn, Moment, Words, moment, money, new_id, now, word, words
from studio.tables.cuts import Cut, CutState
from studio.tables.engines import SILENT_AFTER, EngineBeat, Turn
from studio.tables.generations import Attempt, Call, Event, Generation
from studio.tables.ledger import Budget, LedgerLine, LineKind, Scope
from studio.tables.library import Asset, AssetKind, Preset, ShareLink
from studio.tables.notices import News, Notice, Receiver
from studio.tables.people import Access, AccessToken, AuditEntry, Deed, Person
from studio.tables.productions import OutlineVersion, Production, Sort, Take
from studio.tables.refining import Ending, Refining, RefiningState, Round
from studio.tables.settings import Secret, Setting
from studio.tables.sounds import Speech, SpeechState, Tune, TuneState
from studio.tables.tallies import EVERYBODY, Span, Tally
from studio.tables.writing import KeptAnswer, Writing, WritingOutcome

__all__ = [
    "EVERYBODY",
    "SILENT_AFTER",
    "Access",
    "AccessToken",
    "Alert",
    "AlertKind",
    "AlertRule",
    "AlertState",
    "Asset",
    "AssetKind",
    "Attempt",
    "AuditEntry",
    "Board",
    "BriefColumn",
    "Budget",
    "Call",
    "Card",
    "CardKind",
    "Cut",
    "CutState",
    "Deed",
    "Ending",
    "EngineBeat",
    "Event",
    "Generation",
    "KeptAnswer",
    "LedgerLine",
    "LineKind",
    "Link",
    "Moment",
    "News",
    "Notice",
    "OutlineVersion",
    "Person",
    "Preset",
    "Production",
    "Receiver",
    "Refining",
    "RefiningState",
    "Round",
    "Scope",
    "Secret",
    "Setting",
    "ShareLink",
    "Sort",
    "Span",
    "Speech",
    "SpeechState",
    "Take",
    "Tally",
    "Tune",
    "TuneState",
    "Turn",
    "Words",
    "Writing",
    "WritingOutcome",
    "moment",
    "money",
    "new_id",
    "now",
    "word",
    "words",
]  # fmt: skip
