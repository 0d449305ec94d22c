"""Offers: what can be done with a clip, by whom and from which price; and what a picture can be to a brief."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine as Database

from studio import database as db
from studio import library, offers, saved_settings
from studio.brief import Brief, Keyframe, Operation, Reference, Role, Source
from studio.errors import BadBrief
from studio.offers import Offer, Use
from studio.providers.catalogue import Model, Rates, listed
from studio.tables import Asset, AssetKind, Generation
from tests.test_library import made


def able(model_id: str, operation: Operation, usd_per_second: float | None, **more: Any) -> Model:
    rates = Rates("a test", date(2026, 11, 25), usd_per_second={"": usd_per_second} if usd_per_second else {})
    return Model(id=model_id, label=model_id, about="", rates=rates, operation=operation, **more)


OWN = able("luma:own", Operation.MODIFY, 0.5, sources=("id",), strengths=("low", "middle", "high"))
ANY = able("runway:any", Operation.MODIFY, 0.1, sources=("file",))
SHORT = able("runway:short", Operation.UPSCALE, 0.2, sources=("file",), longest_source_s=6, takes_prompt=False)
UNPRICED = able("runway:unpriced", Operation.ADD_AUDIO, None, sources=("file",))
OUTSIDE = able("runway:outside", Operation.REFRAME, 0.1, sources=("address",))
PICTURES = able("runway:pictures", Operation.MAKE, 0.1, pictures=("file",), references=2, roles=(Role.STYLE,))


@pytest.fixture(autouse=True)
def models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that the catalogue has, but for all that work on clips or take references; and ours."""
    usual = [known for known in listed.MODELS if not known.works_on_a_clip and not known.references]
    monkeypatch.setattr(listed, "MODELS", (*usual, OWN, ANY, SHORT, UNPRICED, OUTSIDE, PICTURES))


def offered(at: Database, model: str = "luma:ray-2", **clip: Any) -> dict[Operation, Offer]:
    with db.writing(at) as session:
        clip.setdefault("duration_s", 5.0)
        asset = made(session, model=model, **clip)
        return {offer.operation: offer for offer in offers.for_clip(session, library.get(session, asset.id))}


def test_a_clip_is_offered_what_some_model_can_do_with_it(sqlite: Database):
    found = offered(sqlite)
    assert list(found) == [Operation.MODIFY, Operation.UPSCALE, Operation.ADD_AUDIO]
    modify = found[Operation.MODIFY]
    assert modify.brief.model == "luma:own" and modify.from_micro_usd == 500_000, "5 s at $0.10, the cheapest"


def test_its_brief_keeps_the_prompt_and_has_what_the_model_asks_for(sqlite: Database):
    found = offered(sqlite)
    modify, upscale = found[Operation.MODIFY].brief, found[Operation.UPSCALE].brief
    assert (modify.prompt, modify.strength, modify.duration_s) == ("A boat", "middle", 5)
    assert modify.source and modify.source.generation_id
    assert upscale.prompt == "" and upscale.operation == Operation.UPSCALE


def test_another_providers_clip_is_not_offered_what_takes_own_clips_only(sqlite: Database):
    assert offered(sqlite, "animatic:neon")[Operation.MODIFY].brief.model == "runway:any"


def test_a_clip_that_is_too_long_is_not_offered_it(sqlite: Database):
    assert Operation.UPSCALE not in offered(sqlite, duration_s=6.5)


def test_a_price_that_nobody_knows_is_unknown_not_free(sqlite: Database):
    assert offered(sqlite)[Operation.ADD_AUDIO].from_micro_usd is None


def test_what_goes_by_address_is_offered_once_the_world_reaches_us(sqlite: Database):
    assert Operation.REFRAME not in offered(sqlite)
    with db.writing(sqlite) as session:
        saved_settings.save(session, {"public_url": "https://studio.example.com"})
    assert Operation.REFRAME in offered(sqlite)


def test_a_clip_that_nobody_made_is_worked_on_by_its_asset(sqlite: Database):
    with db.writing(sqlite) as session:
        asset = uploaded(AssetKind.CLIP, duration_s=5.0)
        library.add(session, asset)
        session.flush()
        (modify, *_) = offers.for_clip(session, library.get(session, asset.id))
        assert modify.brief.source == Source(asset_id=asset.id) and modify.brief.model == "runway:any"


def test_a_picture_is_offered_no_work_on_clips(sqlite: Database):
    assert offered(sqlite, kind=AssetKind.PICTURE, duration_s=None) == {}


# -- pictures ---------------------------------------------------------------------------------------------


def uploaded(kind: AssetKind = AssetKind.PICTURE, **more: Any) -> Asset:
    return Asset(kind=kind, name="a", sha256="", size_bytes=1, width=16, height=9, **more)


def placed(at: Database, brief: Brief, use: Use) -> tuple[Brief, str]:
    with db.writing(at) as session:
        asset = library.add(session, uploaded())
        session.flush()
        return offers.with_picture(session, brief, library.get(session, asset.id), use), asset.id


def test_a_picture_is_offered_to_what_some_model_takes_it_as(sqlite: Database, monkeypatch: pytest.MonkeyPatch):
    def uses() -> list[Use]:
        with db.writing(sqlite) as session:
            asset = library.add(session, uploaded())
            session.flush()
            return list(offers.uses_of(session, library.get(session, asset.id)))

    assert uses() == [Use.FIRST_FRAME, Use.LAST_FRAME, Use.REFERENCE]
    monkeypatch.setattr(listed, "MODELS", (PICTURES,))
    assert uses() == [Use.REFERENCE]


def test_a_picture_joins_the_brief_that_is_being_written(sqlite: Database):
    brief, picture = placed(sqlite, Brief(prompt="A boat", model="animatic:neon"), Use.FIRST_FRAME)
    assert brief == Brief(prompt="A boat", model="animatic:neon", first_frame=Keyframe(asset_id=picture))


def test_a_model_that_cannot_take_it_gives_way_to_one_that_can(sqlite: Database):
    brief, picture = placed(sqlite, Brief(prompt="A boat", model="animatic:neon"), Use.REFERENCE)
    assert brief.model == "runway:pictures"
    assert brief.references == (Reference(asset_id=picture, role=Role.STYLE),)


def test_a_full_row_of_references_lets_its_first_one_go(sqlite: Database):
    two = tuple(Reference(asset_id=one, role=Role.STYLE) for one in ("first", "second"))
    brief, picture = placed(sqlite, Brief(model="runway:pictures", references=two), Use.REFERENCE)
    assert [reference.asset_id for reference in brief.references] == ["second", picture]


def test_a_picture_that_no_model_takes_is_refused_with_a_sentence(sqlite: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(listed, "MODELS", tuple(known for known in listed.MODELS if known.provider == "luma"))
    with pytest.raises(BadBrief, match="No model takes this picture as a first frame: set PUBLIC_URL"):
        placed(sqlite, Brief(model="luma:ray-2"), Use.FIRST_FRAME)


def test_a_clip_that_was_worked_on_is_continued_by_a_new_clip_of_what_makes_clips():
    modified = Brief(
        operation=Operation.MODIFY, prompt="Snow", model="luma:own", source=Source(asset_id="x"), strength="low"
    )
    brief = offers.going_on(Generation(id="earlier", brief=modified, provider="luma", model="luma:own"))  # pyright: ignore[reportCallIssue]
    assert (brief.operation, brief.source, brief.strength, brief.continues_id) == (Operation.MAKE, None, "", "earlier")
    assert brief.model == "luma:ray-2" and brief.prompt == "Snow"


def test_the_end_of_a_clip_can_be_a_first_or_a_last_frame(sqlite: Database):
    with db.writing(sqlite) as session:
        clip = library.get(session, made(session, last_frame="x-last.png", duration_s=5.0).id)
        without = library.get(session, made(session, prompt="Another", duration_s=5.0).id)
        assert offers.uses_of_its_end(session, clip) == [Use.FIRST_FRAME, Use.LAST_FRAME]
        assert offers.uses_of_its_end(session, without) == [] and offers.uses_of(session, clip) == []
        brief = offers.with_picture(session, Brief(prompt="On"), clip, Use.LAST_FRAME)
    assert brief.last_frame == Keyframe(asset_id=clip.asset.id) and brief.model == "animatic:cinematic"
