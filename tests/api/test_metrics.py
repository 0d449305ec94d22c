"""What a monitor reads: Prometheus' own parser finds every name with the figures of the database, and strangers find nothing."""

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine as Database
from starlette.testclient import TestClient

from studio import access, alerts, budgets, generations, metrics, tallies
from studio import database as db
from studio.brief import Brief, State
from studio.settings import Settings, load
from studio.tables import Access, AlertKind, EngineBeat, LedgerLine, Scope, now
from studio.tallies import Occurrence
from tests.alerts.turns import calls, only
from tests.clock import Clock

NAMES = {
    "dailies_calls": "counter",
    "dailies_call_seconds": "counter",
    "dailies_clips": "counter",
    "dailies_spent_usd": "counter",
    "dailies_generations": "gauge",
    "dailies_queue_oldest_seconds": "gauge",
    "dailies_engines": "gauge",
    "dailies_alert_firing": "gauge",
    "dailies_disk_free_bytes": "gauge",
    "dailies_budget_used_ratio": "gauge",
}
BOAT = Brief(prompt="A boat", model="luma:ray-2", duration_s=5)
CALL = {"provider": "luma", "model": "luma:ray-2", "operation": "check", "person": "ada"}

Figures = dict[tuple[str, frozenset[tuple[str, str]]], float]


def parsed(text: str) -> Figures:
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    figures = {(sample.name, frozenset(sample.labels.items())): sample.value for sample in samples}
    assert len(figures) == len(samples)  # no line stands there twice
    return figures


def of(figures: Figures, name: str, **labels: str) -> float:
    return figures[(name, frozenset(labels.items()))]


def put(studio: Database) -> None:
    with db.writing(studio) as session:
        for days, person, count in ((0, "ada", 3), (1, "bob", 1)):
            line = CALL | {"person": person}
            at = now() - timedelta(days=days)
            tallies.add(session, [Occurrence(at, **line, outcome="ok", milliseconds=500) for _ in range(count)])  # pyright: ignore[reportArgumentType]
        clip = CALL | {"operation": tallies.CLIP}
        tallies.add(session, [Occurrence(now(), **clip, outcome="filtered", milliseconds=9000)])  # pyright: ignore[reportArgumentType]
        queued = generations.queue(session, BOAT)
        queued.queued_at = now() - timedelta(seconds=40)
        session.add(LedgerLine(generation_id=queued.id, provider="luma", kind="settlement", micro_usd=1_500_000))
        session.add(EngineBeat(kind="embedded", host="here", pid=1))
        for who, usd in (("ada", 10), ("bob", 20)):
            budgets.set_limit(session, Scope.PERSON, usd * 1_000_000, "ada", who)
            session.add(
                LedgerLine(
                    generation_id=queued.id, provider="runway", kind="settlement", micro_usd=4_000_000, created_by=who
                )
            )


def test_the_figures_are_those_of_the_database(database: Database, settings: Settings):
    put(database)
    figures = read(database, settings)
    call = {"provider": "luma", "model": "luma:ray-2", "operation": "check", "outcome": "ok"}
    assert of(figures, "dailies_calls_total", **call) == 4 and of(figures, "dailies_call_seconds_total", **call) == 2
    assert of(figures, "dailies_clips_total", provider="luma", model="luma:ray-2", outcome="filtered") == 1
    assert of(figures, "dailies_spent_usd_total", provider="luma") == 1.5
    assert of(figures, "dailies_generations", state=State.QUEUED.value) == 1 and of(figures, "dailies_engines") == 1
    assert 40 <= of(figures, "dailies_queue_oldest_seconds") < 60 and of(figures, "dailies_disk_free_bytes") > 0
    assert of(figures, "dailies_budget_used_ratio", scope="person") == 0.4


def read(studio: Database, settings: Settings) -> Figures:
    with db.reading(studio) as session:
        return parsed(metrics.text(session, settings).decode())


def test_an_alert_is_one_while_it_fires(database: Database, settings: Settings):
    clock = Clock(now())
    only(database, AlertKind.ERRORS, 10)
    rule = {"rule": "Calls that fail over 10 %"}
    assert of(read(database, settings), "dailies_alert_firing", **rule, provider="") == 0
    calls(database, clock, 30, "provider")
    alerts.evaluate(database, alerts.Circumstances(clock(), 10**12, "UTC"))
    assert of(read(database, settings), "dailies_alert_firing", **rule, provider="luma") == 1


def test_every_name_has_its_kind_in_the_text(client: TestClient, studio: Database):
    reply = client.get("metrics")
    kinds = {family.name: family.type for family in text_string_to_metric_families(reply.text)}
    assert kinds == NAMES and reply.headers["content-type"].startswith("text/plain")


def test_where_people_log_in_it_takes_a_viewers_token(
    client: TestClient, studio: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("STUDIO_ACCESS", "proxy")
    monkeypatch.setenv("STUDIO_SECRET_KEY", "a-test")
    load.cache_clear()
    assert client.get("metrics").status_code == 401
    with db.writing(studio) as session:
        ada = access.enter(session, "ada@example.org", "Ada", None)
        _, text = access.make_token(session, "Prometheus", Access.VIEWER, ada, None)
    assert client.get("metrics", headers={"Authorization": f"Bearer {text}"}).status_code == 200
