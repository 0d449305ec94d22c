"""All that the catalogue offers, end to end: the real engine, the official SDKs, the sandbox; each gives a clip or picture that plays.

`make operations` prints what came of each.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pydantic import SecretStr
from sqlalchemy import Engine as Database

from studio import database as db
from studio import generations, ledger, money
from studio.brief import ENDED, Brief, Operation, Source, State
from studio.engine import admission, steps
from studio.engine.tools import Tools
from studio.files import Files
from studio.media.picture import probe_picture
from studio.media.probe import probe
from studio.moves import NEVER
from studio.providers import catalogue
from studio.providers.catalogue import ITS_OWN, Model
from studio.providers.registry import Providers
from studio.sandbox.server import Address
from studio.settings import Settings
from studio.tables import Asset, AssetKind, Generation
from tests.clock import Clock
from tests.engine.turns import look, queue
from tests.second import studio

pytestmark = pytest.mark.slow
SMALL = ("360p", "480p", "540p", "720p")


@dataclass(frozen=True)
class Row:
    """What came of one entry."""

    known: Model
    generation: Generation
    asset: Asset | None
    has_sound: bool
    charged_micro_usd: int

    @property
    def is_right(self) -> bool:
        return self.asset is not None and self.asset.kind == self.known.makes

    def __str__(self) -> str:
        asset, generation = self.asset, self.generation
        came = f"{asset.width} x {asset.height}" if asset else generation.failure_sentence or generation.note
        length = f"{asset.duration_s:.1f} s" if asset and asset.duration_s else "picture" if asset else ""
        paid = f"{money.usd(generation.estimate_micro_usd):>14}{self.charged_micro_usd / money.MICRO:>10.4f}"
        sound = "sound" if self.has_sound else ""
        return f"{self.known.id:<46}{self.known.operation.value:<11}{length:>8}  {came:<12}{sound:<6}{paid}"


@pytest.fixture
def tools(sandbox: Address, sqlite: Database, clock: Clock, tmp_path: Path) -> Iterator[Tools]:
    settings = settings_for(sandbox, tmp_path)
    providers = Providers(lambda: settings)
    yield Tools(sqlite, Files(tmp_path / "media"), providers, lambda: settings, clock, chance=lambda: 0.0)
    providers.close()


def settings_for(sandbox: Address, data: Path) -> Settings:
    given: dict[str, Any] = {"data": data, "secret_key": SecretStr("a-test"), "animatic_max_running": 4}
    for name in studio.PROVIDERS:
        given |= {f"{name}_api_key": SecretStr("a-key"), f"{name}_base_url": getattr(sandbox, name)}
        given |= {f"{name}_max_running": 500, f"{name}_creates_per_minute": 10_000}
    return Settings(_env_file=None, **given)  # pyright: ignore[reportCallIssue]


@pytest.fixture
def clip_id(tools: Tools, clip: Path) -> str:
    return studio.add_clip(tools, clip)


@pytest.fixture
def picture_id(tools: Tools, tmp_path: Path) -> str:
    path = tmp_path / "boat.png"
    Image.radial_gradient("L").resize((320, 180)).convert("RGB").save(path)
    return studio.add_picture(tools, path)


def small(known: Model, picture_id: str, source: Source | None) -> Brief:
    """The least of everything, as it is not looked at."""
    sizes = [size for size in SMALL if size in known.resolutions]
    values: dict[str, Any] = {"resolution": sizes[0]} if sizes and known.operation != Operation.UPSCALE else {}
    if known.durations_s != ITS_OWN:
        values["duration_s"] = min(known.durations_s)
    return studio.brief_for(known, picture_id, source).model_copy(update=values)


def source_for(tools: Tools, known: Model, clip_id: str) -> Source | None:
    """One that the provider makes first, where it knows its own; else a clip of the library."""
    if not known.works_on_a_clip:
        return None
    if "id" not in known.sources:
        return Source(asset_id=clip_id)
    maker = next(one for one in catalogue.models(Operation.MAKE) if one.provider == known.provider)
    return Source(generation_id=queue(tools, small(maker, "", None)))


def make_all(tools: Tools, clock: Clock, asked: dict[str, Model]) -> list[Row]:
    with ThreadPoolExecutor(4) as threads:
        while not all(_is_settled(look(tools, one)) for one in asked):
            list(threads.map(lambda one: steps.step(tools, one), steps.take_due(tools, 500)))
            list(threads.map(lambda one: steps.step(tools, one, is_admitted=True), admission.admit(tools, 500)))
            tools.notebook.write()
            clock.forward(20)
    return [_row(tools, one, known) for one, known in asked.items()]


def _is_settled(generation: Generation) -> bool:
    return generation.state in ENDED or generation.next_step_at == NEVER


def _row(tools: Tools, generation_id: str, known: Model) -> Row:
    with db.reading(tools.database) as session:
        generation = generations.get(session, generation_id)
        asset = session.get(Asset, generation.asset_id) if generation.state == State.SUCCEEDED else None
        charged = ledger.charged(session, generation)
    return Row(known, generation, asset, asset is not None and _plays(tools, asset), charged)


def _plays(tools: Tools, asset: Asset) -> bool:
    """Looks at the file again. Whether it has sound."""
    path = tools.files.path_of(asset.name)
    if asset.kind == AssetKind.PICTURE:
        assert probe_picture(path).width == asset.width
        return False
    return probe(path).has_sound


@pytest.mark.parametrize("provider", studio.PROVIDERS)  # the animatic has nothing but time to wait for: see animatic/
def test_every_operation_of_every_model_gives_what_it_promises(
    tools: Tools, clock: Clock, clip_id: str, picture_id: str, provider: str
):
    listed = [known for known in catalogue.models() if known.provider == provider]
    asked = {queue(tools, small(one, picture_id, source_for(tools, one, clip_id))): one for one in listed}
    rows = make_all(tools, clock, asked)
    print(*rows, sep="\n")
    assert [str(row) for row in rows if not row.is_right] == []
    assert [str(row) for row in rows if row.known.operation == Operation.ADD_AUDIO and not row.has_sound] == []
