"""The family of a clip: what it came of, its siblings, what came of it; bounded, and found on both databases."""

import pytest
from sqlalchemy import Engine as Database

from studio import database as db
from studio import generations, library
from studio.boards import family
from studio.brief import Brief, Keyframe, Reference
from studio.errors import NotFound
from studio.tables import Asset, AssetKind
from tests.boards import making
from tests.boards.making import BOAT, after


def test_ancestors_siblings_and_descendants_belong_to_it(database: Database):
    with db.writing(database) as session:
        root, _stranger = making.done(session), making.done(session)
        one, two = generations.queue_together(session, [after(root), after(root)])
        making.finish(session, one)
        child = making.done(session, after(one))
        by_file = making.done(session, BOAT.model_copy(update={"last_frame": Keyframe(asset_id=child.asset_id)}))
        found = family.of(session, one.id)
        assert set(found.generations) == {root.id, one.id, two.id, child.id, by_file.id} and found.is_whole
        assert set(family.of(session, root.id).generations) == set(found.generations), "all that came of it"
        assert set(family.of(session, by_file.id).generations) == {root.id, one.id, child.id, by_file.id}
        assert one.asset_id and set(family.of(session, one.asset_id).generations) == set(found.generations)


def test_a_picture_that_somebody_gave_belongs_to_it_too(database: Database):
    with db.writing(database) as session:
        own = library.add(session, Asset(kind=AssetKind.PICTURE, name="x", sha256="1", size_bytes=1, width=4, height=3))
        session.flush()
        brief = Brief(prompt="A fox", model="luma:ray-3.2", references=(Reference(asset_id=own.id),))
        made = generations.queue(session, BOAT)
        made.brief = brief
        session.add(made)
        session.flush()
        assert set(family.of(session, made.id).assets) == {own.id}
        assert set(family.of(session, own.id).generations) == {made.id}


def test_a_large_family_is_cut_and_says_so(sqlite: Database):
    with db.writing(sqlite) as session:
        root = making.done(session)
        generations.queue_together(session, [after(root)] * 8)
        found = family.of(session, root.id, most=5)
        assert len(found.generations) == 5 and root.id in found.generations and not found.is_whole


def test_nothing_has_no_family(sqlite: Database):
    with db.reading(sqlite) as session, pytest.raises(NotFound):
        family.of(session, "../../nothing")
