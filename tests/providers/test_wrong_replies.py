"""Whatever a server answers, right or wrong: a provider raises the studio's own errors alone, and the right ones about money."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import Engine as Database

from studio import database as db
from studio import generations
from studio.brief import Brief, Source
from studio.engine import materials
from studio.engine.tools import Tools
from studio.errors import BadMedia, LinkExpired, NotSent, RateLimited, ReadFailed, Refused, Unclear
from studio.providers import catalogue, in_time
from studio.providers.interface import Outcome, Progress, Provider, Submitted
from tests.clock import Clock
from tests.engine.turns import queue
from tests.providers.test_second_server import settle
from tests.second import studio
from tests.second.server import KEY, Server
from tests.second.spoiled import STATUSES, Answered, error, listen, spoil, wrong_forms
from tests.second.wire import Reply

every_provider = pytest.mark.parametrize("name", studio.PROVIDERS)
NOTHING_STARTED = (NotSent, RateLimited, Refused, BadMedia)
READ_IN_VAIN = (ReadFailed, Refused, RateLimited)
REFUSALS = (400, 401, 403, 404, 413, 422, 429)


@pytest.fixture(scope="module")
def server(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    picture = tmp_path_factory.mktemp("pictures") / "boat.png"
    Image.radial_gradient("L").resize((64, 36)).convert("RGB").save(picture)
    with Server(clip, picture) as started:
        yield started


@pytest.fixture
def tools(server: Server, sqlite: Database, clock: Clock, tmp_path: Path) -> Iterator[Tools]:
    with studio.open_tools(server, sqlite, tmp_path, clock) as opened:
        yield opened


def briefs_of(tools: Tools, clock: Clock, server: Server, clip: Path, name: str) -> Iterator[Brief]:
    """One for each operation, with all that it points at looked up."""
    clip_id = studio.add_clip(tools, clip)
    for known in {one.operation: one for one in catalogue.models() if one.provider == name}.values():
        source = Source(asset_id=clip_id) if studio.takes_a_library_clip(known) else None
        if known.works_on_a_clip and source is None:
            source = Source(generation_id=queue(tools, studio.plain_brief(catalogue.entries(f"{name}:ray-2")[0])))
            settle(tools, clock, source.generation_id or "")
        brief = studio.brief_for(known, "", source)
        with db.reading(tools.database) as session:
            yield materials.look_up(session, tools.files, generations.complete(session, brief), tools.settings())


def submit_anew(tools: Tools, server: Server, brief: Brief) -> Submitted:
    """As if for the first time: what was there is finished, and nothing is known of an upload."""
    server.finish_everything()
    server.forget_files()
    if path := getattr(brief.source, "path", None):
        path.touch()
    server.paid.clear()
    return tools.provider(brief.provider).submit(brief)


def submit_again(tools: Tools, server: Server, brief: Brief) -> Submitted:
    """What is to be brought there first has been brought."""
    change, server.change = server.change, lambda _, reply: reply
    while isinstance(outcome(lambda: submit_anew(tools, server, brief)), NotSent):
        while isinstance(outcome(lambda: tools.provider(brief.provider).submit(brief)), NotSent):
            pass
        break
    server.finish_everything()
    server.paid.clear()
    server.change = change
    return tools.provider(brief.provider).submit(brief)


def outcome(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as raised:
        return raised


@pytest.mark.parametrize("how", [submit_anew, submit_again])
@every_provider
def test_what_was_accepted_is_submitted_or_unclear_and_what_fails_before_it_pays_nothing(
    tools, clock, server, clip, name, how
):
    wrong, seen = list[str](), set[str]()
    for brief in briefs_of(tools, clock, server, clip, name):
        for answered in listen(server, lambda: how(tools, server, brief)):  # noqa: B023
            for spoiled in spoilt(answered, seen):
                spoil(server, answered.at, spoiled)
                came = outcome(lambda: how(tools, server, brief))  # noqa: B023
                if not is_right(came, answered, spoiled, len(server.paid)):
                    wrong.append(f"{brief.operation} {answered.kind} {spoiled}: {came!r}, {len(server.paid)} paid")
    assert wrong == []


def spoilt(answered: Answered, seen: set[str]) -> list[Reply | None]:
    """Every way in which an answer of this kind may be wrong; none for a kind that was seen before."""
    if answered.kind in seen:
        return []
    seen.add(answered.kind)
    return [*wrong_forms(answered.reply), None, *map(error, STATUSES)]


def is_right(came: Any, answered: Answered, spoiled: Reply | None, paid: int) -> bool:
    if KEY in str(came):
        return False
    if not answered.is_paid:
        return (isinstance(came, Submitted) and paid == 1) or (isinstance(came, NOTHING_STARTED) and paid == 0)
    is_refusal = spoiled is not None and spoiled.status in REFUSALS
    return paid == 1 and isinstance(came, (RateLimited, Refused) if is_refusal else (Submitted, Unclear))


@pytest.mark.parametrize("name", ["luma", "luma_agents", "runway", "google"])
def test_what_takes_long_to_be_brought_is_paid_in_the_next_turn(tools, clock, server, clip, name, monkeypatch):
    brief = [one for one in briefs_of(tools, clock, server, clip, name) if one.source][-1]
    monkeypatch.setattr(in_time, "LONGEST_S", -1)
    assert isinstance(outcome(lambda: submit_anew(tools, server, brief)), NotSent)
    assert server.paid == []
    monkeypatch.undo()
    assert isinstance(outcome(lambda: submit_again(tools, server, brief)), Submitted)


def test_a_clip_is_put_at_no_private_address(tools, clock, server, clip):
    agents = tools.provider("luma_agents")
    brief = [one for one in briefs_of(tools, clock, server, clip, "luma_agents") if one.source][-1]
    vars(agents).update(_is_here=False)  # as if it were Luma itself that names this machine
    assert isinstance(outcome(lambda: submit_anew(tools, server, brief)), NotSent)
    assert server.count("PUT", "/") == 0


@every_provider
def test_a_wrong_answer_to_a_free_call_is_an_error_of_ours(tools, clock, server, clip, tmp_path, name):
    provider, wrong = tools.provider(name), list[str]()
    brief = next(briefs_of(tools, clock, server, clip, name))
    for title, call in free_calls(provider, server, brief, tmp_path, clock).items():
        for answered in listen(server, call):
            for spoiled in spoilt(answered, set()):
                spoil(server, answered.at, spoiled)
                came = outcome(call)
                if not is_ours(came):
                    wrong.append(f"{title} {spoiled}: {came!r}")
    assert wrong == []


def is_ours(came: Any) -> bool:
    if isinstance(came, Exception):
        return isinstance(came, (*READ_IN_VAIN, BadMedia, LinkExpired)) and KEY not in str(came)
    return is_sound(came) if isinstance(came, Progress) else KEY not in str(came)


def free_calls(
    provider: Provider, server: Server, brief: Brief, folder: Path, clock: Clock
) -> dict[str, Callable[[], Any]]:
    made = provider.submit(brief).remote_id

    def look() -> Progress:
        """Of one that is finished."""
        server.finish_everything()
        progress = provider.check(made)
        if progress.outcome == Outcome.SUCCEEDED:
            provider.download(progress, folder)
        return progress

    def cancel() -> Any:
        server.change, change = (lambda _, reply: reply), server.change
        another = provider.submit(brief).remote_id
        server.change = change
        return provider.cancel(another)

    def camera_moves() -> Any:
        """As if for the first time."""
        vars(provider).update(_moves=())
        return provider.camera_moves()

    return {
        "check": look,
        "cancel": cancel,
        "connection": provider.check_connection,
        "lost": lambda: provider.find_lost(brief, clock() - timedelta(minutes=5)),
        "lately": lambda: provider.made_lately(brief),
        "moves": camera_moves,
    }


def is_sound(told: Any) -> bool:
    """Of the types that the engine and the pages rely on."""
    fraction, numbers = told.fraction, (told.fraction, told.cost_usd)
    return (
        all(isinstance(words, str) for words in (told.stage, told.sentence))
        and isinstance(told.url, str | None)
        and all(isinstance(number, float | None) for number in numbers)
        and (fraction is None or 0 <= fraction <= 1)
    )
