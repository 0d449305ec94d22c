"""Another server in the sandbox's place: written by somebody else from the same documentation, it reads what is open the other way."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from pydantic import SecretStr
from sqlalchemy import Engine as Database

from studio import database as db
from studio import generations, moves
from studio.brief import ENDED, Brief, Source, State
from studio.engine import admission, materials, steps
from studio.engine.tools import Tools
from studio.errors import NotSent, ProviderError
from studio.providers import catalogue, registry
from studio.tables import Asset, Generation
from tests.clock import Clock
from tests.engine.turns import look, queue, story, turn, until_settled
from tests.second import studio
from tests.second.server import Server

FIRST_MODEL = {name: next(one.id for one in catalogue.models() if one.provider == name) for name in studio.PROVIDERS}
every_provider = pytest.mark.parametrize("name", studio.PROVIDERS)


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pictures") / "boat.png"
    Image.radial_gradient("L").resize((320, 180)).convert("RGB").save(path)
    return path


@pytest.fixture(scope="module")
def server(clip: Path, picture: Path) -> Iterator[Server]:
    with Server(clip, picture) as started:
        yield started


@pytest.fixture
def tools(server: Server, sqlite: Database, clock: Clock, tmp_path: Path) -> Iterator[Tools]:
    with studio.open_tools(server, sqlite, tmp_path, clock) as opened:
        yield opened


def boat(name: str, **more: object) -> Brief:
    return studio.plain_brief(catalogue.model(FIRST_MODEL[name])).model_copy(update=more)


def settle(tools: Tools, clock: Clock, *asked: str) -> list[str]:
    """What became of them; the clock goes on by itself. Threads, as the engine has them: every file is looked at in a process."""
    with ThreadPoolExecutor(4) as threads:
        while not all(is_settled(one) for one in (look(tools, each) for each in asked)):
            list(threads.map(lambda one: steps.step(tools, one), steps.take_due(tools, 500)))
            list(threads.map(lambda one: steps.step(tools, one, is_admitted=True), admission.admit(tools, 500)))
            tools.notebook.write()
            clock.forward(20)
    found = [look(tools, one) for one in asked]
    return [one.state if one.state == State.SUCCEEDED else told(one) for one in found]


def is_settled(generation: Generation) -> bool:
    return generation.state in ENDED or generation.next_step_at == moves.NEVER


def told(generation: Generation) -> str:
    return f"{generation.state}: {generation.failure_sentence or generation.note}"


def asset_of(tools: Tools, generation_id: str) -> Asset:
    with db.reading(tools.database) as session:
        return session.get_one(Asset, look(tools, generation_id).asset_id)


# -- one clip after the other -----------------------------------------------------------------------------


@every_provider
def test_pictures_become_the_ends_of_a_clip(tools, clock, picture, name):
    takes_both = [one for one in catalogue.models() if one.provider == name and one.last_frame]
    made = queue(tools, studio.full_brief(takes_both[0], studio.add_picture(tools, picture)))
    assert settle(tools, clock, made) == [State.SUCCEEDED]


@every_provider
def test_a_clip_goes_on_from_another(tools, clock, name):
    first = queue(tools, boat(name, duration_s=5 if name in ("luma", "luma_agents") else boat(name).duration_s))
    second = queue(tools, look(tools, first).brief.model_copy(update={"continues_id": first}))
    assert settle(tools, clock, first, second) == [State.SUCCEEDED] * 2


@pytest.mark.parametrize("name", ["runway", "google"])
def test_what_can_be_stopped_is_stopped(tools, clock, name):
    made = queue(tools, boat(name))
    turn(tools)
    with db.writing(tools.database) as session:
        generations.cancel(session, made)
    until_settled(tools, clock, rounds=2)
    assert (look(tools, made).state, look(tools, made).was_charged) == (State.CANCELLED, False)


@every_provider
def test_a_good_key_is_accepted_and_a_bad_one_is_not(tools, server, tmp_path, name):
    assert tools.provider(name).check_connection().is_ok
    other_key = {f"{name}_api_key": SecretStr("another")}
    provider = registry.make(name, studio.settings_for(server, tmp_path).model_copy(update=other_key))
    connection = provider.check_connection()
    provider.close()
    assert not connection.is_ok and "key" in connection.sentence


@pytest.mark.parametrize(("name", "usd"), [("luma", 123.45), ("runway", 43.21)])
def test_a_balance_is_told_in_dollars(tools, name, usd):
    assert tools.provider(name).check_connection().balance_usd == usd


def test_luma_tells_its_camera_moves(tools):
    assert list(tools.provider("luma").camera_moves()) == ["bolt_cam", "dolly_zoom", "orbit_left"]


# -- what was lost ----------------------------------------------------------------------------------------


def test_a_lost_reply_of_luma_is_found_in_a_list_of_short_pages_that_begins_with_the_oldest(tools, clock, server):
    for _ in range(4):
        queue(tools, boat("luma", prompt="Another boat"))
    turn(tools)
    server.drop_the_reply_to("/generations")
    lost = queue(tools, boat("luma", prompt="The lost boat"))
    assert settle(tools, clock, lost) == [State.SUCCEEDED]
    assert "unclear" in story(tools, lost)
    assert server.count("POST", "/generations") == 5


def test_a_list_that_is_too_long_to_be_read_to_its_end_proves_nothing(tools, clock):
    luma, since = tools.provider("luma"), clock() - timedelta(minutes=1)
    made = [luma.submit(boat("luma")).remote_id for _ in range(15)]
    assert luma.find_lost(boat("luma"), since) == made[::-1]  # of one moment: nobody can tell which is older
    luma.submit(boat("luma"))
    assert luma.find_lost(boat("luma"), since) is None


LUMA_WORK = {known.operation: known for known in catalogue.models() if known.provider == "luma"}.values()


@pytest.mark.parametrize("known", LUMA_WORK, ids=studio.title)
def test_whatever_luma_lost_is_found(tools, clock, server, clip, picture, known):
    source = source_for(tools, known, studio.add_clip(tools, clip))
    settle(tools, clock, *filter(None, [source and source.generation_id]))
    server.drop_the_reply_to("/generations")
    before = server.count("POST", "/generations")
    lost = queue(tools, studio.brief_for(known, studio.add_picture(tools, picture), source))
    assert settle(tools, clock, lost) == [State.SUCCEEDED]
    assert ("unclear" in story(tools, lost), server.count("POST", "/generations") - before) == (True, 1)


@pytest.mark.parametrize("name", ["luma_agents", "runway", "google", "veo"])
def test_what_the_others_lost_is_for_a_person(tools, clock, server, name):
    server.drop_the_reply_to("/")
    lost = queue(tools, boat(name))
    until_settled(tools, clock, rounds=8, seconds=40)
    assert look(tools, lost).state == State.UNCLEAR
    assert server.count("POST", "/") == 1


# -- all that the catalogue lists -------------------------------------------------------------------------


def source_for(tools: Tools, known: catalogue.Model, clip_id: str) -> Source | None:
    if studio.takes_a_library_clip(known):
        return Source(asset_id=clip_id)
    return Source(generation_id=queue(tools, boat(known.provider))) if known.works_on_a_clip else None


@every_provider
def test_every_operation_of_every_model_ends_in_a_file(tools, clock, clip, picture, name):
    clip_id, picture_id = studio.add_clip(tools, clip), studio.add_picture(tools, picture)
    listed = [known for known in catalogue.models() if known.provider == name]
    briefs = {studio.title(one): studio.brief_for(one, picture_id, source_for(tools, one, clip_id)) for one in listed}
    asked = {title: queue(tools, brief) for title, brief in briefs.items()}
    ended = dict(zip(asked, settle(tools, clock, *asked.values()), strict=True))
    assert ended == dict.fromkeys(asked, State.SUCCEEDED)
    assert {asset_of(tools, asked[studio.title(one)]).kind == one.makes for one in listed} == {True}


@every_provider
def test_whatever_the_rules_allow_is_accepted(tools, clock, clip, picture, name):
    clip_id, picture_id = studio.add_clip(tools, clip), studio.add_picture(tools, picture)
    listed = [known for known in catalogue.models() if known.provider == name]
    plain = [(one, studio.brief_for(one, picture_id, source_for(tools, one, clip_id))) for one in listed]
    settle(
        tools, clock, *(brief.source.generation_id for _, brief in plain if brief.source and brief.source.generation_id)
    )
    briefs = [variant for one, brief in plain for variant in studio.variants_of(brief, one, picture_id)]
    assert [said for brief in briefs if (said := refusal(tools, brief))] == []


def refusal(tools: Tools, brief: Brief) -> str | None:
    """What the server has against it. What is still looked through there is brought again, as the engine does."""
    with db.reading(tools.database) as session:
        brief = generations.complete(session, brief)
        found = materials.look_up(session, tools.files, brief, tools.settings())
    if list(catalogue.reasons_against(brief)):
        return None
    reason = ""
    for _ in range(6):
        try:
            tools.provider(brief.provider).submit(found)
            return None
        except NotSent as error:
            reason = str(error)
        except ProviderError as error:
            return f"{brief.model_dump(exclude_defaults=True)}: {error}"
    return reason
