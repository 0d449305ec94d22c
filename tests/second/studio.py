"""A studio whose providers are all on the second server, and briefs for whatever the catalogue lists."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice, product
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Engine as Database

from studio import database as db
from studio import library, saved_settings
from studio.brief import Brief, Keyframe, Material, Reference, Role, Source
from studio.engine.tools import Tools
from studio.files import Files
from studio.providers.catalogue import ITS_OWN, Model
from studio.providers.registry import Providers
from studio.settings import Settings
from tests.clock import Clock
from tests.second.server import KEY, Server

PROVIDERS = ("luma", "luma_agents", "runway", "google", "veo")
PUBLIC_URL = "https://studio.example.org"
PICTURE_URL = "https://pictures.example.org/boat.jpg"


def settings_for(server: Server, data: Path) -> Settings:
    given: dict[str, Any] = {f"{name}_api_key": SecretStr(KEY) for name in PROVIDERS}
    given |= {f"{name}_base_url": server.address for name in ("runway", "google", "veo")}
    given |= {f"{name}_max_running": 500 for name in PROVIDERS}
    given |= {f"{name}_creates_per_minute": 10_000 for name in PROVIDERS}
    given |= {
        "luma_base_url": f"{server.address}/dream-machine/v1",
        "luma_agents_base_url": f"{server.address}/agents/v1",
    }
    given |= {"data": data, "public_url": PUBLIC_URL, "secret_key": SecretStr("a-test")}
    return Settings(_env_file=None, **given)  # pyright: ignore[reportCallIssue]


@contextmanager
def open_tools(server: Server, database: Database, data: Path, clock: Clock) -> Iterator[Tools]:
    settings = settings_for(server, data)
    with db.writing(database) as session:
        saved_settings.save(session, {"public_url": PUBLIC_URL}, settings)
    server.start_anew(clock)
    providers = Providers(lambda: settings)
    yield Tools(database, Files(data / "media"), providers, lambda: settings, clock, chance=lambda: 0.0)
    providers.close()


def add_picture(tools: Tools, picture: Path) -> str:
    with db.writing(tools.database) as session:
        return library.add(session, library.asset_of_picture(tools.files, picture)).id


def add_clip(tools: Tools, clip: Path) -> str:
    """A clip that nobody generated here."""
    asset = library.asset_of_clip(tools.files, clip)
    with db.writing(tools.database) as session:
        return library.add(session, asset).id


def plain_brief(known: Model) -> Brief:
    """What the entry needs and nothing more, but for what it points at."""
    values: dict[str, Any] = {"model": known.id, "operation": known.operation}
    values["prompt"] = "A paper boat in the rain" if known.takes_prompt else ""
    values["duration_s"] = 0 if known.durations_s == ITS_OWN else _usual(known.durations_s, 8, 5)
    if known.resolutions:
        values["resolution"] = _usual(known.resolutions, "720p")
    if known.ratios:
        values["ratio"] = _usual(known.ratios_without_picture or known.ratios, "16:9")
    if known.strengths:
        values["strength"] = known.strengths[0]
    return Brief(**values)


def picture_for(known: Model, picture_id: str) -> Material:
    return Keyframe(asset_id=picture_id) if "file" in known.pictures else Keyframe(url=PICTURE_URL)


def brief_for(known: Model, picture_id: str, source: Source | None) -> Brief:
    """The same with a picture and a source where it cannot be without."""
    values: dict[str, Any] = {"source": source if known.works_on_a_clip else None}
    if known.needs_first_frame:
        values["first_frame"] = picture_for(known, picture_id)
    if known.needs_reference:
        values["references"] = (reference_for(known, picture_id, known.roles[0]),)
    return plain_brief(known).model_copy(update=values)


def reference_for(known: Model, picture_id: str, role: Role) -> Reference:
    picture = picture_for(known, picture_id)
    return Reference(asset_id=picture.asset_id, url=picture.url, role=role)


def full_brief(known: Model, picture_id: str) -> Brief:
    """Of what makes clips: from one picture to another, with all that may go with it."""
    picture, ratios = picture_for(known, picture_id), known.ratios
    values: dict[str, Any] = {
        "seed": 7 if known.seed else None,
        "negative_prompt": "blur" if known.negative_prompt else "",
    }
    values |= {"first_frame": picture} if known.first_frame else {}
    values |= {"last_frame": picture} if known.last_frame else {}
    values |= {"ratio": _usual(ratios, "16:9")} if known.first_frame and ratios else {}
    values |= {"duration_s": known.frames_at_s[0]} if known.frames_at_s else {}
    values |= {"camera_moves": ("orbit_left",)} if known.camera_moves else {}
    return plain_brief(known).model_copy(update=values)


def variants_of(plain: Brief, known: Model, picture_id: str) -> Iterator[Brief]:
    """Every size, shape, length and strength at least once; then with whatever may be asked besides."""
    sizes, ratios = known.resolutions or (plain.resolution,), known.ratios or (plain.ratio,)
    if known.provider == "runway":  # it calls each size in each shape by its pixels
        sizes, ratios = zip(*product(sizes, ratios), strict=True)
    lengths = (plain.duration_s,) if known.durations_s == ITS_OWN else known.durations_s
    choices = [sizes, ratios, lengths, known.strengths or ("",)]
    for values in islice(zip(*map(cycle, choices), strict=False), max(map(len, choices))):
        names = ("resolution", "ratio", "duration_s", "strength")
        yield plain.model_copy(update=dict(zip(names, values, strict=True)))
    also = {"source": plain.source, "references": plain.references}
    yield full_brief(known, picture_id).model_copy(update=also)
    yield plain.model_copy(update={"sound": True})
    for resolution, duration_s in known.hdr_at:
        yield plain.model_copy(update={"hdr": True, "resolution": resolution, "duration_s": duration_s})
    for role in known.roles if known.references else ():
        one = reference_for(known, picture_id, role)
        length_s = known.references_at_s[0] if known.references_at_s else plain.duration_s
        yield plain.model_copy(update={"references": (one,) * known.references, "duration_s": length_s})


def _usual(values: Any, *wanted: Any) -> Any:
    return next((one for one in wanted if one in values), values[0])


def takes_a_library_clip(known: Model) -> bool:
    return bool({"file", "address"} & set(known.sources))


def title(known: Model) -> str:
    return f"{known.id} {known.operation.value}"
