"""Writing through the one door: priced before, held against budgets, counted as a call, settled after; and no key is written down."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine as Database
from sqlmodel import select

from studio import audit, budgets, logs, redaction, tallies, writings
from studio import database as db
from studio.access import OWNER, NotAllowed, Visitor
from studio.audit import AuditFilter
from studio.budgets import OverBudget
from studio.errors import BadAnswer, ProviderError, RateLimited, Refused, Unclear
from studio.sandbox.server import Address
from studio.settings import Settings
from studio.tables import Access, Call, Scope, Tally, Writing
from studio.writers.gemini import GeminiWriter
from studio.writers.interface import CannotWrite
from studio.writers.outline import Wish
from studio.writers.tasks import BreakUp, Enhance, MakeOutline, ReviewTake, Soften, Surroundings
from studio.writings import Studio
from tests.ledger_lines import ledger, lines

KEY = "writers-key-0123456789-wxyz"
ADA = Visitor("ada", Access.MAKER, token_id="a-token")
IDEA = MakeOutline("A paper boat", Wish(scenes=4))


@pytest.fixture
def gemini(sqlite: Database, settings: Settings, sandbox: Address) -> Studio:
    return with_writer(sqlite, settings, sandbox, "gemini")


def with_writer(database: Database, settings: Settings, sandbox: Address, writer: str) -> Studio:
    given = {"google_base_url": sandbox.google, "openai_base_url": sandbox.openai, "writer": writer}
    keys = {"google_api_key": SecretStr(KEY), "openai_api_key": SecretStr(KEY)}
    return Studio(database, settings.model_copy(update=given | keys))


def calls(database: Database) -> list[tuple[str, str, str, str]]:
    with db.reading(database) as session:
        return [(one.provider, one.operation, one.outcome, one.person) for one in session.exec(select(Call))]


def limit(database: Database, micro_usd: int, scope: Scope = Scope.MONTH, subject: str = "") -> None:
    with db.writing(database) as session:
        budgets.set_limit(session, scope, micro_usd, "ada", subject)


def test_it_is_priced_before_reserved_and_settled_by_what_it_took(sqlite: Database, gemini: Studio):
    told = writings.price(IDEA, studio=gemini).micro_usd
    assert told and not ledger(sqlite)
    written = writings.write(ADA, IDEA, studio=gemini).written
    [reservation, release, settlement] = ledger(sqlite)
    assert reservation == ("reservation", told) and release == ("release", -told)
    assert lines(sqlite)[0].source == "Google's price list, as others quote it; 2026-10-07"
    usd = (written.usage.tokens_in * 0.75 + written.usage.tokens_out * 3.75) / 1e6
    assert settlement == ("settlement", pytest.approx(usd * 1e6, abs=1))


def test_it_is_counted_like_any_call_with_its_person_and_model(sqlite: Database, gemini: Studio):
    writings.write(ADA, IDEA, studio=gemini)
    assert calls(sqlite) == [("gemini", "write", "ok", "ada")]
    with db.reading(sqlite) as session:
        counted = session.exec(select(Tally)).all()
        found = {(one.span.value, one.model, one.count) for one in counted}
        assert found == {(span, "gemini:gemini-3.8-flash", 1) for span in ("hour", "day")}
    before = [(one.span, one.count, one.milliseconds) for one in counted]
    list(tallies.recount(sqlite))
    with db.reading(sqlite) as session:
        assert [(one.span, one.count, one.milliseconds) for one in session.exec(select(Tally))] == before


@pytest.mark.parametrize(("scope", "subject"), [(Scope.DAY, ""), (Scope.PERSON, "ada"), (Scope.TOKEN, "a-token")])
def test_over_a_budget_nothing_is_asked(sqlite: Database, gemini: Studio, sandbox: Address, scope, subject):
    limit(sqlite, 1000, scope, subject)
    with pytest.raises(OverBudget, match=r"This costs \$0.00\d+ and would go over the budget"):
        writings.write(ADA, IDEA, studio=gemini)
    assert (sandbox.log(), ledger(sqlite), calls(sqlite)) == ([], [], [])


def test_what_was_written_counts_against_the_next(sqlite: Database, gemini: Studio):
    limit(sqlite, 1_000_000)
    writings.write(ADA, IDEA, studio=gemini)
    with db.reading(sqlite) as session:
        [standing] = budgets.list_standing(session)
    assert standing.spent == ledger(sqlite)[-1][1] and standing.reserved == 0


@pytest.mark.parametrize(
    ("fault", "raised", "outcome", "is_paid"),
    [
        ({"what": "status", "code": 429}, RateLimited, "rate", False),
        ({"what": "status", "code": 401}, Refused, "key", False),
        ({"what": "drop"}, Unclear, "provider", True),
        ({"what": "html"}, Unclear, "provider", True),
        ({"what": "no_json"}, BadAnswer, "provider", True),
        ({"what": "blocked"}, BadAnswer, "filtered", False),
    ],
)
def test_what_went_wrong_is_paid_only_where_it_may_have_been(
    sqlite: Database, gemini, sandbox, fault, raised, outcome, is_paid
):
    sandbox.fault(on="write", **fault)
    with pytest.raises(raised):
        writings.write(ADA, IDEA, studio=gemini)
    assert calls(sqlite) == [("gemini", "write", outcome, "ada")]
    total = sum(amount for _, amount in ledger(sqlite))
    assert (total > 0) == is_paid


def test_who_interrupts_a_writer_has_no_answer_and_it_counts_as_paid(
    sqlite: Database, gemini: Studio, monkeypatch: pytest.MonkeyPatch
):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(GeminiWriter, "write", interrupted)
    told = writings.price(IDEA, studio=gemini).micro_usd
    with pytest.raises(KeyboardInterrupt):
        writings.write(ADA, IDEA, studio=gemini)
    with db.reading(sqlite) as session:
        assert [one.outcome for one in session.exec(select(Writing))] == ["error"]
    assert calls(sqlite) == [("gemini", "write", "error", "ada")]
    assert sum(amount for _, amount in ledger(sqlite)) == told


def test_where_no_rate_is_known_nothing_is_reserved_and_the_call_counts(sqlite, settings, sandbox):
    studio = with_writer(sqlite, settings, sandbox, "openai")
    assert writings.price(IDEA, studio=studio).usd is None
    assert writings.write(ADA, IDEA, studio=studio).written.kept.scenes
    assert (ledger(sqlite), calls(sqlite)) == ([], [("openai", "write", "ok", "ada")])


def test_the_built_in_writer_is_free_and_there_from_the_start(sqlite: Database, settings: Settings):
    studio = Studio(sqlite, settings)
    written = writings.write(OWNER, IDEA, studio=studio).written
    assert written.kept.scenes and writings.price(IDEA, studio=studio).usd == 0
    assert (ledger(sqlite), calls(sqlite)) == ([], [("offline", "write", "ok", "local")])


def test_each_task_is_counted_under_its_name(sqlite: Database, settings: Settings):
    studio = Studio(sqlite, settings)
    assert writings.write(ADA, BreakUp("It rained. She ran.", Wish()), studio=studio).written.kept.scenes
    assert writings.write(ADA, Enhance("A boat", Surroundings()), studio=studio).written.kept.of("prompt")
    assert writings.write(ADA, Soften("A gun"), studio=studio).written.kept.becomes == "A flashlight"
    assert writings.write(ADA, ReviewTake("A boat", ()), studio=studio).written.kept.faults
    with db.reading(sqlite) as session:
        assert [one.task for one in session.exec(select(Writing))] == ["break up", "enhance", "soften", "review"]


def test_a_viewer_may_not_write_and_what_cannot_be_written_is_not_counted(sqlite: Database, gemini: Studio):
    with pytest.raises(NotAllowed):
        writings.write(Visitor("eve", Access.VIEWER), IDEA, studio=gemini)
    with pytest.raises(CannotWrite):
        writings.write(ADA, BreakUp("x" * 1_000_000, Wish()), studio=gemini)
    assert calls(sqlite) == []


def test_another_writer_than_was_told_is_not_asked(sqlite: Database, gemini: Studio, sandbox: Address):
    told = writings.quote(IDEA, studio=gemini)
    dearer = replace(told, price=replace(told.price, usd=9.0))
    with pytest.raises(writings.QuoteChanged, match="ask again"):
        writings.write(ADA, IDEA, told=dearer, studio=gemini)
    assert not ledger(sqlite) and not calls(sqlite)
    assert writings.write(ADA, IDEA, told=told, studio=gemini)


@pytest.mark.parametrize("writer", ["gemini", "openai"])
def test_no_key_is_written_down(sqlite, settings, sandbox, caplog, tmp_path: Path, writer: str):
    redaction.learn(KEY)
    for name in ("", *logs.CHATTY):
        caplog.set_level(logging.DEBUG, name)
    spoken = {"error": {"code": 401, "message": f"Not this key: {KEY}", "status": "UNAUTHENTICATED"}}
    sandbox.fault(on="write", what="status", code=401, body=spoken)
    studio = with_writer(sqlite, settings, sandbox, writer)
    with pytest.raises(ProviderError) as told:
        writings.write(ADA, IDEA, studio=studio)
    writings.write(ADA, IDEA, studio=studio)
    said = f"{told.value} {[record.getMessage() for record in caplog.records if not record.name.startswith('asyncio')]}"
    assert KEY not in said and "A paper boat" not in str(told.value)
    with db.reading(sqlite) as session:
        noted = audit.find(session, AuditFilter())
        assert [entry.deed.value for entry in noted] == ["key used", "key used"]
    sqlite.dispose()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()] == []
