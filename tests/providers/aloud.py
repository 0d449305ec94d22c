"""Asks everything of every provider with the root logger at DEBUG, for test_secrets.py to read what is written.

Keys, addresses and the data folder come from the environment, as in life.

usage: python -m tests.providers.aloud PROMPT CLIP TROUBLE ...
       python -m tests.providers.aloud "as it comes" PROMPT ADDRESS KEY
"""

import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from studio import database as db
from studio import logs
from studio.brief import Brief, FoundMaterial, Operation
from studio.engine.tools import Tools
from studio.errors import StudioError
from studio.files import Files
from studio.providers.interface import Provider
from studio.providers.registry import Providers, make
from studio.settings import Settings
from tests.clock import Clock
from tests.engine.turns import look, queue, until_settled

BOATS = (
    Brief(model="luma:ray-flash-2", duration_s=5, resolution="540p"),
    Brief(model="luma_agents:ray-3.2", duration_s=5, resolution="540p"),
    Brief(model="runway:gen4.5", duration_s=2, resolution="720p"),
    Brief(model="google:gemini-omni-1.2-flash", duration_s=3, resolution="360p"),
    Brief(model="veo:veo-3.1-fast-generate-001", duration_s=4, resolution="720p"),
)
KEPT = (", ", "refused")  # what goes through the engine too: the trouble whose words could hold a key
log = logging.getLogger("tests.aloud")


def ask_all(prompt: str, clip: Path, troubles: list[str]) -> None:
    settings = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
    logs.start(settings)
    log.debug("every logger writes at DEBUG")
    with working(settings) as (tools, clock):
        for boat in BOATS:
            briefs = [boat.model_copy(update={"prompt": f"{prompt}, {trouble}"}) for trouble in ("", *troubles)]
            others = [brief.model_copy(update={"prompt": prompt}) for brief in other_work(boat, clip)]
            go_through(tools.provider(boat.provider), *briefs, *others)
            ask_with_a_wrong_key(settings, boat.provider)
            let_the_engine_work(tools, clock, [brief for brief in briefs if brief.prompt.endswith(KEPT)])


@contextmanager
def working(settings: Settings) -> Iterator[tuple[Tools, Clock]]:
    database, clock = db.connect(f"sqlite:///{settings.data / 'studio.db'}"), Clock()
    db.migrate(database)
    providers = Providers(lambda: settings)
    tools = Tools(database, Files(settings.media), providers, lambda: settings, clock, chance=lambda: 0.0)
    yield tools, clock
    providers.close()
    database.dispose()


def other_work(boat: Brief, clip: Path) -> list[Brief]:
    """What Google's SDK is asked for in other words than a clip; of the others one way to ask stands for all."""
    worked_on = {"source": FoundMaterial(asset_id="ours", path=clip)}
    extended = boat.model_copy(update=worked_on | {"operation": Operation.EXTEND, "duration_s": 7})
    still = {"operation": Operation.PICTURE, "model": "google:gemini-3-pro-image", "resolution": "1K"}
    return {
        "google": [
            boat.model_copy(update=worked_on | {"operation": Operation.MODIFY}),
            extended.model_copy(update={"duration_s": boat.duration_s}),
            boat.model_copy(update=still),
            boat.model_copy(update={"model": "google:none"}),
        ],
        "veo": [extended, boat.model_copy(update={"negative_prompt": "a planted word"})],
    }.get(boat.provider, [])


def go_through(provider: Provider, *briefs: Brief) -> None:
    provider.check_connection()
    for brief in briefs:
        try:
            remote_id = provider.submit(brief).remote_id
            with tempfile.TemporaryDirectory() as folder:
                provider.download(provider.check(remote_id), Path(folder))
            provider.cancel(remote_id)
        except StudioError as error:
            log.exception("%s", error)


def ask_with_a_wrong_key(settings: Settings, name: str) -> None:
    key = getattr(settings, f"{name}_api_key").get_secret_value()
    wrong = {f"{name}_api_key": f"{key[:-4]}-bad"}
    stranger = make(name, Settings(_env_file=None, **wrong))  # pyright: ignore[reportCallIssue]
    log.info(stranger.check_connection().sentence)
    stranger.close()


def let_the_engine_work(tools: Tools, clock: Clock, briefs: list[Brief]) -> None:
    asked = [queue(tools, brief) for brief in briefs]
    until_settled(tools, clock, rounds=8, seconds=30)
    for generation in (look(tools, one) for one in asked):
        log.info("%s: %s %s", generation.state, generation.failure_sentence, generation.note)


def as_it_comes(prompt: str, address: str, key: str) -> None:
    """What the SDKs write where nobody stops them."""
    logging.basicConfig(level=logging.DEBUG, format="%(levelname)s %(name)s: %(message)s")

    import luma_agents
    import lumaai
    import runwayml
    from google import genai

    luma = lumaai.LumaAI(auth_token=key, base_url=f"{address}/dream-machine/v1")
    luma.generations.create(model="ray-2", prompt=f"{prompt} for lumaai")
    agents = luma_agents.Luma(auth_token=key, base_url=f"{address}/agents/v1")
    agents.generations.create(model="ray-3.2", prompt=f"{prompt} for luma_agents", type="video")
    runway = runwayml.RunwayML(api_key=key, base_url=address)
    runway.text_to_video.create(model="gen4.5", prompt_text=f"{prompt} for runwayml", ratio="1280:720", duration=5)
    google = genai.Client(api_key=key, http_options={"base_url": address})
    google.interactions.create(model="gemini-omni-1.2-flash", input=f"{prompt} for google", background=True)


if __name__ == "__main__":
    if sys.argv[1] == "as it comes":
        as_it_comes(*sys.argv[2:])
    else:
        ask_all(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
