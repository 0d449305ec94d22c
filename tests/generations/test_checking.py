"""What follows from the clip that is worked on is filled in before a brief is priced: its length, and its size where that counts."""

import pytest
from sqlalchemy import Engine as Database

from studio import database as db
from studio import estimates, generations
from studio.brief import Brief, Operation, Source
from studio.estimates import Estimate
from studio.tables import Asset, AssetKind

MODIFY = Brief(operation=Operation.MODIFY, prompt="In snow", model="luma:ray-2", strength="flex_1")


def estimate(database: Database, brief: Brief) -> Estimate:
    with db.reading(database) as session:
        return estimates.estimate(session, brief)


def complete(database: Database, brief: Brief, width: int = 1280, height: int = 720, duration_s: float = 5.04) -> Brief:
    """Of a clip of ours with those measures, where none is named."""
    with db.writing(database) as session:
        asset = Asset(
            name="a.mp4",
            kind=AssetKind.CLIP,
            sha256="",
            size_bytes=1,
            width=width,
            height=height,
            duration_s=duration_s,
        )
        session.add(asset)
        session.flush()
        return generations.complete(
            session, brief.model_copy(update={"source": brief.source or Source(asset_id=asset.id)})
        )


@pytest.mark.parametrize(("size", "resolution", "usd"), [
    ((1280, 720), "720p", 1.75), ((1080, 1920), "1080p", 3.94), ((720, 720), "540p", 0.98),
])  # fmt: skip
def test_a_clip_that_keeps_its_size_is_priced_by_it(sqlite, size: tuple[int, int], resolution: str, usd: float):
    brief = complete(sqlite, MODIFY, *size)
    assert (brief.duration_s, brief.resolution) == (5.0, resolution)
    assert estimate(sqlite, brief).usd == pytest.approx(usd, abs=0.005)


def test_a_clip_that_is_made_larger_keeps_the_size_that_was_asked(sqlite):
    upscale = MODIFY.model_copy(update={"operation": Operation.UPSCALE, "resolution": "4k"})
    assert complete(sqlite, upscale, duration_s=9).resolution == "4k"


def test_what_nobody_can_measure_has_no_length_and_no_price(sqlite):
    brief = complete(sqlite, MODIFY.model_copy(update={"source": Source(url="https://example.org/a.mp4")}))
    assert (brief.duration_s, estimate(sqlite, brief).usd) == (0, None)


def test_a_picture_has_no_length_but_a_price(sqlite):
    with db.reading(sqlite) as session:
        asked = Brief(operation=Operation.PICTURE, prompt="A boat", model="luma:photon-1")
        brief = generations.complete(session, asked)
    assert (brief.duration_s, estimate(sqlite, brief).usd) == (0, 0.015)


def test_a_source_that_is_still_to_be_made_has_the_length_and_size_that_were_asked(sqlite):
    with db.writing(sqlite) as session:
        boat = Brief(prompt="A boat", model="luma:ray-2", duration_s=9, resolution="1080p")
        source = Source(generation_id=generations.queue(session, boat).id)
        brief = generations.complete(session, MODIFY.model_copy(update={"source": source}))
    assert (brief.duration_s, brief.resolution) == (9, "1080p")
