"""What every provider promises, ours and those of other packages: one set of tests for all."""

import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from studio import database as db
from studio import generations
from studio.brief import Brief, State
from studio.engine.tools import Tools
from studio.errors import BadBrief, FailureKind, KeyMissing, NotSent, ReadFailed, StudioError, Unclear
from studio.media.probe import probe
from studio.providers import catalogue, registry
from studio.providers.interface import Cancelled, Outcome, Progress, Provider
from studio.sandbox.server import Address
from tests.engine.turns import look, queue, until_settled
from tests.ports import free_port
from tests.providers.stages import KEY, KEYED, STAGES, Stage, with_example

every = pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
keyed = pytest.mark.parametrize("stage", KEYED, ids=lambda stage: stage.name)
WITH_STATES = [stage for stage in KEYED if stage.name != "veo"]  # an operation of Veo's is done or it is not
PATIENCE_S = 60


@pytest.fixture(autouse=True)
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with with_example(tmp_path / "site", monkeypatch):
        yield


@pytest.fixture
def it(stage: Stage, sandbox: Address, tmp_path: Path) -> Iterator[Provider]:
    made = stage.make(tmp_path, sandbox)
    yield made
    made.close()


def wait_for_end(provider: Provider, remote_id: str) -> Progress:
    """The sandbox is done at once; what is drawn on this machine takes its time."""
    pause, looks = threading.Event(), PATIENCE_S * 10
    while (progress := provider.check(remote_id)).outcome == Outcome.RUNNING and looks:
        looks -= 1
        pause.wait(0.1)
    return progress


# -- from submit to download ------------------------------------------------------------------------------


@every
def test_from_the_id_alone_another_one_of_it_brings_the_clip(
    stage: Stage, it: Provider, sandbox: Address, tmp_path: Path
):
    """As after a restart."""
    submitted = it.submit(stage.brief)
    assert submitted.remote_id and submitted.remote_id != it.submit(stage.brief).remote_id
    another = stage.make(tmp_path, sandbox)
    progress = wait_for_end(another, submitted.remote_id)
    assert progress.outcome == Outcome.SUCCEEDED
    clip = probe(another.download(progress, tmp_path).file)
    assert clip.duration_s == pytest.approx(stage.brief.duration_s, abs=0.3)
    another.close()


@keyed
def test_one_submit_is_one_paid_call(stage: Stage, it: Provider, sandbox: Address):
    it.submit(stage.brief)
    assert sandbox.creates()[stage.brief.prompt] == {"received": 1, "accepted": 1}


@every
def test_to_be_cancelled_has_one_of_four_answers(stage: Stage, it: Provider):
    assert it.cancel(it.submit(stage.brief).remote_id) in Cancelled


@every
def test_what_was_lost_is_a_list_or_not_to_be_known(stage: Stage, it: Provider):
    found = it.find_lost(stage.brief, datetime.now(UTC) - timedelta(minutes=1))
    assert found is None or list(found) == []


@every
def test_it_is_known_how_many_it_made_or_it_does_not_tell(stage: Stage, it: Provider):
    count = it.made_lately(stage.brief)
    assert count is None or count >= 0


# -- what goes wrong --------------------------------------------------------------------------------------


@keyed
def test_a_failure_has_its_kind_and_a_sentence(stage: Stage, it: Provider, sandbox: Address):
    remote_id = it.submit(stage.brief).remote_id
    sandbox.fault(on="check", what="failed", reason="The job failed")
    progress = it.check(remote_id)
    assert (progress.outcome, progress.failure is not None) == (Outcome.FAILED, True)
    assert progress.sentence[0].isupper() and " " in progress.sentence


@pytest.mark.parametrize("stage", WITH_STATES, ids=lambda stage: stage.name)
def test_a_state_that_nobody_knows_is_not_an_end(stage: Stage, it: Provider, sandbox: Address):
    remote_id = it.submit(stage.brief).remote_id
    sandbox.fault(on="check", what="unknown_state")
    try:
        assert it.check(remote_id).outcome == Outcome.RUNNING
    except ReadFailed as reason:
        assert str(reason).endswith(".")


@every
def test_a_good_key_is_accepted_for_nothing(stage: Stage, it: Provider, sandbox: Address):
    connection = it.check_connection()
    assert connection.is_ok and connection.sentence.endswith(".") and not sandbox.jobs()


@keyed
@pytest.mark.parametrize("wrong", ["wrong", "unreachable", "none"])
def test_what_keeps_it_from_us_is_a_sentence_and_never_an_exception(
    stage: Stage, sandbox: Address, tmp_path: Path, wrong: str
):
    nowhere = f"http://127.0.0.1:{free_port()}"
    other = {"wrong": {"key": "wrong"}, "unreachable": {"address": nowhere}, "none": {"key": ""}}[wrong]
    it = stage.make(tmp_path, sandbox, **other)
    connection = it.check_connection()
    assert not connection.is_ok and "wrong" not in connection.sentence.replace("wrong API key", "")
    it.close()


@keyed
@pytest.mark.parametrize("what", ["drop", "status", "html", "empty", "null", "list", "truncated"])
def test_a_connection_that_answers_nonsense_is_not_called_good(stage: Stage, it: Provider, sandbox: Address, what: str):
    for on in ASKED["check_connection"]:
        sandbox.fault(on=on, what=what)
    connection = it.check_connection()
    assert (connection.is_ok, connection.balance_usd) == (False, None)
    assert connection.sentence[0].isupper() and connection.sentence.endswith(".")


@keyed
def test_without_a_key_nothing_is_sent(stage: Stage, sandbox: Address, tmp_path: Path):
    it = stage.make(tmp_path, sandbox, key="")
    with pytest.raises(KeyMissing) as missing:
        it.submit(stage.brief)
    assert (missing.value.kind, sandbox.log()) == (FailureKind.KEY, [])


# -- money ------------------------------------------------------------------------------------------------


@keyed
@pytest.mark.parametrize("fault", [*({"what": "status", "code": code} for code in (409, 500, 503)), {"what": "drop"}])
def test_a_submission_is_sent_once_whatever_comes_of_it(
    stage: Stage, it: Provider, sandbox: Address, fault: dict[str, Any]
):
    sandbox.fault(on="submit", times=None, **fault)
    with pytest.raises(Unclear):
        it.submit(stage.brief)
    assert [entry["operation"] for entry in sandbox.log()] == ["submit"]


@keyed
def test_what_surely_did_not_arrive_is_told_as_such(stage: Stage, sandbox: Address, tmp_path: Path):
    nobody = stage.make(tmp_path, sandbox, address=f"http://127.0.0.1:{free_port()}/nowhere")
    with pytest.raises(NotSent, match="could not be reached"):
        nobody.submit(stage.brief)
    nobody.close()


@every
def test_every_model_has_a_price_with_its_source_or_says_that_nobody_knows(stage: Stage):
    for known in (one for one in catalogue.models() if one.provider == stage.name):
        assert len(known.rates.source) > 10 and known.rates.as_of.year >= 2026


@every
def test_what_it_cannot_make_is_refused_before_anything_is_sent(stage: Stage, sandbox: Address, tools: Tools):
    with pytest.raises(BadBrief, match="makes clips of"), db.writing(tools.database) as session:
        generations.queue(session, stage.brief.model_copy(update={"duration_s": 99}))
    assert sandbox.log() == []


# -- the key ----------------------------------------------------------------------------------------------

ASKED = {
    "submit": ("submit",),
    "check": ("check",),
    "cancel": ("cancel",),
    "find_lost": ("list",),
    "check_connection": ("ping", "credits"),
    "camera_moves": ("concepts",),
}  # by method: what the sandbox calls it
SPOKEN = f"There is no key {KEY} here"
TROUBLES: list[dict[str, Any]] = [
    *({"what": "status", "code": code} for code in (400, 401, 402, 403, 422, 429, 500)),
    *({"what": what} for what in ("drop", "html", "empty", "null", "list", "truncated")),
    {"what": "status", "code": 401, "body": {"detail": SPOKEN, "error": {"code": 401, "message": SPOKEN}}},
    {"what": "status", "code": 401, "body": {"error": SPOKEN}},
    {"what": "status", "code": 500, "body": f"Traceback: authorization: Bearer {KEY}"},
]


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("method", ASKED)
@keyed
def test_the_key_is_in_no_error_and_in_no_log(
    stage: Stage,
    it: Provider,
    sandbox: Address,
    loud: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    trouble: dict[str, Any],
):
    monkeypatch.setenv("GOOGLE_GENAI_DEBUG", "1")
    remote_id = it.submit(stage.brief).remote_id
    for on in ASKED[method]:
        sandbox.fault(on=on, **trouble)
    told = said_by(lambda: getattr(it, method)(*arguments(method, stage, remote_id)))
    assert told.strip() and KEY not in told and KEY not in loud.text
    assert "request" in loud.text.lower()  # the SDK did write something


def arguments(method: str, stage: Stage, remote_id: str) -> tuple[object, ...]:
    now = datetime.now(UTC)
    known = {"submit": (stage.brief,), "check": (remote_id,), "cancel": (remote_id,), "find_lost": (stage.brief, now)}
    return known.get(method, ())


def said_by(call: Callable[[], object]) -> str:
    """All that a person or a log could get to see of it."""
    try:
        return repr(call())
    except StudioError as error:
        return "".join([*traceback.format_exception(error), str(error), repr(error), repr(vars(error))])


@keyed
def test_a_provider_does_not_print_its_key(stage: Stage, it: Provider):
    it.check_connection()
    assert KEY not in f"{it!r} {it} {vars(it).get('_client')!r}"


# -- a provider that another package brings ---------------------------------------------------------------


ORIGAMI = Brief(prompt="A paper boat", model="paperboats:origami", duration_s=2, resolution="540p")


def test_a_guest_is_listed_priced_and_made_like_any_other(tools: Tools, clock, settings):
    assert catalogue.label_of("paperboats:origami") == "Paper Boats Origami"
    assert catalogue.PACES["paperboats"].running == 3 and "paperboats" in registry.guests()
    guest = registry.make("paperboats", settings)
    own = replace(tools, provider=lambda _: guest)
    made = queue(own, ORIGAMI)
    until_settled(own, clock, rounds=10)
    ended = look(own, made)
    assert (ended.state, ended.estimate_micro_usd) == (State.SUCCEEDED, 20_000)


@pytest.mark.parametrize("target", ["no_such_module:Boats", "json:loads", "json:JSONDecoder"])
def test_a_guest_that_breaks_is_a_line_in_the_log_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, target: str
):
    with with_example(tmp_path / "broken", monkeypatch, "sunkboats", target):
        assert "sunkboats" not in catalogue.PROVIDERS and "luma" in catalogue.PROVIDERS
    assert "the provider 'sunkboats' of another package cannot be loaded" in caplog.text


def test_a_provider_that_nobody_brings_is_not_found(settings):
    with pytest.raises(StudioError, match="no provider named 'nobody'"):
        registry.make("nobody", settings)
