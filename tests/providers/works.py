"""Work on clips and pictures, at the providers that a clip is brought to before it is changed: what is asked there, what comes of it."""

from dataclasses import dataclass
from pathlib import Path

from studio import database
from studio.brief import Brief, Operation, Source
from studio.engine.tools import Tools
from studio.tables import Asset, Generation
from tests.providers import matrix
from tests.providers.matrix import Fault, Row
from tests.second.studio import add_clip


@dataclass(frozen=True)
class Works:
    """`night` changes a clip, `still` makes a picture; `upload_faults` are those that keep a clip from coming there."""

    row: Row
    night: Brief
    still: Brief
    upload_faults: list[Fault]


BUSY_UPLOADS: list[Fault] = [
    {"on": "upload", "what": "status", "code": 503},
    {"on": "upload", "what": "status", "code": 429},
    {"on": "transfer", "what": "drop"},
]
NIGHT = Brief(prompt="Make it night", model="runway:aleph2", operation=Operation.MODIFY)
STILL = Brief(
    prompt="A paper boat", model="runway:gen4_image", operation=Operation.PICTURE, resolution="720p", duration_s=0
)
RUNWAY = Works(
    matrix.RUNWAY,
    NIGHT,
    STILL,
    [*BUSY_UPLOADS, {"on": "upload", "what": "empty"}, {"on": "transfer", "what": "status", "code": 403}],
)
GOOGLE = Works(
    matrix.GOOGLE,
    NIGHT.model_copy(update={"model": "google:gemini-omni-1.2-flash", "resolution": "360p", "duration_s": 3}),
    STILL.model_copy(update={"model": "google:gemini-3-pro-image", "resolution": "1K"}),
    [*BUSY_UPLOADS, {"on": "transfer", "what": "empty"}],
)


def on_file(tools: Tools, brief: Brief, clip: Path) -> Brief:
    """The same, of a clip that no provider of ours made."""
    return brief.model_copy(update={"source": Source(asset_id=add_clip(tools, clip))})


def asset_of(tools: Tools, generation: Generation) -> Asset:
    with database.reading(tools.database) as session:
        return session.get_one(Asset, generation.asset_id)
